"""Moves: one act places a child. A side reports the day of the move-in; the placement, its order and purchase follow.

The first report opens them, provisionally; they are confirmed once both sides say the same day. A move-in that never
was is taken back with everything that followed from it, by a dated reversal.
"""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import notices, placements, reasons
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.linking import link_steps, links, matches, move_ins, transferring
from consortium.linking.link_steps import Step
from consortium.linking.links import Link, LinkStatus
from consortium.linking.move_ins import Agreed, MoveInReport, Side
from consortium.notices import Coordinators, Holder
from consortium.placements import Placement
from consortium.rights import sight
from contracts import openings, placement_agreements, purchases
from contracts.ledger import posting
from contracts.purchases import Purchase

ACT = "placements.report"


def report(viewer: Viewer, *, link_id: UUID, version: int, moved_in_on: date) -> Purchase:
    """One side says on which day the child moved in. The first opens the placement; the second confirms or disputes."""
    posting.hold_of_link(link_id)
    link = matches.held(viewer, act=ACT, link_id=link_id, version=version)
    side = _side(viewer, link)
    _expect_come(moved_in_on)
    if link.status is LinkStatus.MOVED_IN:
        bought = _purchase(link)
        move_ins.expect_day(link, on=moved_in_on)
        if move_ins.said_of(bought.placement_id).get(side) == moved_in_on:
            raise RuleBroken("Your side has reported this day already.", code="recorded_already")
    else:
        pair = {"referral_id": link.referral_id, "household_id": link.household_id}
        openings.expect_new(**pair, moved_in_on=moved_in_on)
        matches.move_in(viewer, link=link, on=moved_in_on)
        bought = purchases.of_match(viewer, link=link, moved_in_on=moved_in_on)
    words = move_ins.write(
        link=link, placement_id=bought.placement_id, side=side, moved_in_on=moved_in_on, by=viewer.user_id
    )
    _settle(viewer, bought, words=words)
    entries.touch(link)
    _tell(viewer, link, agreed=move_ins.state(words))
    return bought


def take_back(viewer: Viewer, *, link_id: UUID, version: int, reason: str) -> Link:
    """The child never moved in: the placement, its order and its purchase are reversed, and the link waits again.

    The authority takes it back, whoever reported it; both sides keep what they said on the record. A link that has
    ended since stays ended.
    """
    require(viewer, "purchases.change")
    posting.hold_of_link(link_id)
    link = matches.held(viewer, act=ACT, link_id=link_id, version=version)
    if _side(viewer, link) is not Side.AUTHORITY:
        raise NotAllowed("The authority takes a move-in back: ask it.")
    step = link_steps.latest(link_steps.standing(link), step=Step.MOVE_IN)
    if step is None:
        raise RuleBroken(f"The link is {link.status.replace('_', ' ')}: no move-in is reported.", code="status")
    bought, why = _purchase(link), reasons.said(reason)
    purchases.reverse(viewer, purchase=bought)
    placement_agreements.cancel(bought.placement_id)
    matches.unwind(viewer, link=link, step=step, reason=why)
    return link


@whole("the purchase of a placement that the caller gives back")
def _speak_again(viewer: Viewer, link: Link, stay: Placement) -> None:
    """A transfer is taken back: both sides say on their link again when the child moved in.

    What was corrected on the purchase meanwhile, when the agency had no link to say it on, is the authority's word.
    """
    words, bought = move_ins.said_of(stay.id), db.session.scalar(_of_stay(stay))
    if bought is None or not words:
        return
    by_hand = bought.confirmed_on is not None and move_ins.state(words) is not Agreed.CONFIRMED
    if by_hand or stay.moved_in_on not in words.values():
        words = move_ins.write(
            link=link,
            placement_id=stay.id,
            side=Side.AUTHORITY,
            moved_in_on=stay.moved_in_on,
            by=viewer.user_id,
        )
    _settle(viewer, bought, words=words)


@whole("the purchase of a link that the caller reached")
def bought_by(link: Link) -> Purchase | None:
    """The purchase of the placement by which the children of a link live with its household."""
    reports = sa.select(MoveInReport.placement_id).where(MoveInReport.link_id == link.id)
    found = sa.select(Purchase).join(Placement, Placement.id == Purchase.placement_id)
    standing = found.where(Purchase.placement_id.in_(reports), placements.stands())
    reported = db.session.scalar(standing.order_by(Placement.moved_in_on.desc()).limit(1))
    return reported or _by_hand(link)


