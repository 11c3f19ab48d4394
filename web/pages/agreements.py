"""Agreements: found, opened with the burn-up of each authority, added, and followed by a further version."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from consortium import consortia
from consortium.floor import clock
from contracts import agreements, commitments, positions
from contracts.agreeing import amendments, parties_to, signing, terms
from contracts.agreeing.terms import Terms
from contracts.agreeing.versions import AgreementSignature, Side
from contracts.agreements import Agreement, AgreementVersion
from web import amended, lines
from web.auth import can, may, viewer
from web.forms import Answer, done
from web.forms.agreements import AgreementForm, TitleForm, VersionForm
from web.paging import everything, page
from web.shown import day
from web.words import SIGNED_FOR

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
    return render_template("agreements/one.html", drawn=_drawn(agreement_id), **_shown(agreement))


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
    last = agreement.current
    known = {"terms": last.terms} | last.agreed.as_values()
    form, shown = VersionForm(data=known), {"Last version": f"{last.number}, from {day(last.effective_on)}"}
    form.remember(agreement.version, shown)
    if form.carry_out(amendments.amend, viewer(), agreement_id=agreement_id, version=form.seen(), **form.facts()):
        return done(".one", "amended", agreement_id=agreement_id)
    return form.page("agreements/amend.html", agreement=agreement, changes=form.changes(agreement.version, shown))


def _shown(agreement: Agreement) -> dict[str, Any]:
    """An agreement: what waits to be signed and by whom, its terms, and each version with what it changed."""
    waiting = signing.to_be_signed(agreement)
    return {
        "agreement": agreement,
        "said": terms.told(agreement.current.agreed),
        "versions": [
            (version, terms.differences(*pair), amended.of(viewer(), version)) for version, pair in _pairs(agreement)
        ],
        "to_sign": waiting,
        "sides": _sides(agreement, waiting or agreement.current),
        "may_sign": waiting is not None and _may_sign(agreement, waiting),
        "committed": amended.committed(viewer(), agreement_id=agreement.id) if can("commitments.read") else [],
    }


def _pairs(agreement: Agreement) -> list[tuple[AgreementVersion, tuple[Terms, Terms]]]:
    """Each version with the typed terms that held before it, and its own."""
    found, before = [], agreement.versions[0].agreed
    for version in agreement.versions:
        found.append((version, (before, version.agreed)))
        before = version.agreed if version.holds else before
    return found


def _sides(agreement: Agreement, version: AgreementVersion) -> list[tuple[str, AgreementSignature | None]]:
    """Each side with its signature on a version as it reads now, or none where it has to sign."""
    digest = signing.digest_of(agreement, version=version)
    signed = {one.side: one for one in version.signatures if one.is_of(digest)}
    return [(SIGNED_FOR[side], signed.get(side)) for side in Side]


def _may_sign(agreement: Agreement, version: AgreementVersion) -> bool:
    """Whether the viewer may sign for a side that has not signed."""
    side = parties_to.may_sign(viewer(), agreement=agreement, version=version)
    return side in signing.waits_for(agreement, version=version)


def _drawn(agreement_id: UUID) -> list[tuple[lines.Line, lines.Drawing]]:
    """Each commitment under the agreement with its burn-up, worst first, for those who may see them."""
    if not can("positions.read"):
        return []
    today, looked = clock.today(), viewer()
    found = everything(commitments.visible(looked, agreement_id=agreement_id))
    stood = lines.paired(found, positions.of(looked, as_of=today, agreement_id=agreement_id), as_of=today)
    known = [positions.counted(looked, commitment_id=line.commitment.id, as_of=today) for line in stood]
    return [(line, line.drawn(taken)) for line, taken in zip(stood, known, strict=True)]
