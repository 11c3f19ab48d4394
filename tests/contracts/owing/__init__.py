"""What is owed for placements in a span of days, to the penny, each with the sum behind it."""
