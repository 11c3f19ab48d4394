"""The routes of records that look like one and the same."""

from collections.abc import Iterator

from api.operations import Door, Values
from api.schemas.duplicates import Decided, Difference, Duplicates, Merge
from consortium.access import Viewer
from consortium.merging import duplicates
from consortium.merging.merges import Decision

door = Door("duplicates")


@door.reads("/duplicates", Duplicates, may=duplicates.READ)
def read(viewer: Viewer) -> Values:
    """List the records that look alike and on which nobody has decided."""
    return {"alike": list(_shown(viewer))}


@door.acts("/duplicates/merge", Decided, may=duplicates.MERGE, takes=Merge)
def merge(viewer: Viewer, body: Values) -> Values:
    """Merge two records: what hangs on the one moves to the other, which is kept."""
    return {"decision": Decision.MERGED.value, "kept_id": duplicates.merge(viewer, **body).id}


@door.acts("/duplicates/difference", Decided, may=duplicates.MERGE, takes=Difference)
def difference(viewer: Viewer, body: Values) -> Values:
    """Record that two records that look alike are two."""
    return {"decision": duplicates.tell_apart(viewer, **body).decision.value, "kept_id": body["first_id"]}


def _shown(viewer: Viewer) -> Iterator[Values]:
    for entity, found in duplicates.listed(viewer).items():
        for one in found:
            refs = {"first_ref": one.first.ref, "second_ref": one.second.ref}
            ids = {"first_id": one.first.id, "second_id": one.second.id}
            yield {"entity": entity, **ids, **refs, "why": [why.value for why in one.why]}
