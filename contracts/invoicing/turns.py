"""Turns: the place of one line among those that do not agree, its neighbours, and the few that stand beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from consortium.access import Viewer
from consortium.floor.db import db
from contracts.invoicing import exceptions, telling
from contracts.invoicing.exceptions import LineException, Status
from contracts.invoicing.telling import Told

BESIDE = 6


@dataclass(frozen=True)
class Place:
    """Where a line stands among those that are open, the oldest first; at 0 where it is not open any more."""

    at: int
    of: int
    pence: int
    before_id: UUID | None
    next_id: UUID | None
    beside: Sequence[Told]

    @property
    def more(self) -> int:
        """How many open ones stand not beside it."""
        return self.of - len(self.beside)


def around(viewer: Viewer, *, exception_id: UUID) -> Place:
    """The place of a line within what the viewer sees, in two statements however long the queue is."""
    rows = db.session.execute(
        exceptions.visible(viewer, status=Status.OPEN).with_only_columns(
            LineException.id, exceptions.told_stake(viewer)
        )
    ).all()
    ids = [key for key, _ in rows]
    at = ids.index(exception_id) if exception_id in ids else -1
    first = max(0, min(at - BESIDE // 2, len(ids) - BESIDE))
    return Place(
        at=at + 1,
        of=len(ids),
        pence=sum(pence for _, pence in rows),
        before_id=ids[at - 1] if at > 0 else None,
        next_id=ids[at + 1] if at + 1 < len(ids) else None,
        beside=_told(viewer, ids[first : first + BESIDE]),
    )


def _told(viewer: Viewer, ids: Sequence[UUID]) -> list[Told]:
    chosen = exceptions.visible(viewer, status=Status.OPEN).where(LineException.id.in_(ids))
    found = list(db.session.scalars(chosen).unique())
    known = telling.of(viewer, found=found)
    return [known[one.id] for one in found]
