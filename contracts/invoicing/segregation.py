"""Segregation: who ordered, who confirmed and who recorded the invoice decide on none of its money."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.linking.move_ins import MoveInReport
from consortium.placements import Placement
from contracts.invoicing.invoices import InvoiceLine
from contracts.invoicing.receipts import Receipt
from contracts.purchases import Purchase

NO_PERSON = RuleBroken("A person of the authority decides on its money; the operator cannot.", code="no_person")
TWO_PEOPLE = "You {} Let somebody decide who neither ordered, nor confirmed, nor recorded what is billed."


@whole("who ordered, confirmed and recorded what an invoice bills, which is asked only of oneself")
def expect_apart(viewer: Viewer, *, lines: Iterable[InvoiceLine]) -> None:
    """Refuses a decision that pays these lines by somebody who had a part in what they are held against."""
    if viewer.user_id is None:
        raise NO_PERSON
    chosen = list(lines)
    if viewer.user_id in {who for line in chosen for who in (line.recorded_by, line.invoice.recorded_by)}:
        raise RuleBroken(TWO_PEOPLE.format("recorded this invoice."), code="two_people")
    bought = _bought(chosen)
    for told, column in _PARTS.items():
        if db.session.scalar(sa.select(sa.exists().where(column == viewer.user_id, *_of(column, bought)))):
            raise RuleBroken(TWO_PEOPLE.format(told), code="two_people")


_PARTS = {
    "ordered what it bills.": Purchase.recorded_by,
    "recorded the hours that it bills.": Receipt.recorded_by,
    "changed the hours that it bills.": Receipt.changed_by,
    "reported the move-in that it bills.": MoveInReport.reported_by,
}


def _bought(lines: Iterable[InvoiceLine]) -> list[tuple[UUID, UUID]]:
    """The purchases, and their placements, that the lines name: of the pair of members that they are between."""
    named = {(line.agency_id, line.authority_id, line.placement_ref) for line in lines if line.placement_ref}
    of_pair = sa.tuple_(Purchase.agency_id, Purchase.authority_id, Placement.ref).in_(named)
    found = sa.select(Purchase.id, Purchase.placement_id).join(Placement, Placement.id == Purchase.placement_id)
    return [(one, other) for one, other in db.session.execute(found.where(of_pair))]


def _of(
    column: sa.orm.InstrumentedAttribute[UUID | None], bought: list[tuple[UUID, UUID]]
) -> list[sa.ColumnElement[bool]]:
    purchases, stays = [one for one, _ in bought], [stay for _, stay in bought]
    table = column.class_
    if table is Purchase:
        return [Purchase.id.in_(purchases)]
    return [Receipt.purchase_id.in_(purchases)] if table is Receipt else [MoveInReport.placement_id.in_(stays)]
