"""Live: what is under way on two records decides which of them may be kept, and which of their links go on.

A match was made for these children and this household; it follows them alone, and is never ended by a merge.
"""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from consortium import placements
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.linking import endings, held_places, pairs
from consortium.linking.pairs import EndReason, Link, LinkStatus
from consortium.placements import Placement
from consortium.referrals import Referral

if TYPE_CHECKING:
    from consortium.merging.duplicates import Merging

NOTE = "The record was merged into another one."


def expect(two: "Merging") -> None:
    """Refuses what would put a link or a match on a record, or on children, that it was not made for."""
    kept_is_matched, lost_is_matched = (_is_matched(two, record_id=one.id) for one in (two.kept, two.lost))
    if kept_is_matched and lost_is_matched:
        raise RuleBroken("Both records have a match or a placement: end one of them first.", code="two_matches")
    if isinstance(two.lost, Household) and held_places.ever(household_id=two.lost.id):
        raise RuleBroken("A match holds, or held, a place of this household: keep that record.", code="keep_the_match")
    _expect_open(two, kept_is_matched=kept_is_matched)
    if not kept_is_matched and isinstance(two.kept, Referral) and isinstance(two.lost, Referral):
        _expect_fit(two, kept=two.kept, lost=two.lost, is_matched=lost_is_matched)


def end_second_links(viewer: Viewer, *, two: "Merging") -> None:
    """Of two live links with one other side the one that came further goes on; where both came as far, that of the
    record that is kept. Where a referral has a match, all links of the other record end.
    """
    other = "referral_id" if two.column == "household_id" else "household_id"
    matched = {one.id for one in (two.kept, two.lost) if _is_matched(two, record_id=one.id)}
    if matched and isinstance(two.kept, Referral):
        for link in _live(two, record_id=two.lost.id if two.kept.id in matched else two.kept.id):
            pairs.end(viewer, link=link, reason=EndReason.ANOTHER_MATCH, note=NOTE)
    kept = {getattr(link, other): link for link in _live(two, record_id=two.kept.id)}
    order = list(LinkStatus)
    for link in _live(two, record_id=two.lost.id):
        first = kept.get(getattr(link, other))
        if first is not None:
            second = first if order.index(first.status) < order.index(link.status) else link
            pairs.end(viewer, link=second, reason=EndReason.MISTAKE, note=NOTE)


def settle(viewer: Viewer, *, two: "Merging") -> None:
    """What came to a referral that searches no more ends with its search; to one with a match, with the match."""
    if isinstance(two.kept, Referral) and not two.kept.is_searching:
        endings.of_referral(viewer, referral=two.kept)
    elif isinstance(two.kept, Referral):
        for match in [link for link in _live(two, record_id=two.kept.id) if link.status in pairs.MATCHED]:
            endings.of_rivals(viewer, match=match, room=1)


def _expect_open(two: "Merging", *, kept_is_matched: bool) -> None:
    if isinstance(two.kept, Household):
        if two.kept.withdrawn_on is not None:
            raise RuleBroken(
                "The record to keep is withdrawn: keep the other one, or bring this one back first.", code="withdrawn"
            )
    elif two.kept.closed_on is not None and not kept_is_matched:
        raise RuleBroken(
            f"The record to keep is {_spoken(two.kept)}: keep the other one, or open this one again first.",
            code="status",
        )


def _expect_fit(two: "Merging", *, kept: Referral, lost: Referral, is_matched: bool) -> None:
    """What is under way for a referral goes on for one that searches, and for the same children."""
    if (is_matched or _has_link(two)) and not kept.is_searching:
        raise RuleBroken(
            f"The record to keep is {_spoken(kept)}, and the other has a link or a placement:"
            " keep the other one, or let this one be accepted first.",
            code="not_searching",
        )
    if (is_matched or _has_link(two, among=pairs.EXPLORED)) and _born(kept) != _born(lost):
        raise RuleBroken(
            "The children differ in number or in the day of birth, and a household knows those of the other record:"
            " keep the other one, or correct the children first.",
            code="other_children",
        )


def _is_matched(two: "Merging", *, record_id: object) -> bool:
    """Whether a match is approved for a record, or children live by it with a household."""
    approved = sa.select(Link.id).where(getattr(Link, two.column) == record_id, pairs.is_matched())
    lasting = sa.select(Placement.id).where(
        getattr(Placement, two.column) == record_id, placements.not_ended_on(clock.today())
    )
    return bool(db.session.scalar(sa.select(sa.or_(approved.exists(), lasting.exists()))))


def _has_link(two: "Merging", *, among: tuple[LinkStatus, ...] = pairs.LIVE) -> bool:
    return any(link.status in among for link in _live(two, record_id=two.lost.id))


def _live(two: "Merging", *, record_id: object) -> list[Link]:
    """Nobody takes them a step on before the merge is over."""
    found = sa.select(Link).where(getattr(Link, two.column) == record_id, pairs.is_live()).order_by(Link.id)
    fresh = found.with_for_update(of=Link).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh).unique())


def _born(referral: Referral) -> list[tuple[str, str]]:
    """What tells the children still to be placed apart: the day of birth, or the day on which one is expected."""
    days = ((one.date_of_birth, one.expected_date_of_delivery) for one in referral.current_children)
    return sorted(("born", str(born)) if born else ("expected", str(expected)) for born, expected in days)


def _spoken(referral: Referral) -> str:
    return referral.status.replace("_", " ")
