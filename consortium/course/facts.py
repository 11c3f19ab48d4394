"""Facts of cases: all that the clock counts, as recorded or as other records tell it, so that nobody types it twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from consortium import disruptions, placements, transfers
from consortium.access import Viewer
from consortium.carers import Household
from consortium.course import events, reviews
from consortium.course.events import CaseEvent, sides, standing
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.linking import link_steps, links
from consortium.linking.link_steps import LinkStep, Outcome, Step
from consortium.linking.links import Link
from consortium.linking.pairs import MATCHED
from consortium.members import Member
from consortium.placements import Placement
from consortium.planning import assessments
from consortium.planning.assessments import Assessment
from consortium.referrals import Referral
from consortium.rights import shares, sight
from consortium.roles import Stage
from consortium.timescales.rules import shipped
from consortium.timescales.steps import ENDED, Event

OF_LINKS = {
    Step.RECOMMENDATION: "match_recommended",
    Step.DECISION: "match_decided",
    Step.NOTICE: "match_notified",
}
OF_THE_STAY = frozenset({"placed", "carers_approved"})
"""What begins with one of these goes with a home of the child, and ends with it."""
_Terms = Mapping[UUID, Mapping[date, date | None]]
_OF_CARERS = frozenset(code for code, kind in shipped().events.items() if kind.recorded_by == ("agency",))


@dataclass(frozen=True)
class Happened:
    """One event of a case; `row_id` is that of the row that somebody recorded, None where other records tell it."""

    event: str
    on: date
    row_id: UUID | None = None


class Kind(StrEnum):
    """What a strand of a case belongs to."""

    CASE = "case"
    HOME = "home"
    LINK = "link"


@dataclass(frozen=True)
class Strand:
    """What is counted together, apart from all else, and the day from which nothing of it is open any more.

    The case itself, each home in which a child of it is or is to be, and each link: what was decided of one answers
    nothing that was recommended of another. A home has its agency, and its household where the viewer may read it, with
    the days by which the carers' reviews were to be held.
    """

    kind: Kind
    happened: Sequence[Happened]
    ended_on: date | None = None
    agency: Member | None = None
    household: Household | None = None
    since: date = date.min
    terms: Mapping[date, date | None] = field(default_factory=dict)

    def events(self, ref: str) -> list[Event]:
        """As the engine takes them, with the end."""
        told = [Event(ref, shipped().counted(one.event), one.on) for one in self.happened]
        return told + ([Event(ref, ENDED, self.ended_on)] if self.ended_on else [])


@dataclass(frozen=True)
class Facts:
    """What is known of one case, to this viewer."""

    referral: Referral
    side: str
    happened: Sequence[Happened]
    strands: Sequence[Strand]
    case_ended_on: date | None = None
    agency: Member | None = None
    assessments: Sequence[Assessment] = ()

    def events(self) -> list[Event]:
        """What happened in the case itself, as aims count it: nothing of its links, for those are about one match."""
        (case,) = (one for one in self.strands if one.kind is Kind.CASE)
        return case.events(self.referral.ref)


@dataclass(frozen=True)
class _Home:
    """A home in which a child of the case is, was last, or is to be by an approved match; since when it is one."""

    household_id: UUID | None
    agency: Member
    since: date
    stay: Placement | None = None
    before: Mapping[UUID, date] = field(default_factory=dict)

    def was_with(self, row: CaseEvent) -> bool:
        """Whether the agency that told of an event had these same carers then, before the stay went on with another."""
        until = self.before.get(row.member_id) if row.member_id else None
        return self.stay is not None and until is not None and self.stay.moved_in_on <= row.happened_on <= until


@dataclass
class _Records:
    """What other records say of one case."""

    stays: list[Placement] = field(default_factory=list)
    links: dict[UUID, Link] = field(default_factory=dict)
    steps: list[LinkStep] = field(default_factory=list)
    recorded: list[CaseEvent] = field(default_factory=list)
    disrupted: list[date] = field(default_factory=list)
    before: dict[UUID, Mapping[UUID, date]] = field(default_factory=dict)

    @property
    def lasting(self) -> list[Placement]:
        """The stays that have not ended: of siblings who live apart more than one."""
        return [one for one in self.stays if _end_of(one) is None]

    @property
    def latest(self) -> Placement | None:
        """The latest stay with a household."""
        return max(self.stays, key=lambda one: (one.moved_in_on, one.id), default=None)

    @property
    def homes(self) -> list[_Home]:
        """Each stay that lasts, or else the latest; and the household of an approved match, before anybody moves in."""
        stays = self.lasting or ([self.latest] if self.latest else [])
        found = [self._home(one.household_id, one.agency, one) for one in stays]
        known = {one.household_id for one in found}
        matched = [one for one in self.links.values() if one.status in MATCHED and one.household_id not in known]
        return found + [self._home(one.household_id, one.household.agency, None) for one in matched]

    def _home(self, household_id: UUID | None, agency: Member, stay: Placement | None) -> _Home:
        """Where its agency had the child with other carers, too, it is these carers' home from their own match on."""
        of_agency = [(one.household_id, one.moved_in_on) for one in self.stays if one.agency_id == agency.id]
        approved = [one for one in self.links.values() if one.approved_at and one.agency_id == agency.id]
        of_agency += [(one.household_id, clock.day_of(one.approved_at)) for one in approved if one.approved_at]
        is_alone = all(key == household_id for key, _ in of_agency)
        since = date.min if is_alone else min(day for key, day in of_agency if key == household_id)
        return _Home(household_id, agency, since, stay, self.before.get(stay.id, {}) if stay else {})


