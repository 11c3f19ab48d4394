"""The routes of documents to print: each as its reader may read it at this moment, and written down as read."""

from uuid import UUID

from flask import Response

from api.operations import Door
from consortium.access import Viewer
from consortium.documents import papers
from consortium.documents.papers import Paper, Printed
from matching.running import panel_packs

OF_CASE = "/referrals/<uuid:referral_id>/documents"
PDF = {"media": "application/pdf", "audited": True}
door = Door("documents")


@door.reads(f"{OF_CASE}/contact-agreement.pdf", None, may="plans.read", **PDF)
def contact_agreement(viewer: Viewer, referral_id: UUID) -> Response:
    """Print the contact agreement of a case."""
    return _sent(papers.printed(viewer, referral_id=referral_id, paper=Paper.CONTACT_AGREEMENT))


@door.reads(f"{OF_CASE}/family-agreement.pdf", None, may="plans.read", **PDF)
def family_agreement(viewer: Viewer, referral_id: UUID) -> Response:
    """Print the Family and Social Work Agreement of a case."""
    return _sent(papers.printed(viewer, referral_id=referral_id, paper=Paper.FAMILY_AGREEMENT))


@door.reads(f"{OF_CASE}/chronology.pdf", None, may="plans.read", **PDF)
def chronology(viewer: Viewer, referral_id: UUID) -> Response:
    """Print the chronology of a case, the latest first."""
    return _sent(papers.printed(viewer, referral_id=referral_id, paper=Paper.CHRONOLOGY))


@door.reads("/links/<uuid:link_id>/panel-pack.pdf", None, may="links.read", **PDF)
def panel_pack(viewer: Viewer, link_id: UUID) -> Response:
    """Print what a panel reads of a link."""
    return _sent(panel_packs.printed(viewer, link_id=link_id))


def _sent(file: Printed) -> Response:
    response = Response(file.content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response
