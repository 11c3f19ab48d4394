"""Invoice numbers in all their spellings: case, spaces, punctuation and leading zeros make no other invoice."""

import re
import unicodedata
from functools import lru_cache

_PARTS = re.compile(r"\d+|[^\W\d_]+")


@lru_cache(maxsize=4_096)
def plain(number: str) -> tuple[str, ...]:
    """The number as its letters and its figures one after another, figures without leading zeros.

    What stands between figures keeps them apart: 1-12 and 11-2 are two invoices.
    """
    return tuple((part.lstrip("0") or "0") if part.isdigit() else part for part in _parts(number)) or (number,)


@lru_cache(maxsize=4_096)
def bare(number: str) -> str:
    """The number without what stands between its letters and figures: 2026-001 and 2026001 may be one invoice."""
    return "".join(_parts(number)) or number


def _parts(number: str) -> list[str]:
    return _PARTS.findall(unicodedata.normalize("NFKC", number).casefold())
