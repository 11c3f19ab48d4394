"""Changed facts and the differences that they made, in words. Of areas, conflicts and addresses no value is told."""

from collections.abc import Callable
from datetime import date
from typing import Any

from matching.reasons.difference import Difference
from matching.reasons.inputs import DAY, MEMBERS, PLACES, PREVIOUS, TRAVEL, WHOLE, Changed

NOT_SET = "not set"
_OF_RUN = {
    MEMBERS: "who belongs to which consortium changed",
    TRAVEL: "the table of travel minutes changed",
    PLACES: "the table of postcodes changed",
    PREVIOUS: "the run before suggested other pairs, which earn the points of “kept”",
}
# What a field is called; those that end in a colon are told with their value.
_FIELDS = {
    "date_of_birth": "date of birth",
    "expected_date_of_delivery": "expected date of delivery",
    "sex": "sex",
    "urgency": "urgency:",
    "needed_by": "needed by:",
    "needs": "needs",
    "ethnicity": "ethnicity",
    "religion": "religion",
    "language": "language",
    "contact_postcode": "place of family time",
    "contact_sessions_per_week": "sessions of family time",
    "max_travel_minutes": "longest journey, in minutes:",
    "excluded_areas": "areas to avoid",
    "conflicts": "households that cannot be asked",
    "postcode": "postcode",
    "approved_fostering_on": "approved to foster:",
    "approved_adoption_on": "approved to adopt:",
    "review_due_on": "review due:",
    "min_age_months": "youngest age, in months:",
    "max_age_months": "oldest age, in months:",
    "approved_children": "children approved for:",
    "children_in_placement": "children living there:",
    "sexes": "sexes approved for",
    "yes_needs": "needs answered “yes”",
    "discuss_needs": "needs answered “discuss”",
    "no_needs": "needs answered “no”",
    "experience": "experience of needs",
    "languages": "languages",
    "available_from": "available from:",
    "hold_until": "on hold until:",
    "open_links": "open links:",
}
_TERMS = {
    "grace_days": "days of grace",
    "max_open_links_household": "open links of a household",
    "max_open_links_referral": "open links of a referral",
}


def said(change: Changed) -> str:
    """One changed fact."""
    by_kind: dict[str, Callable[[Changed], str]] = {"pin": _pin, "policy": _policy}
    kind = change.fact.of
    if kind == DAY:
        return f"the run is for {_value(change.now)}, the one before was for {_value(change.before)}"
    if kind in _OF_RUN:
        return _OF_RUN[kind]
    return by_kind.get(kind, _record)(change)


def sentence(found: Difference, *, say: Callable[[Changed], str] = said, cut: bool = False) -> str:
    """What is suggested otherwise, and why, as far as that was found; `cut`: not every changed fact was tried."""
    told = f"{opening(found.referral, found.before, found.now)}."
    tried = ", of what was tried" if cut else ""
    if found.causes:
        each = "" if len(found.causes) == 1 else ", each of these alone"
        return f"{told} Why{tried}{each}: {'; '.join(map(say, found.causes))}."
    if found.together:
        return f"{told} Why, only together: {'; '.join(map(say, found.together))}."
    return f"{told} Why was not found within the solves allowed."


def opening(referral: str, before: str | None, now: str | None) -> str:
    """What a referral has now and had before, by reference."""
    if now is None:
        return f"{referral} has no suggestion, before it had {before}"
    if before is None:
        return f"{referral} has {now}, before it had no suggestion"
    return f"{referral} has {now} instead of {before}"


def _record(change: Changed) -> str:
    fact = change.fact
    who = " of ".join(reversed(fact.ref))
    if fact.field == WHOLE:
        if change.before is None:
            return f"{who} is new in the run"
        if change.now is None:
            return f"{who} is no longer in the run"
        return f"{who} has {'another agency' if fact.of == 'household' else 'other children or another authority'}"
    name = _FIELDS[fact.field]
    if not name.endswith(":"):
        return f"{who}: {name} changed"
    none = "at once" if fact.field == "needed_by" else NOT_SET
    return f"{who}: {name} {_value(change.now, none=none)}, before: {_value(change.before, none=none)}"


def _pin(change: Changed) -> str:
    pair = " with ".join(change.fact.ref)
    if change.now is None:
        return f"a coordinator lifted the decision on {pair}"
    return f"a coordinator {'pinned' if change.now[0] == 'pin' else 'ruled out'} {pair}"


def _policy(change: Changed) -> str:
    name = change.fact.field
    term = _TERMS.get(name, f"weight of {name}")
    return f"policy: {term} {_value(change.now)}, before {_value(change.before)}"


def _value(value: Any, *, none: str = NOT_SET) -> str:
    if value is None:
        return none
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else str(value)
