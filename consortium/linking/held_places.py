"""Held places: each place of a household that an approved match takes, one child a place, until the match ends.

The unique index is what keeps two coordinators from giving the same place to two children (I1): whoever comes second is
refused by the database, whatever they saw before.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict
from consortium.floor.guard import whole

TAKEN = Conflict("The place in this household has been taken meanwhile.", code="place_taken")


class HeldPlace(Record, Base):
    """One place of a household, by its number, and the link whose child it waits for or houses."""

    __tablename__ = "held_places"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["link_id", "household_id", "agency_id"], ["links.id", "links.household_id", "links.agency_id"]
        ),
        sa.Index(
            "uq_held_places_live",
            "household_id",
            "place",
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
            info={"refusal": TAKEN},
        ),
        sa.Index("ix_held_places_link_id", "link_id"),
        sa.CheckConstraint("place >= 1", name="numbered"),
    )

    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    link_id: Mapped[UUID]
    place: Mapped[int]
    released_at: Mapped[datetime | None]


@whole("which places of a household are held is asked of all links")
def held(household_id: UUID) -> dict[int, UUID]:
    """The numbers of the places that are held, each with its link."""
    live = sa.select(HeldPlace.place, HeldPlace.link_id).where(
        HeldPlace.household_id == household_id, HeldPlace.released_at.is_(None)
    )
    return {row.place: row.link_id for row in db.session.execute(live)}


@whole("which record of a household had a match is asked before two are merged")
def ever(*, household_id: UUID) -> bool:
    """Whether a match holds, or ever held, a place of the household."""
    return db.session.scalar(sa.select(HeldPlace.id).where(HeldPlace.household_id == household_id)) is not None


def take(*, link_id: UUID, household_id: UUID, agency_id: UUID, children: int, places: int) -> None:
    """Takes the lowest free numbers of a household's places, one for each child; raises Conflict where too few are."""
    taken = held(household_id)
    free = [number for number in range(1, places + 1) if number not in taken][:children]
    if len(free) < children:
        raise TAKEN
    sides = {"household_id": household_id, "agency_id": agency_id, "link_id": link_id}
    db.session.add_all(HeldPlace(place=number, **sides) for number in free)
    flush()


def release(*, link_id: UUID) -> None:
    """Gives back what a link holds; nothing where it holds none."""
    keep(link_id=link_id, children=0)


@whole("a match that ends, or that fewer children wait for, gives places back")
def keep(*, link_id: UUID, children: int) -> None:
    """A link holds as many places as it has children, the lowest numbers of its own, and gives back the others.

    Whoever moves in fewer children than were matched, or loses one, calls this; it never takes a place.
    """
    its_own = sa.select(HeldPlace).where(HeldPlace.link_id == link_id, HeldPlace.released_at.is_(None))
    for one in db.session.scalars(its_own.order_by(HeldPlace.place).offset(children)).all():
        one.released_at = clock.now()
    flush()
