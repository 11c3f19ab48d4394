"""Approaches: a household's worker is asked about an anonymised need before anybody's hopes are raised.

They answer yes, maybe or no, at the console or by the link of an e-mail, which opens this one question once and nothing
else. An answer promises nothing: a link is proposed, or not, by a person.
"""

import base64
import hashlib
import hmac
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import carers, members, notices, referrals
from consortium.access import Viewer, acting, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.floor.sealing import derived_key
from consortium.importing import entries
from consortium.linking import endings, holding, links
from consortium.linking.endings import Which
from consortium.notices import Coordinators, Holder
from consortium.referrals import Referral
from consortium.rights import sight

USUAL_DAYS, LONGEST_DAYS = 7, 28


class Willingness(StrEnum):
    """What the household's worker answers."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class WhyNot(StrEnum):
    """Why a household is not willing, in a word that can be counted."""

    AGE = "age"
    NEEDS = "needs"
    SIBLINGS = "siblings"
    TIMING = "timing"
    DISTANCE = "distance"
    CONTACT = "contact"
    OWN_CIRCUMSTANCES = "own_circumstances"
    OTHER = "other"


class ApproachStatus(StrEnum):
    """Where an approach stands."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


_OPEN = sa.text("status = 'open'")


class Approach(Editable, Base):
    """One question to the agency of one household about one anonymised referral, and its answer."""

    __tablename__ = "approaches"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.Index(
            "uq_approaches_open_pair",
            "referral_id",
            "household_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
            info={"refusal": Conflict("This household is being asked about this referral.", code="asked_already")},
        ),
        sa.UniqueConstraint("digest"),
        sa.Index("ix_approaches_household_id", "household_id"),
        sa.CheckConstraint("(status = 'answered') = (answer IS NOT NULL)", name="answered_with_an_answer"),
        sa.CheckConstraint("(answer = 'no') = (why_not IS NOT NULL)", name="no_with_a_reason"),
        sa.CheckConstraint("status = 'open' OR digest IS NULL", name="asked_once"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    status: Mapped[ApproachStatus] = mapped_column(words(ApproachStatus, name="status"), default=ApproachStatus.OPEN)
    asked_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    answer_by: Mapped[date]
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    answer: Mapped[Willingness | None] = mapped_column(words(Willingness, name="answer"))
    why_not: Mapped[WhyNot | None] = mapped_column(words(WhyNot, name="why_not"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    referral: Mapped[Referral] = relationship(lazy="joined", innerjoin=True, overlaps="household")
    household: Mapped[Household] = relationship(lazy="joined", innerjoin=True, overlaps="referral")


def visible(viewer: Viewer, *, status: ApproachStatus | None = None) -> Select[Approach]:
    """The approaches to one's own households, and those between two members that one coordinates; latest first."""
    require(viewer, "approaches.read")
    found = _reached(viewer, "approaches.read").order_by(Approach.created_at.desc(), Approach.id)
    return found if status is None else found.where(Approach.status == status)


def get(viewer: Viewer, *, approach_id: UUID, act: str = "approaches.read") -> Approach:
    """One approach that the viewer may do this to."""
    require(viewer, act)
    found = db.session.scalar(_reached(viewer, act).where(Approach.id == approach_id))
    if found is None:
        raise NotFound
    return found


def ask(viewer: Viewer, *, referral_id: UUID, household_id: UUID, answer_by: date | None = None) -> Approach:
    """Asks a household's agency whether it is willing, until a day: a week from now, unless told otherwise."""
    require(viewer, "approaches.ask")
    referral = referrals.get(viewer, referral_id=referral_id)
    household = carers.get(viewer, household_id=household_id)
    owners = {"authority_id": referral.authority_id, "agency_id": household.agency_id}
    if not links.is_coordinated(viewer, act="approaches.ask", **owners):
        raise NotFound
    holding.both(referral_id=referral.id, household_id=household.id)
    links.expect_possible(referral=referral, household=household)
    until = answer_by or clock.today() + timedelta(days=USUAL_DAYS)
    if not clock.today() <= until <= clock.today() + timedelta(days=LONGEST_DAYS):
        raise Invalid({"answer_by": [f"Give a day within the next {LONGEST_DAYS} days."]})
    sides = {"id": uuid4(), "referral_id": referral.id, "household_id": household.id}
    approach = Approach(**owners, **sides, asked_by=viewer.user_id, answer_by=until)
    approach.digest = digest_of(text_of(approach))
    db.session.add(approach)
    flush()
    notices.tell(viewer, code="approach.asked", about=approach, to=[Holder(household)])
    return approach


def ask_named(viewer: Viewer, *, referral_ref: str, household_ref: str, answer_by: date | None = None) -> Approach:
    """As `ask`, for whoever knows both by their references."""
    pair = links.the_named(viewer, referral_ref=referral_ref, household_ref=household_ref)
    return ask(viewer, **pair, answer_by=answer_by)


def respond(
    viewer: Viewer,
    *,
    approach_id: UUID,
    version: int,
    answer: Willingness,
    why_not: WhyNot | None = None,
    note: str = "",
) -> Approach:
    """The agency answers for its household, with the reason for a no."""
    approach = get(viewer, approach_id=approach_id, act="approaches.respond")
    expect_version(approach, version)
    return _answered(viewer, approach, answer=answer, why_not=why_not, note=note)


def respond_by_text(*, text: str, answer: Willingness, why_not: WhyNot | None = None, note: str = "") -> Approach:
    """As `respond`, by whoever holds the text of the e-mail; it answers this once."""
    approach = asked_by_text(text)
    acting.set(Viewer())
    return _answered(Viewer(), approach, answer=answer, why_not=why_not, note=note)


@whole("whoever holds the text is asked this one question")
def asked_by_text(text: str) -> Approach:
    """The open approach that a text answers; NotFound alike for one that never was, was used, or has lapsed."""
    asked = sa.select(Approach).where(Approach.digest == digest_of(text), Approach.status == ApproachStatus.OPEN)
    found = db.session.scalar(asked.where(Approach.answer_by >= clock.today()))
    if found is None:
        raise NotFound("This question is not open any more. Ask the coordinator, or answer at the console.")
    return found


def withdraw(viewer: Viewer, *, approach_id: UUID, version: int) -> Approach:
    """The coordinator asks no longer."""
    approach = get(viewer, approach_id=approach_id, act="approaches.ask")
    expect_version(approach, version)
    _expect_open(approach)
    _close(approach, status=ApproachStatus.WITHDRAWN)
    return approach


@whole("questions lapse on their day, whosesoever they are")
def lapse(viewer: Viewer, *, on: date) -> int:
    """Closes the questions whose last day is over, and tells who asked; gives how many. A job calls this each night."""
    late = sa.select(Approach).where(Approach.status == ApproachStatus.OPEN, Approach.answer_by < on)
    found = db.session.scalars(late.order_by(Approach.id).with_for_update(of=Approach)).all()
    for approach in found:
        _close(approach, status=ApproachStatus.LAPSED)
        _tell(viewer, approach, code="approach.lapsed")
    return len(found)


@whole("a question ends with what it was about, whosesoever it is")
def end(which: Which) -> None:
    """Nobody is asked any more about these pairs: the e-mail shows the need no longer."""
    found = sa.select(Approach).where(Approach.status == ApproachStatus.OPEN, which(Approach)).order_by(Approach.id)
    for approach in db.session.scalars(found.with_for_update(of=Approach)).all():
        _close(approach, status=ApproachStatus.WITHDRAWN)


def text_of(approach: Approach) -> str:
    """The text that answers an approach once, without a sign-in: for the e-mail to the household's worker.

    It is made of the installation's secret whenever it is needed, and so kept nowhere.
    """
    made = hmac.digest(derived_key("approach"), approach.id.bytes, "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(text: str) -> str:
    """What is kept of the text that answers: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def as_row(approach: Approach) -> dict[str, Any]:
    """The approach as both sides of the question read it: references and words, nobody's particulars."""
    names = ("id", "referral_id", "household_id", "answer_by", "note", "answered_at", "version", "created_at")
    row = {name: getattr(approach, name) for name in names}
    row |= {"referral_ref": approach.referral.ref, "household_ref": approach.household.ref}
    row |= {"authority_code": approach.referral.authority.code, "agency": approach.household.agency.code}
    row |= {name: getattr(approach, name) and getattr(approach, name).value for name in ("answer", "why_not")}
    return row | {"status": approach.status.value}


def _answered(
    viewer: Viewer, approach: Approach, *, answer: Willingness, why_not: WhyNot | None, note: str
) -> Approach:
    _expect_open(approach)
    if approach.answer_by < clock.today():
        raise RuleBroken("The last day for an answer is over: tell the coordinator.", code="lapsed")
    given = Willingness(answer)
    if (given is Willingness.NO) != (why_not is not None):
        raise Invalid({"why_not": ["Say why not." if given is Willingness.NO else "Only a no has a reason."]})
    approach.answer, approach.why_not, approach.note = given, WhyNot(why_not) if why_not else None, note.strip()
    approach.answered_at, approach.answered_by = clock.now(), viewer.user_id
    _close(approach, status=ApproachStatus.ANSWERED)
    _tell(viewer, approach, code="approach.answered")
    return approach


def _close(approach: Approach, *, status: ApproachStatus) -> None:
    """Nothing answers it any more: the text of the e-mail opens nothing from now on."""
    approach.status, approach.digest = status, None
    entries.touch(approach)
    flush()


def _tell(viewer: Viewer, approach: Approach, *, code: str) -> None:
    sides = Coordinators((approach.authority_id, approach.agency_id))
    notices.tell(viewer, code=code, about=approach, to=[sides])


def _expect_open(approach: Approach) -> None:
    if approach.status is not ApproachStatus.OPEN:
        raise RuleBroken(f"The question is {approach.status}: ask anew.", code="status")


def _reached(viewer: Viewer, act: str) -> Select[Approach]:
    """The approaches to the viewer's own households, and those between two members whom they coordinate."""
    if viewer.operator:
        return scoped(sa.select(Approach))
    own = sight.is_own(viewer, act, owner=Approach.agency_id)
    joined = members.together(
        first=Approach.authority_id,
        second=Approach.agency_id,
        on=clock.today(),
        consortium_ids=sight.consortia_of(viewer, act),
    )
    return scoped(sa.select(Approach).where(sa.or_(own, joined)))


endings.ask_no_more(end)
