"""Links of B's children and households, with each other and with a third agency's; files opened, panels shown."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from consortium.carers import Household
from consortium.children import Child
from consortium.floor.db import db
from consortium.linking import approaches
from consortium.linking.approaches import Approach, ApproachStatus
from consortium.linking.links import EndReason, Link, LinkStatus
from consortium.members import Member
from consortium.particulars import ChildParticulars
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.roles import Role
from matching.running.runs import MatchRun, RunConsortium
from matching.running.suggestions import Suggestion, Unmatched
from tests.interference.changes.cases import SEARCHING, case, cases
from tests.interference.changes.homes import home, homes
from tests.interference.places import A
from tests.interference.records import WHY
from tests.interference.side import Act, Acts, Pick, Picked, Side, boxes, on

TEXT = {"reason": "There is a good reason for it."}


def link(*conditions: Any) -> Pick:
    """A link of a child of B's authority that has come so far; the household's agency is told what becomes of it."""

    def picked(side: Side) -> Picked | None:
        row = side.one(sa.select(Link).where(Link.authority_id == side.authority_id, *conditions))
        if row is None:
            return None
        return Picked({"link_id": row.id}, version=row.version, row=row, told=frozenset({row.household.agency.code}))

    return picked


LIVE, OURS = Link.status != LinkStatus.ENDED, Link.authority_agreed_at.is_(None)
PROPOSED, EXPLORED = Link.status == LinkStatus.PROPOSED, Link.status == LinkStatus.EXPLORING
MEETING_HELD, DECIDED = Link.status == LinkStatus.MEETING_HELD, Link.status == LinkStatus.APPROVED
TODAY = {"on": str(on(0))}


def step(side: Side) -> Picked | None:
    """A link, and the next step that B's side records of it on the page."""
    word, who, condition = side.any(
        ("meeting", "authority_worker", EXPLORED),
        ("introductions", "agency_worker", DECIDED),
        ("notice", "authority_worker", DECIDED),
    )
    found = link(condition)(side)
    if found is None:
        return None
    return Picked({**found.values, "step": word}, version=found.version, row=found.row, told=found.told, who=who)


def pair(side: Side) -> Picked | None:
    """A child of B's, and a household of its own agency or of a third one, which is told."""
    theirs = Household.agency_id.in_(sa.select(Member.id).where(Member.code == A.agency))
    third = sa.select(Household).where(theirs, Household.ref.in_(("H-2", "H-3", "H-20")))
    is_third = side.place.of == A.of and side.any(True, False)
    linked = sa.select(Link.household_id).where(Link.authority_id == side.authority_id, LIVE)
    chosen = third if is_third else homes(side, Household.withdrawn_on.is_(None))
    row = side.one(chosen.where(Household.id.not_in(linked)))
    flagged = sa.select(Child.referral_id).join(ChildParticulars, ChildParticulars.child_id == Child.id)
    protected = Referral.id.in_(flagged.where(ChildParticulars.address_non_disclosure))
    referral = side.one(cases(side, SEARCHING, ~protected) if is_third else cases(side, SEARCHING))
    if row is None or referral is None:
        return None
    return Picked(row=(referral, row), told=frozenset({row.agency.code}))


def by_id(side: Side, picked: Picked) -> dict[str, str]:
    """Both sides by their ids."""
    referral, household = picked.row
    return {"referral_id": str(referral.id), "household_id": str(household.id), "reason": WHY}


def by_ref(side: Side, picked: Picked) -> dict[str, str]:
    """Both sides by their owners' codes and their references."""
    referral, household = picked.row
    names = {"referral_ref": f"{referral.authority.code}/{referral.ref}"}
    return names | {"household_ref": f"{household.agency.code}/{household.ref}", "reason": WHY}


def why_not(side: Side, referral: Referral, household: Household) -> dict[str, str]:
    """Why another household than the last run suggests for the referral; nothing where none waits for a word."""
    names = (referral.ref, f"{referral.authority.code}/{referral.ref}")
    of_ours = sa.select(RunConsortium.run_id).where(
        RunConsortium.consortium_id == side.ground.records[side.place].shared["consortium_id"]
    )
    told = [sa.select(one.run_id).where(one.referral_ref.in_(names)) for one in (Suggestion, Unmatched)]
    about = sa.or_(*(MatchRun.id.in_(one) for one in told))
    last = sa.select(MatchRun.id).where(MatchRun.id.in_(of_ours), ~MatchRun.is_preview, about)
    waits = sa.select(Suggestion.id).where(
        Suggestion.run_id == last.order_by(MatchRun.created_at.desc()).limit(1).scalar_subquery(),
        Suggestion.referral_ref.in_(names),
        Suggestion.household_ref.not_in((household.ref, f"{household.agency.code}/{household.ref}")),
        Suggestion.link_id.is_(None),
    )
    return {"overrules": "timing"} if db.session.scalar(waits) else {}


def adviser(side: Side) -> str:
    """A panel adviser who works for B's agency."""
    return str(side.ground.world.people[Role.PANEL_ADVISER, side.place.agency])


def file(side: Side) -> Picked | None:
    """A household or a referral whose file is opened."""
    entity = side.any("households", "referrals")
    found = (home if entity == "households" else case)(side)
    return Picked({"entity": entity, "record_id": found.row.id}) if found else None


def asked(side: Side) -> Picked | None:
    """An open question to B's agency about one of its households."""
    row = side.one(
        sa.select(Approach).where(Approach.agency_id == side.agency_id, Approach.status == ApproachStatus.OPEN)
    )
    return Picked({"approach_id": row.id}, version=row.version, row=row) if row else None


def asked_text(side: Side) -> Picked | None:
    """The same, by the text of its e-mail."""
    found = asked(side)
    return Picked({"text": approaches.text_of(found.row)}) if found else None


