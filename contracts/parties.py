"""Members, households and referrals as a sheet or a form names them, each in its own field."""

from collections.abc import Mapping
from typing import Any

from consortium import called, members, placements, places
from consortium.access import MemberKind, Viewer
from consortium.floor.errors import Invalid, NotFound
from consortium.rights import sight

_UNKNOWN = "No {} of this {} is known to you under this reference. Check it, or leave it empty."


def member(viewer: Viewer, *, field: str, code: str, kind: MemberKind) -> members.Member:
    """The member of this code and kind; raises Invalid at the field where there is none."""
    try:
        return members.by_code(viewer, code=code, kind=kind)
    except NotFound as error:
        raise Invalid({field: [error.sentence]}) from None


def expect_known(
    viewer: Viewer,
    said: Mapping[str, Any],
    *,
    row: Mapping[str, Any],
    sides: tuple[members.Member, members.Member],
    history: bool,
) -> None:
    """What is named here is recorded and known to who names it; what is unknown and what is not shown answer alike.

    Otherwise nobody's place or search would follow a slip of the pen, and anybody could ask which households there are.
    """
    authority, agency = sides
    home, sought = said.get("household_ref"), said.get("referral_ref")
    faults: dict[str, list[str]] = {}
    if home and not (history and _may_name_anything(viewer, row, agency=agency)):
        household_id = called.household_of(agency_id=agency.id, ref=home)
        if household_id is None or not places.is_open(viewer, household_id=household_id):
            faults["household_ref"] = [_UNKNOWN.format("household", "agency")]
    if sought and not history and called.referral_of(authority_id=authority.id, ref=sought) is None:
        faults["referral_ref"] = [_UNKNOWN.format("referral", "authority")]
    if faults:
        raise Invalid(faults)


def _may_name_anything(viewer: Viewer, row: Mapping[str, Any], *, agency: members.Member) -> bool:
    """Whoever coordinates the agency tells history by any reference; of an agency that left, only what is over."""
    if sight.reaches(viewer, "households.read", owner_id=agency.id):
        return True
    return placements.has_ended(row["ended_on"]) and bool(sight.consortia_of(viewer, "purchases.record"))
