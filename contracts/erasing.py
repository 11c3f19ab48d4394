"""How contracts forgets a record that is erased: purchases keep what has to be accounted for, while it has to be."""

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.placements import Placement
from consortium.retention import classes, traces
from consortium.retention.traces import Gone
from contracts.purchases import Purchase


def forget(gone: Gone) -> None:
    """Empties the order number and the cost code of purchases whose own class is over; days and numbers stay."""
    of_record = (getattr(Placement, name) == key for name, key in gone.keys.items())
    for purchase in db.session.scalars(sa.select(Purchase).join(Placement).where(*of_record)):
        if classes.money(purchase.placement.ended_on).is_over(gone.on):
            purchase.order_number = purchase.cost_code = None
    flush()


traces.offer("contracts", forget)
