"""What one run looks at, as plain frozen values: the same whether it was read from files or from records."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from matching.policy import Policy, as_mapping

URGENCIES = ("urgent", "soon", "routine")


class Place(Protocol):
    """Where a postcode lies: metres on the British national grid (None where it has none) and the council's code."""

    @property
    def easting(self) -> int | None: ...
    @property
    def northing(self) -> int | None: ...
    @property
    def council(self) -> str | None: ...


@dataclass(frozen=True)
class Child:
    """A child as the bars and merits see one; words are trimmed, case-folded and sorted."""

    ref: str
    date_of_birth: date | None
    expected_date_of_delivery: date | None
    sex: str | None
    urgency: str
    needed_by: date
    needs: tuple[str, ...]
    ethnicity: str | None
    religion: str | None
    language: str | None
    contact_postcode: str | None
    contact_sessions_per_week: int | None
    max_travel_minutes: int
    excluded_areas: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True)
class Referral:
    """One child, or a sibling group that is to be placed together."""

    ref: str
    authority: str
    open_links: int
    placement_day: date
    children: tuple[Child, ...]

    @cached_property
    def urgency(self) -> str:
        """That of its most urgent child."""
        return min((child.urgency for child in self.children), key=URGENCIES.index)

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Every need of any child."""
        return tuple(sorted({need for child in self.children for need in child.needs}))


@dataclass(frozen=True)
class Household:
    """An approved household as the bars and merits see one; words are trimmed, case-folded and sorted."""

    ref: str
    agency: str
    postcode: str
    approved_fostering_on: date | None
    approved_adoption_on: date | None
    review_due_on: date | None
    min_age_months: int
    max_age_months: int
    approved_children: int
    children_in_placement: int
    sexes: tuple[str, ...]
    yes_needs: tuple[str, ...]
    discuss_needs: tuple[str, ...]
    no_needs: tuple[str, ...]
    experience: tuple[str, ...]
    ethnicity: tuple[str, ...]
    religion: tuple[str, ...]
    languages: tuple[str, ...]
    max_travel_minutes: int
    available_from: date | None
    hold_until: date | None
    open_links: int


@dataclass(frozen=True)
class Membership:
    """A member's time in a consortium, half-open: from the day it joined to the day it left, that day not included."""

    code: str
    consortium: str
    joined_on: date | None
    left_on: date | None

    def holds_on(self, day: date) -> bool:
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or day < self.left_on)


@dataclass(frozen=True)
class Pin:
    """A coordinator's word on one pair: `pin` or `forbid`, with a reason that stays on the record."""

    referral_ref: str
    household_ref: str
    decision: str
    override: bool
    reason: str


@dataclass(frozen=True)
class Problem:
    """All that a run looks at. `memberships` None means that no consortium was named and none keeps a pair apart.

    A run read back from what was frozen of it knows no memberships, but `kept_apart`: what they came to.
    """

    as_of: date
    policy: Policy
    referrals: tuple[Referral, ...]
    households: tuple[Household, ...]
    memberships: tuple[Membership, ...] | None
    minutes: Mapping[tuple[str, str], int]
    pins: tuple[Pin, ...]
    previous: frozenset[tuple[str, str]]
    places: Mapping[str, Place]
    kept_apart: Mapping[tuple[str, date], frozenset[str]] | None = None

    @cached_property
    def agencies(self) -> frozenset[str]:
        return frozenset(household.agency for household in self.households)

    @cached_property
    def forbidden(self) -> dict[str, frozenset[str]]:
        """The households that a coordinator has ruled out, by referral."""
        return _by_first((p.referral_ref, p.household_ref) for p in self.pins if p.decision == "forbid")

    @cached_property
    def suggested_before(self) -> dict[str, frozenset[str]]:
        """The households suggested in the run before, by referral."""
        return _by_first(self.previous)

    @cached_property
    def _apart(self) -> dict[tuple[str, date], frozenset[str]]:
        return {}

    def apart(self, authority: str, day: date) -> frozenset[str]:
        """The agencies of this run that share no consortium with an authority on a day."""
        if self.memberships is None:
            return (self.kept_apart or {}).get((authority, day), frozenset())
        if (authority, day) not in self._apart:
            own = {m.consortium for m in self.memberships if m.code == authority and m.holds_on(day)}
            shared = {m.code for m in self.memberships if m.consortium in own and m.holds_on(day)}
            self._apart[authority, day] = self.agencies - shared
        return self._apart[authority, day]

    def canonical(self) -> dict[str, Any]:
        """The inputs as plain data in one order, whatever the order of rows they came in."""
        referrals = [
            _plain(referral)
            | {"children": [_plain(child) for child in referral.children]}
            | {"apart": sorted(self.apart(referral.authority, referral.placement_day))}
            for referral in self.referrals
        ]
        return {
            "as_of": self.as_of,
            "policy": as_mapping(self.policy),
            "referrals": referrals,
            "households": [_plain(household) for household in self.households],
            "minutes": sorted([*pair, minutes] for pair, minutes in self.minutes.items()),
            "pins": [_plain(pin) for pin in self.pins],
            "previous": sorted(self.previous),
            "places": {code: [place.easting, place.northing, place.council] for code, place in self._used_places()},
        }

    def _used_places(self) -> list[tuple[str, Place]]:
        """Where each postcode of the run lies, as far as it is known: a later table must not change an old run."""
        homes = {household.postcode for household in self.households}
        children = [child for referral in self.referrals for child in referral.children]
        asked = {child.contact_postcode for child in children if child.contact_postcode}
        return [(code, self.places[code]) for code in sorted(homes | asked) if code in self.places]


def canonical_json(content: Any) -> bytes:
    """Plain data as JSON in one form: keys sorted, no spaces, days as ISO text, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat)
    return text.encode()


def inputs_sha256(problem: Problem) -> str:
    """The digest of what a run looked at, of the content and not of any file's bytes."""
    return hashlib.sha256(canonical_json(problem.canonical())).hexdigest()


def _plain(value: Any) -> dict[str, Any]:
    """The fields of a frozen value by name; what was worked out from them is left out."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _by_first(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for first, second in pairs:
        groups.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in groups.items()}
