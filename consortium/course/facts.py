"""Facts of cases: all that the clock counts, as recorded or as other records tell it, so that nobody types it twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium import disruptions, placements
from consortium.access import Viewer
from consortium.carers import Household
from consortium.course.events import CaseEvent, sides, standing
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.linking import link_steps, links
from consortium.linking.link_steps import LinkStep, Outcome, Step
from consortium.linking.links import Link
from consortium.linking.pairs import MATCHED
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.rights import shares, sight
from consortium.roles import Stage
from consortium.timescales.steps import ENDED, Event

OF_LINKS = {
    Step.RECOMMENDATION: "panel_recommended",
    Step.DECISION: "decision_made",
    Step.NOTICE: "decision_notified",
}
OF_THE_STAY = frozenset({"placed", "carers_approved"})
"""What begins with one of these goes with the stay with a household, and ends with it."""


@dataclass(frozen=True)
class Happened:
    """One event of a case; `row_id` is that of the row that somebody recorded, None where other records tell it."""

    event: str
    on: date
    row_id: UUID | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one case, to this viewer."""

    referral: Referral
    side: str
    happened: Sequence[Happened]
    stay_ended_on: date | None = None
    case_ended_on: date | None = None
    agency: str | None = None
    agency_id: UUID | None = None
    review_due_on: date | None = None
    home: Household | None = None

    def events(self, *, of_stay: bool) -> list[Event]:
        """As the engine takes them, with the end of the stay or of the whole case."""
        ended = self.stay_ended_on if of_stay else self.case_ended_on
        told = [Event(self.referral.ref, one.event, one.on) for one in self.happened]
        return told + ([Event(self.referral.ref, ENDED, ended)] if ended else [])


@dataclass
class _Records:
    """What other records say of one case."""

    stays: list[Placement] = field(default_factory=list)
    links: dict[UUID, Link] = field(default_factory=dict)
    steps: list[LinkStep] = field(default_factory=list)
    recorded: list[CaseEvent] = field(default_factory=list)
    disrupted: list[date] = field(default_factory=list)

    @property
    def stay(self) -> Placement | None:
        """The latest stay with a household."""
        return max(self.stays, key=lambda one: (one.moved_in_on, one.id), default=None)

    @property
    def household_id(self) -> UUID | None:
        """With whom the child is placed, or matched and still to be placed."""
        if self.stay and _end_of(self.stay) is None:
            return self.stay.household_id
        return next((one.household_id for one in self.links.values() if one.status in MATCHED), None)


def of(viewer: Viewer, *, referrals: Sequence[Referral]) -> list[Facts]:
    """The facts of each of these cases, which the viewer reached by `events.cases`."""
    found = _records(viewer, [one.id for one in referrals])
    homes = _households(viewer, {one.household_id for one in found.values() if one.household_id})
    stands = sides(viewer, referrals=referrals)
    return [_facts(one, stands[one.id], found[one.id], homes) for one in referrals]


def _records(viewer: Viewer, ids: list[UUID]) -> Mapping[UUID, _Records]:
    found: dict[UUID, _Records] = defaultdict(_Records)
    stays = sa.select(Placement).where(Placement.referral_id.in_(ids), placements.in_scope(viewer), placements.stands())
    for stay in db.session.scalars(scoped(stays)):
        if stay.referral_id:
            found[stay.referral_id].stays.append(stay)
    broken = disruptions.days_of(*(stay.id for one in found.values() for stay in one.stays))
    for one in found.values():
        one.disrupted = [broken[stay.id] for stay in one.stays if stay.id in broken]
    linked = links.within(viewer, act="links.read").where(Link.referral_id.in_(ids))
    owners: dict[UUID, UUID] = {}
    for link in db.session.scalars(linked.order_by(Link.created_at, Link.id)).unique():
        found[link.referral_id].links[link.id] = link
        owners[link.id] = link.referral_id
    for step in link_steps.standing_of(link_ids=owners):
        found[owners[step.link_id]].steps.append(step)
    told = sa.select(CaseEvent).where(CaseEvent.referral_id.in_(ids), standing())
    for row in db.session.scalars(scoped(told.order_by(CaseEvent.created_at, CaseEvent.id))):
        found[row.referral_id].recorded.append(row)
    return found


