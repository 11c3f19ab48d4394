"""The pathway: at which stage each child stands today and since when, read off the moves that were recorded.

A child of a referral stands where its search has come to; one who lives with a household, where its plans have come to.
One who came back to a stage, because a link ended, stands there from that day on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import placements
from consortium.access import Viewer
from consortium.course import targets
from consortium.course.events import CaseEvent
from consortium.course.events import standing as counts
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.linking import link_steps, links
from consortium.linking.link_steps import LinkStep, Step
from consortium.linking.links import Link, LinkStatus
from consortium.pictures import whose
from consortium.pictures.stages import KINDS, Ending, Stage, StageCode, Standing
from consortium.pictures.whose import Whose
from consortium.placements import Phase, Placement
from consortium.planning.plans import Plan, PlanAct, PlanDecision, PlanKind, PlanStatus
from consortium.referrals import Referral
from consortium.referrals.courses import ReferralMove, ReferralStatus
from consortium.statistics.periods import year_start
from consortium.timescales.rules import Aim

ACT = "pathway.read"
SCREENED = (ReferralStatus.SUBMITTED, ReferralStatus.MORE_INFORMATION)
# From a live link to the stage, and the step on whose day it was reached; None: when it was proposed.
OF_LINKS: Mapping[LinkStatus, tuple[StageCode, Step | None]] = {
    LinkStatus.PROPOSED: (StageCode.EXPLORING, None),
    LinkStatus.EXPLORING: (StageCode.EXPLORING, None),
    LinkStatus.MEETING_HELD: (StageCode.PANEL, Step.MEETING),
    LinkStatus.RECOMMENDED: (StageCode.DECISION, Step.RECOMMENDATION),
    LinkStatus.APPROVED: (StageCode.INTRODUCTIONS, Step.DECISION),
    LinkStatus.INTRODUCTIONS: (StageCode.INTRODUCTIONS, Step.DECISION),
}
# After a return home was ruled out, each event leads to the next stage.
OF_EVENTS: Mapping[str, StageCode] = {
    "panel_recommended": StageCode.PERMANENCE_DECISION,
    "decision_made": StageCode.APPLICATION,
    "application_lodged": StageCode.COURT,
}
ENDINGS: Mapping[str, Ending] = {
    "reunified_parent": Ending.HOME,
    "kinship": Ending.KIN,
    "adopted_by_concurrent_carers": Ending.ADOPTED,
}
Where = tuple[StageCode, date]


@dataclass(frozen=True)
class Pathway:
    """Where the children of some authorities stand on a day, and how cases came out since the financial year began."""

    as_of: date
    since: date
    whose: Whose
    stages: Mapping[StageCode, Stage]
    endings: Mapping[Ending, int]

    @property
    def count(self) -> int:
        """How many children stand anywhere on it."""
        return sum(stage.count for stage in self.stages.values())

    @property
    def drifting(self) -> list[Stage]:
        """The stages where more than half of the children have stood too long, the worst first."""
        found = [stage for stage in self.stages.values() if stage.drifts]
        return sorted(found, key=lambda stage: (-stage.over, list(KINDS).index(stage.kind.code)))


@dataclass
class _Case:
    """What was recorded of one referral."""

    moves: list[ReferralMove] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    steps: list[LinkStep] = field(default_factory=list)
    ruled_out: dict[PlanKind, date] = field(default_factory=dict)
    events: list[CaseEvent] = field(default_factory=list)


def read(viewer: Viewer, *, authority_code: str | None = None) -> Pathway:
    """Where the children of the authorities that the viewer sees stand today; of one of them, where it is named."""
    found_of = whose.seen(viewer, act=ACT, authority_code=authority_code)
    today, ids = clock.today(), found_of.ids
    stays = _stays(ids)
    searching = _searching(ids)
    cases = _recorded(viewer, {*(one.id for one in searching), *(one.referral_id for one in stays if one.referral_id)})
    aims = targets.governing(authority_ids=ids)
    found = [*_children_sought(searching, stays, cases, today), *_children_placed(stays, cases, aims, today)]
    stages = {code: _stage(code, found) for code in StageCode}
    since = year_start(today)
    return Pathway(today, since, found_of, stages, _endings(stays, since, today))


def _searching(ids: list[UUID]) -> list[Referral]:
    """The referrals that are screened or search; drafts are their authority's own, and closed ones stand nowhere."""
    stand = Referral.status.in_((*SCREENED, ReferralStatus.SEARCHING))
    its_own = sa.select(Referral).where(Referral.authority_id.in_(ids), stand, Referral.erased_on.is_(None))
    return list(db.session.scalars(scoped(its_own.order_by(Referral.ref, Referral.id))).unique())


