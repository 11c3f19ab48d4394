"""Checks that several kinds of sheet share: what may stand once, which words are known, which day comes first."""

from collections.abc import Iterable, Iterator, Sequence

from consortium.sheets.cells import whole
from consortium.sheets.columns import Check, Column, Finding, Row

VERSION = Column(
    "version", whole(1), meaning="The version the record had when it was read; one changed since is a conflict."
)


def once(*names: str, sentence: str) -> Check:
    """A check that these columns together name a row once; `sentence` may use {line}, the first row's line."""

    def check(rows: Sequence[Row]) -> Iterator[Finding]:
        first: dict[tuple[object, ...], int] = {}
        for row in rows:
            if not row.has_read(*names):
                continue
            line = first.setdefault(tuple(row.values[name] for name in names), row.line)
            if line != row.line:
                yield Finding(row.line, names[-1], sentence.format(line=line))

    return check


def in_order(earlier: str, later: str, *, sentence: str, same_day: bool = True) -> Check:
    """A check that the day in `later` does not come before the day in `earlier` (nor on it, without `same_day`)."""

    def check(rows: Sequence[Row]) -> Iterator[Finding]:
        for row in rows:
            start, end = row.values[earlier], row.values[later]
            if not row.has_read(earlier, later) or start is None or end is None:
                continue
            if end < start or (end == start and not same_day):
                yield Finding(row.line, later, sentence)

    return check


def ages_in_order(rows: Sequence[Row]) -> Iterator[Finding]:
    """A check that the oldest age is no smaller than the youngest."""
    for row in rows:
        both = row.has_read("min_age_months", "max_age_months")
        if both and row.values["max_age_months"] < row.values["min_age_months"]:
            yield Finding(row.line, "max_age_months", "Give a number no smaller than min_age_months.")


def known(column: str, words: Iterable[str], *, called: str) -> Check:
    """A notice for each word that is not on an extensible list: taken, but perhaps a slip of the pen."""
    listed = frozenset(words)

    def check(rows: Sequence[Row]) -> Iterator[Finding]:
        for row in rows:
            held = row.values[column] or ()
            for word in (held,) if isinstance(held, str) else held:
                if word.strip().casefold() not in listed:
                    yield Finding(
                        row.line, column, f"{word} is not on the list of {called}: taken as a new one.", notice=True
                    )

    return check
