"""Cases written down in short: what happened on which day, and the steps that follow."""

from collections.abc import Sequence
from datetime import date

from consortium.timescales.rules import Rules, shipped
from consortium.timescales.steps import Event, Step, steps

Told = tuple[str, str | None, str]


def day(text: str) -> date:
    return date.fromisoformat(text)


def happened(*told: str, case: str = "C-1") -> list[Event]:
    """Events out of lines as `placed 2025-01-06`."""
    return [Event(case, event, day(on)) for event, on in (line.split() for line in told)]


def follow(*told: str, as_of: str = "2025-12-31", rules: Rules | None = None) -> list[Step]:
    return steps(happened(*told), rules or shipped(), as_of=day(as_of))


def of(kind: str, found: Sequence[Step]) -> list[Told]:
    """The steps of a kind: due, done, state."""
    return [
        (step.due_on.isoformat(), step.done_on.isoformat() if step.done_on else None, step.state)
        for step in found
        if step.step == kind
    ]