def _stays(ids: list[UUID]) -> list[Placement]:
    lately = placements.not_ended_on(year_start(clock.today()) - timedelta(days=1))
    found = sa.select(Placement).where(Placement.authority_id.in_(ids), placements.stands(), lately)
    return list(db.session.scalars(scoped(found.order_by(Placement.moved_in_on, Placement.id))).unique())


def _recorded(viewer: Viewer, ids: set[UUID]) -> Mapping[UUID, _Case]:
    cases: dict[UUID, _Case] = defaultdict(_Case)
    moved = sa.select(ReferralMove).where(ReferralMove.referral_id.in_(ids))
    for move in db.session.scalars(scoped(moved.order_by(ReferralMove.created_at, ReferralMove.id))):
        cases[move.referral_id].moves.append(move)
    linked = links.within(viewer, act="links.read").where(Link.referral_id.in_(ids))
    owners: dict[UUID, UUID] = {}
    for link in db.session.scalars(linked.order_by(Link.created_at, Link.id)).unique():
        cases[link.referral_id].links.append(link)
        owners[link.id] = link.referral_id
    for step in link_steps.standing_of(link_ids=owners):
        cases[owners[step.link_id]].steps.append(step)
    for decision in db.session.scalars(scoped(_ruled_out(ids))).unique():
        cases[decision.referral_id].ruled_out[decision.plan.kind] = decision.on
    told = sa.select(CaseEvent).where(CaseEvent.referral_id.in_(ids), counts(), CaseEvent.event.in_(OF_EVENTS))
    for row in db.session.scalars(scoped(told.order_by(CaseEvent.happened_on, CaseEvent.created_at))).unique():
        cases[row.referral_id].events.append(row)
    return cases


def _ruled_out(ids: set[UUID]) -> Any:
    of_case = PlanDecision.referral_id.in_(ids), PlanDecision.act == PlanAct.RULED_OUT
    found = sa.select(PlanDecision).join(Plan, Plan.id == PlanDecision.plan_id)
    found = found.where(*of_case, Plan.status == PlanStatus.RULED_OUT)
    return found.order_by(PlanDecision.on, PlanDecision.created_at)


def _children_sought(
    searching: Iterable[Referral], stays: Sequence[Placement], cases: Mapping[UUID, _Case], today: date
) -> Iterator[Standing]:
    """Each child who is still looked for; brothers and sisters who are placed already stand where they live."""
    placed = Counter[UUID | None]()
    for stay in stays:
        if not placements.has_ended(stay.ended_on):
            placed[stay.referral_id] += stay.children
    for referral in searching:
        code, since = _sought(referral, cases[referral.id])
        standing = _standing(code, since, today, KINDS[code].days, referral.authority.name, referral)
        yield from [standing] * max(0, len(referral.current_children) - placed[referral.id])


def _sought(referral: Referral, case: _Case) -> Where:
    """How far the search has come: by the link that has come furthest, where there is one."""
    if referral.status in SCREENED:
        return StageCode.SCREENING, _entered(referral, case, SCREENED)
    order = list(OF_LINKS)
    live = [link for link in case.links if link.status in OF_LINKS]
    if live:
        furthest = max(live, key=lambda link: order.index(link.status))
        code, step = OF_LINKS[furthest.status]
        done = [one.on for one in case.steps if one.link_id == furthest.id and one.step is step]
        return code, done[-1] if done else clock.day_of(furthest.created_at)
    back = [clock.day_of(link.ended_at) for link in case.links if link.ended_at]
    return StageCode.SEARCHING, max([_entered(referral, case, (ReferralStatus.SEARCHING,)), *back])


