"""Milestones: what each plan of a case still has to reach, by tranche of work: the day it is due, the day it came."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import referrals
from consortium.access import Viewer, require
from consortium.floor.db import Base, Editable, db, expect_version, flush
from consortium.floor.errors import RuleBroken
from consortium.importing import entries
from consortium.planning import cases
from consortium.planning.plans import Plan, PlanKind, PlanStatus, decided, live_plan

SHIPPED = Path(__file__).with_name("milestones.toml")
LONGEST_TITLE = 200


class Milestone(Editable, Base):
    """One step of one plan; where the plan is ruled out before it was reached it lapses."""

    __tablename__ = "milestones"
    __table_args__ = cases.of_case(
        sa.ForeignKeyConstraint(["plan_id", "authority_id"], ["plans.id", "plans.authority_id"]),
        sa.CheckConstraint("title <> '' AND tranche <> ''", name="named"),
        sa.CheckConstraint("done_on IS NULL OR lapsed_on IS NULL", name="reached_or_lapsed"),
        sa.Index("ix_milestones_referral_id", "referral_id"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    tranche: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    title: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    lapsed_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    plan: Mapped[Plan] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_shipped(self) -> bool:
        """Whether it bears a name of the list, which says nothing of anybody; others are somebody's own words."""
        return self.title in shipped(self.plan.kind).get(self.tranche, ())


@cache
def shipped(kind: PlanKind) -> Mapping[str, list[str]]:
    """The steps that a plan usually takes, by tranche."""
    known: dict[str, dict[str, list[str]]] = tomllib.loads(SHIPPED.read_text("utf-8"))
    return known[kind]


def add(
    viewer: Viewer, *, referral_id: UUID, plan: PlanKind, tranche: str, title: str, due_on: date, note: str = ""
) -> Milestone:
    """Sets a milestone of a live plan; its name is one of the list or the authority's own."""
    require(viewer, "plans.change")
    referral = referrals.get(viewer, referral_id=referral_id, act="plans.change")
    of_plan = live_plan(referral, kind=PlanKind(plan))
    owner = {"referral_id": referral.id, "authority_id": referral.authority_id}
    milestone = Milestone(plan=of_plan, **owner, **_read({"tranche": tranche, "title": title, "note": note}))
    milestone.due_on = due_on
    db.session.add(milestone)
    flush()
    return milestone


def change(viewer: Viewer, *, milestone_id: UUID, version: int, values: Mapping[str, Any]) -> Milestone:
    """Changes a milestone: `tranche`, `title`, `due_on`, `done_on` (None: not reached) or `note`.

    One that turns out not to have been reached before its plan was ruled out lapsed with it.
    """
    require(viewer, "plans.change")
    milestone: Milestone = cases.row_of(viewer, table=Milestone, key=milestone_id, act="plans.change")
    expect_version(milestone, version)
    if milestone.lapsed_on is not None:
        raise RuleBroken("It lapsed when its plan was ruled out: take that decision back first.", code="ruled_out")
    said = _read(values)
    if said.get("done_on") is not None:
        cases.has_come(said["done_on"], field="done_on")
    if entries.amend(milestone, said):
        entries.touch(milestone)
    settle(milestone.plan)
    flush()
    return milestone


def of_case(*, referral_id: UUID) -> list[Milestone]:
    """The milestones of a case that the caller reached, by plan and the day they are due."""
    order = (Milestone.due_on, Milestone.created_at, Milestone.id)
    return cases.rows_of(Milestone, referral_id=referral_id, order=order)


def settle(plan: Plan) -> None:
    """What is still to be reached of a plan that is ruled out, as after a correction or a merge, lapsed with it."""
    if plan.status is PlanStatus.RULED_OUT:
        ruled_out = [one for one in decided(referral_id=plan.referral_id) if one.plan_id == plan.id]
        follow(plan, lapse_on=ruled_out[-1].on)


def follow(plan: Plan, *, lapse_on: date | None) -> None:
    """What was still to be reached lapses with its plan on a day, or (None) stands again with it."""
    for one in of_case(referral_id=plan.referral_id):
        if one.plan_id == plan.id and one.done_on is None and one.lapsed_on != lapse_on:
            one.lapsed_on = lapse_on
            entries.touch(one)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(values)
    for name in ("tranche", "title"):
        if name in said:
            said[name] = cases.said(said[name], field=name, least=1, most=LONGEST_TITLE)
    if "note" in said:
        said["note"] = cases.said(said["note"], field="note", least=0)
    return said
