"""Retention: what is due, one record's class and holds, and disposals that two people carry out."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import adopted
from consortium.retention import disposals, due, erasure, holds, looks, records
from consortium.retention.disposals import Ground
from consortium.rights.shares import Entity
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.retention import ReasonForm
from web.paging import everything, page

pages = Blueprint("retention", __name__, url_prefix="/retention")
RECORD = "/<any(referrals, households):entity>/<uuid:record_id>"
ACTS = {"confirm": disposals.confirm, "decline": disposals.decline}


@pages.get("/")
@may("retention.read", audited=True)
def index() -> Answer:
    """What is past its class, what waits for a second person, and what is held."""
    proposed = looks.reasons(viewer(), found=everything(disposals.visible(viewer(), live=True)))
    held = looks.reasons(viewer(), found=everything(holds.visible(viewer())))
    asked = {one.record_id for one in proposed}
    found = {"found": looks.listed(viewer()), "proposed": proposed, "held": held, "asked": asked}
    return render_template("retention/index.html", **found, **_around([*proposed, *held]))


@pages.get("/erased")
@may("retention.read")
def erased() -> Answer:
    """What was erased, by ids that mean nothing."""
    return render_template("retention/erased.html", found=page(erasure.visible(viewer())))


@pages.get(RECORD)
@may("retention.read", audited=True)
def one(entity: Entity, record_id: UUID) -> Answer:
    """How long one record is kept and why, and what can be done about it."""
    found = looks.standing(viewer(), entity=entity, record_id=record_id)
    waiting = everything(disposals.visible(viewer(), live=True))
    proposed = looks.reasons(viewer(), found=[one for one in waiting if one.record_id == record_id])
    around = _around([*found.holds, *proposed])
    known = {"entity": entity, "proposed": proposed, "adopted": adopted.has_order(record_id)}
    return render_template("retention/one.html", found=found, **known, **around)


@pages.route(f"{RECORD}/hold", methods=["GET", "POST"])
@may("retention.hold")
def hold(entity: Entity, record_id: UUID) -> Answer:
    """Place a legal hold."""
    case = records.get(viewer(), entity=entity, record_id=record_id, act="retention.hold")
    form: Form = ReasonForm()
    if form.carry_out(holds.place, viewer(), entity=entity, record_id=record_id, **form.facts()):
        return done(".one", "held", entity=entity, record_id=record_id)
    return form.page("retention/hold.html", case=case, entity=entity)


@pages.post("/holds/<uuid:hold_id>/lift")
@may("retention.hold")
def lift(hold_id: UUID) -> Answer:
    """Lift a legal hold."""
    lifted = holds.lift(viewer(), hold_id=hold_id)
    return done(".one", "lifted", entity=lifted.entity, record_id=lifted.record_id)


@pages.route(f"{RECORD}/dispose/<any(class_over, person_asked):ground>", methods=["GET", "POST"])
@may("retention.dispose", audited=True)
def propose(entity: Entity, record_id: UUID, ground: str) -> Answer:
    """Propose to erase a record; another manager confirms."""
    found = looks.standing(viewer(), entity=entity, record_id=record_id)
    form: Form = ReasonForm()
    asked: dict[str, Any] = {"entity": entity, "record_id": record_id, "ground": Ground(ground)}
    if form.carry_out(disposals.propose, viewer(), **asked, **form.facts()):
        return done(".index", "proposed")
    return form.page("retention/propose.html", found=found, entity=entity, ground=ground)


@pages.get("/disposals/<uuid:disposal_id>")
@may("retention.dispose", audited=True)
def disposal(disposal_id: UUID) -> Answer:
    """One disposal, to be confirmed by a second person or declined."""
    found = looks.disposal(viewer(), disposal_id=disposal_id)
    live = found.status is disposals.DisposalStatus.PROPOSED
    kept = looks.standing(viewer(), entity=found.entity, record_id=found.record_id).kept if live else None
    return render_template("retention/disposal.html", disposal=found, kept=kept, **_around([found]))


@pages.post("/disposals/<uuid:disposal_id>/<any(confirm, decline):act>")
@may("retention.dispose")
def end(disposal_id: UUID, act: str) -> Answer:
    """Confirm a disposal, which erases the record for good, or decline it."""
    ACTS[act](viewer(), disposal_id=disposal_id, version=request.form.get("version", -1, type=int))
    return done(".index", act)


def _around(rows: Iterable[Any]) -> dict[str, Any]:
    """The names of the colleagues who placed these holds or proposed these disposals, and who looks."""
    by = {getattr(row, name, None) for row in rows for name in ("placed_by", "proposed_by", "ended_by")}
    return {"names": due.colleagues(by), "me": viewer().user_id}
