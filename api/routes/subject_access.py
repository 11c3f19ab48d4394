"""The routes of subject access: a pack for a child or a household, as JSON or to print; making one is written down."""

from uuid import UUID

from flask import Response

from api.operations import Door
from consortium.access import Viewer
from consortium.subject_access import packs
from consortium.subject_access.packs import Form, Pack

CHILD, HOUSEHOLD = "/children/<uuid:child_id>/subject-access", "/carers/<uuid:household_id>/subject-access"
MAY = "subject_access.make"
door = Door("subject_access")


@door.acts(f"{CHILD}.pdf", None, may=MAY, media="application/pdf")
def print_child(viewer: Viewer, child_id: UUID) -> Response:
    """Make the subject access pack of a child of your authority, to print."""
    return _sent(packs.of_child(viewer, child_id=child_id, form=Form.PDF))


@door.acts(f"{CHILD}.json", None, may=MAY)
def child(viewer: Viewer, child_id: UUID) -> Response:
    """Make the subject access pack of a child of your authority, as JSON."""
    return _sent(packs.of_child(viewer, child_id=child_id, form=Form.JSON))


@door.acts(f"{HOUSEHOLD}.pdf", None, may=MAY, media="application/pdf")
def print_household(viewer: Viewer, household_id: UUID) -> Response:
    """Make the subject access pack of a household of your agency, to print."""
    return _sent(packs.of_household(viewer, household_id=household_id, form=Form.PDF))


@door.acts(f"{HOUSEHOLD}.json", None, may=MAY)
def household(viewer: Viewer, household_id: UUID) -> Response:
    """Make the subject access pack of a household of your agency, as JSON."""
    return _sent(packs.of_household(viewer, household_id=household_id, form=Form.JSON))


def _sent(pack: Pack) -> Response:
    response = Response(pack.content, mimetype=pack.media)
    response.headers.set("Content-Disposition", "attachment", filename=pack.name)
    return response
