"""What a placement costs: pure arithmetic in whole pence and half-open days, without a session."""
