"""Approving: a person of the authority lets an invoice be paid, as far as its lines agree or were decided on."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.rights import sight
from contracts.invoicing import following, invoices, payable, reversing, segregation
from contracts.invoicing.invoices import Invoice
from contracts.ledger import posting

ACT = "invoices.decide"
_SIDES = ("agency_id", "authority_id")


class InvoiceApproval(Record, Base):
    """Who let an invoice be paid; added once, and never changed."""

    __tablename__ = "invoice_approvals"
    __table_args__ = (
        sa.ForeignKeyConstraint(["invoice_id", *_SIDES], ["invoices.id", *(f"invoices.{one}" for one in _SIDES)]),
        sa.UniqueConstraint(
            "invoice_id", info={"refusal": Conflict("This invoice is approved already.", code="recorded_already")}
        ),
    )

    invoice_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    approved_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    member: Mapped[members.Member | None] = relationship(foreign_keys=[member_id], lazy="joined")


def approve(viewer: Viewer, *, invoice_id: UUID) -> InvoiceApproval:
    """Lets an invoice be paid: by a person who neither ordered, nor confirmed, nor recorded what it bills.

    What agrees by then is paid; a line that does not is paid once it agrees, or is decided on.
    """
    require(viewer, ACT)
    invoice = invoices.get(viewer, invoice_id=invoice_id)
    if not sight.reaches(viewer, ACT, owner_id=invoice.authority_id):
        raise NotAllowed("The authority that is billed approves this invoice.")
    posting.hold(invoice.authority_id)
    following.settle()
    _expect_payable(invoice)
    segregation.expect_apart(viewer, lines=invoice.lines)
    if viewer.user_id is None:
        raise segregation.NO_PERSON
    made = InvoiceApproval(
        invoice_id=invoice.id,
        agency_id=invoice.agency_id,
        authority_id=invoice.authority_id,
        approved_by=viewer.user_id,
        member_id=viewer.member_id,
    )
    db.session.add(made)
    flush()
    return made


@whole("who approved an invoice that the caller reached")
def of(*invoice_ids: UUID) -> dict[UUID, InvoiceApproval]:
    """The approval of each of these invoices that has one."""
    found = sa.select(InvoiceApproval).where(InvoiceApproval.invoice_id.in_(invoice_ids))
    return {one.invoice_id: one for one in db.session.scalars(found).unique()}


def _expect_payable(invoice: Invoice) -> None:
    if invoice.is_credit:
        raise RuleBroken("A credit note needs no approval: it is taken off what is owed.", code="credit")
    if reversing.reversal_of(invoice) is not None:
        raise RuleBroken("This invoice was taken back: there is nothing to pay.", code="reversed")
    if not payable.of([invoice])[invoice.id].payable_pence:
        raise RuleBroken("No line of this invoice agrees yet: decide on its exceptions first.", code="nothing_payable")
