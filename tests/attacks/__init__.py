"""Attacks on the running application through its doors, as somebody outside, or inside but elsewhere, tries them."""
