"""The rules of the clock: kinds of event, steps with their dated terms, aims; read from data, never written as code."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from consortium.timescales.counting import WorkingDays

When = Literal["begun", "first_done", "done"]
WHENS: tuple[When, ...] = ("begun", "first_done", "done")
SIDES = ("authority", "agency", "coordinator")
SHIPPED = Path(__file__).with_name("shipped.toml")


@dataclass(frozen=True)
class EventKind:
    """A kind of thing that happens in a case: how it is said, who records it, and whether the events sheet has it.

    `recorded_by` is empty for what follows from other records of the service and is typed by nobody. `counts_as` names
    the event in whose stead it begins and answers steps; an aim counts only what its own event names.
    """

    code: str
    said: str
    recorded_by: tuple[str, ...] = ()
    sheet: bool = False
    counts_as: str = ""


@dataclass(frozen=True)
class Term:
    """How long a step may take, for causes from one day up to, and without, another.

    when: after the event that begins the step (`begun`), after its first answer (`first_done`), after each (`done`).
    """

    when: When
    count: int
    counting: str
    source: str
    effective_from: date = date.min
    effective_to: date = date.max

    def is_in_force(self, on: date) -> bool:
        """Whether a cause on this day is under this term."""
        return self.effective_from <= on < self.effective_to


@dataclass(frozen=True)
class StepKind:
    """A kind of step: what begins it, what answers it, whose it is, and its terms.

    begins: the `first` event of its kind alone, `each`, or `anew`: then each takes the place of the one before, and of
    what was still to follow from it. answers: `any` later answer closes it, or one of its `own`, which then closes no
    other. Established means found in a published law; what is not is nobody's step until an
    authority adopts it as its own aim.
    """

    code: str
    said: str
    basis: Literal["law", "target"]
    owner: str
    begins_with: str
    begins: Literal["first", "each", "anew"]
    closed_by: tuple[str, ...]
    terms: tuple[Term, ...]
    answers: Literal["any", "own"] = "any"
    established: bool = True

    def term(self, when: When, on: date) -> Term | None:
        """The term in force on the day of the cause; after a first answer, the term for it goes before the general."""
        asked: tuple[When, ...] = (when, "done") if when == "first_done" else (when,)
        found = (term for one in asked for term in self.terms if term.when == one and term.is_in_force(on))
        return next(found, None)

    @property
    def repeats(self) -> bool:
        """Whether each answer asks for the next."""
        return any(term.when != "begun" for term in self.terms)


@dataclass(frozen=True)
class Aim:
    """An improvement target: of the children to whom `begins_with` happened, so many per cent have `closed_by` in time.

    percent is None where the aim names none. offered: an authority may adopt it; it stands for nobody before.
    """

    code: str
    said: str
    begins_with: str
    closed_by: str
    weeks: int
    source: str
    percent: int | None = None
    owner: str = "authority"
    offered: bool = False
    effective_from: date = date.min
    effective_to: date = date.max


@dataclass(frozen=True)
class Rules:
    """Everything that the clock knows, as data."""

    working: WorkingDays
    events: Mapping[str, EventKind]
    steps: tuple[StepKind, ...]
    aims: tuple[Aim, ...] = ()
    named: Mapping[str, StepKind] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Finds steps by their code."""
        object.__setattr__(self, "named", {step.code: step for step in self.steps})

    def counted(self, event: str) -> str:
        """The event as which steps take this one: itself, unless the data say otherwise."""
        kind = self.events.get(event)
        return kind.counts_as if kind and kind.counts_as else event

    @property
    def in_force(self) -> Iterable[StepKind]:
        """The steps that hold for every case."""
        return (step for step in self.steps if step.established)

    @property
    def of_sheet(self) -> tuple[str, ...]:
        """The codes of the events sheet, in the order of the data."""
        return tuple(code for code, kind in self.events.items() if kind.sheet)


@cache
def shipped() -> Rules:
    """The rules that come with the product."""
    from consortium.timescales.reading import rules_of

    return rules_of(tomllib.loads(SHIPPED.read_text("utf-8")))
