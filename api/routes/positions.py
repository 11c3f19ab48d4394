"""The route of positions."""

from dataclasses import asdict

from api.operations import Door, Values
from api.schemas.positions import Positions, PositionSearch
from consortium.access import Viewer
from consortium.floor import clock
from contracts import positions

door = Door("positions")


@door.reads("/positions", Positions, may="positions.read", asks=PositionSearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Say where every commitment that you may see stands on a day."""
    as_of = query.pop("as_of", None) or clock.today()
    return {"as_of": as_of, "positions": [asdict(one) for one in positions.of(viewer, as_of=as_of, **query)]}
