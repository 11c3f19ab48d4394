"""How a year ends: each commitment of each period that has ended, in the order of attribution, each unit used once."""
