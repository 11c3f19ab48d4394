"""What must hold of referrals, links, places and placements after every act, whoever did it (I1, I2, I18)."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from consortium import placements
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking import link_steps
from consortium.linking.held_places import HeldPlace
from consortium.linking.link_steps import PATH, Outcome, Step
from consortium.linking.links import MATCHED, STAGES, EndReason, Link, LinkStatus
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.rights.shares import Cause, Share, live
from contracts.placement_agreements import PlacementAgreement
from contracts.purchases import Purchase

Claim = Callable[[], Iterator[object]]


def _all(found: sa.Select) -> list:
    return db.session.scalars(found).unique().all()


def _held(link: Link) -> list[HeldPlace]:
    return _all(sa.select(HeldPlace).where(HeldPlace.link_id == link.id, HeldPlace.released_at.is_(None)))


def no_household_has_more_children_than_places() -> Iterator[object]:
    for home in _all(sa.select(Household)):
        living = placements.children_on(clock.today(), household_ids=[home.id], and_later=True).get(home.id, 0)
        links = _all(sa.select(Link).where(Link.household_id == home.id))
        to_come = sum(len(_held(one)) for one in links if one.status in (LinkStatus.APPROVED, LinkStatus.INTRODUCTIONS))
        if living + to_come > home.approved_children:
            yield home, living, to_come


def a_match_holds_places_and_nothing_else_does() -> Iterator[object]:
    for link in _all(sa.select(Link)):
        if bool(_held(link)) != (link.status in MATCHED):
            yield link.status, len(_held(link))


def a_referral_has_at_most_one_match() -> Iterator[object]:
    for referral in _all(sa.select(Referral)):
        matched = _all(sa.select(Link).where(Link.referral_id == referral.id, Link.status.in_(MATCHED)))
        if len(matched) > 1:
            yield referral, matched


def no_child_lives_in_two_households() -> Iterator[object]:
    for referral in _all(sa.select(Referral)):
        if placements.children_of(referral.id) > len(referral.children):
            yield referral


def a_link_opens_what_its_state_says_to_both_and_nothing_after_its_end() -> Iterator[object]:
    for link in _all(sa.select(Link)):
        opened = _all(sa.select(Share).where(Share.link_id == link.id, Share.cause == Cause.LINK, *live()))
        stages = [one.stage for one in opened]
        wanted = [] if link.status is LinkStatus.ENDED else [int(STAGES[link.status])] * 2
        if stages != wanted:
            yield link.status, stages


def a_link_is_where_its_standing_steps_lead() -> Iterator[object]:
    for link in _all(sa.select(Link).where(Link.status != LinkStatus.ENDED)):
        state = LinkStatus.EXPLORING if link.authority_agreed_at and link.agency_agreed_at else LinkStatus.PROPOSED
        for step in link_steps.standing(link):
            moves = [one for one in PATH[step.step] if one.outcome is step.outcome and state in one.froms]
            state = next((one.to or state for one in moves), None)
        if state is not link.status:
            yield link.status, state


def an_approval_is_a_decision_that_stands() -> Iterator[object]:
    for link in _all(sa.select(Link)):
        decided = link_steps.latest(link_steps.standing(link), step=Step.DECISION)
        approved = decided is not None and decided.outcome is not Outcome.NOT_APPROVED
        if approved != (link.approved_at is not None):
            yield link.status, decided and decided.outcome


def who_moved_in_lives_there() -> Iterator[object]:
    for link in _all(sa.select(Link).where(Link.status == LinkStatus.MOVED_IN)):
        pair = (Placement.household_id == link.household_id, Placement.referral_id == link.referral_id)
        lasting = sa.select(Placement).where(*pair, placements.not_ended_on(clock.today()), placements.stands())
        if len(_all(lasting)) != 1:
            yield link


def a_placement_is_one_purchase_and_one_order() -> Iterator[object]:
    for stay in _all(sa.select(Placement)):
        bought = _all(sa.select(Purchase).where(Purchase.placement_id == stay.id))
        (order,) = _all(sa.select(PlacementAgreement).where(PlacementAgreement.placement_id == stay.id))
        if len(bought) != 1 or (order.cancelled_on is None) != (stay.reversed_on is None):
            yield stay, bought, order


def a_released_candidate_is_told_why() -> Iterator[object]:
    for link in _all(sa.select(Link).where(Link.status == LinkStatus.ENDED)):
        if link.end_reason not in set(EndReason) or link.ended_at is None:
            yield link


CLAIMS: tuple[Claim, ...] = (
    no_household_has_more_children_than_places,
    a_match_holds_places_and_nothing_else_does,
    a_referral_has_at_most_one_match,
    no_child_lives_in_two_households,
    a_link_opens_what_its_state_says_to_both_and_nothing_after_its_end,
    a_link_is_where_its_standing_steps_lead,
    an_approval_is_a_decision_that_stands,
    who_moved_in_lives_there,
    a_placement_is_one_purchase_and_one_order,
    a_released_candidate_is_told_why,
)
