"""The records of some consortia as the problem of a run: the same rows that the spreadsheets would hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import carers, members, placements, postcodes, referrals
from consortium.carers import Household
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.linking import links
from consortium.members import Membership
from consortium.referrals import Referral, ReferralStatus
from matching.assembly import assemble
from matching.policy import Policy
from matching.problem import Place, Problem
from matching.terms import pins, policies, travel
from matching.terms.pins import Decision

Row = dict[str, Any]
ELSEWHERE = "Another consortium has forbidden this pair."


@whole("a run looks at whole consortia")
def problem(
    *, as_of: date, policy: Policy, consortium_ids: Sequence[UUID], previous: Iterable[tuple[str, str]] = ()
) -> Problem:
    """What a run over these consortia looks at on a day: referrals that search, and households not withdrawn.

    Members who have yet to join come in too, as they do from files (`members.pooled` says which).
    """
    names = _Names()
    seekers, homes = _referrals(consortium_ids, as_of=as_of), _households(consortium_ids, as_of=as_of)
    decisions = _pins(consortium_ids, seekers, homes)
    names.learn(seekers, homes)
    children, households = _rows(seekers, homes, as_of=as_of)
    children = [names.of_child(row) for row in children]
    households = [names.of_household(row) for row in households]
    return assemble(
        as_of=as_of,
        policy=policy,
        children=children,
        households=households,
        members=_members(consortium_ids),
        travel=_travel(consortium_ids),
        pins=[names.of_pin(pin, own=pin.consortium_id in consortium_ids) for pin in decisions],
        previous=previous,
        places=_places(children, households),
    )


@whole("both sides of a link that is within sight are compared")
def pair(*, referral: Referral, household: Household, as_of: date) -> Problem:
    """One referral and one household on a day, by the policy of the consortia that both sides are in."""
    shared = policies.shared(authority_id=referral.authority_id, agency_id=household.agency_id, on=as_of)
    signed = policies.governing(consortium_ids=shared, on=as_of)
    children, households = _rows([referral], [household], as_of=as_of)
    return assemble(
        as_of=as_of,
        policy=policies.terms_of(signed[0] if signed else None),
        children=children,
        households=households,
        travel=_travel(shared),
        places=_places(children, households),
    )


def _rows(seekers: Sequence[Referral], homes: Sequence[Household], *, as_of: date) -> tuple[list[Row], list[Row]]:
    """The rows of the children, and of the households, as the spreadsheets would hold them."""
    linked = links.open_counts(referral_ids=[one.id for one in seekers], household_ids=[one.id for one in homes])
    living = placements.children_on(as_of, household_ids=[one.id for one in homes], and_later=True)
    answers = carers.answers_of(one.id for one in homes)
    children = [
        row | {"open_links": linked.get(referral.id, 0)} for referral in seekers for row in referrals.as_rows(referral)
    ]
    households = [
        carers.as_row(one, children_in_placement=living.get(one.id, 0), answers=answers[one.id])
        | {"open_links": linked.get(one.id, 0)}
        for one in homes
    ]
    return children, households


def _places(children: Iterable[Row], households: Iterable[Row]) -> Mapping[str, Place]:
    used = {row["postcode"] for row in households} | {row["contact_postcode"] for row in children}
    return postcodes.places({code for code in used if code})


class _Names:
    """What each record is called in a run: its reference, after the owner's code where two owners share one."""

    def __init__(self) -> None:
        self._referrals: Counter[str] = Counter()
        self._households: Counter[str] = Counter()
        self._all_called: dict[str, list[str]] = {}

    def learn(self, seekers: Iterable[Referral], homes: Iterable[Household]) -> None:
        homes = list(homes)
        self._referrals = Counter(referral.ref for referral in seekers)
        self._households = Counter(household.ref for household in homes)
        for household in homes:
            name = self._household(household.ref, household.agency.code)
            self._all_called.setdefault(household.ref, []).append(name)

    def _referral(self, ref: str, authority: str) -> str:
        return f"{authority}/{ref}" if self._referrals[ref] > 1 else ref

    def _household(self, ref: str, agency: str) -> str:
        return f"{agency}/{ref}" if self._households[ref] > 1 else ref

    def of_child(self, row: Row) -> Row:
        """A conflict names every household that bears its reference."""
        conflicts = [name for ref in row["conflicts"] for name in self._all_called.get(ref, [ref])]
        ref = self._referral(row["referral_ref"], row["authority_code"])
        return row | {"referral_ref": ref, "conflicts": tuple(conflicts)}

    def of_household(self, row: Row) -> Row:
        return row | {"household_ref": self._household(row["household_ref"], row["agency"])}

    def of_pin(self, pin: pins.Pin, *, own: bool) -> Row:
        """A reason that another consortium gave is theirs to read."""
        return pins.as_row(pin) | {
            "reason": pin.reason if own else ELSEWHERE,
            "referral_ref": self._referral(pin.referral.ref, pin.referral.authority.code),
            "household_ref": self._household(pin.household.ref, pin.household.agency.code),
        }


