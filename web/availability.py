"""How a household stands today, in one word and one sentence, from its row alone; the most urgent first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from consortium import carers, disclosure
from consortium.access import Viewer
from consortium.floor import clock
from consortium.sheets.vocabulary import NEEDS
from consortium.withdrawals import APPROVAL_ENDED
from web.shown import act_day, ago, count, day, months

SOON = timedelta(days=28)


@dataclass(frozen=True)
class State:
    """One word, the tag and icon it wears, and the order in which it asks for attention."""

    code: str
    word: str
    tag: str
    icon: str
    rank: int


OVERDUE = State("overdue", "Review overdue", "bad", "bad", 0)
UNAPPROVED = State("unapproved", "Not yet approved", "warn", "warn", 1)
HELD = State("hold", "On hold", "", "clock", 2)
LATER = State("later", "Free later", "", "clock", 3)
FULL = State("full", "Full", "", "dot", 4)
AVAILABLE = State("available", "Available", "good", "good", 5)
WITHDRAWN = State("withdrawn", "Withdrawn", "", "none", 6)
SHARED = State("shared", "Link open", "accent", "dot", 7)
STATES = (OVERDUE, UNAPPROVED, HELD, LATER, FULL, AVAILABLE, WITHDRAWN, SHARED)


@dataclass(frozen=True)
class Seen:
    """A household with its sheet row and how it stands."""

    household: carers.Household
    row: Mapping[str, Any]
    state: State
    says: str


def state(row: Mapping[str, Any], *, on: date, withdrawn: bool = False) -> State:
    """The first of these that is true on the day; only an available household can be suggested for a day near it."""
    approvals = (row["approved_fostering_on"], row["approved_adoption_on"])
    truths = (
        (withdrawn, WITHDRAWN),
        (row["review_due_on"] and row["review_due_on"] < on, OVERDUE),
        (any(approved is None or approved > on for approved in approvals), UNAPPROVED),
        (row["children_in_placement"] >= row["approved_children"], FULL),
        (row["hold_until"] and row["hold_until"] > on, HELD),
        (row["available_from"] and row["available_from"] > on, LATER),
    )
    return next((found for true, found in truths if true), AVAILABLE)


def says(row: Mapping[str, Any], found: State) -> str:
    """What stands behind the word, and what would change it."""
    if found is OVERDUE:
        return f"Review was due on {act_day(row['review_due_on'])}, {ago(row['review_due_on'])}. Record the next one."
    if found is UNAPPROVED:
        kinds = (("approved_fostering_on", "fostering"), ("approved_adoption_on", "adoption"))
        lacking = " and ".join(word for name, word in kinds if row[name] is None) or "a later"
        return f"The {lacking} approval is not yet in force."
    if found is HELD:
        return f"Free again on {day(row['hold_until'])}, {ago(row['hold_until'])}."
    if found is LATER:
        return f"Available from {day(row['available_from'])}, {ago(row['available_from'])}."
    if found is FULL:
        return f"{count(row['children_in_placement'], 'child', 'children')} in placement."
    return _withdrawn(row) if found is WITHDRAWN else _next_review(row)


def _withdrawn(row: Mapping[str, Any]) -> str:
    """What the end of an approval leaves: who lives there may stay, by exception."""
    living = row.get("children_in_placement", 0)
    if row.get("withdrawn_because") in APPROVAL_ENDED and living:
        lives = count(living, "child lives", "children live")
        return f"The approval ended on {day(row['withdrawn_on'])}, and {lives} there still: an exception to decide on."
    return "Out of matching until brought back."


def seen(viewer: Viewer, households: Iterable[carers.Household]) -> list[Seen]:
    """The households as a list tells them to this person, with how they stand today, the most urgent first."""
    known = list(households)
    rows = disclosure.household_summaries(viewer, known)
    found = [one_seen(household, row) for household, row in zip(known, rows, strict=True)]
    return sorted(found, key=lambda one: one.state.rank)


def one_seen(household: carers.Household, row: Mapping[str, Any]) -> Seen:
    """A household with what this person may read of it; before a link is explored, not how it stands."""
    if "review_due_on" not in row:
        return Seen(household, row, SHARED, "Shown because a link is open. More is shown as the link goes on.")
    found = state(row, on=clock.today(), withdrawn=row["withdrawn_on"] is not None)
    return Seen(household, row, found, says(row, found))


def counts(found: Sequence[Seen]) -> dict[str, int]:
    """How many households stand in each state that any stands in."""
    return {one.code: n for one in STATES if (n := sum(seen.state is one for seen in found))}


def _next_review(row: Mapping[str, Any]) -> str:
    due = row["review_due_on"]
    if due is None:
        return "The next review is not recorded."
    return f"Review due on {act_day(due)}, {ago(due)}." if due - clock.today() <= SOON else f"Next review {day(due)}."


def told(found: Sequence[Seen]) -> str:
    """All households in one sentence or two: how many are available, and what needs somebody."""
    standing, urgent = counts(found), ("overdue", "unapproved")
    known = len(found) - standing.get("withdrawn", 0) - standing.get("shared", 0)
    if standing.get("shared") == len(found) and found:
        return f"{count(len(found), 'household is', 'households are')} shown to you through an open link."
    free = f"{standing.get('available', 0)} of {count(known, 'household')} are free today."
    words = {
        "overdue": ("review is overdue", "reviews are overdue"),
        "unapproved": ("household is not yet approved", "households are not yet approved"),
    }
    needing = [count(standing[code], *words[code]) for code in urgent if code in standing]
    return " ".join((free, *(f"{one}." for one in needing)))


def ages(row: Mapping[str, Any]) -> str:
    """Birth to 24 months."""
    return f"{months(row['min_age_months'])} to {months(row['max_age_months'])}"


def sexes(row: Mapping[str, Any]) -> str:
    """Whom the approval is for."""
    return {("F",): "girls only", ("M",): "boys only"}.get(tuple(row["sexes"]), "girls and boys")


def answered(row: Mapping[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The answers to needs by kind, with the icon each wears: what bars stands first."""
    given = {word: tuple(row[f"{word}_needs"]) for word in ("no", "discuss", "yes")}
    said = {need for needs in given.values() for need in needs}
    asked = {**given, "not_asked": tuple(need for need in NEEDS if need not in said)}
    return [
        (word, icon, asked[word])
        for word, icon in (("no", "cross"), ("discuss", "unknown"), ("not_asked", "none"), ("yes", "good"))
    ]


GLOBALS: Mapping[str, object] = {
    "told_of": told, "counts_of": counts, "ages": ages, "sexes": sexes, "answered": answered, "states": STATES,
}  # fmt: skip