def _households(viewer: Viewer, ids: Iterable[UUID]) -> Mapping[UUID, Household]:
    """The households of which the viewer may read when they were approved."""
    act = "households.read"
    opened = shares.opens(viewer, act, entity="households", key=Household.id, stage=Stage.FULL_PROFILE)
    reached = sa.or_(sight.of(viewer, act, owner=Household.agency_id), opened)
    found = scoped(sa.select(Household).where(Household.id.in_(list(ids)), reached))
    return {one.id: one for one in db.session.scalars(found).unique()}


def _facts(referral: Referral, side: str, known: _Records, homes: Mapping[UUID, Household]) -> Facts:
    home = homes.get(known.household_id) if known.household_id else None
    told = [Happened(row.event, row.happened_on, row.id) for row in known.recorded]
    happened = sorted([*told, *_told_elsewhere(known, home)], key=lambda one: (one.on, one.event, str(one.row_id)))
    stay_ended_on, case_ended_on = _ends(referral, known)
    live = [one.household.agency for one in known.links.values() if one.status in MATCHED]
    agency = known.stay.agency if known.stay else next(iter(live), None)
    return Facts(
        referral,
        side,
        happened,
        stay_ended_on=stay_ended_on,
        case_ended_on=case_ended_on,
        agency=agency.name if agency else None,
        agency_id=agency.id if agency else None,
        review_due_on=home.review_due_on if home else None,
        home=home,
    )


def _told_elsewhere(known: _Records, home: Household | None) -> Iterator[Happened]:
    if known.stay:
        yield Happened("placed", known.stay.moved_in_on)
    for day in known.disrupted:
        yield Happened("disrupted", day)
    if home and home.approved_fostering_on:
        yield Happened("carers_approved", home.approved_fostering_on)
    for step in known.steps:
        # A panel that meets after an emergency decision advises on what is done: it asks for no other decision.
        followed = step.step is Step.RECOMMENDATION and step.before in MATCHED
        if step.step in OF_LINKS:
            yield Happened("panel_followed" if followed else OF_LINKS[step.step], step.on)
        if step.outcome is Outcome.APPROVED_BEFORE_PANEL and _awaits_panel(known, step.link_id):
            yield Happened("approved_before_panel", step.on)


def _awaits_panel(known: _Records, link_id: UUID) -> bool:
    """Whether a panel has advised, or is to advise, on a match approved before it: with the match its step lapses."""
    advised = any(one.step is Step.RECOMMENDATION for one in known.steps if one.link_id == link_id)
    return advised or known.links[link_id].status in MATCHED


def _ends(referral: Referral, known: _Records) -> tuple[date | None, date | None]:
    """The end of the latest stay, and that of the case: a child whose stay ended while the search goes on has a case
    still. What is to end on a later day is open till then.
    """
    ended = _end_of(known.stay) if known.stay else None
    if known.stay and ended is None:
        return None, None
    closed = [day for day in (ended, referral.closed_on) if day]
    # A child whose placement broke down needs another home: the search that led to it closed before that.
    goes_on = ended in known.disrupted and not (referral.closed_on and referral.closed_on > max(known.disrupted))
    case_ended = max(closed) if referral.closed_on and not goes_on else None
    return ended or case_ended, case_ended


def _end_of(stay: Placement) -> date | None:
    """The day from which a stay is none any more: it ended, or the carers adopted the child."""
    days = [day for day in (stay.ended_on, stay.adoption_order_on) if day and day <= clock.today()]
    return min(days, default=None)
