"""Units between authorities: transfers and relief, each recorded beside what lacks, and taken back with a reason."""

from uuid import UUID

from flask import Blueprint, render_template

from contracts.years import reliefs, spare, unit_transfers
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.unit_transfers import ReliefForm, UnitReversalForm, UnitTransferForm
from web.lines import period
from web.paging import everything
from web.shown import count

pages = Blueprint("unit_transfers", __name__, url_prefix="/unit-transfers")
BOTH = ["GET", "POST"]


@pages.get("/")
@may(unit_transfers.READ)
def index() -> Answer:
    """The transfers and reliefs one may see, the latest first."""
    looked = viewer()
    moved, relieved = everything(unit_transfers.visible(looked)), everything(reliefs.visible(looked))
    own = unit_transfers.readable(looked, found=moved)
    return render_template("unit_transfers/index.html", moved=moved, relieved=relieved, own=own, period=period)


@pages.route("/add/<uuid:commitment_id>", methods=BOTH)
@may(unit_transfers.RECORD)
def add(commitment_id: UUID) -> Answer:
    """Record a transfer to a minimum that lacks units, of authorities that have some to spare."""
    side, form = spare.of(viewer(), commitment_id=commitment_id), UnitTransferForm()
    form.to_authority.offer({one.code: f"{one.name}: {count(units, 'unit')} to spare" for one, units in side.others})
    if form.carry_out(unit_transfers.record, viewer(), commitment_id=commitment_id, values=form.facts()):
        return done(".index", "transferred")
    return form.page("unit_transfers/add.html", side=side, period=period)


@pages.route("/<uuid:transfer_id>/take-back", methods=BOTH)
@may(unit_transfers.RECORD)
def take_back(transfer_id: UUID) -> Answer:
    """Take back a transfer that was a mistake."""
    transfer, form = unit_transfers.get(viewer(), transfer_id=transfer_id), UnitReversalForm()
    if form.carry_out(unit_transfers.take_back, viewer(), transfer_id=transfer_id, **form.facts()):
        return done(".index", "taken-back")
    return form.page("unit_transfers/take_back.html", transfer=transfer)


@pages.route("/relief/<uuid:commitment_id>", methods=BOTH)
@may(reliefs.RECORD)
def relieve(commitment_id: UUID) -> Answer:
    """Record that an agency had nobody to offer in time."""
    side, form = spare.of(viewer(), commitment_id=commitment_id), ReliefForm()
    facts, more = form.facts(), {name: form.data[name] for name in ("offer", "accepted_on", "offered_on")}
    said = {name: facts[name] for name in ("units", "reason")}
    if form.carry_out(reliefs.record, viewer(), commitment_id=commitment_id, values=said, **more):
        return done(".index", "relieved")
    return form.page("unit_transfers/relieve.html", side=side, period=period)


@pages.route("/reliefs/<uuid:relief_id>/take-back", methods=BOTH)
@may(reliefs.RECORD)
def take_back_relief(relief_id: UUID) -> Answer:
    """Take back a relief that was a mistake."""
    relief, form = reliefs.get(viewer(), relief_id=relief_id), UnitReversalForm()
    if form.carry_out(reliefs.take_back, viewer(), relief_id=relief_id, **form.facts()):
        return done(".index", "taken-back")
    return form.page("unit_transfers/take_back_relief.html", relief=relief)
