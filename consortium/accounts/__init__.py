"""Accounts: the people of the consortia, how they sign in, and what stands for them when a program asks."""
