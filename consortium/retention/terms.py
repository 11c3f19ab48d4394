"""Terms: how many months a consortium keeps a referral that was never placed; data that its coordinator sets."""

from uuid import UUID

from sqlalchemy import Select

from consortium import consortia
from consortium.access import Viewer, require
from consortium.consortia import Consortium
from consortium.floor.db import db, expect_version, flush
from consortium.floor.errors import Invalid, NotFound
from consortium.importing import entries
from consortium.rights import sight

MOST_MONTHS = 240


def visible(viewer: Viewer) -> Select[Consortium]:
    """The consortia that the viewer coordinates, by code."""
    require(viewer, "retention.set_terms")
    coordinated = sight.consortia_of(viewer, "retention.set_terms")
    found = consortia.visible(viewer)
    return found if viewer.operator else found.where(Consortium.id.in_(coordinated))


def get(viewer: Viewer, *, consortium_id: UUID) -> Consortium:
    """One consortium that the viewer coordinates."""
    found = db.session.scalar(visible(viewer).where(Consortium.id == consortium_id))
    if found is None:
        raise NotFound
    return found


def set_months(viewer: Viewer, *, consortium_id: UUID, version: int, never_placed_months: int) -> Consortium:
    """Sets the months for a consortium that the viewer coordinates; they count for every referral still kept."""
    consortium = get(viewer, consortium_id=consortium_id)
    expect_version(consortium, version)
    if not 1 <= never_placed_months <= MOST_MONTHS:
        raise Invalid({"never_placed_months": [f"Give 1 to {MOST_MONTHS} months."]})
    if entries.amend(consortium, {"never_placed_months": never_placed_months}):
        entries.touch(consortium)
    flush()
    return consortium
