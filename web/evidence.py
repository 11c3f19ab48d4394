"""One pair of a finished run looked at again, through the same bars, from the records frozen with the run."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from consortium import postcodes
from matching.plan import broken_bars
from matching.policy import from_mapping
from matching.pool import Pool
from matching.problem import Child, Household, Pin, Problem, Referral
from matching.travel_times import UNKNOWN
from web.facts import Fact, Side, facts
from web.outcomes import Outcome, Suggested

T = TypeVar("T", Child, Household)


def compared(outcome: Outcome, pair: Suggested) -> list[Fact]:
    """Both sides field by field, with what a coordinator's pin overrode."""
    problem = _problem(outcome, pair)
    minutes = {child.ref: _known(problem, child.contact_postcode) for child in problem.referrals[0].children}
    side = Side(outcome.as_of, problem.policy.grace_days, minutes, frozenset(broken_bars(problem, 0, 0)))
    return facts(pair.referral, pair.household, side=side)


def _known(problem: Problem, contact_postcode: str | None) -> int | None:
    minutes = int(Pool(problem).minutes_to(contact_postcode)[0])
    return None if minutes == UNKNOWN else minutes


def _problem(outcome: Outcome, pair: Suggested) -> Problem:
    """The run reduced to one referral and one household."""
    referral, frozen = _referral(pair.referral), outcome.snapshot
    household = _typed(Household, pair.household)
    asked = {child.contact_postcode for child in referral.children if child.contact_postcode}
    return Problem(
        as_of=outcome.as_of,
        policy=from_mapping(outcome.policy),
        referrals=(referral,),
        households=(household,),
        memberships=None,
        minutes={(origin, goal): minutes for origin, goal, minutes in frozen["minutes"]},
        pins=tuple(Pin(**pin) for pin in frozen["pins"]),
        previous=frozenset((before, after) for before, after in frozen["previous"]),
        places=postcodes.places({household.postcode} | asked),
    )


def _referral(row: Mapping[str, Any]) -> Referral:
    children = tuple(_typed(Child, child) for child in row["children"])
    day = date.fromisoformat(row["placement_day"])
    return Referral(row["ref"], row["authority"], row["open_links"], day, children)


def _typed(kind: type[T], row: Mapping[str, Any]) -> T:
    """A frozen row as the engine's own value: lists are tuples again, and days are days."""
    return kind(**{field.name: _value(field.type, row[field.name]) for field in fields(kind)})


def _value(declared: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    is_day = isinstance(value, str) and "date" in (declared if isinstance(declared, str) else repr(declared))
    return date.fromisoformat(value) if is_day else value
