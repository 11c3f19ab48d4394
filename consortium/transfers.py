"""Transfers: from which day on a placement goes on with another agency, and with whom it was before.

The verbs stand in `consortium.linking.transferring`. What was bought of the former agency stays bought of it.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import placements
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.placements import Placement
from consortium.retention import traces
from consortium.retention.traces import Gone


class PlacementTransfer(Record, Base):
    """From a day on a placement goes on by another link, with another agency; owned by the placing authority.

    With whom it was before stands by the reference that agency gave the household, and by the link, where there was
    one. A row is never changed, but that it may be taken back, once, by a day and a reason.
    """

    __tablename__ = "placement_transfers"
    __table_args__ = (
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        sa.ForeignKeyConstraint(
            ["link_id", "authority_id", "agency_id"], ["links.id", "links.authority_id", "links.agency_id"]
        ),
        sa.ForeignKeyConstraint(
            ["from_link_id", "authority_id", "from_agency_id"], ["links.id", "links.authority_id", "links.agency_id"]
        ),
        sa.UniqueConstraint(
            "link_id", info={"refusal": Conflict("It is transferred already.", code="recorded_already")}
        ),
        sa.Index("ix_placement_transfers_placement_id", "placement_id"),
        sa.CheckConstraint("agency_id <> from_agency_id", name="to_another_agency"),
        sa.CheckConstraint("(reversed_on IS NULL) = (reversal_reason IS NULL)", name="reversed_for_a_reason"),
    )

    placement_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    link_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    from_agency_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    from_household_ref: Mapped[str | None] = mapped_column(sa.String(100))
    from_link_id: Mapped[UUID | None]
    transferred_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reversed_on: Mapped[date | None]
    reversal_reason: Mapped[str | None] = mapped_column(sa.Text)


@whole("the transfers of a placement that the caller reached")
def of(placement_id: UUID) -> list[PlacementTransfer]:
    """The transfers of a placement that stand, the first of them first."""
    found = sa.select(PlacementTransfer).where(PlacementTransfer.placement_id == placement_id, *_standing())
    return list(db.session.scalars(found.order_by(PlacementTransfer.transferred_on, PlacementTransfer.created_at)))


@whole("the transfers of placements that the caller reached")
def before(*placement_ids: UUID) -> dict[UUID, dict[UUID, date]]:
    """With which agencies each of these placements was before, and until which day; none where it was never so."""
    found = sa.select(PlacementTransfer).where(PlacementTransfer.placement_id.in_(placement_ids), *_standing())
    former: dict[UUID, dict[UUID, date]] = {}
    for row in db.session.scalars(found.order_by(PlacementTransfer.transferred_on, PlacementTransfer.created_at)):
        former.setdefault(row.placement_id, {})[row.from_agency_id] = row.transferred_on
    return former


@whole("the transfer of a link that the caller reached")
def by_link(link_id: UUID) -> PlacementTransfer | None:
    """The transfer by which a placement came to a link, where one stands."""
    return db.session.scalar(sa.select(PlacementTransfer).where(PlacementTransfer.link_id == link_id, *_standing()))


def from_household(*, agency_id: UUID, ref: str) -> sa.Select[PlacementTransfer]:
    """The transfers that stand of placements which an agency had with the household that it calls so."""
    named = (PlacementTransfer.from_agency_id == agency_id, PlacementTransfer.from_household_ref == ref)
    return sa.select(PlacementTransfer).where(*named, *_standing()).order_by(PlacementTransfer.transferred_on)


@whole("with whom placements began that the caller reached")
def began_with(*placement_ids: UUID) -> dict[UUID, str | None]:
    """For each of these placements that was transferred: how its first agency called the household."""
    found = sa.select(PlacementTransfer).where(PlacementTransfer.placement_id.in_(placement_ids), *_standing())
    began: dict[UUID, str | None] = {}
    for row in db.session.scalars(found.order_by(PlacementTransfer.transferred_on, PlacementTransfer.created_at)):
        began.setdefault(row.placement_id, row.from_household_ref)
    return began


def first_agency() -> sa.ColumnElement[UUID]:
    """With which agency a placement began: for what counts it by the day of the move-in."""
    its_own = (PlacementTransfer.placement_id == Placement.id, *_standing())
    began = sa.select(PlacementTransfer.from_agency_id).where(*its_own).correlate(Placement)
    ordered = began.order_by(PlacementTransfer.transferred_on, PlacementTransfer.created_at).limit(1)
    return sa.func.coalesce(ordered.scalar_subquery(), Placement.agency_id)


def carry_to(placement: Placement, *, agency_id: UUID, household_ref: str | None) -> None:
    """The same children live with the same carers, whom another agency has on its books from now on."""
    placement.agency_id, placement.household_ref = agency_id, household_ref
    placements.find_sides(placement)
    entries.touch(placement)
    flush()
    db.session.refresh(placement, ["agency"])


def keep(row: PlacementTransfer) -> None:
    """Adds a transfer; whoever may do so was asked by the verb that calls this."""
    db.session.add(row)
    flush()


def take_back(row: PlacementTransfer, *, reason: str) -> None:
    """The transfer was recorded by mistake; the row stays, and counts no more."""
    row.reversed_on, row.reversal_reason = clock.today(), reason
    flush()


def expect_within(placement_id: UUID, *, moved_in_on: date, ended_on: date | None) -> None:
    """Refuses days of a placement that leave a transfer of it outside, and to take back what was transferred."""
    for row in of(placement_id):
        if moved_in_on > row.transferred_on or (ended_on is not None and ended_on < row.transferred_on):
            raise RuleBroken(
                f"The placement went on with another agency on {row.transferred_on}: give days around this, or take "
                "the transfer back first.",
                code="transfer_inside",
            )


def expect_none(placement_id: UUID) -> None:
    """Refuses what may not be done to a placement while a transfer of it stands."""
    if of(placement_id):
        raise RuleBroken("The placement went on with another agency: take the transfer back first.", code="transferred")


@whole("what was said of a transfer of an erased record")
def forget(gone: Gone) -> None:
    """Empties why transfers were taken back, and gives an erased household its meaningless name; the days stay."""
    links = Base.metadata.tables["links"].c
    column = links.household_id if gone.entity == "households" else links.referral_id
    own = sa.select(links.id).where(column == gone.record_id)
    either = sa.or_(PlacementTransfer.link_id.in_(own), PlacementTransfer.from_link_id.in_(own))
    for row in db.session.scalars(
        sa.select(PlacementTransfer).where(either, PlacementTransfer.reversed_on.is_not(None))
    ):
        row.reversal_reason = ""
    if gone.entity == "households":
        named = (PlacementTransfer.from_agency_id == gone.owner_id, PlacementTransfer.from_household_ref == gone.ref)
        for row in db.session.scalars(sa.select(PlacementTransfer).where(*named)):
            row.from_household_ref = gone.alias
    flush()


def _standing() -> tuple[sa.ColumnElement[bool], ...]:
    return (PlacementTransfer.reversed_on.is_(None),)


traces.offer("transfers", forget)
