"""Purchases: found, opened, recorded by the move-in that opens the placement, and changed until it has ended."""

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import members
from consortium.access import MemberKind
from contracts import purchases, viewing
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.purchases import ChangeForm, MoveInForm, shown_terms
from web.pages.commitments import named
from web.paging import everything, page
from web.words import END_REASONS

pages = Blueprint("purchases", __name__, url_prefix="/purchases")


@pages.get("/")
@may("purchases.read")
def index() -> Answer:
    """The purchases one may see, of one authority or agency where asked, the latest move-in first."""
    asked = {name: request.args.get(name, type=UUID) for name in ("authority_id", "agency_id")}
    sides = {"authorities": _members(MemberKind.AUTHORITY), "agencies": _members(MemberKind.AGENCY)}
    found = page(purchases.visible(viewer(), **asked))
    rows = {row["id"]: row for row in viewing.rows(viewer(), found=found.items)}
    return render_template("purchases/index.html", found=found, rows=rows, **asked, **sides)


@pages.get("/<uuid:purchase_id>")
@may("purchases.read")
def one(purchase_id: UUID) -> Answer:
    """One purchase and what happened to its placement."""
    purchase = purchases.get(viewer(), purchase_id=purchase_id)
    row = viewing.row(viewer(), purchase=purchase)
    return render_template("purchases/one.html", purchase=purchase, row=row, happened=_happened(row))


@pages.route("/record", methods=["GET", "POST"])
@may("purchases.record")
def record() -> Answer:
    """Record a move-in, which opens the placement and is its purchase."""
    form = MoveInForm()
    form.authority_code.offer(named(MemberKind.AUTHORITY))
    form.agency.offer(named(MemberKind.AGENCY))
    if purchase := form.carry_out(purchases.record, viewer(), values=form.facts()):
        return done(".one", "recorded", purchase_id=purchase.id)
    return form.page("purchases/record.html")


@pages.route("/<uuid:purchase_id>/change", methods=["GET", "POST"])
@may("purchases.change")
def change(purchase_id: UUID) -> Answer:
    """Change what was bought, when it was agreed, or how it ended."""
    purchase = purchases.editable(viewer(), purchase_id=purchase_id)
    form, shown = ChangeForm(data=purchases.as_row(purchase)), shown_terms(purchase)
    form.end_reason.offer(END_REASONS | _own_reason(purchase))
    form.remember(purchase.version, shown)
    known = {"purchase_id": purchase_id, "version": form.seen()}
    if form.carry_out(purchases.change, viewer(), **known, values=form.facts()):
        return done(".one", "changed", purchase_id=purchase_id)
    return form.page("purchases/change.html", purchase=purchase, changes=form.changes(purchase.version, shown))


def _members(kind: MemberKind) -> list[members.Member]:
    return everything(members.visible(viewer(), kind=kind))


def _own_reason(purchase: purchases.Purchase) -> dict[str, str]:
    """A reason that came with a spreadsheet and is not on our list, so that it can stay."""
    reason = purchase.placement.end_reason
    return {reason: reason} if reason and reason not in END_REASONS else {}


def _happened(row: viewing.Row) -> list[tuple[date, str]]:
    """The days of a purchase and its placement in words, newest first; why it ended, where the reason may be read."""
    reason = END_REASONS.get(row.get("end_reason") or "", row.get("end_reason"))
    told = (
        ("match_approved_on", "The match was approved."),
        ("moved_in_on", "The child moved in." if row["children"] == 1 else "The children moved in."),
        ("confirmed_on", "Both sides had confirmed the move-in."),
        ("adoption_order_on", "The adoption order was made."),
        ("ended_on", f"The placement ended: {reason}." if reason else "The placement ended."),
    )
    days = ((row.get(name), what) for name, what in told)
    return sorted(((on, what) for on, what in days if on), key=lambda entry: entry[0], reverse=True)
