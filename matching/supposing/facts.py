"""Facts that may be supposed otherwise: those that people may change (`helping.concessions`), and no others.

Nothing supposes another ethnicity, another need of a child, a “no” talked round, or an area that is safe after all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from matching.helping.concessions import LONGEST_WAY, MOST_CHILDREN, OLDEST, TERMS, Relaxation, relaxed, said
from matching.problem import Problem
from matching.supposing.changes import Thing, home_of, referral_of, unknown_household, unknown_referral

RANGES = {
    "approved_children": (1, MOST_CHILDREN),
    "min_age_months": (0, OLDEST),
    "max_age_months": (0, OLDEST),
    "household_travel": (0, LONGEST_WAY),
    "child_travel": (0, LONGEST_WAY),
}
FACTS = (*RANGES, "available_from", "answer")  # a hold is supposed by its own kinds
OF_REFERRALS = "child_travel"


@dataclass(frozen=True)
class FactChanged:
    """A fact that people may change has another value: `part` is the child of `child_travel`, the need of `answer`."""

    code: ClassVar[str] = "fact_changed"
    fact: str
    ref: str
    value: int | date | str
    part: str = ""

    @property
    def things(self) -> tuple[Thing, ...]:
        of = "referral" if self.fact == OF_REFERRALS else "household"
        return ((of, self.ref, TERMS[self.fact].field if self.fact in TERMS else "", self.part),)

    def faults(self, problem: Problem) -> Iterator[str]:
        if self.fact not in FACTS:
            yield f"“{self.fact}” is not a fact that may be supposed otherwise; these are: {', '.join(FACTS)}."
            return
        unknown = unknown_referral if self.fact == OF_REFERRALS else unknown_household
        found = [*unknown(problem, self.ref), *_wrong_value(self.fact, self.value)]
        yield from found or self._unfit(problem)

    def applied(self, problem: Problem) -> Problem:
        return relaxed(problem, [self._relaxation(problem)])

    def said(self, problem: Problem) -> str:
        told = said(problem, [self._relaxation(problem)])
        return told.removesuffix(" instead of None")  # whoever has no day from which on is available today

    def _unfit(self, problem: Problem) -> Iterator[str]:
        parts = self._parts(problem)
        if self.part not in parts:
            named = f"one of {', '.join(parts)}" if any(parts) else "nothing" if parts else "none: there is none"
            yield f"“{self.part}” is no part of {self.ref} for {self.fact}: name {named}."
        elif self._before(problem) == self.value:
            yield f"{self.ref} has this already: {self.fact} is {self.value}."

    def _parts(self, problem: Problem) -> tuple[str, ...]:
        if self.fact == OF_REFERRALS:
            return tuple(child.ref for child in referral_of(problem, self.ref).children)
        return home_of(problem, self.ref).discuss_needs if self.fact == "answer" else ("",)

    def _before(self, problem: Problem) -> Any:
        if self.fact == "answer":
            return "discuss"
        if self.fact == OF_REFERRALS:
            children = {child.ref: child for child in referral_of(problem, self.ref).children}
            return children[self.part].max_travel_minutes
        return getattr(home_of(problem, self.ref), TERMS[self.fact].field)

    def _relaxation(self, problem: Problem) -> Relaxation:
        return Relaxation(self.fact, self.ref, self.part, self._before(problem), self.value)


def _wrong_value(fact: str, value: Any) -> Iterator[str]:
    if fact in RANGES:
        low, high = RANGES[fact]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            yield f"The value of {fact} is a whole number from {low} to {high:,}."
    elif fact == "available_from" and not isinstance(value, date):
        yield "The value of available_from is a day, year-month-day."
    elif fact == "answer" and value != "yes":
        yield "The value of answer is “yes”: a “no” is not talked round, and none is supposed."
