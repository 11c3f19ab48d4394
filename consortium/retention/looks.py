"""Looks at retention: the day until which a record is kept tells a birthday, and reasons tell of people."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from consortium.access import Viewer
from consortium.carers import Household
from consortium.retention import disposals, due, holds
from consortium.retention.disposals import Disposal
from consortium.retention.due import Standing
from consortium.retention.holds import Hold
from consortium.retention.records import OfRecord, entity_of
from consortium.rights.shares import Entity
from consortium.roles import Stage
from consortium.trail import reading

Told = TypeVar("Told", bound=OfRecord)


def standing(viewer: Viewer, *, entity: Entity, record_id: UUID) -> Standing:
    """As `due.standing`, for whoever is shown it: a look at the record, and written down."""
    return _seen(viewer, due.standing(viewer, entity=entity, record_id=record_id))


def listed(viewer: Viewer) -> list[Standing]:
    """As `due.listed`, for whoever is shown it; see `standing`."""
    return [_seen(viewer, one) for one in due.listed(viewer)]


def hold(viewer: Viewer, *, hold_id: UUID) -> Hold:
    """As `holds.get`, for whoever is shown its reason: a look at the record that it lies on, and written down."""
    return reasons(viewer, found=[holds.get(viewer, hold_id=hold_id)])[0]


def disposal(viewer: Viewer, *, disposal_id: UUID) -> Disposal:
    """As `disposals.get`, for whoever is shown its reason; see `hold`."""
    return reasons(viewer, found=[disposals.get(viewer, disposal_id=disposal_id)])[0]


def reasons(viewer: Viewer, *, found: Iterable[Told]) -> list[Told]:
    """Holds or disposals that the viewer reached and is shown with their reasons; see `hold`."""
    shown = list(found)
    for one in shown:
        _note(viewer, one.entity, one.record_id, one.owner_id, fields=("reason",))
    return shown


def _seen(viewer: Viewer, found: Standing) -> Standing:
    case, fields = found.case, ("kept_until", *(("reason",) if found.holds else ()))
    owner_id = case.agency_id if isinstance(case, Household) else case.authority_id
    _note(viewer, entity_of(case), case.id, owner_id, fields=fields)
    return found


def _note(viewer: Viewer, entity: str, record_id: UUID, owner_id: UUID, *, fields: Sequence[str]) -> None:
    reading.note(viewer, entity=entity, entity_id=record_id, owner_id=owner_id, stage=Stage.IDENTIFIED, fields=fields)
