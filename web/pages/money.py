"""Money: what of the invoices is agreed and paid, what is owed for shortfalls, and every entry behind it."""

from uuid import UUID

from flask import Blueprint, render_template, request

from contracts.money import reading
from contracts.money.accounts import total
from web import paging
from web.auth import may, viewer
from web.forms import Answer
from web.pages.positions import day
from web.words import MONEY_ACTS

pages = Blueprint("money", __name__, url_prefix="/money")


@pages.get("/")
@may("money.read")
def index() -> Answer:
    """Every authority and agency within sight, on a day."""
    found = reading.balances(viewer(), as_of=day())
    return render_template("money/index.html", found=found, total=total(one.balance for one in found), as_of=day())


@pages.get("/entries")
@may("money.read")
def entries() -> Answer:
    """The entries, of all within sight or of one authority or agency."""
    of = {name: request.args.get(name, type=UUID) for name in ("authority_id", "agency_id")}
    found = paging.page(reading.visible(viewer(), as_of=day(), **of))
    told = list(reading.rows(viewer(), found=found.items))
    return render_template("money/entries.html", found=found, entries=told, acts=MONEY_ACTS, as_of=day())
