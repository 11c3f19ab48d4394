"""Placements: which children live with which household, from the day they moved in, through every legal phase."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import called, members, returns
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, flush, words
from consortium.floor.errors import Conflict, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight

NEVER_MOVED_IN = "aborted_before_move_in"
_REVERSED = "reversed_on IS NULL OR (ended_on IS NOT NULL AND ended_on = moved_in_on)"


class Phase(StrEnum):
    """The legal phase of a placement; it begins as fostering."""

    FOSTERING = "fostering"
    PROSPECTIVE_ADOPTIVE = "prospective_adoptive"
    ADOPTED = "adopted"


# From a phase (None: the day of moving in) to those that may follow.
NEXT_PHASES: dict[Phase, tuple[Phase, ...]] = {
    Phase.FOSTERING: (Phase.PROSPECTIVE_ADOPTIVE, Phase.ADOPTED),
    Phase.PROSPECTIVE_ADOPTIVE: (Phase.ADOPTED, Phase.FOSTERING),
    Phase.ADOPTED: (),
}


def _not_before_moving_in(column: str, name: str, sentence: str) -> sa.CheckConstraint:
    refusal = RuleBroken(sentence, code=name)
    return sa.CheckConstraint(f"{column} IS NULL OR {column} >= moved_in_on", name=name, info={"refusal": refusal})


class Placement(Editable, Base):
    """One stay of one child or sibling group with one household; owned by the placing authority.

    History may name households and referrals that were never recorded here: then only their references stand.
    """

    __tablename__ = "placements"
    __table_args__ = (
        sa.UniqueConstraint(
            "authority_id", "ref", info={"refusal": Conflict("The authority has a placement with this reference.")}
        ),
        sa.UniqueConstraint("id", "authority_id"),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.Index("ix_placements_household_id", "household_id"),
        sa.Index("ix_placements_agency_id", "agency_id"),
        sa.CheckConstraint("children >= 1", name="has_children"),
        sa.CheckConstraint(_REVERSED, name="reversed_to_nothing"),
        _not_before_moving_in("ended_on", "ends_after_moving_in", "A placement does not end before the move in."),
        _not_before_moving_in(
            "adoption_order_on", "adopted_after_moving_in", "An adoption order does not come before the move in."
        ),
    )

    ref: Mapped[str] = mapped_column(sa.String(100))
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agency_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    household_id: Mapped[UUID | None]
    household_ref: Mapped[str | None] = mapped_column(sa.String(100))
    referral_id: Mapped[UUID | None]
    referral_ref: Mapped[str | None] = mapped_column(sa.String(100))
    children: Mapped[int]
    match_approved_on: Mapped[date | None]
    moved_in_on: Mapped[date]
    adoption_order_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(sa.String(100))
    reversed_on: Mapped[date | None]
    authority: Mapped[members.Member] = relationship(foreign_keys=[authority_id], lazy="joined", innerjoin=True)
    agency: Mapped[members.Member] = relationship(foreign_keys=[agency_id], lazy="joined", innerjoin=True)
    phases: Mapped[list["PlacementPhase"]] = relationship(
        lazy="selectin", order_by="PlacementPhase.from_on", cascade="all, delete-orphan"
    )


class PlacementPhase(Record, Base):
    """The day from which a placement was in a legal phase."""

    __tablename__ = "placement_phases"
    __table_args__ = (
        sa.UniqueConstraint("placement_id", "from_on"),
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
    )

    placement_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    phase: Mapped[Phase] = mapped_column(words(Phase, name="phase"))
    from_on: Mapped[date]


def visible(viewer: Viewer, *, open_on: date | None = None, agency_id: UUID | None = None) -> Select[Placement]:
    """The placements within the viewer's sight, the latest first."""
    require(viewer, "placements.read")
    found = sa.select(Placement).order_by(Placement.moved_in_on.desc(), Placement.id)
    found = scoped(found.where(in_scope(viewer)))
    found = found if agency_id is None else found.where(Placement.agency_id == agency_id)
    return found if open_on is None else found.where(*_open_on(open_on))


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that the placing authority is within the viewer's sight, or the agency is the viewer's own.

    Coordinators see by the authority alone: an agency that serves two consortia opens neither one's books to the other.
    """
    return sa.or_(
        sight.of(viewer, "placements.read", owner=Placement.authority_id),
        sight.is_own(viewer, "placements.read", owner=Placement.agency_id),
    )


def get(viewer: Viewer, *, placement_id: UUID) -> Placement:
    """One placement within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Placement.id == placement_id))
    if found is None:
        raise NotFound
    return found


@whole("how many places of a household are taken")
def children_on(day: date, *, household_ids: Iterable[UUID], and_later: bool = False) -> dict[UUID, int]:
    """How many children live with each household on a day; households without any are left out.

    and_later: those who are to move in after the day count too, for their place is taken already.
    """
    counted = db.session.execute(_TAKEN if and_later else _LIVING, {"ids": list(household_ids), "day": day})
    return {household_id: int(children) for household_id, children in counted if household_id}


@whole("how many children of a referral are placed")
def children_of(referral_id: UUID, *, besides: UUID | None = None) -> int:
    """How many children of a referral are in placements that have not ended today, but for one."""
    others = Placement.id.is_distinct_from(besides)
    its_own = (Placement.referral_id == referral_id, others, not_ended_on(clock.today()))
    return db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Placement.children), 0)).where(*its_own)) or 0


