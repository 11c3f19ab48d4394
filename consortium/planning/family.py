"""Family and Social Work Agreements: what authority and parents work at, by when, and the day of the decision."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import referrals
from consortium.access import Viewer, require
from consortium.floor.db import Base, Editable, db, expect_version, flush
from consortium.floor.errors import Conflict, Invalid, RuleBroken
from consortium.importing import entries
from consortium.planning import cases

MOST_REVIEWS = 20


class FamilyAgreement(Editable, Base):
    """One agreement between an authority and a child's parents."""

    __tablename__ = "family_agreements"
    __table_args__ = cases.of_case(
        sa.UniqueConstraint("id", "authority_id"),
        cases.at_most_one(
            "uq_family_agreements_open",
            live="ended_on IS NULL",
            refusal=Conflict("An agreement with the family is in force already: end it first.", code="in_force"),
        ),
        sa.CheckConstraint("purpose <> ''", name="has_purpose"),
        sa.CheckConstraint("decide_by_on > started_on", name="decided_after_it_begins"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after_it_begins"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(sa.Text)
    started_on: Mapped[date]
    review_on: Mapped[list[str]] = mapped_column(default=list)
    decide_by_on: Mapped[date]
    ended_on: Mapped[date | None]
    tasks: Mapped[list["FamilyTask"]] = relationship(
        lazy="selectin", order_by="(FamilyTask.by_on, FamilyTask.created_at)", cascade="all, delete-orphan"
    )

    @property
    def review_days(self) -> list[date]:
        """The days on which it is reviewed, the first one first."""
        return [date.fromisoformat(day) for day in self.review_on]


class FamilyTask(Editable, Base):
    """What a parent has taken on; the authority's own to read."""

    __tablename__ = "family_tasks"
    __table_args__ = cases.of_case(
        sa.ForeignKeyConstraint(
            ["family_agreement_id", "authority_id"], ["family_agreements.id", "family_agreements.authority_id"]
        ),
        sa.CheckConstraint("text <> ''", name="has_text"),
        sa.Index("ix_family_tasks_family_agreement_id", "family_agreement_id"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    family_agreement_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(sa.Text)
    by_on: Mapped[date]
    done_on: Mapped[date | None]
    agreement: Mapped[FamilyAgreement] = relationship(back_populates="tasks", lazy="joined", innerjoin=True)


def make(
    viewer: Viewer,
    *,
    referral_id: UUID,
    purpose: str,
    started_on: date,
    decide_by_on: date,
    review_days: Sequence[date] = (),
) -> FamilyAgreement:
    """The authority and the parents agree what they work at, and by when it is decided."""
    require(viewer, "plans.change")
    referral = referrals.get(viewer, referral_id=referral_id, act="plans.change")
    before = of_case(referral_id=referral.id)
    since = before[-1].ended_on if before else None
    cases.follows(started_on, field="started_on", since=since, what="the one before ended then")
    said = {"purpose": purpose, "started_on": started_on, "decide_by_on": decide_by_on, "review_days": review_days}
    agreement = FamilyAgreement(referral_id=referral.id, authority_id=referral.authority_id, **_read(said, {}))
    db.session.add(agreement)
    flush()
    cases.tell(viewer, referral_id=referral.id, code="family.made", cause=str(agreement.id))
    return agreement


def change(viewer: Viewer, *, family_agreement_id: UUID, version: int, values: Mapping[str, Any]) -> FamilyAgreement:
    """Records the day on which an agreement in force ended. What was agreed stays as it was: another agreement, with
    another purpose or other days, is made once this one has ended.
    """
    agreement = _in_force(viewer, family_agreement_id=family_agreement_id)
    expect_version(agreement, version)
    known = {name: getattr(agreement, name) for name in ("purpose", "started_on", "decide_by_on", "review_days")}
    _expect_kept(known, values, sentence="What was agreed is not rewritten: end this agreement and make another one.")
    said = {"ended_on": values["ended_on"]} if "ended_on" in values else {}
    if entries.amend(agreement, _read(said, known)):
        entries.touch(agreement)
    flush()
    return agreement


def add_task(viewer: Viewer, *, family_agreement_id: UUID, text: str, by_on: date) -> FamilyTask:
    """What a parent takes on, and by when."""
    agreement = _in_force(viewer, family_agreement_id=family_agreement_id)
    cases.follows(by_on, field="by_on", since=agreement.started_on, what="the agreement begins then")
    owner = {"referral_id": agreement.referral_id, "authority_id": agreement.authority_id}
    task = FamilyTask(**owner, text=cases.said(text, field="text", least=3, most=1_000), by_on=by_on)
    agreement.tasks.append(task)
    flush()
    return task


def change_task(viewer: Viewer, *, family_task_id: UUID, version: int, values: Mapping[str, Any]) -> FamilyTask:
    """Records the day on which what a parent has taken on was done (None: not done), while the agreement is in force.

    What was taken on, and by when, stays as it was agreed.
    """
    require(viewer, "plans.change")
    task: FamilyTask = cases.row_of(viewer, table=FamilyTask, key=family_task_id, act="plans.change")
    _in_force(viewer, family_agreement_id=task.family_agreement_id)
    expect_version(task, version)
    known = {"text": task.text, "by_on": task.by_on}
    _expect_kept(known, values, sentence="What was taken on is not rewritten: add another task.")
    begins, said = task.agreement.started_on, {name: values[name] for name in values if name == "done_on"}
    if said.get("done_on") is not None:
        cases.has_come(said["done_on"], field="done_on", since=begins, what="the agreement begins then")
    if entries.amend(task, said):
        entries.touch(task)
    flush()
    return task


def of_case(*, referral_id: UUID) -> list[FamilyAgreement]:
    """The agreements of a case that the caller reached, the first one first."""
    order = (FamilyAgreement.started_on, FamilyAgreement.created_at, FamilyAgreement.id)
    return cases.rows_of(FamilyAgreement, referral_id=referral_id, order=order)


def _in_force(viewer: Viewer, *, family_agreement_id: UUID) -> FamilyAgreement:
    require(viewer, "plans.change")
    agreement: FamilyAgreement = cases.row_of(
        viewer, table=FamilyAgreement, key=family_agreement_id, act="plans.change"
    )
    if agreement.ended_on is not None:
        raise RuleBroken("This agreement has ended: make another one.", code="ended")
    return agreement


def _expect_kept(known: Mapping[str, Any], values: Mapping[str, Any], *, sentence: str) -> None:
    """Whoever sends back what they read changes nothing by it."""
    if any(values[name] != value for name, value in known.items() if name in values):
        raise RuleBroken(sentence, code="agreed")


def _read(values: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written; days in their order: it begins, is reviewed, and is decided."""
    said, all_ = dict(values), {**known, **values}
    if "purpose" in said:
        said["purpose"] = cases.said(said["purpose"], field="purpose")
    if all_["decide_by_on"] <= all_["started_on"]:
        raise Invalid({"decide_by_on": ["Give a day after the one on which the agreement begins."]})
    days = sorted(set(all_["review_days"]))
    outside = [day for day in days if not all_["started_on"] < day <= all_["decide_by_on"]]
    if outside or len(days) > MOST_REVIEWS:
        sentence = f"Give at most {MOST_REVIEWS} days after the beginning, the last by the day of the decision."
        raise Invalid({"review_days": [sentence]})
    if said.get("ended_on") is not None:
        cases.has_come(said["ended_on"], field="ended_on", since=all_["started_on"], what="it began then")
    if "review_days" in said:
        del said["review_days"]
        said["review_on"] = [day.isoformat() for day in days]
    return said
