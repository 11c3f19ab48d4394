"""Erasure: what identifies a person is deleted wherever it stands; the meaningless id stays, on a list that is kept.

Money keeps its amounts and days, under a reference that means nothing. The audit trail keeps its events, which hold ids
alone, so that the chain still verifies; the reasons that people wrote are deleted. A database that is restored from an
older copy lacks the later entries of the list: `again` takes a list that was kept outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped

from consortium.access import Viewer, acting, require
from consortium.carers import Household
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.guard import scoped, whole
from consortium.linking import held_places, link_steps, links
from consortium.linking.approaches import Approach, ApproachStatus
from consortium.linking.links import EndReason, Link, LinkStatus
from consortium.particulars import ChildParticulars, HouseholdParticulars
from consortium.placements import Placement
from consortium.referrals import Referral, ReferralStatus
from consortium.retention import records, returned, traces
from consortium.retention.holds import Hold
from consortium.retention.records import OfRecord, of_record
from consortium.retention.traces import Gone
from consortium.rights import shares
from consortium.rights.cases import Case
from consortium.rights.shares import Entity, Share
from consortium.trail import capture, reading

ERASED = "Erased."


class Erasure(OfRecord, Record, Base):
    """One entry of the list: a record that was erased, and the day."""

    __tablename__ = "erasures"
    __table_args__ = of_record(sa.UniqueConstraint("referral_id"), sa.UniqueConstraint("household_id"))

    erased_on: Mapped[date]


@dataclass(frozen=True)
class Entry:
    """An entry of a list that was kept outside."""

    entity: Entity
    record_id: UUID
    erased_on: date


def visible(viewer: Viewer) -> Select[Erasure]:
    """What was erased of the viewer's own organisation, the latest first; the operator's is the whole list."""
    require(viewer, "retention.read")
    mine = records.within(viewer, act="retention.read", table=Erasure)
    return scoped(sa.select(Erasure).where(mine).order_by(Erasure.created_at.desc(), Erasure.id))


def listed(viewer: Viewer) -> list[Erasure]:
    """The whole list, the first entry first, for whoever keeps it outside."""
    require(viewer, "retention.reapply")
    return list(db.session.scalars(visible(viewer).order_by(None).order_by(Erasure.created_at, Erasure.id)))


@whole("a list that was kept is applied to whatever a restore brought back")
def again(viewer: Viewer, *, entries: Iterable[Entry]) -> int:
    """Erases again what a restored database holds of a kept list; gives how many records it held."""
    require(viewer, "retention.reapply")
    tables: dict[Entity, Any] = {"referrals": Referral, "households": Household}
    found = [(one, db.session.get(tables[one.entity], one.record_id)) for one in entries]
    back = [(one, case) for one, case in found if case is not None and case.erased_on is None]
    for one, case in back:
        erase(case, on=one.erased_on)
    return len(back)


@whole("an erasure reaches every trace of a record")
def erase(case: Case, *, on: date | None = None) -> Erasure:
    """Erases a record for good. Whether that may be is for `disposals` and the operator to say."""
    gone = _gone(case, on=on or clock.today())
    shares.end_of(**gone.keys)
    _end_links(gone)
    _close_approaches(gone)
    _forget_what_was_said(gone)
    returned.forget(gone)
    for erase_own in traces.erasers():
        erase_own(gone)
    _rename_placements(gone)
    _blank(case, gone)
    erasure = Erasure(**records.keys_of(case), erased_on=gone.on)
    db.session.add(erasure)
    flush()
    said = {"entity": gone.entity, "entity_id": gone.record_id, "owner_id": gone.owner_id}
    capture.note(acting.get(), action="erased", **said)
    return erasure


def _gone(case: Case, *, on: date) -> Gone:
    own: list[Child] = [] if isinstance(case, Household) else list(case.children)
    owner = case.agency if isinstance(case, Household) else case.authority
    return Gone(
        entity=records.entity_of(case),
        record_id=case.id,
        owner_id=owner.id,
        owner_code=owner.code,
        ref=case.ref,
        child_refs=frozenset(child.ref for child in own),
        child_ids=frozenset(child.id for child in own),
        alias=f"E-{case.id.hex[:12].upper()}",
        made_at=case.created_at,
        on=on,
    )


def _end_links(gone: Gone) -> None:
    """A restored copy may hold links that are live: they end, by nobody, and the other side is free again."""
    for link in db.session.scalars(_of(Link, gone).where(links.is_live())):
        link.status, link.ended_at, link.end_reason = LinkStatus.ENDED, clock.now(), EndReason.PLAN_CHANGED
        held_places.release(link_id=link.id)
    flush()


def _forget_what_was_said(gone: Gone) -> None:
    """Reasons and notes in people's own words: of links, shares, holds and disposals, and on the trail."""
    from consortium.retention.disposals import Disposal, DisposalStatus  # which confirm by calling `erase`

    spoken_of = {gone.record_id, *gone.child_ids}
    for table in (Link, Share, Hold, Disposal):
        for row in db.session.scalars(_of(table, gone)).unique():
            row.reason = ERASED if row.reason else ""
            spoken_of.add(row.id)
            if isinstance(row, Link):
                row.end_note = ""
                link_steps.forget_reasons(row)
            if isinstance(row, Disposal) and row.status is DisposalStatus.PROPOSED:
                row.status, row.ended_at = DisposalStatus.CARRIED_OUT, clock.now()
    flush()
    for key in spoken_of:
        reading.erase_reasons(entity_id=key)


