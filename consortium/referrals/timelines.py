"""Timelines: what happened to a referral, the latest first, for its authority and the coordinator."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members, referrals
from consortium.access import Viewer, may, require
from consortium.accounts import people
from consortium.floor.db import db, flush
from consortium.referrals import courses, screenings
from consortium.referrals.courses import ReferralMove
from consortium.referrals.screenings import Screening
from consortium.retention import traces
from consortium.retention.traces import Gone
from consortium.roles import Stage
from consortium.trail import reading

ACT = "courses.read"
ERASED = "Erased."
Row = dict[str, Any]


def of_referral(viewer: Viewer, *, referral_id: UUID) -> list[Row]:
    """Each move: `at`, `from_status`, `to_status`, `reason`, `note`, `by`, and the screening's criteria and answers."""
    require(viewer, ACT)
    referral = referrals.get(viewer, referral_id=referral_id, act=ACT)
    said: Row = {"entity": "referrals", "entity_id": referral.id, "owner_id": referral.authority_id}
    reading.note(viewer, stage=Stage.FULL_PROFILE, fields=("course",), **said)
    return _moves(viewer, referral_id=referral.id)


def moves_of(viewer: Viewer, *, referral_id: UUID) -> list[Row]:
    """The same as part of a document that is written down as read; nothing for those whose business it is not."""
    if not may(viewer, ACT):
        return []
    reached = db.session.scalar(referrals.reached(viewer, act=ACT).where(referrals.Referral.id == referral_id))
    return _moves(viewer, referral_id=referral_id) if reached else []


def _moves(viewer: Viewer, *, referral_id: UUID) -> list[Row]:
    moves = list(db.session.scalars(courses.of(referral_id)))
    screened = screenings.of_moves([move.id for move in moves])
    names = authors(viewer, user_ids=[move.by_user for move in moves])
    return [_row(move, screened.get(move.id), names) for move in moves]


def authors(viewer: Viewer, *, user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Who they are to this reader: a colleague by name, everybody else by their organisation."""
    chosen = {key for key in user_ids if key}
    found: Any = sa.select(people.User.id, people.User.name, people.User.member_id, members.Member.name)
    found = found.join(members.Member, members.Member.id == people.User.member_id).where(people.User.id.in_(chosen))
    return {
        key: name if viewer.operator or viewer.member_id == employer else organisation
        for key, name, employer, organisation in db.session.execute(found)
    }


def _row(move: ReferralMove, screening: screenings.Screening | None, names: dict[UUID, str]) -> Row:
    at: datetime = move.created_at
    row: Row = {
        "at": at,
        "from_status": move.from_status and move.from_status.value,
        "to_status": move.to_status.value,
        "reason": move.reason and move.reason.value,
        "note": move.note or None,
        "by": names.get(move.by_user) if move.by_user else None,
    }
    if screening is not None:
        row |= {"criteria_number": screening.criteria_number, "answers": screening.answers}
    return row


def forget(gone: Gone) -> None:
    """The words and answers about an erased referral; that it moved, and when, says nothing of a person."""
    if gone.entity != "referrals":
        return
    for move in db.session.scalars(courses.of(gone.record_id)):
        move.note = ERASED if move.note else ""
    for screening in db.session.scalars(sa.select(Screening).where(Screening.referral_id == gone.record_id)):
        screening.answers = []
    flush()


traces.offer("courses", forget)
