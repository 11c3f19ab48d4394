"""Terms: how many months a consortium keeps a referral that was never placed; data that its coordinator sets."""

from uuid import UUID

from consortium import consortia, entries, sight
from consortium.access import Viewer, require
from consortium.consortia import Consortium
from consortium.floor.db import expect_version, flush
from consortium.floor.errors import Invalid, NotFound

MOST_MONTHS = 240


def set_months(viewer: Viewer, *, consortium_id: UUID, version: int, never_placed_months: int) -> Consortium:
    """Sets the months for a consortium that the viewer coordinates; they count for every referral still kept."""
    require(viewer, "retention.set_terms")
    consortium = consortia.get(viewer, consortium_id=consortium_id)
    if not viewer.operator and consortium.id not in sight.consortia_of(viewer, "retention.set_terms"):
        raise NotFound
    expect_version(consortium, version)
    if not 1 <= never_placed_months <= MOST_MONTHS:
        raise Invalid({"never_placed_months": [f"Give 1 to {MOST_MONTHS} months."]})
    if entries.amend(consortium, {"never_placed_months": never_placed_months}):
        entries.touch(consortium)
    flush()
    return consortium
