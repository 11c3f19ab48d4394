"""What is owed for placements in a span of days: pure arithmetic on prices, confirmed days and confirmed hours."""
