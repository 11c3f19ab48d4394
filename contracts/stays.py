"""Stays: a placement that broke down, and a child who went home and came back; either is taken back where it was wrong.

Within the agreement's window a return continues the placement: no new unit, no new purchase. The match stands again
with it, and the household's place is taken again, by the same constraints as any other match's.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import disruptions, notices, phases, placements, reasons, returns, transfers
from consortium.access import Viewer, may, require
from consortium.disruptions import DisruptionReason
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.linking import links, matches, revivals
from consortium.linking.links import EndReason, Link, LinkStatus
from consortium.linking.move_ins import MoveInReport
from consortium.notices import Coordinators, Holder, Staff
from consortium.placements import NEXT_PHASES, Phase, Placement
from consortium.referrals import Referral, births
from consortium.rights import sight
from consortium.roles import Stage
from consortium.trail import reading
from consortium.withdrawals import APPROVAL_ENDED
from contracts import openings, placement_agreements, purchases
from contracts.ledger import posting
from contracts.purchases import Purchase

ACT = "stays.record"
LONGEST_HOLD = timedelta(days=366)
HELD_BECAUSE = "A placement ended unplanned."


def come_back(viewer: Viewer, *, link_id: UUID, version: int, came_back_on: date) -> Purchase:
    """The child who went home lives with the same household again: the placement goes on, with the days between kept.

    Raises RuleBroken after any other end, or once the agreement's window is over: then it is a new placement.
    """
    posting.hold_of_link(link_id)
    link = matches.held(viewer, act=ACT, link_id=link_id, version=version)
    bought = _bought(link)
    stay, left_on, why = bought.placement, bought.placement.ended_on, bought.placement.end_reason
    if left_on is None or not placements.has_ended(left_on):
        raise RuleBroken("The placement has not ended: record its end first, on its purchase.", code="status")
    if why not in openings.CONTINUES_AFTER:
        raise RuleBroken(
            "The placement goes on only after a return home to a parent: resume the search, and match them again.",
            code="not_after_a_return_home",
        )
    _expect_come(came_back_on, field="came_back_on", since=left_on, what="the child left")
    if not openings.goes_on(stay, on=came_back_on):
        raise RuleBroken(_over(placement_agreements.window_of(stay), left_on), code="window_over")
    links.expect_open(referral=link.referral, household=link.household)
    _go_on(viewer, link, bought, since=came_back_on)
    known = {"placement_id": stay.id, "authority_id": stay.authority_id, "recorded_by": viewer.user_id}
    returns.keep(**known, left_on=left_on, end_reason=why, came_back_on=came_back_on)
    _tell(viewer, link, code="placement.goes_on")
    return bought


def disrupt(
    viewer: Viewer,
    *,
    link_id: UUID,
    version: int,
    happened_on: date,
    reason: DisruptionReason,
    note: str,
    hold_until: date,
) -> Purchase:
    """The placement broke down: it ends, its household takes no child until a day, and everybody concerned is told.

    The search is resumed by a person, with a note; the same pair or another may be matched again after it.
    """
    posting.hold_of_link(link_id)
    link = matches.held(viewer, act=ACT, link_id=link_id, version=version)
    if link.status is not LinkStatus.MOVED_IN:
        said = link.status.replace("_", " ")
        raise RuleBroken(f"The link is {said}: what breaks down is a placement that has begun.", code="status")
    bought, why = _bought(link), reasons.said(note, field="note")
    last = returns.latest(bought.placement_id)
    since, what = (last.came_back_on, "the child came back") if last else (bought.placement.moved_in_on, "the move-in")
    _expect_come(happened_on, field="happened_on", since=since, what=what)
    if not happened_on < hold_until <= clock.today() + LONGEST_HOLD:
        raise Invalid({"hold_until": ["Give a day after the disruption, and at most a year from now."]})
    coded = DisruptionReason(reason)
    purchases.end(viewer, purchase=bought, ended_on=happened_on, end_reason=coded.value)
    stay = bought.placement
    known = {"placement_id": stay.id, "authority_id": stay.authority_id, "recorded_by": viewer.user_id}
    disruptions.keep(**known, happened_on=happened_on, reason=coded, note=why, hold_until=hold_until)
    disruptions.hold_back(link.household, until=hold_until, reason=HELD_BECAUSE)
    _tell(viewer, link, code="placement.disrupted")
    return bought


def take_back(viewer: Viewer, *, link_id: UUID, version: int, reason: str) -> Link:
    """The latest disruption, or return, of the placement was recorded by mistake: all that followed goes back too."""
    posting.hold_of_link(link_id)
    link = matches.held(viewer, act=ACT, link_id=link_id, version=version)
    bought, why = _bought(link), reasons.said(reason)
    broken, back = disruptions.of(bought.placement_id), returns.latest(bought.placement_id)
    if broken is not None:
        disruptions.take_back(broken, reason=why)
        _go_on(viewer, link, bought, since=broken.happened_on)
        disruptions.let_go(link.household, until=broken.hold_until, reason=HELD_BECAUSE)
    elif back is not None and link.status is LinkStatus.MOVED_IN:
        returns.take_back(back, reason=why)
        purchases.end(viewer, purchase=bought, ended_on=back.left_on, end_reason=back.end_reason)
    else:
        raise RuleBroken(
            "Neither a disruption nor a return stands here. An end that was recorded otherwise is corrected on the "
            "purchase.",
            code="nothing_to_take_back",
        )
    _tell(viewer, link, code="placement.corrected")
    return link


@whole("the placements of a child whose loss its authority records")
def end_by_loss(viewer: Viewer, *, referral: Referral, on: date) -> None:
    """The last child of a referral has died: what lasts ends on that day. `births.record_loss` calls it."""
    lasting = (Placement.referral_id == referral.id, placements.not_ended_on(clock.today()), placements.stands())
    found = sa.select(Purchase).join(Placement, Placement.id == Purchase.placement_id).where(*lasting)
    for bought in db.session.scalars(found.order_by(Purchase.id)).unique().all():
        purchases.end(viewer, purchase=bought, ended_on=on, end_reason="child_died")


def enter_phase(viewer: Viewer, *, link_id: UUID, version: int, phase: Phase, on: date) -> Purchase:
    """The placement entered another legal phase: the same placement, unit and purchase. Everybody concerned is told.

    Raises Invalid for the adoption: its order is a fact of the purchase, from which the phase follows.
    """
    link, bought = _lasting(viewer, link_id=link_id, version=version)
    if Phase(phase) is Phase.ADOPTED:
        raise Invalid({"phase": ["The day of the adoption order is recorded on the purchase, and the phase with it."]})
    _expect_come(on, field="on", since=bought.placement.moved_in_on, what="the move-in")
    stay = bought.placement
    phases.enter(viewer, placement_id=stay.id, version=stay.version, phase=Phase(phase), on=on)
    _tell_of_phase(viewer, link)
    return bought


def may_enter(*, link: Link) -> list[Phase]:
    """The legal phases that may follow on a link that the viewer reached; the adoption follows from its order."""
    found = _last(link) if link.status is LinkStatus.MOVED_IN else None
    following = NEXT_PHASES[found.placement.phases[-1].phase] if found else ()
    return [phase for phase in following if phase is not Phase.ADOPTED]


def correct_phase(viewer: Viewer, *, link_id: UUID, version: int, on: date) -> Purchase:
    """The latest phase was entered on another day than was recorded."""
    link, bought = _lasting(viewer, link_id=link_id, version=version)
    _expect_come(on, field="on", since=bought.placement.moved_in_on, what="the move-in")
    stay = bought.placement
    phases.correct(viewer, placement_id=stay.id, version=stay.version, on=on)
    _tell_of_phase(viewer, link)
    return bought


def take_back_phase(viewer: Viewer, *, link_id: UUID, version: int, reason: str) -> Purchase:
    """The latest phase was recorded by mistake: the placement is in the one before. The reason stays on the trail."""
    link, bought = _lasting(viewer, link_id=link_id, version=version)
    why, stay = reasons.said(reason), bought.placement
    phases.take_back(viewer, placement_id=stay.id, version=stay.version)
    on_record: dict[str, Any] = {"entity": "links", "entity_id": link.id, "owner_id": link.authority_id, "reason": why}
    reading.note(viewer, **on_record, stage=Stage.IDENTIFIED, fields=("phase",), action="taken_back")
    _tell_of_phase(viewer, link)
    return bought


def told(viewer: Viewer, *, link: Link) -> dict[str, Any]:
    """What became of the placement of a link that the viewer sees: its end, its disruption, and the days at home.

    The note on a disruption is the authority's own, and read by its people alone.
    """
    found = _last(link)
    if found is None:
        return {}
    broken, stay = disruptions.of(found.placement_id), found.placement
    said: dict[str, Any] = {"ended_on": stay.ended_on, "disrupted": None, "returns": []}
    said["returns"] = [{"left_on": row.left_on, "came_back_on": row.came_back_on} for row in returns.of(stay.id)]
    if broken is not None:
        said["disrupted"] = {name: getattr(broken, name) for name in ("happened_on", "reason", "hold_until")}
        if sight.owns(viewer, "links.read", owner_id=link.authority_id):
            said["disrupted"]["note"] = broken.note
    ended_home = link.status is LinkStatus.ENDED and stay.end_reason in openings.CONTINUES_AFTER
    window = placement_agreements.window_of(stay) if ended_home else 0
    said["may_return_until"] = stay.ended_on + timedelta(days=window) if window and stay.ended_on else None
    entered = stay.phases if may(viewer, "placements.read") else []
    said["phases"] = [{"phase": row.phase, "from_on": row.from_on} for row in entered]
    said["approval_ended_on"] = _approval_ended_on(link)
    said["provider_left"] = link.status is LinkStatus.MOVED_IN and links.are_parted(link)
    moved = transfers.of(stay.id)
    back = [one for one in said["returns"] if not moved or one["left_on"] >= moved[-1].transferred_on]
    said["may_take_back"] = broken is not None or (bool(back) and link.status is LinkStatus.MOVED_IN)
    return said


def reached(viewer: Viewer, *, link_id: UUID) -> Link:
    """A link whose placement the viewer may end or continue, for a form."""
    require(viewer, ACT)
    return links.get(viewer, link_id=link_id, act=ACT)


def _approval_ended_on(link: Link) -> date | None:
    """Since when the child stays by exception: with a household whose approval has ended in mid-placement."""
    home = link.household
    ended = link.status is LinkStatus.MOVED_IN and home.withdrawn_because in APPROVAL_ENDED
    return home.withdrawn_on if ended else None


def _go_on(viewer: Viewer, link: Link, bought: Purchase, *, since: date) -> None:
    """The placement and its match stand again, if the place and the child are still free for it."""
    row = purchases.as_row(bought) | {"moved_in_on": since, "ended_on": None}
    openings.expect_free(viewer, **purchases.as_lived(bought, row=row), besides=bought.placement_id)
    revivals.revive(viewer, link=link, children=bought.placement.children)
    purchases.go_on(viewer, purchase=bought)


def _lasting(viewer: Viewer, *, link_id: UUID, version: int) -> tuple[Link, Purchase]:
    """A link by which a child lives with the household now, and the purchase of that placement."""
    link = matches.held(viewer, act=ACT, link_id=link_id, version=version)
    if link.status is not LinkStatus.MOVED_IN:
        said = link.status.replace("_", " ")
        raise RuleBroken(f"The link is {said}: only a placement that lasts has a next phase.", code="status")
    return link, _bought(link)


def _bought(link: Link) -> Purchase:
    found = _last(link)
    if found is None:
        raise RuleBroken("No placement of this link is recorded: report the move-in first.", code="no_placement")
    return found


@whole("the placement of a link that the caller reached")
def _last(link: Link) -> Purchase | None:
    """The purchase of the pair's latest placement, unless it came about by another link of the pair."""
    stay = openings.last_stay(referral_id=link.referral_id, household_id=link.household_id)
    if stay is None or link.end_reason is EndReason.TRANSFERRED:
        return None
    by = set(db.session.scalars(sa.select(MoveInReport.link_id).where(MoveInReport.placement_id == stay.id)))
    if link.placement_id not in (None, stay.id) or (link.placement_id is None and by and link.id not in by):
        return None
    return db.session.scalar(sa.select(Purchase).where(Purchase.placement_id == stay.id))


def _expect_come(day: date, *, field: str, since: date, what: str) -> None:
    if day > clock.today():
        raise Invalid({field: ["Give a day that has come."]})
    if day < since:
        raise Invalid({field: [f"It cannot have been before {what}, on {since}."]})


def _over(window: int, left_on: date) -> str:
    if not window:
        return "No agreement has this placement go on after its end: resume the search, and match them again."
    last = left_on + timedelta(days=window)
    return (
        f"The agreement has the placement go on for {window} days, until {last}: a later return is a new placement. "
        "Resume the search, and match them again."
    )


def _tell_of_phase(viewer: Viewer, link: Link) -> None:
    entries.touch(link)
    flush()
    _tell(viewer, link, code="placement.phase")


def _tell(viewer: Viewer, link: Link, *, code: str) -> None:
    hub = Coordinators((link.authority_id, link.agency_id))
    managers = Staff(link.authority_id, may="links.approve")
    to = (Holder(link.referral), Holder(link.household), managers, hub)
    notices.tell(viewer, code=code, about=link, to=to, cause=str(link.version))


births.when_lost(end_by_loss, begin=posting.hold)
