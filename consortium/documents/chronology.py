"""The chronology of a case: what happened, the latest first, each with its day, the act, by whom and where it stands.

It holds what its reader may read of the referral, its clock, plans, agreements, links and placements, and nothing
else. People of other organisations are told by their side and organisation, not by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from consortium import disruptions, placements, returns, transfers
from consortium.access import Viewer, may
from consortium.course import events
from consortium.documents.sections import Document, Section, said
from consortium.documents.words import STEP_OUTCOMES, STEPS, UNPLANNED
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking import link_steps, links
from consortium.linking.link_steps import LinkStep
from consortium.members import Member
from consortium.placements import Placement
from consortium.planning.words import PLAN_ACTS, PLANS, RECOMMENDATIONS, SIDES
from consortium.referrals import timelines
from consortium.rights import sight
from consortium.timescales.rules import shipped

HEADS = ("Day", "What happened", "By whom", "Written down in")
OPEN = ("own", "L2", "L3")
PHASES = {
    "fostering": "Moved in, in fostering",
    "prospective_adoptive": "The placement became prospective adoptive",
    "adopted": "The adoption order was made",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    on: date
    act: str
    by: str


def chronology(viewer: Viewer, *, found: dict[str, Any], made_for: str) -> Document:
    """All that happened in a case, as far as this person may read it."""
    told = [(source, one) for source, entries in _told(viewer, found).items() for one in entries]
    told.sort(key=lambda one: one[1].on)
    # Of one day, too, what came last first.
    rows = [(said(one.on), one.act, one.by, source) for source, one in reversed(told)]
    note = "The latest first." if rows else "Nothing has happened that is there to read."
    section = Section("What happened", heads=HEADS if rows else (), rows=rows, note=note)
    ref = found["referral_ref"]
    return Document(f"chronology-{ref}", f"Chronology, {ref}", ref, made_for, clock.today(), [section])


def _told(viewer: Viewer, found: dict[str, Any]) -> dict[str, list[Entry]]:
    """What happened, by the part of the case in which it is written down."""
    return {
        "Referral": list(_moved(viewer, found)),
        "Clock": list(_recorded(viewer, found)),
        "Plans": [*_decided(found), *_reached(found)],
        "Parenting assessment": list(_assessed(found)),
        "Contact agreement": list(_in_contact(found)),
        "Family agreement": list(_with_family(found)),
        "Link": list(_linked(viewer, found["id"])),
        "Placement": list(_placed(viewer, found["id"])),
    }


def _decided(found: dict[str, Any]) -> Iterator[Entry]:
    for one in found["decisions"]:
        reason = f" {one['reason']}" if "reason" in one else ""
        yield Entry(one["on"], f"{PLANS[one['kind']]}: {PLAN_ACTS[one['act']]}.{reason}", one["by"])


def _assessed(found: dict[str, Any]) -> Iterator[Entry]:
    by = found["authority"]
    for one in found["assessments"]:
        team = f", by {one['team']}" if "team" in one else ""
        yield Entry(one["started_on"], f"Parenting assessment begun{team}, for {one['weeks']} weeks.", by)
        for longer in one["extensions"]:
            yield Entry(longer["on"], f"Parenting assessment given longer, to {said(longer['due_on'])}.", by)
        if one["finished_on"]:
            advised = RECOMMENDATIONS.get(one.get("recommendation", ""), "")
            ends = f" It recommends: {advised.lower()}." if advised else ""
            yield Entry(one["finished_on"], f"Parenting assessment finished.{ends}", by)


def _reached(found: dict[str, Any]) -> Iterator[Entry]:
    for plan in found["plans"]:
        for one in plan["milestones"]:
            if one.get("done_on"):
                yield Entry(one["done_on"], f"{PLANS[one['kind']]}: {one['title']}.", found["authority"])


def _in_contact(found: dict[str, Any]) -> Iterator[Entry]:
    for one in reversed(found["contact"]):
        if "from_on" not in one:
            continue
        yield Entry(one["from_on"], f"Contact plan, version {one['number']}, began.", found["authority"])
        for each in one["consents"]:
            by = f"{each['name']}, {each['by']}" if each.get("name") else f"{SIDES[each['side']]}, {each['by']}"
            yield Entry(_day(each["on"]), f"Contact agreement, version {one['number']}, agreed to.", by)


def _with_family(found: dict[str, Any]) -> Iterator[Entry]:
    for one in reversed(found["family"]):
        if "started_on" in one:
            yield Entry(one["started_on"], "Family and Social Work Agreement began.", found["authority"])
        if one.get("ended_on"):
            yield Entry(one["ended_on"], "Family and Social Work Agreement ended.", found["authority"])


def _linked(viewer: Viewer, referral_id: UUID) -> Iterator[Entry]:
    if not may(viewer, "links.read"):
        return
    for one in db.session.scalars(links.visible(viewer).where(links.Link.referral_id == referral_id)).unique():
        home, both = one.household.ref, f"{one.referral.authority.name}; {one.household.agency.name}"
        steps = (
            (one.created_at, f"Link with {home} proposed.", "Coordinator"),
            (
                one.authority_agreed_at,
                f"Authority agreed to explore the link with {home}.",
                one.referral.authority.name,
            ),
            (one.agency_agreed_at, f"Agency agreed to explore the link with {home}.", one.household.agency.name),
        )
        yield from (Entry(_day(at), act, by) for at, act, by in steps if at)
        yield from (Entry(step.on, f"{_step(step)}, link with {home}.", both) for step in link_steps.standing(one))
        if one.ended_at:
            yield Entry(_day(one.ended_at), f"Link with {home} ended.", both)


def _step(step: LinkStep) -> str:
    outcome = f": {STEP_OUTCOMES[step.outcome].lower()}" if step.outcome else ""
    return f"{STEPS[step.step]}{outcome}"


def _placed(viewer: Viewer, referral_id: UUID) -> Iterator[Entry]:
    if not may(viewer, "placements.read"):
        return
    found = placements.visible(viewer).where(Placement.referral_id == referral_id, placements.stands())
    for one in db.session.scalars(found).unique():
        yield from _lived(viewer, one)


def _lived(viewer: Viewer, stay: Placement) -> Iterator[Entry]:
    """What became of one placement, each time by the authority and the agency that it was with on that day."""
    moved = transfers.of(stay.id)
    names = [db.session.get_one(Member, row.from_agency_id).name for row in moved] + [stay.agency.name]

    def both(day: date) -> str:
        return f"{stay.authority.name}; {names[sum(row.transferred_on <= day for row in moved)]}"

    yield from (Entry(one.from_on, f"{PHASES[one.phase]}.", both(one.from_on)) for one in stay.phases)
    for row in moved:
        yield Entry(row.transferred_on, "The placement went on with another agency.", both(row.transferred_on))
    for back in returns.of(stay.id):
        yield Entry(back.left_on, "The child went home.", both(back.left_on))
        yield Entry(back.came_back_on, "The child came back, and the placement went on.", both(back.came_back_on))
    if stay.ended_on:
        yield Entry(stay.ended_on, _ended(viewer, stay), both(stay.ended_on))


def _ended(viewer: Viewer, stay: Placement) -> str:
    """How a placement ended; what was noted of one that broke down is the authority's own."""
    broken = disruptions.of(stay.id)
    if broken is None:
        return "The placement ended."
    note = f" {broken.note}" if sight.owns(viewer, "links.read", owner_id=stay.authority_id) else ""
    return f"The placement ended unplanned, {UNPLANNED[broken.reason]}.{note}"


def _moved(viewer: Viewer, found: dict[str, Any]) -> Iterator[Entry]:
    """The moves of the referral, to those who read them on its own page; what people wrote of them from the full
    profile on, for below it no look is written down.
    """
    is_open = found["disclosed"] in OPEN
    for one in reversed(timelines.moves_of(viewer, referral_id=found["id"])):
        stands = f"The referral is {one['to_status'].replace('_', ' ')}." if one["from_status"] else "Referred."
        why = f" {one['note']}" if one["note"] and is_open else ""
        yield Entry(_day(one["at"]), stands + why, one["by"] or found["authority"])


def _recorded(viewer: Viewer, found: dict[str, Any]) -> Iterator[Entry]:
    """What was recorded as happened and was not taken back; to an agency what concerns its own duty."""
    if not may(viewer, "clock.read") or not events.is_seen(viewer, referral_id=found["id"]):
        return
    rows = db.session.scalars(events.visible(viewer, referral_id=found["id"]).where(events.standing())).unique()
    for row in reversed(rows.all()):
        by = row.member.name if row.member else found["authority"]
        yield Entry(row.happened_on, f"{shipped().events[row.event].said}.", by)


def _day(at: datetime) -> date:
    return at.astimezone(clock.LONDON).date()
