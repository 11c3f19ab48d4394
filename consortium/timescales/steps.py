"""Steps: what each case's events asked for by a day; what was done in time or late, what is open, what is overdue."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consortium.timescales.counting import COUNTINGS, WorkingDays
from consortium.timescales.rules import Rules, StepKind, When

ENDED = "ended"
STATES = ("done", "done_late", "open", "overdue")


@dataclass(frozen=True)
class Event:
    """What happened in a case, and the actual day."""

    case_ref: str
    event: str
    on: date


@dataclass(frozen=True)
class Step:
    """One thing that was or is to be done by a day; its first seven fields are the keys of the JSON document."""

    case_ref: str
    step: str
    due_on: date
    done_on: date | None
    state: str
    basis: str
    source: str
    owner: str
    since: date

    @property
    def is_done(self) -> bool:
        """Whether it was done, in time or late."""
        return self.done_on is not None


Days = Mapping[str, Sequence[date]]


def steps(events: Iterable[Event], rules: Rules, *, as_of: date) -> list[Step]:
    """Every step that arose by a day, by case; of each kind the done ones first and the open last, each by its day."""
    cases: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        cases[event.case_ref].append(event)
    kinds = list(rules.in_force)
    return [step for ref in sorted(cases) for step in of_case(ref, cases[ref], kinds, rules.working, as_of=as_of)]


def of_case(
    ref: str, events: Iterable[Event], kinds: Iterable[StepKind], working: WorkingDays, *, as_of: date
) -> list[Step]:
    """The steps of one case. Events after the day are not looked at; a case that has ended has nothing open."""
    days = days_of(events, as_of=as_of)
    found = (step for kind in kinds for step in _of_kind(ref, days, kind, working, as_of=as_of))
    return [step for step in found if step.is_done or ENDED not in days]


def days_of(events: Iterable[Event], *, as_of: date) -> Days:
    """The days of each kind of event up to a day, in order; what is told twice for one day stands twice."""
    days: dict[str, list[date]] = defaultdict(list)
    for event in events:
        if event.on <= as_of:
            days[event.event].append(event.on)
    return {code: sorted(found) for code, found in days.items()}


def state(due_on: date, done_on: date | None, *, as_of: date) -> str:
    """How a step stands; on the day it is due it is still open."""
    if done_on is not None:
        return "done" if done_on <= due_on else "done_late"
    return "open" if as_of <= due_on else "overdue"


@dataclass(frozen=True)
class _Cause:
    """What a step follows from: the day, the event, and which term speaks of it."""

    on: date
    event: str
    when: When


def _of_kind(ref: str, days: Days, kind: StepKind, working: WorkingDays, *, as_of: date) -> list[Step]:
    found = []
    for cause, done_on in _answered(days, kind):
        term = kind.term(cause.when, cause.on)
        if term is not None:
            due_on = COUNTINGS[term.counting](cause.on, term.count, working)
            how = state(due_on, done_on, as_of=as_of)
            step = Step(ref, kind.code, due_on, done_on, how, kind.basis, term.source, kind.owner, cause.on)
            found.append(step)
    return sorted(found, key=lambda step: (not step.is_done, step.due_on, step.since))


def _answered(days: Days, kind: StepKind) -> Iterator[tuple[_Cause, date | None]]:
    begun = _beginnings(days, kind)
    if not begun:
        return
    if kind.answers == "own":
        yield from _each_its_own(begun, days, kind)
        return
    chain = _chain(begun[0], days, kind)
    for cause in (*(_Cause(on, kind.begins_with, "begun") for on in begun), *chain):
        done_on = _first_answer(cause, days, kind)
        if not (kind.begins == "anew" and _is_replaced(cause, done_on, begun)):
            yield cause, done_on


def _beginnings(days: Days, kind: StepKind) -> Sequence[date]:
    """The days on which the step begins. What is told twice for one day began once, but where each has its own answer:
    two recommendations of one day ask for two decisions.
    """
    found = days.get(kind.begins_with, ())
    if kind.begins == "first":
        return found[:1]
    return found if kind.answers == "own" else list(dict.fromkeys(found))


def _chain(first: date, days: Days, kind: StepKind) -> Iterator[_Cause]:
    """The answers that ask for the next one; a day on which it is told twice counts once."""
    if kind.repeats:
        answers = sorted({(on, code) for code in kind.closed_by for on in days.get(code, ()) if on >= first})
        for at, (on, code) in enumerate(answers):
            yield _Cause(on, code, "done" if at else "first_done")


def _is_replaced(cause: _Cause, done_on: date | None, begun: Sequence[date]) -> bool:
    """Whether the step began anew before this was answered."""
    return any(cause.on < on and (done_on is None or on < done_on) for on in begun)


def _each_its_own(begun: Sequence[date], days: Days, kind: StepKind) -> Iterator[tuple[_Cause, date | None]]:
    answers = iter(sorted(on for code in kind.closed_by for on in days.get(code, ())))
    for on in begun:
        # What comes before this one comes before all that follow, too: it answers none of them.
        yield _Cause(on, kind.begins_with, "begun"), next((day for day in answers if day >= on), None)


def _first_answer(cause: _Cause, days: Days, kind: StepKind) -> date | None:
    """The first day, from the cause on, of an event that closes it; one of its own kind only on a later day."""
    found: list[date] = []
    for code in kind.closed_by:
        answers = days.get(code, ())
        at = (bisect_right if code == cause.event else bisect_left)(answers, cause.on)
        found += answers[at : at + 1]
    return min(found, default=None)
