"""The routes of purchases."""

from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.purchases import Purchase, PurchaseSearch
from consortium.access import Viewer
from contracts import purchases, viewing

door = Door("purchases")


@door.lists("/purchases", Purchase, may="purchases.read", asks=PurchaseSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the purchases that you may see, the latest recorded first."""
    found = purchases.visible(viewer, **query)
    return Listing(found, by="created_at", newest_first=True, shown=lambda page: viewing.rows(viewer, found=page))


@door.reads("/purchases/<uuid:purchase_id>", Purchase, may="purchases.read")
def read(viewer: Viewer, purchase_id: UUID) -> Values:
    """Read one purchase."""
    return viewing.row(viewer, purchase=purchases.get(viewer, purchase_id=purchase_id))


@door.creates("/purchases", Purchase, may="purchases.record")
def record(viewer: Viewer, body: Values) -> Values:
    """Record a placement and its purchase, in one act."""
    return viewing.row(viewer, purchase=purchases.record(viewer, values=body))


@door.changes("/purchases/<uuid:purchase_id>", Purchase, may="purchases.change")
def change(viewer: Viewer, purchase_id: UUID, version: int, body: Values) -> Values:
    """Change some terms of a purchase."""
    changed = purchases.change(viewer, purchase_id=purchase_id, version=version, values=body)
    return viewing.row(viewer, purchase=changed)
