"""What must hold of referrals, links, places and placements after every act, whoever did it (I1, I2, I18).

All rows are read at once, and each claim is looked at in plain Python, apart from the conditions that the product uses.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property

import sqlalchemy as sa

from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking.held_places import HeldPlace
from consortium.linking.link_steps import PATH, LinkStep, Outcome, Step
from consortium.linking.links import MATCHED, STAGES, EndReason, Link, LinkStatus
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.rights.shares import Cause, Share
from contracts.placement_agreements import PlacementAgreement
from contracts.purchases import Purchase


def _all(table: type) -> list:
    return list(db.session.scalars(sa.select(table)).unique())


class Seen:
    """Every row that a claim is about, as it stands."""

    def __init__(self) -> None:
        self.today, self.now = clock.today(), clock.now()
        self.households, self.referrals, self.links = _all(Household), _all(Referral), _all(Link)
        self.held = [one for one in _all(HeldPlace) if one.released_at is None]
        self.stays = [one for one in _all(Placement) if one.reversed_on is None]

    @cached_property
    def steps(self) -> list[LinkStep]:
        """Those that stand, in the order in which they were recorded."""
        rows = sorted(_all(LinkStep), key=lambda one: (one.created_at, one.id.hex))
        back = {one.reverses for one in rows}
        return [one for one in rows if one.step is not Step.REVERSAL and one.id not in back]

    def lasting(self, stay: Placement, *, on: date) -> bool:
        """Whether a placement has not ended on a day."""
        return stay.ended_on is None or stay.ended_on > on

    def held_by(self, link: Link) -> int:
        """How many places a link holds."""
        return sum(one.link_id == link.id for one in self.held)


Claim = Callable[[Seen], Iterator[object]]


def no_household_has_more_children_than_places(seen: Seen) -> Iterator[object]:
    for home in seen.households:
        stays = [one for one in seen.stays if one.household_id == home.id and seen.lasting(one, on=seen.today)]
        approved = (LinkStatus.APPROVED, LinkStatus.INTRODUCTIONS)
        links = [one for one in seen.links if one.household_id == home.id and one.status in approved]
        living, to_come = sum(one.children for one in stays), sum(map(seen.held_by, links))
        if living + to_come > home.approved_children:
            yield home, living, to_come


def a_match_holds_places_and_nothing_else_does(seen: Seen) -> Iterator[object]:
    for link in seen.links:
        if bool(seen.held_by(link)) != (link.status in MATCHED):
            yield link.status, seen.held_by(link)


def a_referral_has_at_most_one_match(seen: Seen) -> Iterator[object]:
    for referral in seen.referrals:
        matched = [one for one in seen.links if one.referral_id == referral.id and one.status in MATCHED]
        if len(matched) > 1:
            yield referral, matched


def no_child_lives_in_two_households(seen: Seen) -> Iterator[object]:
    for referral in seen.referrals:
        stays = [one for one in seen.stays if one.referral_id == referral.id and seen.lasting(one, on=seen.today)]
        if sum(one.children for one in stays) > len(referral.children):
            yield referral


def a_link_opens_what_its_state_says_to_both_and_nothing_after_its_end(seen: Seen) -> Iterator[object]:
    opened = [one for one in _all(Share) if one.cause == Cause.LINK and one.ended_at is None]
    for link in seen.links:
        live = [one for one in opened if one.link_id == link.id and (one.ends_at is None or one.ends_at > seen.now)]
        wanted = [] if link.status is LinkStatus.ENDED else [STAGES[link.status]] * 2
        if [one.stage for one in live] != wanted:
            yield link.status, live


def a_link_is_where_its_standing_steps_lead(seen: Seen) -> Iterator[object]:
    for link in (one for one in seen.links if one.status is not LinkStatus.ENDED):
        state = LinkStatus.EXPLORING if link.authority_agreed_at and link.agency_agreed_at else LinkStatus.PROPOSED
        for step in (one for one in seen.steps if one.link_id == link.id):
            moves = [one for one in PATH[step.step] if one.outcome is step.outcome and state in one.froms]
            state = next((one.to or state for one in moves), None)
        if state is not link.status:
            yield link.status, state


def an_approval_is_a_decision_that_stands(seen: Seen) -> Iterator[object]:
    for link in seen.links:
        decisions = [one for one in seen.steps if one.link_id == link.id and one.step is Step.DECISION]
        approved = bool(decisions) and decisions[-1].outcome is not Outcome.NOT_APPROVED
        if approved != (link.approved_at is not None):
            yield link.status, decisions


def who_moved_in_lives_there(seen: Seen) -> Iterator[object]:
    for link in (one for one in seen.links if one.status is LinkStatus.MOVED_IN):
        pair = (link.household_id, link.referral_id)
        stays = [one for one in seen.stays if (one.household_id, one.referral_id) == pair]
        if sum(seen.lasting(one, on=seen.today) for one in stays) != 1:
            yield link


def a_placement_is_one_purchase_and_one_order(_seen: Seen) -> Iterator[object]:
    bought, orders = _all(Purchase), _all(PlacementAgreement)
    for stay in _all(Placement):
        own = [one for one in bought if one.placement_id == stay.id]
        standing = [one.cancelled_on is None for one in orders if one.placement_id == stay.id]
        if len(own) != 1 or standing != [stay.reversed_on is None]:
            yield stay, own, standing


def a_released_candidate_is_told_why(seen: Seen) -> Iterator[object]:
    for link in (one for one in seen.links if one.status is LinkStatus.ENDED):
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
