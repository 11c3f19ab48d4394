"""Merging: the decisions on pairs of a record that is merged away hold for the record that is kept."""

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.merging import duplicates
from consortium.merging.duplicates import Merging
from matching.terms.pins import Pin


def move(two: Merging) -> None:
    """Moves the pins, but for a pair on which the same consortium has decided for the record that is kept."""
    column = getattr(Pin, two.column)
    other = Pin.household_id if two.column == "referral_id" else Pin.referral_id
    known = sa.select(Pin.consortium_id, other).where(column == two.kept.id)
    decided = {tuple(row) for row in db.session.execute(known)}
    for pin in db.session.scalars(sa.select(Pin).where(column == two.lost.id)).unique():
        if pin.lifted or (pin.consortium_id, getattr(pin, other.key)) in decided or _is_second(pin, two=two):
            continue
        setattr(pin, two.column, two.kept.id)
    flush()


def _is_second(pin: Pin, *, two: Merging) -> bool:
    """Whether the record that is kept is pinned already in this consortium: one record has one pin."""
    column = getattr(Pin, two.column)
    pinned = (column == two.kept.id, Pin.consortium_id == pin.consortium_id, ~Pin.lifted, Pin.decision == pin.decision)
    return pin.decision == "pin" and db.session.scalar(sa.select(Pin.id).where(*pinned)) is not None


duplicates.offer(move)
