"""Documents to print: as pages, and as files for paper; each holds what its reader may read at this moment."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from consortium.documents import papers
from consortium.documents.papers import Paper, Printed
from matching.running import panel_packs
from web.auth import may, viewer
from web.forms import Answer

pages = Blueprint("documents", __name__)
PAPERS = '<any("contact-agreement", "family-agreement", chronology):paper>'


@pages.get(f"/referrals/<uuid:referral_id>/documents/{PAPERS}")
@may("plans.read", audited=True)
def one(referral_id: UUID, paper: str) -> Answer:
    """A document of a case, to read or to print from the browser."""
    found = papers.read(viewer(), referral_id=referral_id, paper=Paper(paper))
    file = {"endpoint": ".printed", "referral_id": referral_id, "paper": paper}
    return render_template("documents/one.html", found=found, file=file, referral_id=referral_id)


@pages.get(f"/referrals/<uuid:referral_id>/documents/{PAPERS}.pdf")
@may("plans.read", audited=True)
def printed(referral_id: UUID, paper: str) -> Response:
    """The same as a file."""
    return _sent(papers.printed(viewer(), referral_id=referral_id, paper=Paper(paper)))


@pages.get("/links/<uuid:link_id>/panel-pack")
@may("links.read", audited=True)
def panel_pack(link_id: UUID) -> Answer:
    """What a panel reads of a link."""
    found = panel_packs.read(viewer(), link_id=link_id)
    file = {"endpoint": ".printed_pack", "link_id": link_id}
    return render_template("documents/one.html", found=found, file=file, link_id=link_id)


@pages.get("/links/<uuid:link_id>/panel-pack.pdf")
@may("links.read", audited=True)
def printed_pack(link_id: UUID) -> Response:
    """The same as a file."""
    return _sent(panel_packs.printed(viewer(), link_id=link_id))


def _sent(file: Printed) -> Response:
    response = Response(file.content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response
