"""Packs: everything recorded about one child or household, for that person, as JSON or as pages to print."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import carers, children, disruptions, members, particulars, referrals, returns, transfers
from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.children import Child
from consortium.course import events
from consortium.floor import bounded, clock
from consortium.floor.db import db, release
from consortium.floor.errors import Unavailable
from consortium.floor.guard import scoped
from consortium.linking.links import Link
from consortium.placements import Placement
from consortium.planning import assessments, contact, milestones, plans
from consortium.referrals import courses, screenings
from consortium.roles import Stage
from consortium.subject_access import rules
from consortium.subject_access.rules import Facts, LeftOut
from consortium.timescales.rules import shipped
from consortium.trail import reading
from consortium.trail.events import AuditEvent

ACT = "subject_access.make"
PRINTER = "consortium.subject_access.printing:pages"


class Form(StrEnum):
    """As what a pack is given."""

    PDF = "pdf"
    JSON = "json"


@dataclass(frozen=True)
class Pack:
    """A file for one person."""

    name: str
    media: str
    content: bytes


def of_child(viewer: Viewer, *, child_id: UUID, form: Form) -> Pack:
    """The pack of a child of the viewer's own authority; making it is written down."""
    require(viewer, ACT)
    child = referrals.get_child(viewer, child_id=child_id, act=ACT)
    told = particulars.of_children([child.id])[child.id]
    under_16 = rules.is_under_16(child.date_of_birth, on=clock.today())
    left_out = rules.of_child(under_16=under_16, address_hidden=told.pop(particulars.FLAG))
    facts = _facts_of_child(child) | told
    facts |= {"links": _links(Link.referral_id == child.referral_id)}
    facts |= {"placements": _placements(Placement.referral_id == child.referral_id, left_out, with_end=True)}
    facts |= _unsettled(child.referral_id) | _planned(child.referral_id, left_out)
    facts |= {"events": _events(child.referral_id)}
    facts |= {"course": _course(child.referral_id), "shown_to": _shown_to("referrals", child.referral_id)}
    key = {"entity": "referrals", "entity_id": child.referral_id, "owner_id": child.authority_id}
    return _made(viewer, form, ref=child.ref, whose=child.referral.authority.name, facts=facts, rules_=left_out, **key)


def of_household(viewer: Viewer, *, household_id: UUID, form: Form) -> Pack:
    """The pack of a household of the viewer's own agency; making it is written down."""
    require(viewer, ACT)
    household = carers.get(viewer, household_id=household_id, act=ACT)
    left_out = rules.of_household()
    facts = _facts_of_household(household) | particulars.of_household([household.id])[household.id]
    facts |= {"links": _links(Link.household_id == household.id)}
    facts |= {"placements": _placements(Placement.household_id == household.id, left_out, with_end=False)}
    facts |= {"placements_given_up": _given_up(household)}
    facts |= {"shown_to": _shown_to("households", household.id)}
    key = {"entity": "households", "entity_id": household.id, "owner_id": household.agency_id}
    return _made(viewer, form, ref=household.ref, whose=household.agency.name, facts=facts, rules_=left_out, **key)


def facts_of_birth(child: Child, *, under_16: bool) -> Facts:
    """What an adopted person may be told of the birth record."""
    told = particulars.of_children([child.id])[child.id]
    left_out = rules.of_child(under_16=under_16, address_hidden=told.pop(particulars.FLAG))
    return rules.given(_facts_of_child(child) | told, rules=left_out)


def _made(
    viewer: Viewer, form: Form, *, ref: str, whose: str, facts: Facts, rules_: Sequence[LeftOut], **key: Any
) -> Pack:
    """The file; the record is let go while it is built, and only then is the making of it written down."""
    given = rules.given(facts, rules=rules_)
    content = {"reference": ref, "kept_by": whose, "made_on": clock.today(), "recorded": given}
    content["left_out"] = [asdict(rule) for rule in rules_]
    written = json.dumps(content, default=_plain, ensure_ascii=False, indent=2).encode()
    release()
    built = _printed(written) if form is Form.PDF else written
    reading.note(viewer, stage=Stage.IDENTIFIED, fields=sorted(given), action="packed", **key)
    named = re.sub(r"[^A-Za-z0-9.-]+", "-", ref)
    return Pack(f"subject-access-{named}.{form}", f"application/{form}", built)


def _printed(written: bytes) -> bytes:
    """The pages; a machine that is too busy to print them in time is busy, and says so."""
    try:
        return bounded.run(PRINTER, written, seconds=30)
    except bounded.Exceeded as error:
        raise Unavailable from error


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _facts_of_child(child: Child) -> Facts:
    row = children.as_row(child) | {"referral_ref": child.referral.ref, "died_on": child.lost_on}
    return {name: value for name, value in row.items() if name not in {"authority_code", "open_links"}}


def _facts_of_household(household: Household) -> Facts:
    more = ("hold_reason", "withdrawn_on", "withdrawn_because")
    row = carers.as_row(household) | {name: getattr(household, name) for name in more}
    return {name: value for name, value in row.items() if name not in {"version", "agency", "open_links"}}


