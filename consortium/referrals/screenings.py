"""Screenings: a coordinator holds a submitted referral against the consortium's criteria and says what follows.

Each criterion is answered by a person, but for the ages, which answer themselves; no answer decides anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import consortia, members, notices, referrals, searches
from consortium.access import Viewer, require
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, expect_version, flush
from consortium.floor.errors import Invalid, NotFound
from consortium.floor.guard import scoped, whole
from consortium.notices import Holder, Person
from consortium.notices.recipients import Recipient
from consortium.referrals import Referral, courses, criteria
from consortium.referrals.courses import ScreeningReason
from consortium.referrals.criteria import Criterion, InForce
from consortium.rights import sight

ACT = "referrals.screen"


class Answer(StrEnum):
    """Whether a criterion is met."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"


class Outcome(StrEnum):
    """What a screening comes to: the act of `courses.MOVES`."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ASK = "ask"


TOLD: Mapping[Outcome, str] = {
    Outcome.ACCEPT: "referral.accepted",
    Outcome.DECLINE: "referral.declined",
    Outcome.ASK: "referral.more_asked",
}


class Screening(Record, Base):
    """The answers of one screening, with the criteria as they were put; what came of it is the move it made."""

    __tablename__ = "screenings"
    __table_args__ = (
        sa.UniqueConstraint("move_id"),
        sa.ForeignKeyConstraint(["move_id", "authority_id"], ["referral_moves.id", "referral_moves.authority_id"]),
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.Index("ix_screenings_referral_id", "referral_id"),
    )

    move_id: Mapped[UUID]
    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    criteria_number: Mapped[int]
    answers: Mapped[list[dict[str, Any]]]


def due(viewer: Viewer) -> sa.Select[Referral]:
    """The submitted referrals that the viewer may screen, the first submitted first."""
    require(viewer, ACT)
    mine = sight.of(viewer, ACT, owner=Referral.authority_id)
    waiting = Referral.status == referrals.ReferralStatus.SUBMITTED
    return scoped(sa.select(Referral).where(mine, waiting).order_by(Referral.changed_at, Referral.id))


def asked(viewer: Viewer, *, referral: Referral) -> InForce:
    """The criteria by which the viewer screens this referral: those of a consortium they coordinate."""
    known = consortia.visible(viewer).join(members.Membership)
    known = known.where(members.Membership.member_id == referral.authority_id)
    if not viewer.operator:
        known = known.where(consortia.Consortium.id.in_(sight.consortia_of(viewer, ACT)))
    consortium = db.session.scalars(known).first()
    if consortium is None:
        raise NotFound
    return criteria.of_consortium(consortium)


def age_answer(criterion: Criterion, *, children: Iterable[Child]) -> Answer:
    """What the children's ages answer today."""
    ages = [child.age_months(clock.today()) for child in children]
    limit = criterion.under_months or 0
    return Answer.MET if all(age is None or age < limit for age in ages) else Answer.NOT_MET


def screen(
    viewer: Viewer,
    *,
    referral_id: UUID,
    version: int,
    outcome: Outcome,
    answers: Mapping[str, str],
    reason: ScreeningReason | None = None,
    note: str = "",
) -> Referral:
    """Records the answers to the criteria and what follows: accepted, declined, or more information asked."""
    referral = referrals.get(viewer, referral_id=referral_id, act=ACT)
    expect_version(referral, version)
    coded = ScreeningReason(reason) if reason else None
    move = courses.expect(viewer, referral=referral, act=Outcome(outcome).value, reason=coded, note=note)
    put = asked(viewer, referral=referral)
    said = _answered(put.criteria, answers, referral.current_children)
    kept = searches.put(viewer, referral=referral, status=move.target, reason=coded, note=note.strip())
    if kept is None:
        raise LookupError("A screening always moves its referral.")
    screening = Screening(
        move_id=kept.id,
        referral_id=referral.id,
        authority_id=referral.authority_id,
        consortium_id=put.consortium.id,
        criteria_number=put.number,
        answers=said,
    )
    db.session.add(screening)
    flush()
    _tell(viewer, referral=referral, code=TOLD[Outcome(outcome)])
    return referral


def _tell(viewer: Viewer, *, referral: Referral, code: str) -> None:
    """Tells who holds the case, and whoever submitted it."""
    submitter = courses.submitter(referral.id)
    to: list[Recipient] = [Holder(referral), *([Person(submitter)] if submitter else [])]
    notices.tell(viewer, code=code, about=referral, to=to, cause=str(referral.version))


@whole("of a referral that the caller reached")
def of_moves(move_ids: Iterable[UUID]) -> dict[UUID, Screening]:
    """The screenings of these moves, by move."""
    chosen = sa.select(Screening).where(Screening.move_id.in_(list(move_ids)))
    return {one.move_id: one for one in db.session.scalars(chosen)}


def _answered(put: Sequence[Criterion], answers: Mapping[str, str], children: Sequence[Child]) -> list[dict[str, Any]]:
    open_ = {one.code for one in put if one.under_months is None}
    faults: dict[str, list[str]] = {}
    for code in answers.keys() - open_:
        known = any(one.code == code for one in put)
        faults[code] = ["The children's ages answer this." if known else "There is no such criterion."]
    for code in open_:
        if answers.get(code) not in tuple(Answer):
            faults[code] = ["Choose met, not met or not known."]
    if faults:
        raise Invalid(faults)
    return [
        {
            "code": one.code,
            "sentence": one.sentence,
            "answer": answers[one.code] if one.under_months is None else age_answer(one, children=children).value,
        }
        for one in put
    ]