def _close_approaches(gone: Gone) -> None:
    """Whoever was asked about the record is asked no longer, and what they said of it is emptied."""
    for asked in db.session.scalars(_of(Approach, gone)).unique():
        asked.note, asked.digest = "", None
        if asked.status is ApproachStatus.OPEN:
            asked.status = ApproachStatus.WITHDRAWN
    flush()


def _of(table: Any, gone: Gone) -> Select[Any]:
    return sa.select(table).where(*(getattr(table, name) == key for name, key in gone.keys.items()))


def _rename_placements(gone: Gone) -> None:
    column = "household_ref" if gone.entity == "households" else "referral_ref"
    for placement in db.session.scalars(_of(Placement, gone)):
        setattr(placement, column, gone.alias)
    flush()


def _blank(case: Case, gone: Gone) -> None:
    if isinstance(case, Household):
        _blank_household(case, gone)
    else:
        _close_referral(case, on=gone.on)
        for row in db.session.scalars(sa.select(ChildParticulars).where(ChildParticulars.child_id.in_(gone.child_ids))):
            db.session.delete(row)
        flush()
        case.children.clear()
    case.ref, case.held_by, case.erased_on = gone.alias, None, gone.on
    flush()


def _close_referral(referral: Referral, *, on: date) -> None:
    """A restored copy may be older than the end of the search."""
    if referral.closed_on is None:
        referral.status = ReferralStatus.WITHDRAWN
        referral.closed_on = on


def _blank_household(household: Household, gone: Gone) -> None:
    for row in db.session.scalars(_of(HouseholdParticulars, gone)):
        db.session.delete(row)
    near = records.near(gone.owner_id)
    others = sa.select(Household.id).where(Household.ref == gone.ref, Household.id != gone.record_id)
    if db.session.scalar(others.where(Household.agency_id.in_(near)).limit(1)) is None:
        _forget_conflicts(gone)  # or else a child is kept from another household of this reference
    household.answers.clear()
    household.withdrawn_on = household.withdrawn_on or gone.on
    household.postcode, household.hold_reason, household.withdrawn_because = "", None, None
    household.min_age_months = household.max_age_months = 0
    household.approved_children = household.max_travel_minutes = 0
    for name in ("sexes", "experience", "ethnicity", "religion", "languages"):
        setattr(household, name, [])
    for name in ("approved_fostering_on", "approved_adoption_on", "review_due_on", "available_from", "hold_until"):
        setattr(household, name, None)


def _forget_conflicts(gone: Gone) -> None:
    """The children who were to be kept from the household; their authorities named it, and could know it."""
    near = Child.authority_id.in_(records.near(gone.owner_id))
    for child in db.session.scalars(sa.select(Child).where(sa.cast(Child.conflicts, sa.Text) != "[]", near)):
        if gone.ref in child.conflicts:
            child.conflicts = [other for other in child.conflicts if other != gone.ref]
    flush()
