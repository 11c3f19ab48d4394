"""Agreements: found, opened with the burn-up of each authority, added, and followed by a further version."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium import consortia
from consortium.floor import clock
from contracts import agreements, commitments, positions
from contracts.agreeing import amendments, terms
from contracts.agreeing.declaring import Term
from contracts.agreements import Agreement, AgreementVersion
from web import lines
from web.auth import can, may, viewer
from web.forms import Answer, done
from web.forms.agreements import AgreementForm, TitleForm, VersionForm
from web.paging import everything, page
from web.shown import day

pages = Blueprint("agreements", __name__, url_prefix="/agreements")


@pages.get("/")
@may("agreements.read")
def index() -> Answer:
    """The agreements one may see, by reference."""
    return render_template("agreements/index.html", found=page(agreements.visible(viewer())))


@pages.get("/<uuid:agreement_id>")
@may("agreements.read")
def one(agreement_id: UUID) -> Answer:
    """One agreement: each authority's burn-up under it, and its versions as history."""
    agreement = agreements.get(viewer(), agreement_id=agreement_id)
    shown = {"versions": _changed(agreement), "said": terms.told(agreement.versions[-1].agreed)}
    return render_template("agreements/one.html", agreement=agreement, drawn=_drawn(agreement_id), **shown)


@pages.route("/add", methods=["GET", "POST"])
@may("agreements.agree")
def add() -> Answer:
    """Record an agreement with its first version."""
    form = AgreementForm()
    form.consortium_code.offer({one.code: one.name for one in everything(consortia.visible(viewer()))})
    if agreement := form.carry_out(agreements.agree, viewer(), **form.facts()):
        return done(".one", "added", agreement_id=agreement.id)
    return form.page("agreements/add.html")


@pages.route("/<uuid:agreement_id>/title", methods=["GET", "POST"])
@may("agreements.change")
def change(agreement_id: UUID) -> Answer:
    """Correct the title of an agreement."""
    agreement = agreements.get(viewer(), agreement_id=agreement_id)
    form, shown = TitleForm(obj=agreement), {"Title": agreement.title}
    form.remember(agreement.version, shown)
    if form.carry_out(agreements.change, viewer(), agreement_id=agreement_id, version=form.seen(), **form.facts()):
        return done(".one", "changed", agreement_id=agreement_id)
    return form.page("agreements/change.html", agreement=agreement, changes=form.changes(agreement.version, shown))


@pages.route("/<uuid:agreement_id>/version", methods=["GET", "POST"])
@may("agreements.change")
def amend(agreement_id: UUID) -> Answer:
    """Add a version with new terms; those before it stay as they are."""
    agreement = agreements.get(viewer(), agreement_id=agreement_id)
    last = agreement.versions[-1]
    known = {"terms": last.terms} | last.agreed.as_values()
    form, shown = VersionForm(data=known), {"Last version": f"{last.number}, from {day(last.effective_on)}"}
    form.remember(agreement.version, shown)
    if form.carry_out(amendments.amend, viewer(), agreement_id=agreement_id, version=form.seen(), **form.facts()):
        return done(".one", "amended", agreement_id=agreement_id)
    return form.page("agreements/amend.html", agreement=agreement, changes=form.changes(agreement.version, shown))


def _changed(agreement: Agreement) -> list[tuple[AgreementVersion, list[tuple[Term, str, str]]]]:
    """Each version with the typed terms that it changed."""
    first, *later = agreement.versions
    pairs = zip(agreement.versions, later, strict=False)
    return [(first, []), *((now, terms.differences(was.agreed, now.agreed)) for was, now in pairs)]


def _drawn(agreement_id: UUID) -> list[tuple[lines.Line, lines.Drawing]]:
    """Each commitment under the agreement with its burn-up, worst first, for those who may see them."""
    if not can("positions.read"):
        return []
    today, looked = clock.today(), viewer()
    found = everything(commitments.visible(looked, agreement_id=agreement_id))
    stood = lines.paired(found, positions.of(looked, as_of=today, agreement_id=agreement_id), as_of=today)
    known = [positions.counted(looked, commitment_id=line.commitment.id, as_of=today) for line in stood]
    return [(line, line.drawn(taken)) for line, taken in zip(stood, known, strict=True)]
