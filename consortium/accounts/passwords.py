"""Passwords: which are taken, and how they are kept and compared."""

from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from zxcvbn import zxcvbn

from consortium.floor.errors import Invalid

SHORTEST = 15
LONGEST = 128
GUESSABLE = 3  # of zxcvbn's scores 0 to 4, the least that is taken
MEASURED = 32  # characters that are guessed at: more would not make it safer, and some take zxcvbn ten seconds
# Words that stand in this product's own name or on every page of it; nobody needs long to try them.
CONTEXT = ("concurrency", "concurrent", "consortium", "placement", "adoption", "fostering", "referral", "household")
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)


def hashed(password: str, *, known: Iterable[str] = (), field: str = "password") -> str:
    """The password's argon2id hash. Takes some 65 ms: call it before the first query of a transaction.

    Common passwords, and those that are guessed from `known` (the person's name and address), are refused: zxcvbn's
    list of the most frequent passwords and its guesses decide. Raises Invalid under the name of `field`.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({field: [f"Use {SHORTEST} to {LONGEST} characters."]})
    if zxcvbn(password[:MEASURED], user_inputs=[*CONTEXT, *known])["score"] < GUESSABLE:
        raise Invalid({field: ["This is easily guessed. Use several words that do not belong together."]})
    return HASHER.hash(password)


def fits(password: str, *, kept: str | None) -> bool:
    """Whether the password is the one whose hash is kept; takes as long for no account (None) as for one.

    What is longer than any password is compared in part, for the same work, and is none.
    """
    try:
        HASHER.verify(kept or _nobodys(), password[:LONGEST])
    except VerificationError:
        return False
    return kept is not None and len(password) <= LONGEST


@cache
def _nobodys() -> str:
    return HASHER.hash("the password of an account that does not exist")
