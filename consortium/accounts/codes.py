"""Codes: secrets that one person tells another or keeps on paper, easily typed; only their digests are kept."""

import hashlib
import secrets
import unicodedata

LETTERS = "23456789bcdfghjkmnpqrstvwxz"  # none that is taken for another, and no word by chance
GROUP = 4


def new(groups: int = 6) -> str:
    """Letters and figures in groups of four; each group is worth 19 bits, and 112 let a plain digest be kept."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(groups))


def digest_of(code: str) -> str:
    """What is kept of a code, however it was typed: the SHA-256 of its letters."""
    typed = unicodedata.normalize("NFKC", code).casefold()
    letters = "".join(letter for letter in typed if letter.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()
