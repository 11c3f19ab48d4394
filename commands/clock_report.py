"""Steps in words for the terminal: how many are open and overdue, then a table of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from commands.clock_files import Told
from consortium.timescales.steps import Step

HEADS = ("Case", "Step", "Due", "Done", "State", "Basis", "Source")
MOST = 200
"""A table on the terminal has so many rows; all of them are in the file that --out writes."""


def of_steps(told: Told, *, whole: bool) -> str:
    """The counts; with `whole` the table of every step, without it that of the overdue alone."""
    if not told.steps:
        return "Nothing is due and nothing was: no event of this file begins a step."
    states = Counter(step.state for step in told.steps)
    counts = (
        f"{states['overdue']} overdue, {states['open']} open, {states['done']} done, {states['done_late']} done late"
    )
    lines = [f"{_cases(told.cases)} on {_day(told.as_of)}: {counts}."]
    listed = told.steps if whole else [step for step in told.steps if step.state == "overdue"]
    if listed:
        lines += ["", *_table([_cells(step, told) for step in listed[:MOST]])]
    if len(listed) > MOST:
        lines += ["", f"{len(listed) - MOST} more: --out writes them all."]
    return "\n".join(lines)


def _cells(step: Step, told: Told) -> tuple[str, ...]:
    due, done = step.due_on.isoformat(), step.done_on.isoformat() if step.done_on else ""
    return (
        step.case_ref,
        told.rules.named[step.step].said,
        due,
        done,
        _state(step, told.as_of),
        step.basis,
        step.source,
    )


def _state(step: Step, as_of: date) -> str:
    if step.state == "overdue":
        return f"overdue by {_days((as_of - step.due_on).days)}"
    if step.state == "open":
        left = (step.due_on - as_of).days
        return f"in {_days(left)}" if left else "today"
    return step.state.replace("_", " ")


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[at]) for row in (HEADS, *rows)) for at in range(len(HEADS))]
    lines = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in (HEADS, *rows))
    return ["  ".join(line).rstrip() for line in lines]


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
