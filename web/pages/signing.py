"""Signing: an agreement's version is read and signed for one side; an amendment says what becomes of commitments."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from consortium.access import MemberKind
from contracts import agreements
from contracts.agreeing import amendments, proposals, signing, terms
from contracts.agreements import Agreement, AgreementVersion
from web import amended
from web.auth import may, viewer
from web.forms import Answer, Versioned, done
from web.forms.agreements import SignatureForm
from web.forms.commitments import ChangeForm, CommitmentForm, shown_terms
from web.pages.commitments import named

pages = Blueprint("signing", __name__, url_prefix="/agreements/<uuid:agreement_id>")
ONE = "web.agreements.one"


@pages.route("/sign", methods=["GET", "POST"])
@may("agreements.sign")
def sign(agreement_id: UUID) -> Answer:
    """Read all that a signature is for, and sign it for one's own side."""
    (agreement, version), form = signing.to_read(viewer(), agreement_id=agreement_id), SignatureForm()
    if form.carry_out(signing.sign, viewer(), agreement_id=agreement_id, digest=str(form.digest.data or "")):
        return done(ONE, "signed", agreement_id=agreement_id)
    if version is None:
        return render_template("agreements/signed.html", agreement=agreement)
    form.digest.data = signing.digest_of(agreement, version=version)
    return form.page("agreements/sign.html", agreement=agreement, **_to_be_read(agreement, version))


@pages.route("/discard", methods=["GET", "POST"])
@may("agreements.change")
def discard(agreement_id: UUID) -> Answer:
    """Discard the amendment that waits to be signed."""
    agreement, form = agreements.get(viewer(), agreement_id=agreement_id), _versioned(agreement_id)
    known = {"agreement_id": agreement_id, "version": form.seen()}
    if form.carry_out(amendments.discard, viewer(), **known):
        return done(ONE, "discarded", agreement_id=agreement_id)
    return form.page("agreements/discard.html", agreement=agreement)


@pages.route("/draft/<uuid:commitment_id>", methods=["GET", "POST"])
@may("agreements.change")
def propose(agreement_id: UUID, commitment_id: UUID) -> Answer:
    """Say what the amendment changes of a commitment; one that ends early gets an earlier last day."""
    commitment, agreement = amended.pair(viewer(), agreement_id=agreement_id, commitment_id=commitment_id)
    form, shown = ChangeForm(data=amended.as_drafted(agreement, commitment)), shown_terms(commitment)
    form.remember(agreement.version, shown)
    known = {"agreement_id": agreement_id, "version": form.seen(), "commitment_id": commitment_id}
    if form.carry_out(proposals.propose, viewer(), **known, values=form.facts()):
        return done(ONE, "proposed", agreement_id=agreement_id)
    left = amended.left_of(agreement, commitment)
    more = {"left": left, "changes": form.changes(agreement.version, shown)}
    return form.page("agreements/propose.html", agreement=agreement, commitment=commitment, **more)


@pages.route("/draft/add", methods=["GET", "POST"])
@may("agreements.change")
def propose_new(agreement_id: UUID) -> Answer:
    """Say which commitment the amendment adds."""
    agreement, form = agreements.get(viewer(), agreement_id=agreement_id), CommitmentForm()
    form.authority_code.offer(named(MemberKind.AUTHORITY))
    form.agency.offer(named(MemberKind.AGENCY))
    known = {"agreement_id": agreement_id, "version": agreement.version}
    if form.carry_out(proposals.propose_new, viewer(), **known, values=form.facts()):
        return done(ONE, "proposed", agreement_id=agreement_id)
    return form.page("agreements/propose_new.html", agreement=agreement)


def _versioned(agreement_id: UUID) -> Versioned:
    return Versioned().remember(agreements.get(viewer(), agreement_id=agreement_id).version, {})


def _to_be_read(agreement: Agreement, version: AgreementVersion) -> dict[str, Any]:
    """All that a signature is for, as far as the signer may see it."""
    return {
        "version": version,
        "said": terms.told(version.agreed),
        "changes": amended.of(viewer(), version),
        "committed": amended.committed(viewer(), agreement_id=agreement.id),
    }
