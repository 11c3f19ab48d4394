"""Aims: of the children to whom one thing happened, how many had another within so many weeks.

The rule of the denominator, which every picture of an aim is to show beside it:

- a child counts once, from the first day of the one event; the first day of the other, from then on, answers it;
- answered within the weeks, the last day included: met. Answered later: missed;
- not answered, and the weeks are over: missed, though the case is still open;
- not answered, and the weeks are not over: left out, for nobody can tell yet;
- ended without an answer before the weeks were over: left out, for it was never to come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from consortium.timescales.rules import Aim
from consortium.timescales.steps import ENDED, Days, Event, days_of

Outcome = Literal["met", "missed", "too_early", "ended_before"]
RULE = (
    "Counted from the first day of the one event to the first day of the other. Cases still open past the weeks count "
    "as missed; open cases not yet so many weeks old, and cases that ended before the weeks were over, are left out."
)


@dataclass(frozen=True)
class Measure:
    """How many children met an aim, and how many are left out of its denominator, and why."""

    met: int = 0
    missed: int = 0
    too_early: int = 0
    ended_before: int = 0

    @property
    def counted(self) -> int:
        """The denominator."""
        return self.met + self.missed

    @property
    def percent(self) -> Fraction | None:
        """The per cent that met it, exactly; None where nobody counts."""
        return Fraction(100 * self.met, self.counted) if self.counted else None


def measure(events: Iterable[Event], aim: Aim, *, as_of: date) -> Measure:
    """The aim over all cases on a day."""
    return _counted(outcome for _, outcome in outcomes(events, aim, as_of=as_of))


def by_month(events: Iterable[Event], aim: Aim, *, as_of: date) -> list[tuple[date, Measure]]:
    """The aim for the children of each month in which the one event happened, by the month's first day.

    Months without a child are left out: they have no point in a run chart.
    """
    months: dict[date, list[Outcome]] = defaultdict(list)
    for begun, outcome in outcomes(events, aim, as_of=as_of):
        months[begun.replace(day=1)].append(outcome)
    return [(month, _counted(months[month])) for month in sorted(months)]


def outcomes(events: Iterable[Event], aim: Aim, *, as_of: date) -> list[tuple[date, Outcome]]:
    """For each case in which the one event happened while the aim was in force: its day, and how it stands."""
    cases: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        cases[event.case_ref].append(event)
    known = (days_of(found, as_of=as_of) for found in cases.values())
    begun = ((days[aim.begins_with][0], days) for days in known if aim.begins_with in days)
    return [(on, _outcome(on, days, aim, as_of)) for on, days in begun if aim.effective_from <= on < aim.effective_to]


def _outcome(begun: date, days: Days, aim: Aim, as_of: date) -> Outcome:
    last = begun + timedelta(weeks=aim.weeks)
    answered = _first(days.get(aim.closed_by, ()), begun)
    ended = _first(days.get(ENDED, ()), begun)
    if answered is not None and (ended is None or answered <= ended):
        return "met" if answered <= last else "missed"
    if ended is not None:
        return "ended_before" if ended <= last else "missed"
    return "too_early" if as_of <= last else "missed"


def _first(days: Sequence[date], since: date) -> date | None:
    return next((day for day in days if day >= since), None)


def _counted(found: Iterable[Outcome]) -> Measure:
    counts = Counter[str](found)
    return Measure(**counts)
