"""The routes of carer households."""

from functools import partial
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.carers import Carer, CarerSearch, CarerWithdrawal
from consortium import amending, carers
from consortium.access import Viewer
from consortium.disclosure import household_summaries, view_household

door = Door("carers")


@door.lists("/carers", Carer, may="households.read", asks=CarerSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the households that you may see, by reference."""
    return Listing(carers.visible(viewer, **query), by="ref", shown=partial(household_summaries, viewer))


@door.reads("/carers/<uuid:household_id>", Carer, may="households.read", audited=True)
def read(viewer: Viewer, household_id: UUID) -> Values:
    """Read one household."""
    return view_household(viewer, carers.get(viewer, household_id=household_id))


@door.creates("/carers", Carer, may="households.register")
def register(viewer: Viewer, body: Values) -> Values:
    """Register an approved household."""
    return view_household(viewer, carers.register(viewer, values=body))


@door.changes("/carers/<uuid:household_id>", Carer, may="households.change")
def change(viewer: Viewer, household_id: UUID, version: int, body: Values) -> Values:
    """Change some fields of a household."""
    return view_household(
        viewer, amending.change_household(viewer, household_id=household_id, version=version, values=body)
    )


@door.acts(
    "/carers/<uuid:household_id>/withdrawal", Carer, may="households.change", takes=CarerWithdrawal, versioned=True
)
def withdraw(viewer: Viewer, household_id: UUID, version: int, body: Values) -> Values:
    """Take a household that resigned, or lost its approval, out of matching."""
    return view_household(viewer, carers.withdraw(viewer, household_id=household_id, version=version, **body))


@door.acts("/carers/<uuid:household_id>/return", Carer, may="households.change", versioned=True)
def restore(viewer: Viewer, household_id: UUID, version: int) -> Values:
    """Bring a withdrawn household back."""
    return view_household(viewer, carers.restore(viewer, household_id=household_id, version=version))
