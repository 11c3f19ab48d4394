"""The shape of links: who is explored for whom, how far it has come, and what a share opens for a time."""

from marshmallow import fields

from api.schemas.shapes import Day, Flag, Line, Paging, Prose, Shape, Whole, word
from consortium.linking.links import EndReason, LinkStatus
from matching.running.overruling import OverruleReason

_REASON = {"description": "Both sides read it: name nobody.", "minLength": 10}


class Link(Shape):
    """One household explored for one referral."""

    id = fields.UUID(dump_only=True)
    referral_id = fields.UUID(required=True, metadata={"x-fixed": True})
    household_id = fields.UUID(required=True, metadata={"x-fixed": True})
    referral_ref = fields.String(dump_only=True)
    authority_code = fields.String(dump_only=True)
    household_ref = fields.String(dump_only=True)
    agency = fields.String(dump_only=True)
    status = word(LinkStatus, dump_only=True)
    reason = Line(longest=500, required=True, metadata=_REASON)
    overrules = word(
        OverruleReason,
        load_only=True,
        metadata={
            "description": "Why not the household that the last run suggests; needed where it suggests another.",
            "x-fixed": True,
        },
    )
    overrules_note = Line(longest=500, load_only=True, metadata={"description": "Needed for other.", "x-fixed": True})
    authority_agreed_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    agency_agreed_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    approved_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    ended_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    end_reason = word(EndReason, dump_only=True, allow_none=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class LinkSearch(Paging):
    """Which links to list."""

    live = word(("yes", "no"))


class LinkEnd(Shape):
    """Why a link ends."""

    reason = word(EndReason, required=True)
    note = Line(longest=500)


class PanelShare(Shape):
    """Who advises the panel on a link, and until which day."""

    user_id = fields.UUID(required=True)
    until = Day(required=True, metadata={"description": "The last day on which it is shown."})
    reason = Line(longest=500, required=True, metadata={"minLength": 10})


class FileOpening(Shape):
    """Why a full file is opened outside a link."""

    reason = Line(longest=500, required=True, metadata={"minLength": 10})


class Opened(Shape):
    """What was opened, and until when."""

    id = fields.UUID(dump_only=True)
    stage = Whole(dump_only=True)
    ends_at = fields.AwareDateTime(dump_only=True)


class HouseholdParticulars(Shape):
    """Who the carers are and where they live; shown to the child's side once the match is approved."""

    carer_names = Line(longest=500, allow_none=True)
    address = Prose(longest=1000, allow_none=True)
    telephone = Line(longest=100, allow_none=True)
    email = Line(longest=254, allow_none=True)


class ChildParticulars(Shape):
    """Who a child is and what is known of them; shown to the carers' side stage by stage."""

    given_names = Line(longest=500, allow_none=True)
    family_name = Line(longest=500, allow_none=True)
    home_address = Prose(longest=1000, allow_none=True)
    nursery = Line(longest=500, allow_none=True)
    health = Prose(longest=5000, allow_none=True)
    background = Prose(longest=5000, allow_none=True)
    birth_details = Prose(longest=5000, allow_none=True)
    nationality = Prose(longest=5000, allow_none=True)
    appearance = Prose(longest=5000, allow_none=True)
    legal_status = Prose(longest=5000, allow_none=True)
    why_looked_after = Prose(longest=5000, allow_none=True)
    previous_involvement = Prose(longest=5000, allow_none=True)
    brothers_and_sisters = Prose(longest=5000, allow_none=True)
    contact_extent = Prose(longest=5000, allow_none=True)
    education = Prose(longest=5000, allow_none=True)
    personality = Prose(longest=5000, allow_none=True)
    interests = Prose(longest=5000, allow_none=True)
    address_non_disclosure = Flag(metadata={"description": "Hides where the child lives, everywhere."})