def of(viewer: Viewer, *, referrals: Sequence[Referral]) -> list[Facts]:
    """The facts of each of these cases, which the viewer reached by `events.cases`."""
    found = _records(viewer, [one.id for one in referrals])
    reached = _households(viewer, {home.household_id for one in found.values() for home in one.homes})
    stands = sides(viewer, referrals=referrals)
    begun = events.begun(viewer, referral_ids=[key for key, side in stands.items() if side == "agency"])
    for key, since in begun.items():
        homes = found[key].homes
        found[key].recorded = [
            row
            for row in found[key].recorded
            if events.is_for_agency(viewer, row=row, since=since) or any(home.was_with(row) for home in homes)
        ]
    terms = reviews.terms(key for key in reached if key)
    told = [_facts(one, stands[one.id], found[one.id], reached, terms) for one in referrals]
    assessed = assessments.of_cases(referral_ids=[key for key, side in stands.items() if side != "agency"])
    return [replace(one, assessments=assessed.get(one.referral.id, ())) for one in told]


def _records(viewer: Viewer, ids: list[UUID]) -> Mapping[UUID, _Records]:
    found: dict[UUID, _Records] = defaultdict(_Records)
    stays = sa.select(Placement).where(Placement.referral_id.in_(ids), placements.in_scope(viewer), placements.stands())
    for stay in db.session.scalars(scoped(stays.order_by(Placement.moved_in_on, Placement.id))):
        if stay.referral_id:
            found[stay.referral_id].stays.append(stay)
    broken = disruptions.days_of(*(stay.id for one in found.values() for stay in one.stays))
    former = transfers.before(*(stay.id for one in found.values() for stay in one.stays))
    for one in found.values():
        one.disrupted = [broken[stay.id] for stay in one.stays if stay.id in broken]
        one.before = {stay.id: former[stay.id] for stay in one.stays if stay.id in former}
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


def _households(viewer: Viewer, ids: Iterable[UUID | None]) -> Mapping[UUID | None, Household]:
    """The households of which the viewer may read when they were approved."""
    act = "households.read"
    opened = shares.opens(viewer, act, entity="households", key=Household.id, stage=Stage.FULL_PROFILE)
    reached = sa.or_(sight.of(viewer, act, owner=Household.agency_id), opened)
    found = scoped(sa.select(Household).where(Household.id.in_([key for key in ids if key]), reached))
    return {one.id: one for one in db.session.scalars(found).unique()}


