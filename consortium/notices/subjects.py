"""Subjects: how a notice's record is named to its reader, by kind; each noun that is told of offers its own.

Where an act reaches further than reading the record does, as an agency's own duties in a case, it has a way of its own.

The rooms above this one import it and offer theirs, as they do with traces for an erasure.
"""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from consortium.access import Viewer

References = Callable[[Viewer, Collection[UUID]], Mapping[UUID, str]]
_KINDS: dict[tuple[str, str], References] = {}


def offer(entity: str, references: References, *, act: str = "") -> None:
    """Makes known how records of a table are named: gives the references of those that the reader may see."""
    _KINDS[entity, act] = references


def references(viewer: Viewer, *, entity: str, act: str, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The references of those of the records that the viewer may see, or do this to, now; the others are left out."""
    known = _KINDS.get((entity, act)) or _KINDS.get((entity, ""))
    return known(viewer, ids) if known else {}
