"""What needs doing today, for whoever looks: each with its reason, who has the next step and where to take it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from consortium.accounts import recoveries
from consortium.course import steps
from consortium.floor import clock
from consortium.linking import next_steps, transferring
from consortium.linking.links import Link
from consortium.referrals import ReferralStatus, screenings
from consortium.retention import disposals
from contracts import moves
from web.auth import can, viewer
from web.availability import HELD, OVERDUE, SHARED, SOON, UNAPPROVED, WITHDRAWN, Seen
from web.paging import everything
from web.searching import Sought
from web.words import STEPS_TO_DO

ENDING = timedelta(days=14)
CARERS_REVIEW = "carers_review"


@dataclass(frozen=True)
class Kind:
    """A kind of thing to do; `rank` orders them, the most urgent first."""

    rank: int
    word: str
    tag: str
    icon: str
    act: str


ASKED = Kind(0, "Asked of you", "accent", "dot", "Look at the link")
SCREEN = Kind(0, "Asked of you", "accent", "dot", "Screen it")
MORE = Kind(1, "More is asked", "warn", "unknown", "Look at what is asked")
SECOND = Kind(0, "Asked of you", "accent", "dot", "Look, and decide")
REVIEW = Kind(1, "Overdue", "bad", "bad", "Record the review")
BIRTH = Kind(2, "Birth expected", "warn", "warn", "Record the birth")
PASSED = Kind(3, "Past its day", "warn", "warn", "Look at the referral")
APPROVAL = Kind(4, "Not yet approved", "warn", "warn", "Record the approval")
REVIEW_SOON = Kind(5, "Review soon", "", "clock", "Look at the household")
LATE = Kind(1, "Overdue", "bad", "bad", "Look at the clock")
DUE = Kind(5, "Due soon", "", "clock", "Look at the clock")
HOLD = Kind(6, "Hold ends", "", "clock", "Look at the household")


@dataclass(frozen=True)
class Task:
    """One thing to do; `open` leads to the record, `url` to the page of the act."""

    kind: Kind
    subject: str
    owner: str
    what: str
    due: date | None
    open: str
    url: str


def tasks(seen: Sequence[Seen], found: Sequence[Sought]) -> list[Task]:
    """All that waits for this person, and all that the households and referrals ask for, the most urgent first."""
    waiting = [*_of_links(), *_of_move_ins(), *_of_screenings(), *_of_disposals(), *_of_recoveries(), *_of_the_clock()]
    return sorted([*waiting, *map(_task_of_household, _asking(seen)), *_of_referrals(found)], key=_first)


def _of_links() -> Iterator[Task]:
    person = viewer()
    asked = everything(next_steps.to_agree(person)) if can("links.agree") else []
    yield from (_task_of_link(one, "Say whether to explore this link.") for one in asked)
    waiting = next_steps.to_take(person) if can("links.read") else []
    yield from (_task_of_link(link, STEPS_TO_DO[step]) for link, step in waiting)
    agreed = transferring.to_carry(person) if can(transferring.CARRY_OUT) else []
    yield from (_task_of_link(one, "Both sides agree: carry out the transfer of this placement.") for one in agreed)


def _of_move_ins() -> Iterator[Task]:
    unsettled = everything(moves.to_report(viewer())) if can(moves.ACT) else []
    yield from (_task_of_link(link, "Both sides have to say the same day of the move-in.") for link in unsettled)


def _task_of_link(link: Link, what: str) -> Task:
    opened = url_for("web.links.one", link_id=link.id)
    return Task(ASKED, f"{link.referral.ref} with {link.household.ref}", "You", what, None, opened, opened)


def _of_screenings() -> Iterator[Task]:
    for one in everything(screenings.due(viewer())) if can(screenings.ACT) else []:
        screen = url_for("web.screening.screen", referral_id=one.id)
        opened = url_for("web.referrals.one", referral_id=one.id)
        yield Task(SCREEN, one.ref, "You", "Screen this referral against the criteria.", None, opened, screen)


def _of_disposals() -> Iterator[Task]:
    proposed = everything(disposals.visible(viewer(), live=True)) if can("retention.dispose") else []
    for one in proposed:
        if one.proposed_by != viewer().user_id:
            opened, what = url_for("web.retention.disposal", disposal_id=one.id), "A colleague proposes to erase it."
            yield Task(SECOND, one.ref, "You", what, None, opened, opened)


def _of_recoveries() -> Iterator[Task]:
    under_way = everything(recoveries.awaiting(viewer())) if can("people.recover") else []
    for one in under_way:
        if not one.is_confirmed and viewer().user_id not in (one.asked_by, one.user_id):
            opened, what = url_for("web.cover.index"), "A colleague asks to recover this account."
            yield Task(SECOND, one.user.name, "You", what, clock.day_of(one.expires_at), opened, opened)


def _of_the_clock() -> Iterator[Task]:
    """The steps of one's own side that fall due or are overdue; the carers' review stands with their household."""
    due = steps.undone(viewer(), within=steps.SOON) if can("clock.read") else []
    for one in due:
        if one.mine and one.step.step != CARERS_REVIEW:
            kind, opened = (
                LATE if one.step.state == "overdue" else DUE,
                url_for("web.clock.one", referral_id=one.referral_id),
            )
            yield Task(kind, one.referral_ref, one.owner, f"{one.said}.", one.step.due_on, opened, opened)


def _asking(seen: Sequence[Seen]) -> Iterator[tuple[Seen, Kind]]:
    for one in seen:
        if kind := _kind(one):
            yield one, kind


def _kind(one: Seen) -> Kind | None:
    today, due, held = clock.today(), one.row.get("review_due_on"), one.row.get("hold_until")
    truths = (
        (one.state in (WITHDRAWN, SHARED), None),
        (one.state is OVERDUE, REVIEW),
        (one.state is UNAPPROVED, APPROVAL),
        (due is not None and due - today <= SOON, REVIEW_SOON),
        (one.state is HELD and held is not None and held - today <= ENDING, HOLD),
    )
    return next((kind for true, kind in truths if true), None)


def _task_of_household(asking: tuple[Seen, Kind]) -> Task:
    one, kind = asking
    told = {APPROVAL: (one.says, None), HOLD: ("Say so if the hold has to go on.", one.row["hold_until"])}
    what, due = told.get(kind, ("The review of the approval.", one.row["review_due_on"]))
    opened = url_for("web.households.one", household_id=one.household.id)
    change = url_for("web.households.change", household_id=one.household.id, name="household")
    url = change if kind in (REVIEW, APPROVAL) else opened
    return Task(kind, one.household.ref, one.household.agency.name, what, due, opened, url)


def _of_referrals(found: Sequence[Sought]) -> Iterator[Task]:
    for one in found:
        subject, owner = one.referral.ref, one.referral.authority.name
        opened = url_for("web.referrals.one", referral_id=one.referral.id)
        if one.status is ReferralStatus.MORE_INFORMATION:
            yield Task(MORE, subject, owner, "Add what is asked for, and submit it again.", None, opened, opened)
        elif one.birth_passed:
            due = min(row["expected_date_of_delivery"] for row in one.rows if row["expected_date_of_delivery"])
            yield Task(BIRTH, subject, owner, "No birth is recorded yet.", due, opened, opened)
        elif one.is_searching and one.needed_by and one.needed_by < clock.today():
            yield Task(PASSED, subject, owner, f"{one.who} still waits.", one.needed_by, opened, opened)


def _first(task: Task) -> tuple[int, date, str]:
    return (task.kind.rank, task.due or date.max, task.subject)
