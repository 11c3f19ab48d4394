"""Unanswered causes: what happened without what should have come before it, so that nothing follows from it."""

from collections.abc import Iterable, Iterator
from datetime import date

from consortium.timescales.rules import Rules, StepKind
from consortium.timescales.steps import Days, Event, days_of


def unanswered(events: Iterable[Event], rules: Rules, *, as_of: date) -> Iterator[str]:
    """A sentence for each case and kind of answer of which one came before anything it could answer.

    Nothing is due from such an event; perhaps its cause was left out of the file, and a deadline with it.
    """
    kinds = list(rules.in_force)
    by_case: dict[str, list[Event]] = {}
    for event in events:
        by_case.setdefault(event.case_ref, []).append(event)
    for ref in sorted(by_case):
        days = days_of(by_case[ref], as_of=as_of)
        yield from (f"{ref}: {sentence}" for kind in kinds for sentence in _early(days, kind))


def _early(days: Days, kind: StepKind) -> Iterator[str]:
    """Answers that came too early. What also begins a step of its own, as an order does, is no answer alone."""
    if len(kind.closed_by) > 1:
        return
    code = kind.closed_by[0]
    begun, answered = days.get(kind.begins_with, ()), days.get(code, ())
    if answered and not begun:
        yield f"{code} on {answered[0]} answers nothing: there is no {kind.begins_with} in the file."
    elif answered and answered[0] < begun[0]:
        yield f"{code} on {answered[0]} answers nothing: {kind.begins_with} comes later, on {begun[0]}."
