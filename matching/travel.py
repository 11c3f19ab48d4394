"""Travel minutes as a consortium tells them: from a household's district to a contact place's, in one direction."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import entries
from consortium.access import Role, Viewer, require
from consortium.db import Base, Record, db, flush
from consortium.errors import Conflict, NotFound
from matching.sheets import TRAVEL_COLUMNS


class TravelMinutes(Record, Base):
    """The minutes of one way; owned by the consortium that told them."""

    __tablename__ = "travel_minutes"
    __table_args__ = (
        sa.UniqueConstraint(
            "consortium_id",
            "from_district",
            "to_district",
            info={"refusal": Conflict("The consortium has told the minutes of this way already.")},
        ),
        sa.CheckConstraint("minutes >= 0", name="not_negative"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    from_district: Mapped[str] = mapped_column(sa.String(10))
    to_district: Mapped[str] = mapped_column(sa.String(10))
    minutes: Mapped[int]


def visible(viewer: Viewer) -> Select[TravelMinutes]:
    """The minutes told by the consortia that the viewer coordinates, by district."""
    require(viewer, "travel.read")
    order = (TravelMinutes.from_district, TravelMinutes.to_district, TravelMinutes.id)
    found = sa.select(TravelMinutes).order_by(*order)
    return found if viewer.operator else found.where(_coordinated(viewer))


def tell(viewer: Viewer, *, consortium_id: UUID, values: dict[str, Any]) -> tuple[TravelMinutes, bool]:
    """Records the minutes of one way under the columns of the travel sheet; returns the row and whether it changed."""
    require(viewer, "travel.change")
    if not viewer.operator and consortium_id not in viewer.consortia(Role.COORDINATOR):
        raise NotFound
    entered = entries.complete(entries.read(values, TRAVEL_COLUMNS), TRAVEL_COLUMNS)
    way = {name: entered[name] for name in ("from_district", "to_district")}
    row = db.session.scalar(sa.select(TravelMinutes).filter_by(consortium_id=consortium_id, **way))
    if row is None:
        row = TravelMinutes(consortium_id=consortium_id, minutes=entered["minutes"], **way)
        db.session.add(row)
        changed = True
    else:
        changed = entries.amend(row, {"minutes": entered["minutes"]})
    flush()
    return row, changed


def of_consortia(consortium_ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """The ways that any of the consortia told, as rows of the travel sheet; where two differ, the longer goes."""
    longest = sa.func.max(TravelMinutes.minutes)
    columns = (TravelMinutes.from_district, TravelMinutes.to_district)
    found = sa.select(*columns, longest).where(TravelMinutes.consortium_id.in_(list(consortium_ids))).group_by(*columns)
    names = ("from_district", "to_district", "minutes")
    return [dict(zip(names, way, strict=True)) for way in db.session.execute(found)]


def _coordinated(viewer: Viewer) -> sa.ColumnElement[bool]:
    return TravelMinutes.consortium_id.in_(list(viewer.consortia(Role.COORDINATOR)))
