"""Transferring: an agency gives up, and a child stays with the same carers, whom another agency has approved meanwhile.

A coordinator proposes the record that the other agency keeps of them; both sides agree to it as to any link; a manager
of the authority carries it out. The placement goes on, with its clocks and its phases: nobody moves in, and nothing is
bought again.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members, notices, placements, places, reasons, referrals, returns, transfers
from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.linking import endings, held_places, holding, links, matches, pairs, revivals
from consortium.linking.links import EndReason, Link, LinkStatus
from consortium.notices import Coordinators, Holder, Staff
from consortium.placements import Placement
from consortium.rights import sight
from consortium.transfers import PlacementTransfer

PROPOSE, CARRY_OUT = "transfers.propose", "transfers.carry_out"
SpokenOf = Callable[[Viewer, Link, Placement], None]
_SPOKEN_OF: list[SpokenOf] = []


def when_back(speak: SpokenOf) -> None:
    """Makes known who takes up again what both sides say on the former link; a room above this one offers it."""
    _SPOKEN_OF.append(speak)


def propose(viewer: Viewer, *, placement_id: UUID, household_ref: str, reason: str) -> Link:
    """Proposes that an open placement goes on under the record that another agency keeps of the same carers.

    Both sides agree to it, or decline, as with any link; until it is carried out the child's present link stands.
    """
    stay = reached(viewer, placement_id=placement_id)
    household = _named(viewer, ref=household_ref)
    owners = {"authority_id": stay.authority_id, "agency_id": household.agency_id}
    if not links.is_coordinated(viewer, act=PROPOSE, **owners):
        raise NotFound
    referral = _referral(stay)
    holding.both(referral_id=referral.id, household_id=household.id)
    _expect_open(stay, household=household, on=clock.today())
    return links.open_(viewer, referral=referral, household=household, reason=reason, placement_id=stay.id)


def carry_out(viewer: Viewer, *, link_id: UUID, version: int, transferred_on: date) -> Link:
    """From a day that has come the placement goes on with the other agency: its link is the child's from now on.

    The former link ends, and with it what the former agency reads of the child.
    """
    link = matches.held(viewer, act=CARRY_OUT, link_id=link_id, version=version)
    stay = _stay(link)
    if link.status is not LinkStatus.EXPLORING:
        said = link.status.replace("_", " ")
        raise RuleBroken(f"The link is {said}: a transfer is carried out once both sides have agreed.", code="status")
    _expect_day(stay, on=transferred_on)
    _expect_open(stay, household=link.household, on=transferred_on)
    room = places.expect_free(viewer, household_id=link.household_id, children=stay.children)
    former, home_id = _former(stay), stay.household_id
    if former is not None:
        pairs.end(viewer, link=former, reason=EndReason.TRANSFERRED)
    row = PlacementTransfer(placement_id=stay.id, authority_id=stay.authority_id, link_id=link.id)
    row.agency_id, row.transferred_on, row.recorded_by = link.agency_id, transferred_on, viewer.user_id
    row.from_agency_id, row.from_household_ref = stay.agency_id, stay.household_ref
    row.from_link_id = former.id if former else None
    transfers.keep(row)
    transfers.carry_to(stay, agency_id=link.agency_id, household_ref=link.household.ref)
    link.part = former.part if former else _part(stay)
    _take_on(viewer, link, children=stay.children, room=room)
    _retire(viewer, home_id)
    return link


def take_back(viewer: Viewer, *, link_id: UUID, version: int, reason: str) -> Link:
    """The transfer was recorded by mistake: the child is with the former agency still, by the former link."""
    link = matches.held(viewer, act=CARRY_OUT, link_id=link_id, version=version)
    stay, row = _stay(link), transfers.by_link(link.id)
    if row is None or link.status is not LinkStatus.MOVED_IN:
        raise RuleBroken("No transfer stands on this link that could be taken back.", code="nothing_to_take_back")
    transfers.take_back(row, reason=reasons.said(reason))
    former = _link(row.from_link_id)
    pairs.end(viewer, link=link, reason=EndReason.MISTAKE)
    ref = former.household.ref if former else row.from_household_ref
    transfers.carry_to(stay, agency_id=row.from_agency_id, household_ref=ref)
    if stay.household_id is not None:
        lasts = (stay.moved_in_on, stay.ended_on, stay.children)
        its_own = {"besides": stay.id, "referral_id": stay.referral_id}
        places.expect_room(viewer, household_id=stay.household_id, stay=lasts, **its_own)
    _bring_back(stay.household_id, given_up_on=clock.day_of(row.created_at))
    if former is not None:
        revivals.revive(viewer, link=former, children=stay.children, after=EndReason.TRANSFERRED)
        for speak in _SPOKEN_OF:
            speak(viewer, former, stay)
        _tell(viewer, former, code="placement.corrected")
    return link


def reached(viewer: Viewer, *, placement_id: UUID) -> Placement:
    """A placement of a child of this service that the viewer may propose to transfer."""
    require(viewer, PROPOSE)
    stay = placements.get(viewer, placement_id=placement_id)
    if stay.referral_id is None:
        raise RuleBroken("The child’s referral is not recorded here: record it first.", code="no_referral")
    return stay


def to_carry_out(viewer: Viewer, *, link_id: UUID) -> Link:
    """A link whose transfer the viewer may carry out, or take back, for a form."""
    require(viewer, CARRY_OUT)
    link = links.get(viewer, link_id=link_id, act=CARRY_OUT)
    _stay(link)
    return link


@whole("by which transfer a link came that the viewer sees")
def told(viewer: Viewer, *, link: Link) -> dict[str, Any]:
    """What a link that the viewer sees has to do with a transfer; empty where it has nothing."""
    if link.placement_id is None:
        return {}
    if link.status is LinkStatus.PROPOSED and sight.owns(viewer, "links.read", owner_id=link.agency_id):
        return {"transferred_on": None}  # the anonymised profile does not say where the child lives
    stay, row = _stay(link), transfers.by_link(link.id)
    former = db.session.get_one(members.Member, row.from_agency_id if row else stay.agency_id)
    done = row.transferred_on if row else None
    return {"placement_ref": stay.ref, "from_agency": former.name, "transferred_on": done}


def to_carry(viewer: Viewer) -> list[Link]:
    """The transfers that both sides have agreed to and that wait for the viewer, the longest first."""
    require(viewer, CARRY_OUT)
    agreed = (Link.placement_id.is_not(None), Link.status == LinkStatus.EXPLORING)
    found = links.within(viewer, act=CARRY_OUT).where(*agreed).order_by(Link.changed_at, Link.id)
    return list(db.session.scalars(found).unique())


def _named(viewer: Viewer, *, ref: str) -> Household:
    rows = links.named(viewer, household_ref=ref)["household_ref"]
    if len(rows) != 1:
        raise Invalid({"household_ref": [links.unclear(rows)]})
    (household,) = rows
    return household  # type: ignore[no-any-return]


@whole("the referral of a placement that the caller reached")
def _referral(stay: Placement) -> referrals.Referral:
    return db.session.get_one(referrals.Referral, stay.referral_id)


@whole("the placement that a link of the caller is about")
def _stay(link: Link) -> Placement:
    if link.placement_id is None:
        raise RuleBroken("This link is no transfer: its match is decided, and the child moves in.", code="no_transfer")
    chosen = sa.select(Placement).where(Placement.id == link.placement_id).with_for_update(of=Placement)
    return db.session.scalars(chosen.execution_options(populate_existing=True)).unique().one()


@whole("the link by which the children live where they are")
def _former(stay: Placement) -> Link | None:
    pair = (Link.referral_id == stay.referral_id, Link.household_id == stay.household_id)
    found = sa.select(Link).where(*pair, Link.status == LinkStatus.MOVED_IN).with_for_update(of=Link)
    return db.session.scalars(found).unique().one_or_none()


@whole("the matches of a referral whose children live in several homes")
def _part(stay: Placement) -> int:
    """Which of several homes of brothers and sisters this is: 1, unless the others have a link by their placements.

    A match by which nobody lives yet is of the same children: then the database refuses a second one.
    """
    others = (Placement.referral_id == stay.referral_id, Placement.id != stay.id, placements.stands())
    lasting = sa.select(Placement.household_id).where(*others, placements.not_ended_on(clock.today()))
    matched = sa.select(Link).where(Link.referral_id == stay.referral_id, pairs.is_matched())
    taken = {link.part: link.household_id for link in db.session.scalars(matched).unique()}
    if set(taken.values()) <= set(db.session.scalars(lasting)):
        return next(part for part in range(1, len(taken) + 2) if part not in taken)
    return 1


@whole("the link by which the children lived before")
def _link(link_id: UUID | None) -> Link | None:
    return db.session.get(Link, link_id) if link_id else None


def _expect_open(stay: Placement, *, household: Household, on: date) -> None:
    """A placement is transferred while it lasts, to carers whom the other agency has approved."""
    if placements.has_ended(stay.ended_on):
        raise RuleBroken("The placement has ended: nothing is left to transfer.", code="status")
    if stay.adoption_order_on is not None and stay.adoption_order_on <= clock.today():
        raise RuleBroken("The child is adopted: the placement has done its work.", code="adopted")
    if household.agency_id == stay.agency_id:
        raise RuleBroken("The placement is with this agency already: name a household of another.", code="same_agency")
    links.expect_open(referral=_referral(stay), household=household)
    matches.expect_approved(household, on=on)


def _expect_day(stay: Placement, *, on: date) -> None:
    if on > clock.today():
        raise Invalid({"transferred_on": ["Give a day that has come."]})
    days = [(stay.moved_in_on, "the move-in")]
    days += [(one.came_back_on, "the child came back") for one in returns.of(stay.id)]
    days += [(one.transferred_on, "the transfer before it") for one in transfers.of(stay.id)]
    since, what = max(days)
    if on < since:
        raise Invalid({"transferred_on": [f"It cannot have been before {what}, on {since}."]})


def _take_on(viewer: Viewer, link: Link, *, children: int, room: int) -> None:
    """The other agency's link becomes the child's: names and addresses open, and its places are taken."""
    link.approved_at, link.approved_by = clock.now(), viewer.user_id
    pairs.move(viewer, link=link, target=LinkStatus.MOVED_IN, code="placement.transferred")
    sides = {"household_id": link.household_id, "agency_id": link.agency_id}
    held_places.take(link_id=link.id, **sides, children=children, places=link.household.approved_children)
    endings.of_transfers(viewer, done=link)
    endings.of_crowded(viewer, match=link, room=room)
    flush()


@whole("the record that the former agency kept of the same carers")
def _retire(viewer: Viewer, household_id: UUID | None) -> None:
    """The carers are on another agency's books now: nobody is placed with them by their former record."""
    home = db.session.get(Household, household_id) if household_id else None
    if home is not None and home.withdrawn_on is None:
        home.withdrawn_on = clock.today()
        entries.touch(home)
        endings.of_household(viewer, household_id=home.id)


@whole("the record that the former agency kept of the same carers")
def _bring_back(household_id: UUID | None, *, given_up_on: date) -> None:
    """What the transfer withdrew is as it was; what somebody withdrew for a reason, or on another day, stays so."""
    home = db.session.get(Household, household_id) if household_id else None
    if home is not None and (home.withdrawn_on, home.withdrawn_because) == (given_up_on, None):
        home.withdrawn_on = None
        entries.touch(home)


def _tell(viewer: Viewer, link: Link, *, code: str) -> None:
    hub = Coordinators((link.authority_id, link.agency_id))
    to = (Holder(link.referral), Holder(link.household), Staff(link.authority_id, may="links.approve"), hub)
    notices.tell(viewer, code=code, about=link, to=to, cause=str(link.version))