def _referrals(consortium_ids: Sequence[UUID], *, as_of: date) -> list[Referral]:
    owners = members.pooled(consortium_ids=consortium_ids, as_of=as_of)
    searches = Referral.status == ReferralStatus.SEARCHING, Referral.erased_on.is_(None)
    found = sa.select(Referral).where(Referral.authority_id.in_(owners), *searches)
    return [referral for referral in db.session.scalars(found) if referral.current_children]


def _households(consortium_ids: Sequence[UUID], *, as_of: date) -> list[Household]:
    owners = members.pooled(consortium_ids=consortium_ids, as_of=as_of)
    free = sa.or_(Household.withdrawn_on.is_(None), Household.withdrawn_on > as_of)
    found = sa.select(Household).where(Household.agency_id.in_(owners), free, Household.erased_on.is_(None))
    return list(db.session.scalars(found))


def _members(consortium_ids: Sequence[UUID]) -> list[Row]:
    found = sa.select(Membership).where(Membership.consortium_id.in_(consortium_ids))
    return [members.as_row(membership) for membership in db.session.scalars(found)]


def _travel(consortium_ids: Sequence[UUID]) -> list[Row]:
    """Where two consortia tell one way differently, the longer time counts: nobody is sent too far by it."""
    matrix = travel.TravelMinutes
    found = sa.select(matrix).where(matrix.consortium_id.in_(consortium_ids)).order_by(matrix.minutes)
    return [travel.as_row(way) for way in db.session.scalars(found)]


def _pins(consortium_ids: Sequence[UUID], seekers: Iterable[Referral], homes: Iterable[Household]) -> list[pins.Pin]:
    """What was decided on pairs of this run, once a pair: its consortia's pins, and whatever anybody has forbidden.

    A pin of a child placed meanwhile has done its work.
    """
    own, seeking, free = set(consortium_ids), {one.id for one in seekers}, {one.id for one in homes}
    counts = sa.or_(pins.Pin.consortium_id.in_(own), pins.Pin.decision == Decision.FORBID)
    found = sorted(
        db.session.scalars(sa.select(pins.Pin).where(~pins.Pin.lifted, counts)),
        key=lambda pin: (pin.consortium_id not in own, not pin.override, pin.reason),
    )
    first: dict[tuple[UUID, UUID, Decision], pins.Pin] = {}
    for pin in found:
        if pin.referral_id in seeking and pin.household_id in free:
            first.setdefault((pin.referral_id, pin.household_id, pin.decision), pin)
    for pin in first.values():
        forbidden = first.get((pin.referral_id, pin.household_id, Decision.FORBID))
        if pin.decision is Decision.PIN and forbidden and forbidden.consortium_id not in own:
            pair = f"{pin.referral.ref} is pinned to {pin.household.ref}"
            raise RuleBroken(f"{pair}, but another consortium has forbidden this pair: lift the pin.", code="forbidden")
    return list(first.values())
