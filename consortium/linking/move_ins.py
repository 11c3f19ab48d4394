"""Move-ins: the day that each side says, and whether they agree; the first report opens the placement.

Reports are added, never changed: a side that corrects itself reports again, and its latest word counts.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import whole
from consortium.linking import link_steps
from consortium.linking.link_steps import PATH, Step
from consortium.linking.pairs import Link


class Side(StrEnum):
    """Who reports: the placing authority, or the household's agency."""

    AUTHORITY = "authority"
    AGENCY = "agency"


class Agreed(StrEnum):
    """Whether both sides say the same."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class MoveInReport(Record, Base):
    """What one side says of one placement: the day on which the child, or the siblings, moved in."""

    __tablename__ = "move_in_reports"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["link_id", "authority_id", "agency_id"], ["links.id", "links.authority_id", "links.agency_id"]
        ),
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        sa.Index("ix_move_in_reports_placement_id", "placement_id"),
    )

    link_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    placement_id: Mapped[UUID]
    side: Mapped[Side] = mapped_column(words(Side, name="side"))
    moved_in_on: Mapped[date]
    reported_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


Words = dict[Side, date]
"""The latest word of each side that has said anything."""


def state(said: Words) -> Agreed:
    """Whether the two sides agree; until both have spoken what the first says stands provisionally."""
    if len(said) < len(Side):
        return Agreed.PROVISIONAL
    return Agreed.CONFIRMED if len(set(said.values())) == 1 else Agreed.DISPUTED


@whole("what both sides said of a placement that the caller reached")
def said_of(placement_id: UUID) -> Words:
    """What each side says of a placement now; nothing where it was not reported through a link."""
    found = sa.select(MoveInReport).where(MoveInReport.placement_id == placement_id)
    reports = db.session.scalars(found.order_by(MoveInReport.created_at, MoveInReport.id))
    return {one.side: one.moved_in_on for one in reports}


def expect_day(link: Link, *, on: date) -> None:
    """Refuses a move-in that has not come, or before what it follows: the births, the decision, the introductions."""
    births = [one.date_of_birth for one in link.referral.current_children]
    (move,) = PATH[Step.MOVE_IN]
    link_steps.expect_day(link, move=move, on=on, found=link_steps.standing(link), field="moved_in_on")
    if any(born is None for born in births):
        raise RuleBroken("Record the birth first: a child who is not born has not moved in.", code="unborn")
    if any(born is not None and on < born for born in births):
        raise Invalid({"moved_in_on": ["It cannot have been before the birth."]})


def can_be_on(link: Link, *, on: date) -> bool:
    """Whether the children of a link can have moved in on a day."""
    try:
        expect_day(link, on=on)
    except (Invalid, RuleBroken):
        return False
    return True


def write(*, link: Link, placement_id: UUID, side: Side, moved_in_on: date, by: UUID | None) -> Words:
    """Adds a side's word; gives what both say from now on."""
    owners = {"link_id": link.id, "authority_id": link.authority_id, "agency_id": link.agency_id}
    said = {"placement_id": placement_id, "side": side, "moved_in_on": moved_in_on, "reported_by": by}
    db.session.add(MoveInReport(**owners, **said))
    flush()
    return said_of(placement_id)