def _links(condition: sa.ColumnElement[bool]) -> list[Facts]:
    """When somebody was explored for somebody, and how far that came; not who."""
    found: Any = sa.select(Link.created_at, Link.status, Link.ended_at).where(condition).order_by(Link.created_at)
    return [
        {"proposed_on": _day(proposed), "state": status.value, "ended_on": _day(ended)}
        for proposed, status, ended in db.session.execute(scoped(found))
    ]


def _placements(condition: sa.ColumnElement[bool], left_out: Sequence[LeftOut], *, with_end: bool) -> list[Facts]:
    """The days of placements; why one ended is a fact about the child."""
    found = db.session.scalars(scoped(sa.select(Placement).where(condition).order_by(Placement.moved_in_on)))
    days = [
        {
            "agency": one.agency.name,
            "moved_in_on": one.moved_in_on,
            "adoption_order_on": one.adoption_order_on,
            "ended_on": one.ended_on,
        }
        | ({"before": before} if (before := _before(one)) else {})
        | ({"end_reason": one.end_reason} if with_end else {})
        for one in found
    ]
    return [rules.given(one, rules=left_out) for one in days]


def _before(stay: Placement) -> list[Facts]:
    """With which agencies a placement was before the one that has it now, and until when."""
    named = {row: db.session.get_one(members.Member, row.from_agency_id).name for row in transfers.of(stay.id)}
    return [{"agency": name, "until": row.transferred_on} for row, name in named.items()]


def _given_up(household: Household) -> list[Facts]:
    """The placements that another agency has gone on with since, under its own record of the same carers."""
    found = db.session.scalars(scoped(transfers.from_household(agency_id=household.agency_id, ref=household.ref)))
    return [{"went_on_with_another_agency_on": row.transferred_on} for row in found]


def _unsettled(referral_id: UUID) -> Facts:
    """When the child went home and came back, and when a placement broke down; not what was noted of it."""
    found = scoped(sa.select(Placement.id).where(Placement.referral_id == referral_id).order_by(Placement.moved_in_on))
    ids = list(db.session.scalars(found))
    broken = [row for row in map(disruptions.of, ids) if row]
    return {
        "returns": [{"went_home_on": row.left_on, "came_back_on": row.came_back_on} for row in returns.of(*ids)],
        "disruptions": [{"happened_on": row.happened_on, "why": row.reason.value} for row in broken],
    }


def _planned(referral_id: UUID, left_out: Sequence[LeftOut]) -> Facts:
    """Both plans, their steps that say nothing of anybody else, and the days of assessments and contact."""
    key = {"referral_id": referral_id}
    contact_days = [
        {"from_on": one.from_on, "review_on": one.review_on, "contact_sessions_per_week": one.sessions_per_week}
        for one in contact.versions(**key)
    ]
    return {
        "plans": [{"plan": kind.value, "state": state.value} for kind, state in plans.states(**key).items()],
        "steps": [
            {"step": one.title, "due_on": one.due_on, "reached_on": one.done_on}
            for one in milestones.of_case(**key)
            if one.is_shipped
        ],
        "assessments": [
            {"begun_on": one.started_on, "due_on": one.due_on, "finished_on": one.finished_on}
            for one in assessments.of_case(**key)
        ],
        "contact_plans": [rules.given(one, rules=left_out) for one in contact_days],
    }


def _events(referral_id: UUID) -> list[Facts]:
    """What was recorded as happened in the case, and counts."""
    said = shipped().events
    told = events.of_record(referral_id)
    return [{"event": said[code].said if code in said else code, "on": day} for code, day in told]


def _course(referral_id: UUID) -> list[Facts]:
    """When the referral moved and to what, and what was answered to the criteria; notes are words written freely."""
    moves = list(db.session.scalars(courses.of(referral_id)))
    screened = screenings.of_moves([move.id for move in moves])
    return [
        {"on": _day(move.created_at), "state": move.to_status.value}
        | ({"criteria": screened[move.id].answers} if move.id in screened else {})
        for move in reversed(moves)
    ]


def _shown_to(entity: str, entity_id: UUID) -> list[Mapping[str, Any]]:
    """The organisations whose people were shown the record, and when last."""
    looks = (AuditEvent.entity == entity, AuditEvent.entity_id == entity_id, AuditEvent.action.in_(reading.LOOKS))
    counted: Any = sa.select(AuditEvent.member_id, sa.func.max(AuditEvent.at)).where(*looks)
    seen = db.session.execute(scoped(counted.group_by(AuditEvent.member_id)))
    last = {key: at for key, at in seen if key}
    known = sa.select(members.Member.id, members.Member.name).where(members.Member.id.in_(last))
    found = sorted((name, _day(last[key])) for key, name in db.session.execute(known))
    return [{"organisation": name, "last_on": day} for name, day in found]


def _day(instant: Any) -> date | None:
    return instant.astimezone(clock.LONDON).date() if instant else None