def open_(*, authority_id: UUID, agency_id: UUID, values: Mapping[str, Any]) -> Placement:
    """Opens a placement. `contracts.purchases` alone may call this, and asks who may: who places also purchases.

    values: ref, household_ref, referral_ref, children, match_approved_on, moved_in_on, adoption_order_on, ended_on,
    end_reason; already read and checked by the caller.
    """
    placement = Placement(authority_id=authority_id, agency_id=agency_id, **values)
    find_sides(placement)
    placement.phases.append(_phase(placement, phase=Phase.FOSTERING, on=placement.moved_in_on))
    _follow_adoption(placement)
    db.session.add(placement)
    flush()
    return placement


def amend(placement: Placement, *, values: Mapping[str, Any]) -> Placement:
    """Changes the days of a placement together with its purchase; `contracts.purchases` alone calls this."""
    if entries.amend(placement, values):
        entries.touch(placement)
        find_sides(placement)
        placement.phases[0].from_on = placement.moved_in_on
        _follow_adoption(placement)
    flush()
    return placement


def as_row(placement: Placement) -> dict[str, Any]:
    """With whom, since when and in which legal phase the children of a placement live."""
    return {
        "id": placement.id,
        "placement_ref": placement.ref,
        "authority_code": placement.authority.code,
        "agency": placement.agency.code,
        "household_ref": placement.household_ref,
        "referral_ref": placement.referral_ref,
        "children": placement.children,
        "moved_in_on": placement.moved_in_on,
        "phase": placement.phases[-1].phase,
    }


def reverse(placement: Placement) -> Placement:
    """Takes a placement back that never was: it counts on no day and for nothing, and stays on the record.

    `contracts.purchases` alone calls this.
    """
    ended = {"ended_on": placement.moved_in_on, "end_reason": NEVER_MOVED_IN, "adoption_order_on": None}
    placement.reversed_on = clock.today()
    return amend(placement, values=ended)


def stands() -> sa.ColumnElement[bool]:
    """The condition that a placement was not taken back."""
    return Placement.reversed_on.is_(None)


@whole("history names a household by its reference")
def know_household(*, household_id: UUID, agency_id: UUID, ref: str) -> None:
    """A household that history named is recorded now: its placements point at it from here on."""
    named = (Placement.agency_id == agency_id, Placement.household_ref == ref, Placement.household_id.is_(None))
    for placement in db.session.scalars(sa.select(Placement).where(*named)):
        placement.household_id = household_id
    flush()


@whole("history names a referral by its reference")
def know_referral(*, referral_id: UUID, authority_id: UUID, ref: str) -> list[Placement]:
    """A referral that history named is recorded now: its placements, given back, point at it from here on."""
    named = (Placement.authority_id == authority_id, Placement.referral_ref == ref, Placement.referral_id.is_(None))
    for placement in db.session.scalars(sa.select(Placement).where(*named)):
        placement.referral_id = referral_id
    flush()
    return list(db.session.scalars(sa.select(Placement).where(Placement.referral_id == referral_id)))


def has_ended(ended_on: date | None) -> bool:
    """Whether a placement with this end is over today; one that is to end later is still open."""
    return ended_on is not None and ended_on <= clock.today()


def not_ended_on(day: Any) -> sa.ColumnElement[bool]:
    """The condition that a placement has not ended on a day, whether it has begun by then or not."""
    return sa.or_(Placement.ended_on.is_(None), Placement.ended_on > day)


def find_sides(placement: Placement) -> None:
    """Points at the household of the agency and the referral of the authority whose references are given."""
    with db.session.no_autoflush:
        placement.household_id = called.household_of(agency_id=placement.agency_id, ref=placement.household_ref)
        placement.referral_id = called.referral_of(authority_id=placement.authority_id, ref=placement.referral_ref)


def _open_on(day: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (Placement.moved_in_on <= day, not_ended_on(day))


# Put together once, for they are asked with every list of households.
_IDS, _DAY = sa.bindparam("ids", expanding=True, type_=sa.Uuid()), sa.bindparam("day", type_=sa.Date())
_TAKEN = (
    sa.select(Placement.household_id, sa.func.sum(Placement.children))
    .where(Placement.household_id.in_(_IDS), not_ended_on(_DAY))
    .group_by(Placement.household_id)
)
_LIVING = _TAKEN.where(Placement.moved_in_on <= _DAY, ~returns.is_away(placement_id=Placement.id, on=_DAY))


def _phase(placement: Placement, *, phase: Phase, on: date) -> PlacementPhase:
    return PlacementPhase(authority_id=placement.authority_id, phase=phase, from_on=on)


def _follow_adoption(placement: Placement) -> None:
    """Keeps the adopted phase where the adoption order's day says it is."""
    kept = [phase for phase in placement.phases if phase.phase is not Phase.ADOPTED]
    order = placement.adoption_order_on
    adopted = next((phase for phase in placement.phases if phase.phase is Phase.ADOPTED), None)
    if order is None:
        placement.phases = kept
    elif adopted is not None:
        adopted.from_on = order
    elif order > kept[-1].from_on:
        placement.phases.append(_phase(placement, phase=Phase.ADOPTED, on=order))
