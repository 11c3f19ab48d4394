"""What may be supposed of what is there: each kind of change a frozen value, applied to a copy of a problem."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Protocol

from matching.helping.concessions import Relaxation, relaxed
from matching.policy import Policy, PolicyRefused, as_mapping, from_mapping
from matching.problem import Household, Problem, Referral
from matching.reasons.inputs import terms_of

Thing = tuple[str, ...]  # what a change is of: a kind of record, its reference, and a field of it
SUPPOSED = "what-if"  # what a policy is called that nobody has signed


class Change(Protocol):
    """One thing that is supposed: its code, what it is of, why it cannot be supposed, and the problem with it."""

    code: ClassVar[str]

    @property
    def things(self) -> tuple[Thing, ...]: ...
    def faults(self, problem: Problem) -> Iterator[str]: ...
    def applied(self, problem: Problem) -> Problem: ...
    def said(self, problem: Problem) -> str: ...


@dataclass(frozen=True)
class HouseholdLost:
    """A household is no longer there; a decision on a pair of it falls with it."""

    code: ClassVar[str] = "household_lost"
    household_ref: str

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("household", self.household_ref),)

    def faults(self, problem: Problem) -> Iterator[str]:
        yield from unknown_household(problem, self.household_ref)

    def applied(self, problem: Problem) -> Problem:
        kept = tuple(home for home in problem.households if home.ref != self.household_ref)
        pins = tuple(pin for pin in problem.pins if pin.household_ref != self.household_ref)
        return replace(problem, households=kept, pins=pins)

    def said(self, problem: Problem) -> str:
        return f"{self.household_ref} ({home_of(problem, self.household_ref).agency}) were lost"


@dataclass(frozen=True)
class HouseholdHeld:
    """A household is on hold until a day."""

    code: ClassVar[str] = "household_held"
    household_ref: str
    until: date

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("household", self.household_ref, "hold_until"),)

    def faults(self, problem: Problem) -> Iterator[str]:
        yield from unknown_household(problem, self.household_ref)
        if self.until <= problem.as_of:
            yield f"A hold until {self.until} holds nobody: the run is for {problem.as_of}. Name a later day."
        elif any(home.ref == self.household_ref and home.hold_until == self.until for home in problem.households):
            yield f"{self.household_ref} is on hold until {self.until} already."

    def applied(self, problem: Problem) -> Problem:
        return relaxed(problem, [Relaxation("hold_until", self.household_ref, "", "", self.until)])

    def said(self, problem: Problem) -> str:
        return f"{self.household_ref} ({home_of(problem, self.household_ref).agency}) were on hold until {self.until}"


@dataclass(frozen=True)
class HouseholdOpened:
    """A household that is on hold, or not yet available, is available at once."""

    code: ClassVar[str] = "household_opened"
    household_ref: str

    @property
    def things(self) -> tuple[Thing, ...]:
        return tuple(("household", self.household_ref, field) for field in ("hold_until", "available_from"))

    def faults(self, problem: Problem) -> Iterator[str]:
        yield from unknown_household(problem, self.household_ref)
        home = _home(problem, self.household_ref)
        if home is not None and not any(day and day > problem.as_of for day in (home.hold_until, home.available_from)):
            yield f"{self.household_ref} is available and not on hold."

    def applied(self, problem: Problem) -> Problem:
        opened = (
            Relaxation(field, self.household_ref, "", day, problem.as_of)
            for home in problem.households
            if home.ref == self.household_ref
            for field, day in (("hold_until", home.hold_until), ("available_from", home.available_from))
            if day is not None and day > problem.as_of
        )
        return relaxed(problem, list(opened))

    def said(self, problem: Problem) -> str:
        return f"{self.household_ref} ({home_of(problem, self.household_ref).agency}) were available at once"


@dataclass(frozen=True)
class ReferralWithdrawn:
    """A referral is withdrawn; a decision on a pair of it falls with it."""

    code: ClassVar[str] = "referral_withdrawn"
    referral_ref: str

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("referral", self.referral_ref),)

    def faults(self, problem: Problem) -> Iterator[str]:
        yield from unknown_referral(problem, self.referral_ref)

    def applied(self, problem: Problem) -> Problem:
        kept = tuple(one for one in problem.referrals if one.ref != self.referral_ref)
        pins = tuple(pin for pin in problem.pins if pin.referral_ref != self.referral_ref)
        return replace(problem, referrals=kept, pins=pins)

    def said(self, problem: Problem) -> str:
        return f"{self.referral_ref} ({referral_of(problem, self.referral_ref).authority}) were withdrawn"


@dataclass(frozen=True)
class TermsChanged:
    """Some terms of the policy are others; the rest stay as the run has them. Merits stand beside the other terms."""

    code: ClassVar[str] = "terms_changed"
    terms: Mapping[str, Any]

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("policy",),)

    def faults(self, problem: Problem) -> Iterator[str]:
        known = terms_of(problem.policy)
        if unknown := [name for name in self.terms if name not in known]:
            yield f"“{unknown[0]}” is not a term of the policy; these are: {', '.join(known)}."
            return
        try:
            if terms_of(self._policy(problem)) == known:
                yield "These are the terms of the run already."
        except PolicyRefused as refused:
            yield from refused.sentences

    def applied(self, problem: Problem) -> Problem:
        return replace(problem, policy=self._policy(problem))

    def said(self, problem: Problem) -> str:
        old, new = terms_of(problem.policy), terms_of(self._policy(problem))
        names = [name for name in new if new[name] != old[name]]
        weights = problem.policy.merits
        told = (f"{'the weight of ' if name in weights else ''}{name.replace('_', ' ')}" for name in names)
        return " and ".join(f"{what} were {new[n]} instead of {old[n]}" for what, n in zip(told, names, strict=True))

    def _policy(self, problem: Problem) -> Policy:
        own = as_mapping(problem.policy)
        weights = {name: value for name, value in self.terms.items() if name in own["merits"]}
        terms = {name: value for name, value in self.terms.items() if name not in own["merits"]}
        return from_mapping(
            {**own, **terms, "merits": own["merits"] | weights, "version": SUPPOSED, "signed_off_by": ""}
        )


@dataclass(frozen=True)
class MemberLeaves:
    """An authority or agency leaves every consortium of the run on a day (that of the run), by then not included.

    Its records stay in the run; from that day on they share no consortium with anybody.
    """

    code: ClassVar[str] = "member_leaves"
    member: str
    on: date | None = None

    @property
    def things(self) -> tuple[Thing, ...]:
        return (("member", self.member),)

    def faults(self, problem: Problem) -> Iterator[str]:
        known = problem.agencies | {referral.authority for referral in problem.referrals}
        if self.member not in known:
            yield f"{self.member} is neither an agency nor an authority of this run."
        if self.on is not None and self.on < problem.as_of:
            yield f"{self.on} is before the day of the run: name {problem.as_of} or a later day."

    def applied(self, problem: Problem) -> Problem:
        first = self.on or problem.as_of
        apart = {}
        for one in problem.referrals:
            day, known = one.placement_day, problem.apart(one.authority, one.placement_day)
            gone = problem.agencies if one.authority == self.member else frozenset({self.member}) & problem.agencies
            apart[one.authority, day] = known | gone if day >= first else known
        return replace(problem, memberships=None, kept_apart=apart)

    def said(self, problem: Problem) -> str:
        return f"{self.member} left on {self.on or problem.as_of}"


def home_of(problem: Problem, ref: str) -> Household:
    """A household of a problem by its reference."""
    return next(home for home in problem.households if home.ref == ref)


def referral_of(problem: Problem, ref: str) -> Referral:
    """A referral of a problem by its reference."""
    return next(one for one in problem.referrals if one.ref == ref)


def _home(problem: Problem, ref: str) -> Household | None:
    return next((home for home in problem.households if home.ref == ref), None)


def unknown_household(problem: Problem, ref: str) -> Iterator[str]:
    """The sentence for a household that the problem does not know; none for one that it does."""
    if all(home.ref != ref for home in problem.households):
        yield f"{ref} is not among the households of this run."


def unknown_referral(problem: Problem, ref: str) -> Iterator[str]:
    """As `unknown_household`, of a referral."""
    if all(one.ref != ref for one in problem.referrals):
        yield f"{ref} is not among the referrals of this run."