def _by_hand(link: Link) -> Purchase | None:
    """The purchase by which a link moved in that nobody has reported on it."""
    if link_steps.latest(link_steps.standing(link), step=Step.MOVE_IN) is None:
        return None
    stay = openings.last_stay(referral_id=link.referral_id, household_id=link.household_id)
    return db.session.scalar(_of_stay(stay)) if stay else None


def _of_stay(stay: Placement) -> Select[Purchase]:
    return sa.select(Purchase).where(Purchase.placement_id == stay.id)


def told(viewer: Viewer, *, link: Link) -> dict[str, Any]:
    """What both sides say of the move-in of a link that the viewer sees, and whether they agree; empty before it."""
    bought = bought_by(link)
    if bought is None:
        return {}
    words = move_ins.said_of(bought.placement_id)
    said = {f"{side}_says": words.get(side) for side in Side}
    order = placement_agreements.of(bought.placement_id)
    made = {"placement_ref": bought.placement.ref, "placement_agreement": order.ref if order else None}
    # What was left open at a transfer is confirmed on the purchase, for nobody has the link any more.
    agreed = Agreed.CONFIRMED if bought.confirmed_on else move_ins.state(words)
    return {**said, **made, "agreed": agreed.value, "confirmed_on": bought.confirmed_on}


def to_report(viewer: Viewer) -> Select[Link]:
    """The links whose move-in the viewer's side has not reported, and those of which the two sides differ."""
    require(viewer, ACT)
    mine = sa.case((Link.authority_id == viewer.member_id, Side.AUTHORITY.value), else_=Side.AGENCY.value)
    waits = sa.or_(~_reported(mine), sa.and_(*(_reported(side.value) for side in Side), ~_confirmed()))
    moved = (Link.status == LinkStatus.MOVED_IN, Link.placement_id.is_(None))
    return links.within(viewer, act=ACT).where(*moved, waits)


def _reported(side: Any) -> sa.ColumnElement[bool]:
    """The condition that a side has said something of the placement that stands."""
    found = sa.select(MoveInReport.id).join(Placement, Placement.id == MoveInReport.placement_id)
    return found.where(MoveInReport.link_id == Link.id, MoveInReport.side == side, placements.stands()).exists()


def _confirmed() -> sa.ColumnElement[bool]:
    """The condition that the purchase of the placement that stands is confirmed by both sides."""
    found = sa.select(Purchase.id).join(MoveInReport, MoveInReport.placement_id == Purchase.placement_id)
    return found.where(MoveInReport.link_id == Link.id, Purchase.confirmed_on.is_not(None)).exists()


def _settle(viewer: Viewer, bought: Purchase, *, words: move_ins.Words) -> None:
    """Both sides' one day becomes the placement's; while they differ nothing is confirmed."""
    agreed = move_ins.state(words)
    bought.confirmed_on = clock.today() if agreed is Agreed.CONFIRMED else None
    if agreed is not Agreed.DISPUTED:
        purchases.move_day(viewer, purchase=bought, moved_in_on=next(iter(words.values())))
    flush()


def _tell(viewer: Viewer, link: Link, *, agreed: Agreed) -> None:
    hub = Coordinators((link.authority_id, link.agency_id))
    to = (Holder(link.referral), Holder(link.household), hub)
    notices.tell(viewer, code=f"move_in.{agreed}", about=link, to=to, cause=str(link.version))


def _side(viewer: Viewer, link: Link) -> Side:
    for side, owner_id in ((Side.AUTHORITY, link.authority_id), (Side.AGENCY, link.agency_id)):
        if sight.owns(viewer, ACT, owner_id=owner_id):
            return side
    raise NotFound


def _purchase(link: Link) -> Purchase:
    found = bought_by(link)
    if found is None:
        raise RuleBroken("The move-in was recorded as a purchase alone: change that purchase.", code="no_report")
    return found


def _expect_come(moved_in_on: date) -> None:
    if moved_in_on > clock.today():
        raise Invalid({"moved_in_on": ["Report a move-in once it has happened."]})


transferring.when_back(_speak_again)
