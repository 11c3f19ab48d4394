"""How a referral stands today: who is to be placed, how soon, since when, and what to know first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from consortium import disclosure, referrals
from consortium.access import Viewer
from consortium.children import Urgency
from consortium.floor import clock
from consortium.referrals import ReferralStatus
from web.shown import act_day, count, day
from web.spoken import child, children, listed

_ORDER = tuple(Urgency)
TAGS = {
    ReferralStatus.DRAFT: ("", "Draft", "ring"),
    ReferralStatus.SUBMITTED: ("accent", "Submitted", "clock"),
    ReferralStatus.MORE_INFORMATION: ("warn", "More information asked", "unknown"),
    ReferralStatus.DECLINED: ("", "Declined", "cross"),
    ReferralStatus.SEARCHING: ("accent", "Searching", "dot"),
    ReferralStatus.LINKED: ("accent", "Linked", "dot"),
    ReferralStatus.MATCHED: ("good", "Matched", "good"),
    ReferralStatus.PLACED: ("good", "Placed", "good"),
    ReferralStatus.CONCLUDED: ("", "Concluded", "good"),
    ReferralStatus.WITHDRAWN: ("", "Withdrawn", "none"),
}


@dataclass(frozen=True)
class Sought:
    """A referral with its children's sheet rows, in the words of the day."""

    referral: referrals.Referral
    rows: Sequence[Mapping[str, Any]]
    who: str
    urgency: Urgency
    needed_by: date | None
    waiting: int
    status: ReferralStatus

    @property
    def is_searching(self) -> bool:
        """Whether a household is looked for."""
        return self.referral.is_searching

    @property
    def birth_passed(self) -> bool:
        """Whether a child's expected day has gone and no birth is recorded."""
        return self.is_searching and any(_overdue(row) for row in self.rows)

    @property
    def needed(self) -> str:
        """When a placement is needed, in words."""
        if any("needed_by" not in row for row in self.rows):
            return "not shown yet"
        return act_day(self.needed_by) if self.needed_by else "as soon as possible"


def sought(viewer: Viewer, found: Iterable[referrals.Referral]) -> list[Sought]:
    """The referrals as a list tells them to this person: the most urgent first, then the day one is needed."""
    known = list(found)
    rows = disclosure.referral_summaries(viewer, known)
    return sorted((one_sought(one, row) for one, row in zip(known, rows, strict=True)), key=_first)


def told(found: Sequence[Sought]) -> str:
    """All of them in a sentence: how many children wait, and how many of them urgently."""
    waiting = [one for one in found if one.is_searching]
    heads = sum(len(one.rows) for one in waiting)
    if not heads:
        return "No child waits for a household."
    urgent = sum(len(one.rows) for one in waiting if one.urgency is Urgency.URGENT)
    first = f"{count(heads, 'child waits', 'children wait')} for a household"
    return f"{first}, {urgent} of them urgently." if urgent else f"{first}."


def one_sought(referral: referrals.Referral, row: Mapping[str, Any]) -> Sought:
    """A referral with what this person may read of it."""
    rows, today = row["children"], clock.today()
    urgencies = [Urgency(row["urgency"]) for row in rows] or [Urgency.ROUTINE]
    days = [row["needed_by"] for row in rows if row.get("needed_by")]
    who = children(rows, on=today) if rows else "No child is to be placed any more"
    waiting = (today - (referral.accepted_on or clock.day_of(referral.created_at))).days
    stands = ReferralStatus(row["status"])
    return Sought(referral, rows, who, min(urgencies, key=_ORDER.index), min(days, default=None), waiting, stands)


def _overdue(row: Mapping[str, Any]) -> bool:
    due = row.get("expected_date_of_delivery")
    return bool(due and due < clock.today())


def _first(one: Sought) -> tuple[bool, int, date, str]:
    return (not one.is_searching, _ORDER.index(one.urgency), one.needed_by or clock.today(), one.referral.ref)


def lede(one: Sought) -> str:
    """Whose it is, how soon a placement is needed, and since when it is sought."""
    parts = [one.referral.authority.name]
    if one.is_searching:
        needed = f"needed by {day(one.needed_by)}" if one.needed_by else f"needed {one.needed}"
        needed = "the full profile tells by when" if one.needed == "not shown yet" else needed
        parts += [
            one.urgency.value,
            needed,
            f"searching for {count(one.waiting, 'day')}" if one.waiting else "searching since today",
        ]
    return " · ".join(parts)


def heading(one: Sought) -> str:
    """Who is to be placed, as a sentence goes on: a girl expected this week."""
    return listed([f"a {child(row, on=clock.today())}" for row in one.rows])


def told_child(row: Mapping[str, Any]) -> str:
    """One child in words, with a capital."""
    return children([row], on=clock.today())


GLOBALS: Mapping[str, object] = {
    "told_searching": told,
    "referral_tags": TAGS,
    "lede_of": lede,
    "heading_of": heading,
    "told_child": told_child,
}
