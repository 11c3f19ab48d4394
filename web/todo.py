"""What needs doing today, for whoever looks: each with its reason, who has the next step and where to take it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from consortium import clock
from web.availability import HELD, OVERDUE, SOON, UNAPPROVED, Seen
from web.searching import Sought

ENDING = timedelta(days=14)


@dataclass(frozen=True)
class Task:
    """One thing to do; `rank` orders them, the most urgent first."""

    rank: int
    tag: str
    word: str
    icon: str
    subject: str
    what: str
    owner: str
    due: date | None
    act: str
    url: str


def tasks(seen: Sequence[Seen], found: Sequence[Sought]) -> list[Task]:
    """All that the households and referrals ask for, the most urgent first."""
    return sorted([*_of_households(seen), *_of_referrals(found)], key=_first)


def _of_households(seen: Sequence[Seen]) -> Iterator[Task]:
    for one in seen:
        row, of = one.row, (one.household.ref, one.household.agency.name)
        url = url_for("web.households.one", household_id=one.household.id)
        change = url_for("web.households.change", household_id=one.household.id, name="household")
        if one.state is OVERDUE:
            yield _task(
                1,
                "bad",
                "Overdue",
                of,
                "The review of the approval.",
                row["review_due_on"],
                "Record the review",
                change,
            )
        elif one.state is UNAPPROVED:
            yield _task(4, "warn", "Not yet approved", of, one.says, None, "Record the approval", change)
        elif one.state is HELD and row["hold_until"] - clock.today() <= ENDING:
            yield _task(6, "", "Hold ends", of, "Say so if it has to go on.", row["hold_until"], "Look at it", url)
        elif row["review_due_on"] and row["review_due_on"] - clock.today() <= SOON:
            yield _task(
                5, "", "Review soon", of, "The review of the approval.", row["review_due_on"], "Look at it", url
            )


def _of_referrals(found: Sequence[Sought]) -> Iterator[Task]:
    for one in found:
        of, url = (
            (one.referral.ref, one.referral.authority.name),
            url_for("web.referrals.one", referral_id=one.referral.id),
        )
        if one.birth_passed:
            due = min(row["expected_date_of_delivery"] for row in one.rows if row["expected_date_of_delivery"])
            yield _task(2, "warn", "Birth expected", of, "No birth is recorded yet.", due, "Record the birth", url)
        elif one.is_searching and one.needed_by and one.needed_by < clock.today():
            yield _task(3, "warn", "Past its day", of, f"{one.who} still waits.", one.needed_by, "Look at it", url)


def _task(rank: int, tag: str, word: str, of: tuple[str, str], what: str, due: date | None, act: str, url: str) -> Task:
    icon = {"bad": "bad", "warn": "warn"}.get(tag, "clock")
    return Task(rank, tag, word, icon, of[0], what, of[1], due, act, url)


def _first(task: Task) -> tuple[int, date, str]:
    return (task.rank, task.due or date.max, task.subject)
