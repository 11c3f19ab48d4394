"""What tests/test_house.py reads the code with; every check takes sources and gives the places that break it."""
