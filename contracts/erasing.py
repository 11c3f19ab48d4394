"""How contracts forgets a record that is erased: purchases keep what has to be accounted for, while it has to be."""

from datetime import date

import sqlalchemy as sa

from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.guard import whole
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.retention import classes, traces
from consortium.retention.traces import Gone
from contracts.purchases import Purchase


def forget(gone: Gone) -> None:
    """Empties the order number and the cost code of purchases whose own class is over; days and numbers stay."""
    _empty(*(getattr(Placement, name) == key for name, key in gone.keys.items()), on=gone.on)


@whole("what is emptied belongs to records that are erased")
def sweep(viewer: Viewer) -> int:
    """Does the same for all records that were erased while their money had still to be kept; gives how many purchases.

    Done again, it finds nothing: run it once a month.
    """
    require(viewer, "retention.reapply")
    erased = (
        column.in_(sa.select(table.id).where(table.erased_on.is_not(None)))
        for column, table in ((Placement.referral_id, Referral), (Placement.household_id, Household))
    )
    return _empty(sa.or_(*erased), on=clock.today())


def _empty(*conditions: sa.ColumnElement[bool], on: date) -> int:
    """Empties what is not empty yet, where money is kept no longer on this day."""
    told = sa.or_(Purchase.order_number.is_not(None), Purchase.cost_code.is_not(None))
    found = sa.select(Purchase).join(Placement, Placement.id == Purchase.placement_id).where(told, *conditions)
    over = [one for one in db.session.scalars(found) if classes.money(_last_on(one.placement)).is_over(on)]
    for purchase in over:
        purchase.order_number = purchase.cost_code = None
    flush()
    return len(over)


def _last_on(placement: Placement) -> date | None:
    """An adoption order ends what was bought, where no other end is recorded."""
    return placement.ended_on or placement.adoption_order_on


traces.offer("contracts", forget)
