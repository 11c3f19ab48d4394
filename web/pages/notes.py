"""Notes on a referral, a household or a link: read, written, answered and corrected."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for

from consortium import noted, notes
from consortium.rights.shares import Entity
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.notes import NoteForm

pages = Blueprint("notes", __name__)
OWN_PAGES: dict[str, str] = {"households": "household_id", "referrals": "referral_id"}


@pages.route("/<any(referrals, households):entity>/<uuid:record_id>/notes", methods=["GET", "POST"])
@may(notes.WRITE, audited=True)
def of_case(entity: Entity, record_id: UUID) -> Answer:
    """The notes that one's organisation keeps on a referral or household."""
    case: Any = notes.case_of(viewer(), act=notes.WRITE, entity=entity, record_id=record_id)
    form = _form(sharing=False)
    if form.carry_out(notes.write, viewer(), case=case, **form.facts()):
        return done(".of_case", "written", entity=entity, record_id=record_id)
    known: dict[str, Any] = {OWN_PAGES[entity]: record_id}
    back = url_for(f"web.{entity}.one", **known)
    return _page(form, case, title=case.ref, back=back)


@pages.route("/links/<uuid:link_id>/notes", methods=["GET", "POST"])
@may(notes.WRITE, audited=True)
def of_link(link_id: UUID) -> Answer:
    """The notes on a link: one's own organisation's, and those that both sides read."""
    case: Any = notes.case_of(viewer(), act=notes.WRITE, link_id=link_id)
    form = _form(sharing=notes.may_be_shared(case))
    if form.carry_out(notes.write, viewer(), case=case, **form.facts()):
        return done(".of_link", "written", link_id=link_id)
    title = f"{case.referral.ref} with {case.household.ref}"
    return _page(form, case, title=title, back=url_for("web.links.one", link_id=link_id))


def _form(*, sharing: bool) -> NoteForm:
    """The form; who reads an answer or a correction follows from the note before it."""
    form = NoteForm(data={name: request.args.get(name) for name in ("reply_to", "corrects")})
    if not sharing or form.reply_to.data or form.corrects.data:
        del form.audience
    return form


def _page(form: NoteForm, case: Any, **told: Any) -> Answer:
    found = noted.told(viewer(), case=case)
    about = form.reply_to.data or form.corrects.data
    first = next((one for one in found if str(one["id"]) == about), None)
    return form.page("notes/notes.html", notes=found, first=first, asked=request.path, **told)
