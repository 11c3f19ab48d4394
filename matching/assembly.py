"""Rows of the exchange format into the problem of a run: one way in, from files and from records alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from matching.policy import Policy
from matching.problem import Child, Household, Membership, Pin, Place, Problem, Referral


def assemble(
    *,
    as_of: date,
    policy: Policy,
    children: Iterable[Mapping[str, Any]],
    households: Iterable[Mapping[str, Any]],
    members: Iterable[Mapping[str, Any]] | None = None,
    travel: Iterable[Mapping[str, Any]] = (),
    pins: Iterable[Mapping[str, Any]] = (),
    previous: Iterable[tuple[str, str]] = (),
    places: Mapping[str, Place],
) -> Problem:
    """The problem of a set of rows keyed by the columns of the exchange format (already checked, typed values).

    `previous`: pairs of references suggested before; pairs of people no longer here are left out.
    """
    referrals = _referrals(children, as_of)
    known_households = tuple(sorted((household_of(row) for row in households), key=lambda h: (h.ref, h.agency)))
    refs = {r.ref for r in referrals}, {h.ref for h in known_households}
    return Problem(
        as_of=as_of,
        policy=policy,
        referrals=referrals,
        households=known_households,
        memberships=None if members is None else tuple(_membership(row) for row in members),
        minutes={(row["from_district"], row["to_district"]): row["minutes"] for row in travel},
        pins=tuple(sorted((_pin(row) for row in pins), key=lambda pin: (pin.referral_ref, pin.household_ref))),
        previous=frozenset((r, h) for r, h in previous if r in refs[0] and h in refs[1]),
        places=places,
    )


def _referrals(rows: Iterable[Mapping[str, Any]], as_of: date) -> tuple[Referral, ...]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["referral_ref"], []).append(row)
    return tuple(referral_of(groups[ref], as_of=as_of) for ref in sorted(groups))


def referral_of(rows: Sequence[Mapping[str, Any]], *, as_of: date) -> Referral:
    """A referral of the rows of its children."""
    children = tuple(sorted((_child(row, as_of) for row in rows), key=lambda child: child.ref))
    return Referral(
        ref=rows[0]["referral_ref"],
        authority=rows[0]["authority_code"],
        open_links=max(row["open_links"] for row in rows),
        placement_day=max(as_of, min(child.needed_by for child in children)),
        children=children,
    )


def _child(row: Mapping[str, Any], as_of: date) -> Child:
    return Child(
        ref=row["child_ref"],
        needs=_words(row["needs"]),
        needed_by=row["needed_by"] or as_of,
        excluded_areas=tuple(sorted(set(row["excluded_areas"]))),
        conflicts=tuple(sorted(set(row["conflicts"]))),
        ethnicity=_word(row["ethnicity"]),
        religion=_word(row["religion"]),
        language=_word(row["language"]),
        **{key: row[key] for key in _PLAIN_OF_CHILD},
    )


def household_of(row: Mapping[str, Any]) -> Household:
    """A household of its row."""
    words: dict[str, Any] = {key: _words(row[key]) for key in _WORDS_OF_HOUSEHOLD}
    return Household(
        ref=row["household_ref"],
        sexes=tuple(sorted(set(row["sexes"]))),
        **words,
        **{key: row[key] for key in _PLAIN_OF_HOUSEHOLD},
    )


def _membership(row: Mapping[str, Any]) -> Membership:
    return Membership(row["code"], row["consortium"], row["joined_on"], row["left_on"])


def _pin(row: Mapping[str, Any]) -> Pin:
    return Pin(row["referral_ref"], row["household_ref"], row["decision"], bool(row["override"]), row["reason"])


def _word(text: str | None) -> str | None:
    return text.strip().casefold() if text and text.strip() else None


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in map(_word, texts) if word}))


_PLAIN_OF_CHILD = (
    "date_of_birth",
    "expected_date_of_delivery",
    "sex",
    "urgency",
    "contact_postcode",
    "contact_sessions_per_week",
    "max_travel_minutes",
)
_WORDS_OF_HOUSEHOLD = ("yes_needs", "discuss_needs", "no_needs", "experience", "ethnicity", "religion", "languages")
_PLAIN_OF_HOUSEHOLD = (
    "agency",
    "postcode",
    "approved_fostering_on",
    "approved_adoption_on",
    "review_due_on",
    "min_age_months",
    "max_age_months",
    "approved_children",
    "children_in_placement",
    "max_travel_minutes",
    "available_from",
    "hold_until",
    "open_links",
)
