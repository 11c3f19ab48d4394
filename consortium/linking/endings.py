"""Endings: links and open questions end with the search, the household's time or the consortium that they stood on.

`searches`, `carers` and `members` call these where they write, so that no door, import or purchase can forget to. An
approved link stays while children of its referral live with its household.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members, placements
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.linking import pairs
from consortium.linking.pairs import EndReason, Link, LinkStatus
from consortium.placements import Placement

if TYPE_CHECKING:
    from consortium.referrals import Referral

# A condition on a table that points at both sides: on links, and on the questions that a room above asks.
Which = Callable[[Any], sa.ColumnElement[bool]]
_QUESTIONS: list[Callable[[Which], None]] = []


def ask_no_more(close: Callable[[Which], None]) -> None:
    """Makes known who closes the open questions about a pair; a room above this one offers it."""
    _QUESTIONS.append(close)


def of_referral(viewer: Viewer, *, referral: "Referral") -> None:
    """A referral searches no more: its links end, but for the approved one by which its children found their home.

    Nobody is asked about it any more.
    """
    chosen = Link.referral_id == referral.id
    _close(lambda table: table.referral_id == referral.id)
    of_over(viewer, referral_id=referral.id)
    if referral.current_children and placements.children_of(referral.id):
        ends = sa.and_(chosen, ~_lived_in(), ~_to_be_transferred())
        _end(viewer, chosen=ends, reason=EndReason.ANOTHER_MATCH)
    else:
        _end(viewer, chosen=chosen, reason=EndReason.PLAN_CHANGED)


def of_over(viewer: Viewer, *, referral_id: UUID | None = None) -> None:
    """Placements that have ended by today: the matches by which their children lived there end, of one referral or all.

    A day that was to come has come by itself: a job calls this each night.
    """
    pair = (Placement.referral_id == Link.referral_id, Placement.household_id == Link.household_id)
    over = sa.select(Placement.id).where(*pair, ~placements.not_ended_on(clock.today()), placements.stands())
    ended = sa.and_(Link.status == LinkStatus.MOVED_IN, over.exists(), ~_lived_in())
    chosen = ended if referral_id is None else sa.and_(ended, Link.referral_id == referral_id)
    _end(viewer, chosen=chosen, reason=EndReason.PLACEMENT_ENDED)


def of_household(viewer: Viewer, *, household_id: UUID, approval_ended: bool = False) -> None:
    """A household is withdrawn: its links end, but for the one of a child who lives there.

    Whoever has to do with that child is told where it is the approval that ended: the child may stay, by exception.
    """
    chosen = Link.household_id == household_id
    _close(lambda table: table.household_id == household_id)
    reason = EndReason.APPROVAL_REMOVED if approval_ended else EndReason.CARERS_WITHDREW
    _end(viewer, chosen=sa.and_(chosen, ~_lived_in()), reason=reason)
    if approval_ended:
        _tell_of(viewer, chosen=sa.and_(chosen, _lived_in()), code="approval.removed")


def of_rivals(viewer: Viewer, *, match: Link, room: int) -> None:
    """A match is approved: the child's other links end, and those of the household that have no room left in it."""
    rival = sa.and_(Link.referral_id == match.referral_id, Link.id != match.id)
    _close(lambda table: table.referral_id == match.referral_id)
    _end(viewer, chosen=rival, reason=EndReason.ANOTHER_MATCH)
    of_crowded(viewer, match=match, room=room)


def of_crowded(viewer: Viewer, *, match: Link, room: int) -> None:
    """A match takes places of a household: its links that have no room left in it end."""
    if room < 1:
        _close(lambda table: table.household_id == match.household_id)
        crowded = sa.and_(Link.household_id == match.household_id, ~pairs.is_matched())
        _end(viewer, chosen=crowded, reason=EndReason.ANOTHER_MATCH)


def of_parted(viewer: Viewer, *, member_id: UUID) -> None:
    """A member's days have changed: its links with whom it shares no consortium today end.

    But for those by which children live: whoever has to do with them is told, until their placements are transferred.
    """

    def parted(table: Any) -> sa.ColumnElement[bool]:
        its_own = sa.or_(table.authority_id == member_id, table.agency_id == member_id)
        return sa.and_(its_own, ~members.together(first=table.authority_id, second=table.agency_id, on=clock.today()))

    _close(parted)
    note = "The authority and the agency are in no consortium together any more."
    _end(viewer, chosen=sa.and_(parted(Link), ~_lived_in()), reason=EndReason.PLAN_CHANGED, note=note)
    _tell_of(viewer, chosen=sa.and_(parted(Link), _lived_in()), code="provider.left")


def _close(which: Which) -> None:
    for close in _QUESTIONS:
        close(which)


@whole("a link ends with what it stood on, whosesoever it is")
def _end(viewer: Viewer, *, chosen: sa.ColumnElement[bool], reason: EndReason, note: str = "") -> None:
    """Who agrees or approves meanwhile comes first and sees it end, or finds it ended."""
    found = sa.select(Link).where(chosen, pairs.is_live()).order_by(Link.id).with_for_update(of=Link)
    for link in db.session.scalars(found.execution_options(populate_existing=True)).all():
        pairs.end(viewer, link=link, reason=reason, note=note)


@whole("whose child lives with a household is told of it, whosesoever the child is")
def _tell_of(viewer: Viewer, *, chosen: sa.ColumnElement[bool], code: str) -> None:
    for link in db.session.scalars(sa.select(Link).where(chosen).order_by(Link.id)).all():
        pairs.tell(viewer, link=link, code=code)


def of_transfers(viewer: Viewer, *, done: Link) -> None:
    """A placement went on by one link: the others by which it was to go on end."""
    others = sa.and_(Link.placement_id == done.placement_id, Link.id != done.id)
    _end(viewer, chosen=others, reason=EndReason.ANOTHER_MATCH)


def _to_be_transferred() -> sa.ColumnElement[bool]:
    """The condition that a placement which lasts is to go on by a link."""
    lasting = sa.select(Placement.id).where(
        Placement.id == Link.placement_id, placements.not_ended_on(clock.today()), placements.stands()
    )
    return lasting.exists()


def _lived_in() -> sa.ColumnElement[bool]:
    """The condition that a match was approved and a placement of the pair has not ended."""
    its_own = (Placement.referral_id == Link.referral_id, Placement.household_id == Link.household_id)
    lasting = sa.select(Placement.id).where(*its_own, placements.not_ended_on(clock.today()))
    return sa.and_(pairs.is_matched(), lasting.exists())


members.when_days_change(of_parted)
