"""The routes of carer households."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.carers import Carer, CarerSearch, CarerWithdrawal
from consortium import carers, placements
from consortium.access import Viewer
from consortium.floor import clock

door = Door("carers")


@door.lists("/carers", Carer, may="households.read", asks=CarerSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the households that you may see, by reference."""
    return Listing(carers.visible(viewer, **query), by="ref", shown=_shown)


@door.reads("/carers/<uuid:household_id>", Carer, may="households.read")
def read(viewer: Viewer, household_id: UUID) -> Values:
    """Read one household."""
    return next(_shown([carers.get(viewer, household_id=household_id)]))


@door.creates("/carers", Carer, may="households.register")
def register(viewer: Viewer, body: Values) -> Values:
    """Register an approved household."""
    return next(_shown([carers.register(viewer, values=body)]))


@door.changes("/carers/<uuid:household_id>", Carer, may="households.change")
def change(viewer: Viewer, household_id: UUID, version: int, body: Values) -> Values:
    """Change some fields of a household."""
    return next(_shown([carers.change(viewer, household_id=household_id, version=version, values=body)]))


@door.acts(
    "/carers/<uuid:household_id>/withdrawal", Carer, may="households.change", takes=CarerWithdrawal, versioned=True
)
def withdraw(viewer: Viewer, household_id: UUID, version: int, body: Values) -> Values:
    """Take a household that resigned, or lost its approval, out of matching."""
    return next(_shown([carers.withdraw(viewer, household_id=household_id, version=version, **body)]))


@door.acts("/carers/<uuid:household_id>/return", Carer, may="households.change", versioned=True)
def restore(viewer: Viewer, household_id: UUID, version: int) -> Values:
    """Bring a withdrawn household back."""
    return next(_shown([carers.restore(viewer, household_id=household_id, version=version)]))


def _shown(households: Sequence[carers.Household]) -> Iterator[Values]:
    placed = placements.children_on(clock.today(), household_ids=[household.id for household in households])
    for household in households:
        row = carers.as_row(household, children_in_placement=placed.get(household.id, 0))
        outside = {name: getattr(household, name) for name in ("id", "hold_reason", "withdrawn_on", "created_at")}
        yield row | outside