def _facts(
    referral: Referral, side: str, known: _Records, reached: Mapping[UUID | None, Household], terms: _Terms
) -> Facts:
    ended_on = _case_end(referral, known)
    told = [Happened(row.event, row.happened_on, row.id) for row in known.recorded]
    homes = [_of_home(known, one, ended_on, reached.get(one.household_id), terms) for one in known.homes]
    of_links = [_of_link(known, one, ended_on) for one in known.links.values()]
    elsewhere = dict.fromkeys(one for strand in (*homes, *of_links) for one in strand.happened if one.row_id is None)
    broken = [Happened("disrupted", day) for day in known.disrupted]
    strands = [*homes, Strand(Kind.CASE, [*told, *broken], ended_on), *of_links]
    happened = sorted([*told, *broken, *elsewhere], key=lambda one: (one.on, one.event, str(one.row_id)))
    agency = next((one.agency for one in homes), None)
    return Facts(referral, side, happened, strands, case_ended_on=ended_on, agency=agency)


def _of_home(
    known: _Records, home: _Home, case_ended_on: date | None, household: Household | None, terms: _Terms
) -> Strand:
    """What counts for one home: what its own agency recorded, and whatever the authority did."""
    told = [Happened(row.event, row.happened_on, row.id) for row in known.recorded if _is_of_home(row, home)]
    if home.stay:
        told.append(Happened("placed", home.stay.moved_in_on))
    if household and household.approved_fostering_on:
        told.append(Happened("carers_approved", household.approved_fostering_on))
    ended_on = (_end_of(home.stay) if home.stay else None) or case_ended_on
    kept = terms.get(household.id, {}) if household else {}
    return Strand(Kind.HOME, told, ended_on, home.agency, household, home.since, kept)


def _is_of_home(row: CaseEvent, home: _Home) -> bool:
    """A review of carers is that of these carers where their own agency told it, of a day since when the case is with
    them: before, it may have told it of others.
    """
    if home.was_with(row):
        return True
    if row.event in _OF_CARERS:
        return row.member_id == home.agency.id and row.happened_on >= home.since
    return row.member_id in (None, row.authority_id, home.agency.id)


def _of_link(known: _Records, link: Link, case_ended_on: date | None) -> Strand:
    """What was done with one link. It asks for nothing more once it has ended undecided."""
    steps = [step for step in known.steps if step.link_id == link.id]
    decided = any(step.step is Step.DECISION for step in steps)
    ended_on = clock.day_of(link.ended_at) if link.ended_at and not decided else None
    return Strand(Kind.LINK, list(_done_with(link, steps)), ended_on or case_ended_on)


def _done_with(link: Link, steps: Sequence[LinkStep]) -> Iterator[Happened]:
    # With an approved match that ends before its panel, the panel lapses.
    awaits_panel = link.status in MATCHED or any(step.step is Step.RECOMMENDATION for step in steps)
    for step in steps:
        # A panel that meets after an emergency decision advises on what is done: it asks for no other decision.
        followed = step.step is Step.RECOMMENDATION and step.before in MATCHED
        if step.step in OF_LINKS:
            yield Happened("panel_followed" if followed else OF_LINKS[step.step], step.on)
        if step.outcome is Outcome.APPROVED_BEFORE_PANEL and awaits_panel:
            yield Happened("approved_before_panel", step.on)


def _case_end(referral: Referral, known: _Records) -> date | None:
    """The end of the case: never while a child of it is still placed, or the search goes on. What is to end on a later
    day is open till then.
    """
    if known.lasting or not referral.closed_on:
        return None
    ended = _end_of(known.latest) if known.latest else None
    if ended in known.disrupted and referral.closed_on <= max(known.disrupted):
        # A child whose placement broke down needs another home: the search that led to it closed before that.
        return None
    return max([referral.closed_on, *(day for day in map(_end_of, known.stays) if day)])


def _end_of(stay: Placement) -> date | None:
    """The day from which a stay is none any more: it ended, or the carers adopted the child."""
    days = [day for day in (stay.ended_on, stay.adoption_order_on) if day and day <= clock.today()]
    return min(days, default=None)