def unasked(side: Side) -> Picked | None:
    """A child of B's, and a household that nobody was asked of for it."""
    found = pair(side)
    if found is None:
        return None
    referral, household = found.row
    both = (Approach.referral_id == referral.id, Approach.household_id == household.id)
    return None if side.one(sa.select(Approach).where(*both)) else found


def without_reason(said: Callable[[Side, Picked], dict[str, str]]) -> Callable[[Side, Picked], dict[str, str]]:
    """Who is asked about whom."""
    return lambda side, picked: {name: value for name, value in said(side, picked).items() if name != "reason"}


def ended(reasons: tuple[str, ...]) -> Pick:
    """A link that ended with its placement, for one of these reasons."""

    def picked(side: Side) -> Picked | None:
        pair = (Placement.referral_id == Link.referral_id, Placement.household_id == Link.household_id)
        over = sa.select(Placement.id).where(*pair, Placement.end_reason.in_(reasons)).exists()
        return link(Link.end_reason == EndReason.PLACEMENT_ENDED, over)(side)

    return picked


def broke_down(side: Side, _: Picked) -> dict[str, str]:
    """How a placement broke down."""
    said = {"reason": side.any("carer_request", "allegation"), "note": WHY}
    return said | {"happened_on": str(on(0)), "hold_until": str(on(side.number(1, 90)))}


def typed_break(side: Side, picked: Picked) -> dict[str, str]:
    """The same, typed."""
    said = broke_down(side, picked)
    days = boxes("happened_on", 0) | boxes("hold_until", side.number(1, 90))
    return {"reason": said["reason"], "note": said["note"], **days}


broken, came_home = ended(("carer_request", "allegation")), ended(("reunified_parent",))
MOVED_IN = Link.status == LinkStatus.MOVED_IN
NO = {"answer": "no", "why_not": "timing"}
ACTS: Acts = {
    "approaches.ask": Act("coordinator", unasked, without_reason(by_id)),
    "approaches.respond": Act("agency_worker", asked, lambda side, picked: NO),
    "approaches.withdraw": Act("coordinator", asked),
    "web.approaches.ask": Act("coordinator", unasked, without_reason(by_ref)),
    "web.approaches.one": Act("agency_worker", asked, lambda side, picked: NO),
    "web.approaches.withdraw": Act("coordinator", asked),
    "web.approaches.answer": Act("agency_worker", asked_text, lambda side, picked: NO),
    "links.propose": Act("coordinator", pair, lambda side, picked: by_id(side, picked) | why_not(side, *picked.row)),
    "links.agree": Act("authority_worker", link(PROPOSED, OURS)),
    "links.hold_meeting": Act("authority_worker", link(EXPLORED), lambda side, picked: TODAY),
    "links.recommend": Act(
        "coordinator", link(MEETING_HELD), lambda side, picked: {**TODAY, "outcome": "recommended"}
    ),
    "links.decide": Act(
        "authority_manager", link(EXPLORED), lambda side, picked: {**TODAY, "outcome": "not_approved", **TEXT}
    ),
    "links.give_notice": Act("authority_worker", link(DECIDED), lambda side, picked: TODAY),
    "links.introduce": Act("authority_worker", link(DECIDED), lambda side, picked: TODAY),
    "links.take_back": Act("authority_worker", link(MEETING_HELD), lambda side, picked: TEXT),
    "links.end": Act("authority_worker", link(LIVE), lambda side, _: {"reason": side.any("plan_changed", "mistake")}),
    "links.show_to_panel": Act(
        "coordinator", link(EXPLORED), lambda side, picked: {"user_id": adviser(side), "until": str(on(20)), **TEXT}
    ),
    "links.open_household": Act("coordinator", home, lambda side, picked: TEXT),
    "links.open_referral": Act("coordinator", case, lambda side, picked: TEXT),
    "web.links.propose": Act(
        "coordinator", pair, lambda side, picked: by_ref(side, picked) | why_not(side, *picked.row)
    ),
    "moves.report": Act("authority_worker", link(DECIDED), lambda side, picked: {"moved_in_on": str(on(0))}),
    "moves.take_back": Act("authority_worker", link(MOVED_IN), lambda side, picked: TEXT),
    "stays.come_back": Act("authority_worker", came_home, lambda side, picked: {"came_back_on": str(on(0))}),
    "stays.disrupt": Act("authority_worker", link(MOVED_IN), broke_down),
    "stays.take_back": Act("authority_worker", broken, lambda side, picked: TEXT),
    "web.stays.come_back": Act("authority_worker", came_home, lambda side, picked: boxes("came_back_on", 0)),
    "web.stays.disrupt": Act("authority_worker", link(MOVED_IN), typed_break),
    "web.stays.take_back": Act("authority_worker", broken, lambda side, picked: TEXT),
    "web.moves.report": Act("authority_worker", link(DECIDED), lambda side, picked: boxes("moved_in_on", 0)),
    "web.moves.take_back": Act("authority_worker", link(MOVED_IN), lambda side, picked: TEXT),
    "web.links.agree": Act("authority_worker", link(PROPOSED, OURS)),
    "web.links.take": Act("authority_worker", step, lambda side, picked: boxes("on", 0)),
    "web.links.take_back": Act("authority_worker", link(MEETING_HELD), lambda side, picked: TEXT),
    "web.links.end": Act("authority_manager", link(LIVE), lambda side, picked: {"reason": "plan_changed"}),
    "web.files.open_file": Act("coordinator", file, lambda side, picked: TEXT),
    "web.files.panel": Act(
        "coordinator", link(EXPLORED), lambda side, picked: {"user_id": adviser(side), **boxes("until", 20), **TEXT}
    ),
}  # fmt: skip
