"""Figures as the terminal shows them: tables of words and numbers, days and units."""

from collections.abc import Sequence
from datetime import date


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, words: int) -> list[str]:
    """The lines of a table; the first `words` columns are words, set to the left, the others numbers, to the right."""
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if at < words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    ]


def day(on: date) -> str:
    """A day as people write it."""
    return f"{on.day} {on:%B %Y}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"
