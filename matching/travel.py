"""Travel minutes: the matrix that a consortium supplies, from a household's district to a contact place's."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import entries
from consortium.access import Role, Viewer, require
from consortium.db import Base, Editable, db, expect_version, flush
from consortium.errors import NotAllowed
from matching.sheets import TRAVEL_COLUMNS


class TravelMinutes(Editable, Base):
    """The minutes from one district to another, as one consortium knows them; the way back is another row."""

    __tablename__ = "travel_minutes"
    __table_args__ = (
        sa.UniqueConstraint("consortium_id", "from_district", "to_district"),
        sa.CheckConstraint("minutes >= 0", name="minutes"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    from_district: Mapped[str] = mapped_column(sa.String(10))
    to_district: Mapped[str] = mapped_column(sa.String(10))
    minutes: Mapped[int]


def visible(viewer: Viewer) -> Select[TravelMinutes]:
    """The matrix of the consortia that the viewer coordinates, by district."""
    require(viewer, "travel.read")
    found = sa.select(TravelMinutes).order_by(TravelMinutes.from_district, TravelMinutes.to_district, TravelMinutes.id)
    if viewer.operator:
        return found
    return found.where(TravelMinutes.consortium_id.in_(viewer.consortia(Role.COORDINATOR)))


def tell(
    viewer: Viewer, *, consortium_id: UUID, values: Mapping[str, Any], version: int | None = None
) -> TravelMinutes:
    """Records the minutes of one way, in place of what was known of it."""
    require(viewer, "travel.change")
    if not viewer.operator and consortium_id not in viewer.consortia(Role.COORDINATOR):
        raise NotAllowed
    entered = entries.complete(entries.read(values, TRAVEL_COLUMNS), TRAVEL_COLUMNS)
    way = db.session.scalar(
        sa.select(TravelMinutes).where(
            TravelMinutes.consortium_id == consortium_id,
            TravelMinutes.from_district == entered["from_district"],
            TravelMinutes.to_district == entered["to_district"],
        )
    )
    if way is None:
        districts = {name: entered[name] for name in ("from_district", "to_district")}
        way = TravelMinutes(consortium_id=consortium_id, minutes=entered["minutes"], **districts)
        db.session.add(way)
    else:
        if version is not None:
            expect_version(way, version)
        if entries.amend(way, {"minutes": entered["minutes"]}):
            entries.touch(way)
    flush()
    return way


def as_row(way: TravelMinutes) -> dict[str, Any]:
    """The way as a row of the travel sheet."""
    names = ("from_district", "to_district", "minutes", "version")
    return {name: getattr(way, name) for name in names}
