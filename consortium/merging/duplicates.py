"""Duplicates: records of one organisation that look like one are listed, and merged or told apart by a person.

What hangs on the record that is merged away (links and what they opened, placements, notes) moves to the one kept,
in one transaction; the record itself stays, closed, with all that is written in it. Other rooms offer what they move;
`following.STAYS` lists what stays, and a test walks all tables that point at a record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import carers, referrals, searches
from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.linking.pairs import Link
from consortium.merging import live, merges
from consortium.merging.likeness import Alike, Born, Told
from consortium.merging.likeness import pairs as alike
from consortium.merging.merges import Decision, DuplicateDecision
from consortium.notes import Note
from consortium.placements import Placement
from consortium.referrals import Referral, ReferralStatus
from consortium.retention import traces
from consortium.retention.traces import Gone
from consortium.rights import sight
from consortium.rights.shares import Entity, Share

READ, MERGE = "duplicates.read", "duplicates.merge"
SHORTEST_REASON = 10
ERASED = "Erased."
Case = Household | Referral


@dataclass(frozen=True)
class Merging:
    """Two records of which one is kept: `column` is how other rows point at them."""

    kept: Case
    lost: Case
    column: str


Move = Callable[[Merging], None]
_MOVES: list[Move] = []
_EXPECTS: list[Move] = []


def offer(move: Move, *, expect: Move | None = None) -> None:
    """Makes known how a room moves what it keeps of a record that is merged into another, and what it refuses first."""
    _MOVES.append(move)
    if expect is not None:
        _EXPECTS.append(expect)


def listed(viewer: Viewer) -> dict[Entity, list[Alike]]:
    """The records that the viewer may merge and that look alike, but for those that were decided on, by reference."""
    require(viewer, READ)
    decided = _decided(viewer)
    found: dict[Entity, list[Alike]] = {"referrals": list(alike(_referrals(viewer)))}
    found["households"] = list(alike(_households(viewer)))
    return {
        entity: [one for one in each if frozenset((one.first.id, one.second.id)) not in decided]
        for entity, each in found.items()
    }


def case(viewer: Viewer, *, entity: Entity, record_id: UUID) -> Case:
    """One record that the viewer may merge."""
    if entity == "households":
        return carers.get(viewer, household_id=record_id, act=MERGE)
    return referrals.get(viewer, referral_id=record_id, act=MERGE)


def tell_apart(viewer: Viewer, *, entity: Entity, first_id: UUID, second_id: UUID, reason: str) -> DuplicateDecision:
    """Two records that look alike are two; they are listed no more."""
    two = _two(viewer, entity=entity, kept_id=first_id, lost_id=second_id)
    return _decide(viewer, two=two, decision=Decision.DIFFERENT, reason=reason)


@whole("what hangs on a record that is merged away moves with it, whosesoever it is")
def merge(viewer: Viewer, *, entity: Entity, kept_id: UUID, lost_id: UUID, reason: str) -> Case:
    """One record goes on in the other. Refused where what is under way forbids it: see `live`."""
    two = _two(viewer, entity=entity, kept_id=kept_id, lost_id=lost_id)
    _hold(two)
    live.expect(two)
    for expect in _EXPECTS:
        expect(two)
    _decide(viewer, two=two, decision=Decision.MERGED, reason=reason)
    live.end_second_links(viewer, two=two)
    for table in (Link, Share, Note):
        for row in db.session.scalars(sa.select(table).where(getattr(table, two.column) == two.lost.id)).unique():
            setattr(row, two.column, two.kept.id)
    _move_placements(two)
    for move in _MOVES:
        move(two)
    flush()
    _close(viewer, two=two)
    live.settle(viewer, two=two)
    return two.kept


def _two(viewer: Viewer, *, entity: Entity, kept_id: UUID, lost_id: UUID) -> Merging:
    require(viewer, MERGE)
    kept = case(viewer, entity=entity, record_id=kept_id)
    lost = case(viewer, entity=entity, record_id=lost_id)
    if kept.id == lost.id:
        raise Invalid({"lost_id": ["Name two records."]})
    if _owner(kept) != _owner(lost):
        raise RuleBroken("The two belong to different organisations: each keeps its own.", code="two_owners")
    column = "household_id" if entity == "households" else "referral_id"
    for one in (kept, lost):
        merges.expect_kept(**{column: one.id})
    return Merging(kept, lost, column)


def _owner(one: Case) -> UUID:
    return one.agency_id if isinstance(one, Household) else one.authority_id


def _hold(two: Merging) -> None:
    """Both as they are now, in the order of their ids: nobody links or places either meanwhile."""
    table: Any = type(two.kept)
    held = sa.select(table).where(table.id.in_([two.kept.id, two.lost.id])).order_by(table.id)
    db.session.scalars(held.with_for_update(of=table).execution_options(populate_existing=True)).all()


def _decide(viewer: Viewer, *, two: Merging, decision: Decision, reason: str) -> DuplicateDecision:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": [f"Say why, in at least {SHORTEST_REASON} characters."]})
    owner = "agency_id" if two.column == "household_id" else "authority_id"
    keys = {two.column: two.kept.id, f"other_{two.column}": two.lost.id, owner: _owner(two.kept)}
    made = DuplicateDecision(**keys, decision=decision, reason=reason.strip(), decided_by=viewer.user_id)
    db.session.add(made)
    flush()
    return made


def _move_placements(two: Merging) -> None:
    """A placement points at its sides by id and by reference."""
    ref = two.column.replace("_id", "_ref")
    for placement in db.session.scalars(sa.select(Placement).where(getattr(Placement, two.column) == two.lost.id)):
        setattr(placement, two.column, two.kept.id)
        setattr(placement, ref, two.kept.ref)
        entries.touch(placement)
        flush()
        if isinstance(two.kept, Referral):
            searches.follow(placement, referral=two.kept)


def _close(viewer: Viewer, *, two: Merging) -> None:
    note = f"Merged into {two.kept.ref}."
    if isinstance(two.lost, Household):
        two.lost.withdrawn_on = two.lost.withdrawn_on or clock.today()
        entries.touch(two.lost)
        flush()
    elif two.lost.closed_on is None:
        searches.put(viewer, referral=two.lost, status=ReferralStatus.WITHDRAWN, note=note)
    entries.touch(two.kept)
    flush()


def _decided(viewer: Viewer) -> set[frozenset[UUID]]:
    table = DuplicateDecision
    owners = (sight.of(viewer, READ, owner=owner) for owner in (table.authority_id, table.agency_id))
    columns = (table.referral_id, table.other_referral_id, table.household_id, table.other_household_id)
    chosen: Any = sa.select(*columns).where(sa.or_(*owners))
    return {frozenset(key for key in row if key) for row in db.session.execute(scoped(chosen))}


def _referrals(viewer: Viewer) -> list[Told]:
    mine = (sight.of(viewer, READ, owner=Referral.authority_id), Referral.erased_on.is_(None))
    found = sa.select(Referral).where(*mine, Referral.closed_on.is_(None)).order_by(Referral.created_at, Referral.id)
    return [
        Told(one.id, one.authority_id, one.ref, children=tuple(_born(child) for child in one.current_children))
        for one in db.session.scalars(scoped(found)).unique()
    ]


def _born(child: Any) -> Born:
    return Born(child.date_of_birth, child.expected_date_of_delivery, child.sex and child.sex.value)


def _households(viewer: Viewer) -> list[Told]:
    mine = (sight.of(viewer, READ, owner=Household.agency_id), Household.erased_on.is_(None))
    found = sa.select(Household).where(*mine, Household.withdrawn_on.is_(None))
    return [
        Told(one.id, one.agency_id, one.ref, home=(one.postcode, one.approved_fostering_on, one.approved_adoption_on))
        for one in db.session.scalars(scoped(found.order_by(Household.created_at, Household.id))).unique()
    ]


def forget(gone: Gone) -> None:
    """Why an erased record was merged, or told apart from another; that it was says nothing of a person."""
    column = next(iter(gone.keys))
    keys = (getattr(DuplicateDecision, name) == gone.record_id for name in (column, f"other_{column}"))
    for decision in db.session.scalars(sa.select(DuplicateDecision).where(sa.or_(*keys))):
        decision.reason = ERASED
    flush()


traces.offer("duplicates", forget)