def _entered(referral: Referral, case: _Case, among: Sequence[ReferralStatus]) -> date:
    """The day since which a referral has been in these states without a break."""
    since = referral.created_at
    for move in case.moves:
        if move.to_status in among and move.from_status not in among:
            since = move.created_at
    return clock.day_of(since)


def _children_placed(
    stays: Iterable[Placement], cases: Mapping[UUID, _Case], aims: Mapping[UUID, Sequence[Aim]], today: date
) -> Iterator[Standing]:
    for stay in stays:
        if _ended_on(stay, today) is None:
            case = cases[stay.referral_id] if stay.referral_id else _Case()
            code, since = _placed(stay, case) if stay.moved_in_on <= today else _to_move_in(stay, today)
            limit = _limit(code, since, aims[stay.authority_id])
            yield from [_standing(code, since, today, limit, stay.authority.name, stay)] * stay.children


def _placed(stay: Placement, case: _Case) -> Where:
    """How far the plans have come, for a child who lives with a household."""
    home, adoption = case.ruled_out.get(PlanKind.REUNIFICATION), case.ruled_out.get(PlanKind.ADOPTION)
    if adoption is not None:
        return StageCode.GOING_HOME, max(adoption, stay.moved_in_on)
    if home is not None:
        where = StageCode.PERMANENCE_PANEL, max(home, stay.moved_in_on)
        order = list(StageCode)
        for row in case.events:
            code = OF_EVENTS[row.event]
            if row.happened_on >= home and order.index(code) > order.index(where[0]):
                where = code, row.happened_on
        return where
    latest = stay.phases[-1]
    if latest.phase is Phase.PROSPECTIVE_ADOPTIVE:
        return StageCode.APPLICATION, latest.from_on
    return StageCode.ASSESSMENT, stay.moved_in_on


def _to_move_in(stay: Placement, today: date) -> Where:
    """A move-in that was recorded ahead: till then the introductions go on."""
    return StageCode.INTRODUCTIONS, min(stay.match_approved_on or today, clock.day_of(stay.created_at), today)


def _limit(code: StageCode, since: date, aims: Sequence[Aim]) -> int | None:
    """The days that hold for a child who came to a stage on a day: the stage's, or its authority's aim of then."""
    kind = KINDS[code]
    then = (aim.weeks * 7 for aim in aims if aim.code == kind.aim and aim.effective_from <= since < aim.effective_to)
    return kind.days if kind.aim is None else next(then, None)


def _standing(code: StageCode, since: date, today: date, limit: int | None, authority: str, of: Any) -> Standing:
    """`of`: the referral, or the stay, by whose reference the child is known."""
    stay = isinstance(of, Placement)
    known = (of.referral_id, of.referral_ref or of.ref) if stay else (of.id, of.ref)
    return Standing(code, since, (today - since).days, limit, authority, *known)


def _stage(code: StageCode, found: Sequence[Standing]) -> Stage:
    there = [one for one in found if one.stage is code]
    return Stage(KINDS[code], sorted(there, key=lambda one: (-one.days, one.referral_ref or "")))


def _ended_on(stay: Placement, today: date) -> date | None:
    days = [day for day in (stay.ended_on, stay.adoption_order_on) if day and day <= today]
    return min(days, default=None)


def _endings(stays: Iterable[Placement], since: date, today: date) -> Mapping[Ending, int]:
    """How many children's cases came out in which way, from a day on."""
    found = Counter[Ending]()
    for stay in stays:
        ended = _ended_on(stay, today)
        if ended is not None and ended >= since:
            adopted = stay.adoption_order_on is not None and stay.adoption_order_on <= today
            how = Ending.ADOPTED if adopted else ENDINGS.get(stay.end_reason or "", Ending.OTHER)
            found[how] += stay.children
    return {how: found[how] for how in Ending}
