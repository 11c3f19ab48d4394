"""Travel minutes: the matrix that a consortium supplies, from a household's district to a contact place's."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, require
from consortium.floor.db import Base, Editable, db, expect_version, flush
from consortium.floor.errors import Conflict, NotAllowed
from consortium.importing import entries
from consortium.importing.imports import Outcome, SomeRefused
from consortium.rights import sight
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


def tell(viewer: Viewer, *, consortium_id: UUID, ways: Sequence[Mapping[str, Any]]) -> list[Outcome]:
    """Records the minutes of many ways under the columns of the travel sheet, in place of what was known of them.

    Raises SomeRefused, and records nothing, where ways were changed since the `version` given with them.
    """
    require(viewer, "travel.change")
    if not sight.may_in(viewer, "travel.change", consortium_id=consortium_id):
        raise NotAllowed
    recorded = db.session.scalars(sa.select(TravelMinutes).where(TravelMinutes.consortium_id == consortium_id))
    known = {(way.from_district, way.to_district): way for way in recorded}
    entered = [_entered(values) for values in ways]
    _refuse_stale(known, entered)
    outcomes = [_tell(consortium_id, known, one) for one in entered]
    flush()
    return outcomes


def _entered(values: Mapping[str, Any]) -> dict[str, Any]:
    read = entries.read({name: value for name, value in values.items() if name != "version"}, TRAVEL_COLUMNS)
    return entries.complete(read, TRAVEL_COLUMNS) | {"version": values.get("version")}


def _districts(entered: Mapping[str, Any]) -> tuple[str, str]:
    return entered["from_district"], entered["to_district"]


def _refuse_stale(known: Mapping[tuple[str, str], TravelMinutes], entered: Sequence[Mapping[str, Any]]) -> None:
    refusals = {}
    for at, one in enumerate(entered):
        way = known.get(_districts(one))
        try:
            if way is not None and one["version"]:
                expect_version(way, one["version"])
        except Conflict as refusal:
            refusals[at] = refusal
    if refusals:
        raise SomeRefused(refusals)


def _tell(consortium_id: UUID, known: dict[tuple[str, str], TravelMinutes], entered: Mapping[str, Any]) -> Outcome:
    districts = _districts(entered)
    way = known.get(districts)
    if way is None:
        way = TravelMinutes(
            consortium_id=consortium_id,
            from_district=districts[0],
            to_district=districts[1],
            minutes=entered["minutes"],
        )
        db.session.add(way)
        known[districts] = way
        return Outcome.CREATED
    if not entries.amend(way, {"minutes": entered["minutes"]}):
        return Outcome.UNCHANGED
    entries.touch(way)
    return Outcome.CHANGED


def as_row(way: TravelMinutes) -> dict[str, Any]:
    """The way as a row of the travel sheet."""
    names = ("from_district", "to_district", "minutes", "version")
    return {name: getattr(way, name) for name in names}
