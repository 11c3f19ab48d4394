"""What happened in the cases of the sample: orders, moves, visits and reviews, most in time, some late."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

Values = dict[str, Any]
# Each event with the one that it follows, the days in between when all goes well, and how often it comes again.
ONCE = (
    ("cpo_made", 0),
    ("icso_made", 8),
    ("icso_made", 21),
    ("cso_made", 21),
    ("cso_reviewed", 350),
)
REPEATED = (
    ("lac_review_held", (38, 85, 175)),
    ("child_visited", (5, 80)),
    ("arrangement_reviewed", (350,)),
)
LATE = 0.06
"""The part of all that is done late."""


def events(chance: Random, bought: list[Values], *, as_of: date) -> list[Values]:
    """The events of every placement up to a day, in the order in which they were written down."""
    found = []
    for purchase in bought:
        last = min(purchase.get("ended_on") or as_of, as_of)
        told = {one for one in _course(chance, purchase) if one[1] <= last}
        if purchase.get("ended_on"):
            told.add(("ended", purchase["ended_on"]))
        rows = sorted(told, key=lambda one: (one[1], one[0]))
        found += [{"case_ref": purchase["placement_ref"], "event": event, "on": on} for event, on in rows]
    return found


def _course(chance: Random, purchase: Values) -> Iterator[tuple[str, date]]:
    moved_in, approved = purchase["moved_in_on"], purchase["match_approved_on"]
    yield "placed", moved_in
    yield "authority_officer_visited", _after(chance, moved_in, 24)
    yield from _orders(chance, moved_in)
    yield from _decided(chance, approved)
    for event, gaps in REPEATED:
        yield from _again(chance, event, moved_in, gaps)
    carers = moved_in - timedelta(days=chance.randint(60, 330))
    yield "carers_approved", carers
    yield from _again(chance, "carers_reviewed", carers, (355, 1_060))


def _orders(chance: Random, moved_in: date) -> Iterator[tuple[str, date]]:
    day = moved_in - timedelta(days=chance.randint(0, 20))
    for event, days in ONCE:
        day = _after(chance, day, days, late=LATE / 3)
        yield event, day


def _decided(chance: Random, approved: date) -> Iterator[tuple[str, date]]:
    yield "panel_recommended", approved - timedelta(days=chance.randint(2, 12))
    yield "decision_made", approved
    yield "decision_notified", _after(chance, approved, 5)


def _again(chance: Random, event: str, since: date, gaps: tuple[int, ...]) -> Iterator[tuple[str, date]]:
    """The event over three years: the gaps in order, the last of them again and again."""
    day, at = since, 0
    while day < since + timedelta(days=1_100):
        day = _after(chance, day, gaps[min(at, len(gaps) - 1)])
        at += 1
        yield event, day


def _after(chance: Random, day: date, days: int, *, late: float = LATE) -> date:
    """So many days later or a little sooner; now and then weeks too late."""
    slip = chance.randint(5, 40) if chance.random() < late else -chance.randint(0, max(0, days // 10))
    return day + timedelta(days=days + slip)
