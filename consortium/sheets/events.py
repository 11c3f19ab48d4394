"""The events sheet: what happened in each case, one row an event, on its actual day; the clock's input."""

from collections.abc import Hashable, Iterator, Sequence

from consortium.sheets import cells
from consortium.sheets.columns import Check, Column, Finding, Row
from consortium.timescales.rules import Rules, shipped


def columns(rules: Rules) -> tuple[Column, ...]:
    """The columns, with the kinds of event that the rules know."""
    return (
        Column("case_ref", cells.reference, required=True, meaning="The case."),
        Column("event", cells.choice(rules.of_sheet), required=True, meaning="What happened."),
        Column("on", cells.day, required=True, meaning="The actual day."),
    )


def _told_twice(rows: Sequence[Row]) -> Iterator[Finding]:
    """A row that says what another said is perhaps a slip: taken, for two panels may recommend on one day."""
    first: dict[Hashable, int] = {}
    for row in rows:
        if row.has_read("case_ref", "event", "on"):
            told = (row.values["case_ref"], row.values["event"], row.values["on"])
            line = first.setdefault(told, row.line)
            if line != row.line:
                yield Finding(row.line, None, f"Line {line} says the same of this case.", notice=True)


COLUMNS = columns(shipped())
CHECKS: tuple[Check, ...] = (_told_twice,)
