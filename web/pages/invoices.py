"""Invoices: what agencies bill authorities, how much of it agrees, and what is let be paid or taken back."""

from uuid import UUID

from flask import Blueprint, render_template, request

from contracts.invoicing import approving, exceptions, invoices, reversing, viewing
from contracts.invoicing.exceptions import LineException
from web import reconciled
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.reconcile import TakeBackForm
from web.paging import everything, page

pages = Blueprint("invoices", __name__, url_prefix="/invoices")


@pages.get("/")
@may("invoices.read")
def index() -> Answer:
    """The invoices one may see, the latest first; of one number, in any spelling, where asked."""
    number = request.args.get("number", "").strip() or None
    found = page(invoices.visible(viewer(), number=number))
    return render_template("invoices/index.html", found=found, rows=viewing.rows(found.items), number=number or "")


@pages.get("/<uuid:invoice_id>")
@may("invoices.read")
def one(invoice_id: UUID) -> Answer:
    """One invoice with its lines, and which of them do not agree."""
    invoice = invoices.get(viewer(), invoice_id=invoice_id)
    wrong = LineException.line_id.in_([line.id for line in invoice.lines])
    found = everything(exceptions.visible(viewer()).where(wrong))
    shown = {"wrong": viewing.by_line(viewer(), found=found), "may": viewing.acts(viewer(), invoice=invoice)}
    row = viewing.row(invoice)
    return render_template("invoices/one.html", invoice=invoice, row=row, charge=reconciled.charge, **shown)


@pages.post("/<uuid:invoice_id>/approve")
@may("invoices.decide")
def approve(invoice_id: UUID) -> Answer:
    """Let it be paid."""
    approving.approve(viewer(), invoice_id=invoice_id)
    return done(".one", "approved", invoice_id=invoice_id)


@pages.route("/<uuid:invoice_id>/take-back", methods=["GET", "POST"])
@may("invoices.record")
def take_back(invoice_id: UUID) -> Answer:
    """Take the whole invoice back, and say why."""
    invoice, form = reversing.reversible(viewer(), invoice_id=invoice_id), TakeBackForm()
    if credit := form.carry_out(reversing.reverse, viewer(), invoice_id=invoice_id, **form.facts()):
        return done(".one", "taken-back", invoice_id=credit.id)
    return form.page("invoices/take_back.html", invoice=invoice, row=viewing.row(invoice))
