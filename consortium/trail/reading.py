"""Reading: every look at an identifiable record is noted, and the organisation that owns it can see who looked."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import members
from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db, writing
from consortium.floor.guard import scoped, whole
from consortium.rights import sight
from consortium.roles import Stage
from consortium.trail import capture
from consortium.trail.events import AuditEvent, AuditReason

LOOKS = ("read", "opened", "packed", "printed")


class Unwritable(RuntimeError):
    """A read that has to be written down, in a transaction that cannot write: nothing is shown."""


def note(
    viewer: Viewer,
    *,
    entity: str,
    entity_id: UUID,
    owner_id: UUID,
    stage: Stage,
    fields: Iterable[str],
    action: str = "read",
    reason: str = "",
) -> None:
    """Writes down, in the transaction under way, that the viewer was shown these fields of a record."""
    if not writing.get():
        raise Unwritable(f"{entity} is shown by a request that was not begun as one that writes.")
    said = {"entity": entity, "entity_id": entity_id, "owner_id": owner_id, "stage": int(stage), "fields": fields}
    capture.note(viewer, action=action, reason=reason, **said)


def visible(viewer: Viewer) -> Select[AuditEvent]:
    """The events of the members whose consortia the viewer audits, the latest first; ids alone, and no reasons."""
    require(viewer, "trail.read")
    found = sa.select(AuditEvent).order_by(AuditEvent.seq.desc())
    if viewer.operator:
        return scoped(found)
    audited = sight.consortia_of(viewer, "trail.read")
    inside = members.belonging(consortium_ids=audited, on=clock.today())
    theirs = (AuditEvent.member_id, AuditEvent.owner_id, AuditEvent.other_owner_id)
    return scoped(found.where(sa.or_(*(column.in_(inside) for column in theirs), AuditEvent.owner_id.in_(audited))))


def looks(viewer: Viewer, *, entity: str, entity_id: UUID, actions: Iterable[str] = LOOKS) -> Select[AuditEvent]:
    """Who has looked at a record of the viewer's own organisation, the latest first."""
    require(viewer, "trail.of_record")
    found = sa.select(AuditEvent).where(AuditEvent.entity == entity, AuditEvent.entity_id == entity_id)
    mine = sight.is_own(viewer, "trail.of_record", owner=AuditEvent.owner_id)
    return scoped(found.where(AuditEvent.action.in_(tuple(actions)), mine).order_by(AuditEvent.seq.desc()))


def told(viewer: Viewer, *, found: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """The looks with the names of who looked and of the organisations they look for, and the reasons they gave."""
    require(viewer, "trail.of_record")
    why, names = reasons(found), _names(found)
    return [
        {
            "at": one.at,
            "name": names.get(one.actor_id),
            "organisation": names.get(one.member_id),
            "action": one.action,
            "stage": one.stage,
            "reason": why.get(one.seq),
        }
        for one in found
    ]


def _names(found: Sequence[AuditEvent]) -> dict[UUID | None, str]:
    users = sa.select(people.User.id, people.User.name).where(people.User.id.in_({one.actor_id for one in found}))
    employers = sa.select(members.Member.id, members.Member.name).where(
        members.Member.id.in_({one.member_id for one in found})
    )
    return {key: name for chosen in (users, employers) for key, name in db.session.execute(chosen)}


@whole("whoever may see a look may read its reason")
def reasons(events: Iterable[AuditEvent]) -> dict[int, str]:
    """The reasons that were given for these events, those that were erased left out."""
    chosen = [one.seq for one in events]
    found = sa.select(AuditReason.seq, AuditReason.reason).where(AuditReason.seq.in_(chosen))
    return {row.seq: row.reason for row in db.session.execute(found)}


@whole("an erased person's reasons go too")
def erase_reasons(*, entity_id: UUID) -> int:
    """Deletes the reasons given about a record that was erased; the chain covers only their digests and still holds."""
    found = list(db.session.scalars(sa.select(AuditReason).where(AuditReason.entity_id == entity_id)))
    for reason in found:
        db.session.delete(reason)
    db.session.flush()
    return len(found)
