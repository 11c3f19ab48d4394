"""Merging: what was planned and agreed for a case that is merged away goes on in the case that is kept.

Refused where the two contradict each other, for no program says which of two decisions on a plan, or of two assessments
under way, is the right one. What only adds up is pointed at the case that is kept and changed in nothing else.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.floor.errors import RuleBroken
from consortium.merging import duplicates
from consortium.merging.duplicates import Merging
from consortium.planning import milestones
from consortium.planning.assessments import Assessment, AssessmentExtension
from consortium.planning.contact import ContactConsent, ContactPlan
from consortium.planning.family import FamilyAgreement, FamilyTask
from consortium.planning.milestones import Milestone
from consortium.planning.plans import Plan, PlanDecision, PlanStatus
from consortium.planning.words import PLANS


def expect(two: Merging) -> None:
    """Refuses two cases that contradict each other."""
    if two.column != "referral_id":
        return
    both = [two.kept.id, two.lost.id]
    for table, open_, what in (
        (Assessment, Assessment.finished_on.is_(None), "a parenting assessment under way: finish"),
        (FamilyAgreement, FamilyAgreement.ended_on.is_(None), "an agreement with the family in force: end"),
    ):
        if db.session.scalar(sa.select(sa.func.count()).select_from(table).where(_of(table, both), open_)) == 2:
            raise RuleBroken(f"Both records have {what} one of them first.", code="two_open")
    _expect_one_way(both)


def _expect_one_way(both: list[UUID]) -> None:
    """The decisions on the plans of both, put together, leave one plan live and say of no plan two things."""
    decided = sa.select(PlanDecision.plan_id).where(_of(PlanDecision, both))
    said: dict[str, set[PlanStatus]] = {}
    for plan in db.session.scalars(sa.select(Plan).where(_of(Plan, both), Plan.id.in_(decided))):
        said.setdefault(plan.kind, set()).add(plan.status)
    differing = [PLANS[kind] for kind, found in said.items() if len(found) > 1]
    if differing or sum(PlanStatus.RULED_OUT in found for found in said.values()) > 1:
        named = " and ".join(differing) or "the plans"
        raise RuleBroken(f"The two records decide differently on {named}: take a decision back first.", code="plans")


def move(two: Merging) -> None:
    """Moves all of it; what both have in the same words, on the same days, stays once."""
    if two.column != "referral_id":
        return
    _move_plans(two)
    _move_contact(two)
    for table in (Assessment, AssessmentExtension, FamilyAgreement, FamilyTask):
        _repoint(table, two)


def _move_plans(two: Merging) -> None:
    kept = {one.kind: one for one in db.session.scalars(sa.select(Plan).where(Plan.referral_id == two.kept.id))}
    lost = list(db.session.scalars(sa.select(Plan).where(Plan.referral_id == two.lost.id)))
    into = {one.id: kept[one.kind].id for one in lost if one.kind in kept}
    _move_milestones(two, into)
    for one in lost:
        if one.id not in into:
            one.referral_id = two.kept.id
    flush()
    _repoint(PlanDecision, two, into=into)
    for one in lost:
        if one.id in into:
            ruled_out = one.status is PlanStatus.RULED_OUT
            db.session.delete(one)
            flush()
            kept[one.kind].status = PlanStatus.RULED_OUT if ruled_out else kept[one.kind].status
    flush()
    for one in db.session.scalars(sa.select(Plan).where(Plan.referral_id == two.kept.id)).all():
        milestones.settle(one)
    flush()


def _move_milestones(two: Merging, into: dict[UUID, UUID]) -> None:
    known = {_told(one) for one in db.session.scalars(_milestones(two.kept.id))}
    for one in db.session.scalars(_milestones(two.lost.id)).all():
        if _told(one) in known:
            db.session.delete(one)
        else:
            one.referral_id, one.plan_id = two.kept.id, into.get(one.plan_id, one.plan_id)
    flush()


def _milestones(referral_id: UUID) -> sa.Select[Milestone]:
    return sa.select(Milestone).where(Milestone.referral_id == referral_id).order_by(Milestone.id)


def _told(one: Milestone) -> tuple[Any, ...]:
    return one.plan.kind, one.tranche, one.title, one.due_on, one.done_on, one.lapsed_on, one.note


def _move_contact(two: Merging) -> None:
    """The versions of the case that is kept come after those of the other: its latest stays the one that counts."""
    before = db.session.scalar(sa.select(sa.func.max(ContactPlan.number)).where(_of(ContactPlan, [two.lost.id])))
    own = sa.select(ContactPlan).where(_of(ContactPlan, [two.kept.id])).order_by(ContactPlan.number.desc())
    for one in db.session.scalars(own).all() if before else []:
        one.number += before or 0
        flush()  # one by one, the last first: two versions never bear one number
    _repoint(ContactPlan, two)
    _repoint(ContactConsent, two)


def _repoint(table: Any, two: Merging, *, into: Mapping[UUID, UUID] | None = None) -> None:
    for row in db.session.scalars(sa.select(table).where(_of(table, [two.lost.id])).order_by(table.id)).unique():
        row.referral_id = two.kept.id
        if into:
            row.plan_id = into.get(row.plan_id, row.plan_id)
    flush()


def _of(table: Any, ids: Iterable[UUID]) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = table.referral_id.in_(list(ids))
    return found


duplicates.offer(move, expect=expect)
