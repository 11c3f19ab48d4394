"""The clock: what is due in a case and what happened, recorded and taken back; and what is overdue everywhere."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium.course import events, recording, steps
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.course import EventForm, ReversalForm
from web.paging import page

pages = Blueprint("clock", __name__)
CASE = "/referrals/<uuid:referral_id>/clock"


@pages.get("/due/")
@may("clock.read")
def index() -> Answer:
    """What is overdue in all cases that one sees, by who owns it, and what falls due soon."""
    soon = [one for one in steps.undone(viewer(), within=steps.SOON) if one.step.state == "open"]
    return render_template("clock/index.html", owners=steps.overdue(viewer()), soon=soon)


@pages.get(CASE)
@may("clock.read")
def one(referral_id: UUID) -> Answer:
    """The clock of one case, and what was recorded."""
    found = steps.steps_of(viewer(), referral_id=referral_id)
    told = page(events.visible(viewer(), referral_id=referral_id))
    return render_template("clock/one.html", case=found, told=told, kinds=recording.KINDS)


@pages.route(f"{CASE}/record", methods=["GET", "POST"])
@may("events.record")
def record(referral_id: UUID) -> Answer:
    """Record that something happened."""
    kinds = recording.choices(viewer(), referral_id=referral_id)
    form: Form = EventForm()
    form.event.offer({kind.code: kind.said for kind in kinds})
    if form.carry_out(recording.record, viewer(), referral_id=referral_id, **form.facts()):
        return done(".one", "recorded", referral_id=referral_id)
    return form.page("clock/record.html", referral=events.case(viewer(), referral_id=referral_id, act="events.record"))


@pages.route(f"{CASE}/events/<uuid:event_id>/reverse", methods=["GET", "POST"])
@may("events.reverse")
def reverse(referral_id: UUID, event_id: UUID) -> Answer:
    """Take back what was recorded by mistake."""
    row = recording.held(viewer(), referral_id=referral_id, event_id=event_id)
    form: Form = ReversalForm()
    if form.carry_out(recording.reverse, viewer(), referral_id=referral_id, event_id=event_id, **form.facts()):
        return done(".one", "reversed", referral_id=referral_id)
    return form.page("clock/reverse.html", row=row, said=recording.KINDS[row.event].said)
