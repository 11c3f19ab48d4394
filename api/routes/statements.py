"""The route of statements."""

from api.operations import Door, Values
from api.schemas.statements import Statement, StatementSearch
from consortium.access import Viewer
from contracts.statements import telling

door = Door("statements")


@door.reads("/statements", Statement, may="statements.read", asks=StatementSearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Say what was promised, taken, moved, owed, billed, paid and disputed in a period; two days or a whole year."""
    return telling.as_values(telling.of(viewer, **query))
