"""Openings: what has to be true before a child and a household of this service come together in a placement.

A household and a referral that are both recorded here come together by a link: a purchase by hand never passes it by.
What the service does not know, a spot purchase elsewhere or history, has no link to pass by. And whoever went home and
comes back within the agreement's window is in the same placement still: there is nothing new to buy.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import called, disruptions, placements, places, returns, transfers
from consortium.access import Viewer
from consortium.disruptions import DisruptionReason
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from consortium.linking import move_ins, pairs
from consortium.linking.links import Link
from consortium.placements import Placement
from contracts import placement_agreements

Row = Mapping[str, Any]
# A placement goes on after these ends alone: the child was to live at home again.
CONTINUES_AFTER = ("reunified_parent",)


def expect_linked(*, row: Row, authority_id: UUID, agency_id: UUID) -> None:
    """Refuses a purchase by hand of a child and a household of this service whose match is not approved."""
    referral_id, household_id = _pair(row, authority_id=authority_id, agency_id=agency_id)
    if referral_id is None or household_id is None:
        return
    if not _has_match(referral_id=referral_id, household_id=household_id):
        raise RuleBroken(
            f"{row['referral_ref']} and {row['household_ref']} have no approved match: take their link to the "
            "decision first. By hand is recorded what this service does not know: leave a reference empty where the "
            "child or the household is none of its own.",
            code="no_match",
        )
    expect_new(referral_id=referral_id, household_id=household_id, moved_in_on=row["moved_in_on"])


def expect_free(viewer: Viewer, *, row: Row, authority_id: UUID, agency_id: UUID, besides: UUID | None = None) -> None:
    """Refuses a placement for which the household has no place, or whose children live elsewhere already."""
    expect_room(viewer, row=row, authority_id=authority_id, agency_id=agency_id, besides=besides)
    referral_id = called.referral_of(authority_id=authority_id, ref=row["referral_ref"])
    if referral_id is not None:
        places.expect_search(referral_id=referral_id, children=row["children"], besides=besides)


def expect_room(viewer: Viewer, *, row: Row, authority_id: UUID, agency_id: UUID, besides: UUID | None = None) -> None:
    """Refuses a placement for which the household has no place."""
    referral_id, household_id = _pair(row, authority_id=authority_id, agency_id=agency_id)
    if household_id is not None:
        stay = row["moved_in_on"], row["ended_on"], row["children"]
        places.expect_room(viewer, household_id=household_id, stay=stay, besides=besides, referral_id=referral_id)


def needs_more(before: Row, *, after: Row) -> bool:
    """Whether an open placement asks of a household or of a search what it did not hold until now, days included."""
    if placements.has_ended(after["ended_on"]):
        return False
    elsewhere = any(before[name] != after[name] for name in ("household_ref", "referral_ref"))
    longer = before["ended_on"] is not None and (after["ended_on"] is None or after["ended_on"] > before["ended_on"])
    return elsewhere or longer or before["children"] < after["children"] or after["moved_in_on"] < before["moved_in_on"]


def expect_open_to_hand(placement: Placement, *, changed: Collection[str]) -> None:
    """Refuses to change what was taken back, and to say beside the link what both sides say on it."""
    if placement.reversed_on is not None:
        raise RuleBroken(
            "This move-in was taken back, and stays so: report the true one on its link.", code="taken_back"
        )
    # After a transfer nobody has the link any more on which the former agency could say it.
    told = move_ins.said_of(placement.id) and not transfers.of(placement.id)
    if {"moved_in_on", "confirmed_on"} & set(changed) and told:
        raise RuleBroken("Both sides say on its link when the child moved in: report the day there.", code="reported")


def expect_kept(placement: Placement, *, values: Row) -> None:
    """Refuses days that leave returns and transfers of a placement outside, and another end than its disruption."""
    as_it_was = {name: getattr(placement, name) for name in ("moved_in_on", "ended_on", "end_reason")}
    said = as_it_was | {name: value for name, value in values.items() if name in as_it_was}
    for inside in (returns.expect_around, transfers.expect_within):
        inside(placement.id, moved_in_on=said["moved_in_on"], ended_on=said["ended_on"])
    if said["ended_on"] != as_it_was["ended_on"] or said["end_reason"] != as_it_was["end_reason"]:
        disruptions.expect_kept(placement.id, ended_on=said["ended_on"], end_reason=said["end_reason"])


def expect_new(*, referral_id: UUID, household_id: UUID, moved_in_on: date) -> None:
    """Refuses to open a second placement where the agreement says that the one before goes on."""
    stay = last_stay(referral_id=referral_id, household_id=household_id)
    if stay is not None and stay.ended_on is not None and goes_on(stay, on=moved_in_on):
        raise RuleBroken(
            f"They lived there until {stay.ended_on}, and the agreement has the placement go on for "
            f"{placement_agreements.window_of(stay)} days: end this link, and record the return on the earlier one.",
            code="placement_goes_on",
        )


def goes_on(stay: Placement, *, on: date) -> bool:
    """Whether a child who comes back on a day is in this placement still."""
    if stay.ended_on is None or stay.end_reason not in CONTINUES_AFTER:
        return False
    window = placement_agreements.window_of(stay)
    return window > 0 and 0 <= (on - stay.ended_on).days <= window


def expect_planned(placement: Placement, *, values: Row) -> None:
    """Refuses to write down beside its link an unplanned end of a placement that people of this service follow."""
    unplanned = values.get("end_reason") in {one.value for one in DisruptionReason}
    pair = {"referral_id": placement.referral_id, "household_id": placement.household_id}
    if placement.ended_on is None and values.get("ended_on") and unplanned and _has_match(**pair):
        raise RuleBroken(
            "An unplanned end has consequences: record it on its link, as a disruption.", code="disruption"
        )


def _pair(row: Row, *, authority_id: UUID, agency_id: UUID) -> tuple[UUID | None, UUID | None]:
    """The referral and the household that a row names, where they are recorded."""
    return (
        called.referral_of(authority_id=authority_id, ref=row["referral_ref"]),
        called.household_of(agency_id=agency_id, ref=row["household_ref"]),
    )


@whole("the placements of a pair that the caller reached")
def last_stay(*, referral_id: UUID, household_id: UUID) -> Placement | None:
    """The latest placement of the children of a referral with a household that was not taken back."""
    pair = (Placement.referral_id == referral_id, Placement.household_id == household_id, placements.stands())
    return db.session.scalar(sa.select(Placement).where(*pair).order_by(Placement.moved_in_on.desc()).limit(1))


@whole("whether a pair has come so far is asked before anything is bought")
def _has_match(*, referral_id: UUID | None, household_id: UUID | None) -> bool:
    """Whether the match of the pair is approved; its placement may have begun, for then it is refused as a second."""
    pair = (Link.referral_id == referral_id, Link.household_id == household_id, pairs.is_matched())
    return db.session.scalar(sa.select(Link.id).where(*pair).limit(1)) is not None
