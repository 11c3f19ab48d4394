"""Prices: the price lists of a consortium by charge, added, ended, and withdrawn where one was a mistake."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium import consortia
from consortium.access import MemberKind
from consortium.floor import clock
from contracts.pricing import tariffs
from web import priced
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.tariffs import ChangeForm, EndForm, TariffForm, WithdrawalForm, told
from web.pages.commitments import named
from web.paging import everything

pages = Blueprint("tariffs", __name__, url_prefix="/tariffs")


@pages.get("/")
@may(tariffs.READ)
def index() -> Answer:
    """The prices one may see, charge by charge."""
    found = priced.charges(everything(tariffs.visible(viewer())), today=clock.today())
    return render_template("tariffs/index.html", found=found, several=len({one.consortium for one in found}) > 1)


@pages.route("/add", methods=["GET", "POST"])
@may(tariffs.RECORD)
def add() -> Answer:
    """Add a price."""
    form = TariffForm()
    form.consortium_code.offer({one.code: one.name for one in everything(consortia.visible(viewer()))})
    form.agency.offer(named(MemberKind.AGENCY))
    code = form.consortium_code.data
    if form.carry_out(tariffs.record, viewer(), values=form.facts(), consortium_code=code):
        return done(".index", "added")
    return form.page("tariffs/add.html")


@pages.route("/<uuid:tariff_id>/change", methods=["GET", "POST"])
@may(tariffs.CHANGE)
def change(tariff_id: UUID) -> Answer:
    """End a price; until it begins, change its amount too."""
    tariff = tariffs.get(viewer(), tariff_id=tariff_id)
    form, shown = (EndForm if tariff.has_begun else ChangeForm)(data=tariffs.as_row(tariff)), told(tariff)
    form.remember(tariff.version, shown)
    known = {"tariff_id": tariff_id, "version": form.seen()}
    if form.carry_out(tariffs.change, viewer(), **known, values=form.facts()):
        return done(".index", "changed")
    price = priced.Line(tariff, clock.today())
    return form.page("tariffs/change.html", price=price, changes=form.changes(tariff.version, shown))


@pages.route("/<uuid:tariff_id>/withdraw", methods=["GET", "POST"])
@may(tariffs.CHANGE)
def withdraw(tariff_id: UUID) -> Answer:
    """Withdraw a price that was a mistake."""
    tariff, form = tariffs.get(viewer(), tariff_id=tariff_id), WithdrawalForm()
    form.remember(tariff.version, told(tariff))
    if form.carry_out(tariffs.withdraw, viewer(), tariff_id=tariff_id, version=form.seen(), **form.facts()):
        return done(".index", "withdrawn")
    price = priced.Line(tariff, clock.today())
    return form.page("tariffs/withdraw.html", price=price, changes=form.changes(tariff.version, told(tariff)))
