"""Transfers: a placement goes on with another agency; proposed by a coordinator, carried out by the authority."""

from uuid import UUID

from flask import Blueprint

from consortium.linking import transferring
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.links import ReversalForm
from web.forms.transfers import TransferDayForm, TransferForm

pages = Blueprint("transfers", __name__)
BOTH = ["GET", "POST"]
ONE = "/links/<uuid:link_id>/transfer"


@pages.route("/placements/<uuid:placement_id>/transfer", methods=BOTH)
@may(transferring.PROPOSE)
def propose(placement_id: UUID) -> Answer:
    """Propose that an open placement goes on with another agency."""
    stay, form = transferring.reached(viewer(), placement_id=placement_id), TransferForm()
    if link := form.carry_out(transferring.propose, viewer(), placement_id=placement_id, **form.facts()):
        return done("web.links.one", "transfer", link_id=link.id)
    return form.page("transfers/propose.html", stay=stay)


@pages.route(ONE, methods=BOTH)
@may(transferring.CARRY_OUT)
def carry_out(link_id: UUID) -> Answer:
    """Carry out a transfer that both sides have agreed to."""
    link, form = transferring.to_carry_out(viewer(), link_id=link_id), TransferDayForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(transferring.carry_out, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "transferred", link_id=link_id)
    known = {"link": link, "moved": transferring.told(viewer(), link=link)}
    return form.page("transfers/carry_out.html", **known, changes=form.changes(link.version, {"State": link.status}))


@pages.route(f"{ONE}/take-back", methods=BOTH)
@may(transferring.CARRY_OUT)
def take_back(link_id: UUID) -> Answer:
    """Take back a transfer that was recorded by mistake."""
    link, form = transferring.to_carry_out(viewer(), link_id=link_id), ReversalForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(transferring.take_back, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "transfer-back", link_id=link_id)
    known = {"link": link, "moved": transferring.told(viewer(), link=link)}
    return form.page("transfers/take_back.html", **known, changes=form.changes(link.version, {"State": link.status}))
