"""Stays: a placement breaks down, goes on after a return, or enters a legal phase; and what was a mistake."""

from uuid import UUID

from flask import Blueprint

from contracts import stays
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.links import ReversalForm
from web.forms.stays import DisruptionForm, PhaseDayForm, PhaseForm, PhaseMistakeForm, ReturnForm

pages = Blueprint("stays", __name__, url_prefix="/links/<uuid:link_id>/stay")
BOTH = ["GET", "POST"]


@pages.route("/return", methods=BOTH)
@may(stays.ACT)
def come_back(link_id: UUID) -> Answer:
    """Record that the child came back to the same household."""
    link, form = stays.reached(viewer(), link_id=link_id), ReturnForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(stays.come_back, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "goes-on", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("stays/return.html", link=link, stay=stays.told(viewer(), link=link), changes=changes)


@pages.route("/disruption", methods=BOTH)
@may(stays.ACT)
def disrupt(link_id: UUID) -> Answer:
    """Record that the placement broke down."""
    link, form = stays.reached(viewer(), link_id=link_id), DisruptionForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(stays.disrupt, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "disrupted", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("stays/disruption.html", link=link, changes=changes)


@pages.route("/take-back", methods=BOTH)
@may(stays.ACT)
def take_back(link_id: UUID) -> Answer:
    """Take back the latest disruption or return."""
    link, form = stays.reached(viewer(), link_id=link_id), ReversalForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(stays.take_back, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "stay-back", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("stays/take_back.html", link=link, stay=stays.told(viewer(), link=link), changes=changes)


@pages.route("/phase", methods=BOTH)
@may(stays.ACT)
def enter_phase(link_id: UUID) -> Answer:
    """Record that the placement entered another legal phase."""
    link, form = stays.reached(viewer(), link_id=link_id), PhaseForm()
    form.offer(stays.may_enter(link=link))
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(stays.enter_phase, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "phase", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("stays/phase.html", link=link, stay=stays.told(viewer(), link=link), changes=changes)


@pages.route("/phase/day", methods=BOTH)
@may(stays.ACT)
def correct_phase(link_id: UUID) -> Answer:
    """Correct the day of the latest phase."""
    link, form = stays.reached(viewer(), link_id=link_id), PhaseDayForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(stays.correct_phase, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "phase", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("stays/phase_day.html", link=link, stay=stays.told(viewer(), link=link), changes=changes)


@pages.route("/phase/mistake", methods=BOTH)
@may(stays.ACT)
def take_back_phase(link_id: UUID) -> Answer:
    """Take back the latest phase, which the placement never entered."""
    link, form = stays.reached(viewer(), link_id=link_id), PhaseMistakeForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(stays.take_back_phase, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "phase-back", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("stays/phase_mistake.html", link=link, stay=stays.told(viewer(), link=link), changes=changes)
