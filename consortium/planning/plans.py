"""Plans: return home and adoption, both live at once until a recorded decision rules one out; decisions only add up."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import referrals
from consortium.access import Viewer, require
from consortium.accounts.people import User
from consortium.floor.db import Base, Editable, Record, db, flush, words
from consortium.floor.errors import Conflict, NotAllowed, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.planning import assessments, cases
from consortium.planning.words import PLANS
from consortium.referrals import Referral


class PlanKind(StrEnum):
    """The two plans of a case; neither comes first."""

    REUNIFICATION = "reunification"
    ADOPTION = "adoption"


class PlanStatus(StrEnum):
    """Whether a plan is still pursued."""

    LIVE = "live"
    RULED_OUT = "ruled_out"


class PlanAct(StrEnum):
    """What was decided about a plan."""

    RULED_OUT = "ruled_out"
    REVERSED = "reversed"


# What may be decided of a plan that stands so, and how it stands then.
MOVES: Mapping[PlanAct, tuple[PlanStatus, PlanStatus]] = {
    PlanAct.RULED_OUT: (PlanStatus.LIVE, PlanStatus.RULED_OUT),
    PlanAct.REVERSED: (PlanStatus.RULED_OUT, PlanStatus.LIVE),
}


class Plan(Editable, Base):
    """One of the two plans of a case; written down when something is first recorded of either."""

    __tablename__ = "plans"
    __table_args__ = cases.of_case(
        sa.UniqueConstraint("id", "authority_id"),
        sa.UniqueConstraint("referral_id", "kind"),
        cases.at_most_one(
            "uq_plans_one_ruled_out",
            live="status = 'ruled_out'",
            refusal=Conflict("The other plan was ruled out meanwhile: one plan stays live.", code="last_plan"),
        ),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    kind: Mapped[PlanKind] = mapped_column(words(PlanKind, name="kind"))
    status: Mapped[PlanStatus] = mapped_column(words(PlanStatus, name="status"), default=PlanStatus.LIVE)


class PlanDecision(Record, Base):
    """One decision about a plan, by a manager of the authority; never changed and never taken away."""

    __tablename__ = "plan_decisions"
    __table_args__ = cases.of_case(
        sa.ForeignKeyConstraint(["plan_id", "authority_id"], ["plans.id", "plans.authority_id"]),
        sa.UniqueConstraint("reverses_id", info={"refusal": Conflict("This decision was taken back already.")}),
        sa.CheckConstraint("(act = 'reversed') = (reverses_id IS NOT NULL)", name="reverses_a_decision"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint(
            "recommended_by IS NULL OR decided_by <> recommended_by",
            name="decided_by_another",
            info={"refusal": NotAllowed("Whoever recommended does not decide too: another manager decides.")},
        ),
        sa.Index("ix_plan_decisions_referral_id", "referral_id"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    plan_id: Mapped[UUID]
    act: Mapped[PlanAct] = mapped_column(words(PlanAct, name="act"))
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    recommended_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reverses_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("plan_decisions.id"))
    plan: Mapped[Plan] = relationship(lazy="joined", innerjoin=True)
    decider: Mapped[User] = relationship(foreign_keys=[decided_by], lazy="joined", innerjoin=True)


def rule_out(viewer: Viewer, *, referral_id: UUID, plan: PlanKind, on: date, reason: str) -> PlanDecision:
    """Rules one of two live plans out; what of it was still to be done lapses. The other plan stays."""
    referral = _to_decide(viewer, referral_id=referral_id)
    one, other = _both(referral, first=PlanKind(plan))
    _expect(one, act=PlanAct.RULED_OUT)
    if other.status is not PlanStatus.LIVE:
        taken = PLANS[other.kind]
        raise RuleBroken(
            f"{taken} is ruled out, and one plan stays live: take that decision back first.", code="last_plan"
        )
    advised = assessments.latest_finished(referral_id=referral.id)
    cases.has_come(
        on, field="on", since=advised.finished_on if advised else None, what="the assessment was finished then"
    )
    since = max((past.on for past in decided(referral_id=referral.id)), default=None)
    cases.follows(on, field="on", since=since, what="an earlier decision was made then")
    return _decide(viewer, one, act=PlanAct.RULED_OUT, on=on, reason=reason)


def reverse(viewer: Viewer, *, referral_id: UUID, plan: PlanKind, on: date, reason: str) -> PlanDecision:
    """Takes a mistaken ruling out back, from a day on and for a reason: both plans are live again."""
    referral = _to_decide(viewer, referral_id=referral_id)
    one, _ = _both(referral, first=PlanKind(plan))
    _expect(one, act=PlanAct.REVERSED)
    mistaken = next(past for past in reversed(decided(referral_id=referral.id)) if past.plan_id == one.id)
    cases.has_come(on, field="on", since=mistaken.on, what="the decision was made then")
    return _decide(viewer, one, act=PlanAct.REVERSED, on=on, reason=reason, reverses_id=mistaken.id)


def decided(*, referral_id: UUID) -> list[PlanDecision]:
    """The decisions about a case that the caller reached, the first one first."""
    return cases.rows_of(
        PlanDecision,
        referral_id=referral_id,
        order=(PlanDecision.on, PlanDecision.created_at, PlanDecision.reverses_id.is_not(None)),
    )


def states(*, referral_id: UUID) -> dict[PlanKind, PlanStatus]:
    """How both plans of a case that the caller reached stand; live where nothing is recorded."""
    kept = {one.kind: one.status for one in cases.rows_of(Plan, referral_id=referral_id, order=(Plan.kind,))}
    return {kind: kept.get(kind, PlanStatus.LIVE) for kind in PlanKind}


def live_plan(referral: Referral, *, kind: PlanKind) -> Plan:
    """The plan, held until the transaction ends; refused where it is ruled out."""
    one, _ = _both(referral, first=kind)
    if one.status is not PlanStatus.LIVE:
        raise RuleBroken(f"{PLANS[kind]} is ruled out: take that decision back first.", code="ruled_out")
    return one


def _to_decide(viewer: Viewer, *, referral_id: UUID) -> Referral:
    """The referral; whoever wrote or extended an assessment of the case, or recommended, decides nothing about it."""
    require(viewer, "plans.decide")
    referral = referrals.get(viewer, referral_id=referral_id, act="plans.decide")
    if cases.person(viewer) in assessments.authors(referral_id=referral.id):
        raise NotAllowed("Whoever recommended or wrote the assessment does not decide too: another manager decides.")
    return referral


def _both(referral: Referral, *, first: PlanKind) -> tuple[Plan, Plan]:
    """Both plans, held and written down where they were not, the one asked for first."""
    held = scoped(sa.select(Plan).where(Plan.referral_id == referral.id).order_by(Plan.kind).with_for_update(of=Plan))
    found = {one.kind: one for one in db.session.scalars(held.execution_options(populate_existing=True))}
    for kind in PlanKind:
        if kind not in found:
            owner = {"referral_id": referral.id, "authority_id": referral.authority_id}
            found[kind] = Plan(kind=kind, status=PlanStatus.LIVE, **owner)
            db.session.add(found[kind])
    flush()
    return found[first], next(one for kind, one in found.items() if kind is not first)


def _expect(plan: Plan, *, act: PlanAct) -> None:
    if plan.status is not MOVES[act][0]:
        allowed = next(word for word, (origin, _) in MOVES.items() if origin is plan.status)
        raise RuleBroken(f"{PLANS[plan.kind]} is {plan.status}; what may follow: {allowed}.", code="status")


def _decide(
    viewer: Viewer, plan: Plan, *, act: PlanAct, on: date, reason: str, reverses_id: UUID | None = None
) -> PlanDecision:
    from consortium.planning import milestones  # which ask for a live plan of this module

    advised = assessments.latest_finished(referral_id=plan.referral_id)
    decision = PlanDecision(
        plan=plan,
        referral_id=plan.referral_id,
        authority_id=plan.authority_id,
        act=act,
        on=on,
        reason=cases.said(reason, field="reason"),
        decided_by=cases.person(viewer),
        recommended_by=advised.recommended_by if advised else None,
        reverses_id=reverses_id,
    )
    plan.status = MOVES[act][1]
    entries.touch(plan)
    db.session.add(decision)
    milestones.follow(plan, lapse_on=on if act is PlanAct.RULED_OUT else None)
    flush()
    cases.tell(viewer, referral_id=plan.referral_id, code=f"plan.{act}", cause=str(decision.id), from_stage=cases.L2)
    return decision
