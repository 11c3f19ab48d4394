"""A frozen run read back: from the canonical content that was kept with it to the problem that it answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.policy import from_mapping
from matching.problem import Child, Household, Pin, Problem, Referral

DAYS = frozenset(
    (
        "date_of_birth",
        "expected_date_of_delivery",
        "needed_by",
        "approved_fostering_on",
        "approved_adoption_on",
        "review_due_on",
        "available_from",
        "hold_until",
    )
)


@dataclass(frozen=True)
class FrozenPlace:
    """Where a postcode lay when the run was made."""

    easting: int | None
    northing: int | None
    council: str | None


def problem_of(
    snapshot: Mapping[str, Any], *, referrals: Iterable[str] | None = None, households: Iterable[str] | None = None
) -> Problem:
    """The problem of a snapshot; of the named referrals and households alone, where they are named.

    Memberships are not frozen, only whom they kept apart.
    """
    wanted = None if referrals is None else set(referrals), None if households is None else set(households)
    return Problem(
        as_of=date.fromisoformat(snapshot["as_of"]),
        policy=from_mapping(snapshot["policy"]),
        referrals=tuple(
            _referral(row) for row in snapshot["referrals"] if wanted[0] is None or row["ref"] in wanted[0]
        ),
        households=tuple(
            Household(**_typed(row)) for row in snapshot["households"] if wanted[1] is None or row["ref"] in wanted[1]
        ),
        memberships=None,
        minutes={(origin, goal): minutes for origin, goal, minutes in snapshot["minutes"]},
        pins=tuple(Pin(**pin) for pin in snapshot["pins"]),
        previous=frozenset((referral, household) for referral, household in snapshot["previous"]),
        places={code: FrozenPlace(*place) for code, place in snapshot["places"].items()},
        kept_apart={
            (row["authority"], date.fromisoformat(row["placement_day"])): frozenset(row["apart"])
            for row in snapshot["referrals"]
        },
    )


def _referral(row: Mapping[str, Any]) -> Referral:
    children = tuple(Child(**_typed(child)) for child in row["children"])
    return Referral(row["ref"], row["authority"], row["open_links"], date.fromisoformat(row["placement_day"]), children)


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen row as the engine's own values: lists are tuples again, and days are days."""
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return date.fromisoformat(value) if name in DAYS and value else value
