"""The path of a link, from the first question to the move-in: who may take which step, and what it sets off."""
