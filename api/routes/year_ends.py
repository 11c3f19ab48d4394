"""The route of year ends."""

from dataclasses import asdict

from api.operations import Door, Values
from api.schemas.year_ends import YearEnds, YearEndSearch
from consortium.access import Viewer
from consortium.floor import clock
from contracts import year_ends

door = Door("year-ends")


@door.reads("/year-ends", YearEnds, may="positions.read", asks=YearEndSearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Say how every period that is over ended, in the order of attribution, each unit used once."""
    as_of = query.pop("as_of", None) or clock.today()
    found = year_ends.told(viewer, as_of=as_of, **query)
    results = [{"commitment_id": one.commitment.id, **asdict(one.result)} for one in found.ended]
    doubted = [
        {"transfer_id": one.transfer.id, "sentence": one.sentence, "stands": one.stands} for one in found.to_look_at
    ]
    return {"as_of": as_of, "results": results, "to_look_at": doubted}
