"""Changes as plain words and values: one of a remedy, and the smallest that would make a barred pair possible."""

from dataclasses import dataclass

from matching.helping import relaxing
from matching.helping.concessions import TERMS, Relaxation
from matching.plan import Plan
from matching.pool import Pool
from matching.problem import Problem


@dataclass(frozen=True)
class Concession:
    """One changed fact: whose record, by reference, the child's or need's name, both values, and whose word it is."""

    code: str
    ref: str
    part: str
    before: str
    after: str
    whose: str


@dataclass(frozen=True)
class SmallestChange:
    """What would make a pair possible; nothing where some bar is lifted by no change that people may be asked for."""

    would_do: bool
    changes: tuple[Concession, ...]
    in_the_way: tuple[str, ...]
    sentence: str


def of_barred(problem: Problem, pool: Pool, plan: Plan, *, referral: int, household: int) -> SmallestChange:
    """For a pair, given as indices, that the run bars."""
    pair = {"referral": referral, "household": household}
    found = relaxing.smallest(problem, pool, plan.pins, **pair)
    changes = () if found.in_the_way else tuple(map(told, found.changes))
    return SmallestChange(found.would_do, changes, found.in_the_way, relaxing.sentence(problem, found, **pair))


def told(change: Relaxation) -> Concession:
    """A change as plain words and values."""
    values = str(change.before), str(change.after)
    return Concession(change.code, change.ref, change.part, *values, TERMS[change.code].whose)
