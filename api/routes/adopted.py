"""The routes of adopted people: their new identity, kept apart, and the one way to the birth record."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.adopted import AdoptedEntry, AdoptedPerson, Traced, Tracing
from consortium import adopted
from consortium.access import Viewer

ONE = "/adopted-people/<uuid:adopted_id>"
door = Door("adopted")


@door.lists("/adopted-people", AdoptedEntry, may="identities.trace")
def index(viewer: Viewer, query: Values) -> Listing:
    """List the adopted people of your authority by reference, without names."""
    return Listing(adopted.visible(viewer), by="ref", shown=_entries)


@door.reads(ONE, AdoptedPerson, may="identities.trace", audited=True)
def read(viewer: Viewer, adopted_id: UUID) -> Values:
    """Read one adopted person under the new name, and who followed the way from there; that you did is written down."""
    return _one(viewer, adopted.get(viewer, adopted_id=adopted_id))


@door.creates("/adopted-people", AdoptedPerson, may="identities.separate")
def separate(viewer: Viewer, body: Values) -> Values:
    """Keep an adopted child's new identity apart from the birth record, whose shares with others end."""
    return _one(viewer, adopted.separate(viewer, **body))


@door.acts(f"{ONE}/tracings", Traced, may="identities.trace", takes=Tracing)
def trace(viewer: Viewer, adopted_id: UUID, body: Values) -> Values:
    """Follow an adopted person to the birth record, with your reason; it is written down."""
    told = adopted.trace(viewer, adopted_id=adopted_id, **body)
    return told | {"birth_record": {name: _plain(value) for name, value in told["birth_record"].items()}}


def _one(viewer: Viewer, person: adopted.AdoptedPerson) -> Values:
    names = ("id", "ref", "given_names", "family_name", "year_of_birth")
    told = {name: getattr(person, name) for name in names}
    return told | {"tracings": adopted.tracings(viewer, adopted_id=person.id)}


def _entries(found: Sequence[adopted.AdoptedPerson]) -> Iterator[Values]:
    return ({"id": one.id, "ref": one.ref} for one in found)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, int | str | list) else str(value)
