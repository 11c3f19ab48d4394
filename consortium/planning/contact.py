"""Contact plans, and the contact agreement: the written form of one version, to which authority and agency each agree.

A change is a new version, to which nobody has agreed yet; what was agreed before stays as it was.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members, referrals
from consortium.access import Viewer, require
from consortium.accounts.people import User
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.planning import cases
from consortium.rights import sight
from consortium.roles import Stage

TEXTS = ("purpose", "venue", "times", "supervision", "handover")
MOST_SESSIONS = 7
WITHHELD = "Part of this agreement is withheld from you: the authority agrees it with your agency outside the service."


class Side(StrEnum):
    """Who agrees to a version."""

    AUTHORITY = "authority"
    AGENCY = "agency"


class ContactPlan(Record, Base):
    """One version of what contact between a child and the family is for, how often, where and with whom."""

    __tablename__ = "contact_plans"
    __table_args__ = cases.of_case(
        sa.UniqueConstraint("id", "authority_id"),
        sa.UniqueConstraint(
            "referral_id", "number", info={"refusal": Conflict("The contact plan was changed meanwhile.")}
        ),
        sa.CheckConstraint("purpose <> ''", name="has_purpose"),
        sa.CheckConstraint(f"sessions_per_week BETWEEN 0 AND {MOST_SESSIONS}", name="sessions"),
        sa.CheckConstraint("review_on > from_on", name="reviewed_after_it_begins"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    number: Mapped[int]
    from_on: Mapped[date]
    review_on: Mapped[date]
    sessions_per_week: Mapped[int]
    purpose: Mapped[str] = mapped_column(sa.Text)
    venue: Mapped[str] = mapped_column(sa.Text, default="")
    times: Mapped[str] = mapped_column(sa.Text, default="")
    supervision: Mapped[str] = mapped_column(sa.Text, default="")
    handover: Mapped[str] = mapped_column(sa.Text, default="")
    set_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    consents: Mapped[list["ContactConsent"]] = relationship(lazy="selectin", order_by="ContactConsent.created_at")


class ContactConsent(Record, Base):
    """One organisation's agreement to one version, by a person; never changed."""

    __tablename__ = "contact_consents"
    __table_args__ = cases.of_case(
        sa.ForeignKeyConstraint(
            ["contact_plan_id", "authority_id"], ["contact_plans.id", "contact_plans.authority_id"]
        ),
        sa.UniqueConstraint(
            "contact_plan_id",
            "by_member_id",
            info={"refusal": Conflict("Your side has agreed to this version already.", code="recorded_already")},
        ),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    contact_plan_id: Mapped[UUID]
    side: Mapped[Side] = mapped_column(words(Side, name="side"))
    by_member_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agreed_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    by_member: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[User] = relationship(lazy="joined", innerjoin=True)


def set_(viewer: Viewer, *, referral_id: UUID, follows: int, values: Mapping[str, Any]) -> ContactPlan:
    """The next version of a case's contact plan; `follows` is the number of the one that was read (0: none yet).

    values: purpose, sessions_per_week, from_on, review_on and, as far as known, venue, times, supervision, handover.
    """
    require(viewer, "plans.change")
    referral = referrals.get(viewer, referral_id=referral_id, act="plans.change")
    known = versions(referral_id=referral.id)
    last = known[-1] if known else None
    if follows != (last.number if last else 0):
        raise Conflict("The contact plan was changed meanwhile. Read it again, then repeat your change.")
    said = _read(values)
    cases.follows(
        said["from_on"], field="from_on", since=last.from_on if last else None, what="the version before begins then"
    )
    plan = ContactPlan(
        referral_id=referral.id, authority_id=referral.authority_id, number=follows + 1, set_by=viewer.user_id, **said
    )
    db.session.add(plan)
    flush()
    cases.tell(viewer, referral_id=referral.id, code="contact.set", cause=f"version {plan.number}")
    return plan


def agree(viewer: Viewer, *, contact_plan_id: UUID) -> ContactPlan:
    """One side agrees to the latest version, all of which it may read; the agency to what was written for its match."""
    require(viewer, "contact.agree")
    plan: ContactPlan = cases.row_of(viewer, table=ContactPlan, key=contact_plan_id, act="contact.agree")
    case = cases.get(viewer, referral_id=plan.referral_id, act="contact.agree")
    if not (case.reach.own or case.reach.stage >= Stage.IDENTIFIED) or not is_for(case, plan=plan):
        raise NotFound  # as long as no match is approved there is nothing of it to read, nor what was another's
    if case.hidden:
        raise RuleBroken(WITHHELD, code="withheld")
    if plan.number != versions(referral_id=plan.referral_id)[-1].number:
        raise RuleBroken("A later version is there: agree to that one.", code="superseded")
    own = sight.owns(viewer, "contact.agree", owner_id=plan.authority_id)
    known: dict[str, Any] = {"referral_id": plan.referral_id, "authority_id": plan.authority_id}
    known |= {"side": Side.AUTHORITY if own else Side.AGENCY, "agreed_by": cases.person(viewer)}
    plan.consents.append(ContactConsent(**known, by_member_id=viewer.member_id))
    flush()
    cause = f"version {plan.number}, {known['side']}"
    cases.tell(viewer, referral_id=plan.referral_id, code="contact.agreed", cause=cause)
    return plan


def is_for(case: cases.Case, *, plan: ContactPlan) -> bool:
    """Whether a version is this person's business: none is that was written while another agency had the match, or
    before that.
    """
    return case.since is None or plan.created_at > case.since


def versions(*, referral_id: UUID) -> list[ContactPlan]:
    """The versions of a case that the caller reached, the first one first."""
    return cases.rows_of(ContactPlan, referral_id=referral_id, order=(ContactPlan.number,))


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = dict(values)
    for name in TEXTS:
        said[name] = cases.said(said.get(name), field=name, least=10 if name == "purpose" else 0, most=2_000)
    faults: dict[str, list[str]] = {}
    if not 0 <= said["sessions_per_week"] <= MOST_SESSIONS:
        faults["sessions_per_week"] = [f"Give 0 to {MOST_SESSIONS} sessions a week."]
    if said["review_on"] <= said["from_on"]:
        faults["review_on"] = ["Give a day after the one on which the plan begins."]
    if faults:
        raise Invalid(faults)
    return said
