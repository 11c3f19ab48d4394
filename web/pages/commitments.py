"""Commitments: what each authority undertook to take at least, found, opened with its burn-up, added, changed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from consortium import members
from consortium.access import MemberKind
from consortium.floor import clock
from contracts import agreements, commitments, positions
from web import amended, lines
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.commitments import ChangeForm, CommitmentForm, shown_terms
from web.pages.positions import of
from web.paging import cut, everything

pages = Blueprint("commitments", __name__, url_prefix="/commitments")


@pages.get("/")
@may("commitments.read")
def index() -> Answer:
    """The commitments one may see, the latest period first, then by name."""
    found = cut(sorted(everything(commitments.visible(viewer())), key=lines.latest_first))
    return render_template("commitments/index.html", found=found, period=lines.period)


@pages.get("/<uuid:commitment_id>")
@may("commitments.read")
def one(commitment_id: UUID) -> Answer:
    """One commitment: its burn-up and its terms."""
    commitment = commitments.get(viewer(), commitment_id=commitment_id)
    line = of(commitment, as_of=clock.today())
    taken = positions.counted(viewer(), commitment_id=commitment_id, as_of=line.as_of)
    shown: dict[str, Any] = {"stood": line, "drawing": line.drawn(taken), "terms": shown_terms(commitment)}
    shown["left"] = amended.left_of(commitment.agreement, commitment)
    return render_template("commitments/one.html", commitment=commitment, **shown)


@pages.route("/add/<uuid:agreement_id>", methods=["GET", "POST"])
@may("commitments.agree")
def add(agreement_id: UUID) -> Answer:
    """Add an authority's commitment to an agreement."""
    agreement, form = agreements.get(viewer(), agreement_id=agreement_id), CommitmentForm()
    form.authority_code.offer(named(MemberKind.AUTHORITY))
    form.agency.offer(named(MemberKind.AGENCY))
    if commitment := form.carry_out(commitments.agree, viewer(), agreement_id=agreement_id, values=form.facts()):
        return done(".one", "added", commitment_id=commitment.id)
    return form.page("commitments/add.html", agreement=agreement)


@pages.route("/<uuid:commitment_id>/change", methods=["GET", "POST"])
@may("commitments.change")
def change(commitment_id: UUID) -> Answer:
    """Change the terms of a commitment."""
    commitment = commitments.get(viewer(), commitment_id=commitment_id)
    form, shown = ChangeForm(data=commitments.as_row(commitment)), shown_terms(commitment)
    form.remember(commitment.version, shown)
    known = {"commitment_id": commitment_id, "version": form.seen()}
    if form.carry_out(commitments.change, viewer(), **known, values=form.facts()):
        return done(".one", "changed", commitment_id=commitment_id)
    return form.page("commitments/change.html", commitment=commitment, changes=form.changes(commitment.version, shown))


def named(kind: MemberKind) -> dict[str, str]:
    """The members of one kind, code and name."""
    return {one.code: one.name for one in everything(members.visible(viewer(), kind=kind))}
