"""The shape of referrals and their children, born and unborn."""

from marshmallow import fields, validate

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word, words
from consortium.sheets.vocabulary import SEXES, URGENCIES


class Child(Shape):
    """A child; its columns are those of the children spreadsheet."""

    id = fields.UUID(dump_only=True)
    child_ref = Line(longest=100, metadata={"description": "Given by the server where it is left out."})
    date_of_birth = Day(allow_none=True, metadata={"description": "Or the expected date, before birth."})
    expected_date_of_delivery = Day(allow_none=True)
    sex = word(SEXES, allow_none=True)
    urgency = word(URGENCIES)
    needed_by = Day(allow_none=True)
    needs = words()
    ethnicity = Line(allow_none=True)
    religion = Line(allow_none=True)
    language = Line(allow_none=True)
    contact_postcode = Line(longest=10, allow_none=True)
    contact_sessions_per_week = Whole(high=7, allow_none=True)
    max_travel_minutes = Whole(high=1440)
    excluded_areas = words()
    conflicts = words()
    open_links = Whole(dump_only=True)
    outcome = fields.String(dump_only=True, allow_none=True)
    version = Whole(dump_only=True)


class Referral(Shape):
    """A request for a placement: one child, or a sibling group to be placed together."""

    id = fields.UUID(dump_only=True)
    referral_ref = Line(longest=100, metadata={"description": "Given by the server where it is left out."})
    authority_code = Line(longest=9, required=True, metadata={"description": "The placing authority's ONS code."})
    status = fields.String(dump_only=True)
    children = fields.List(fields.Nested(Child), required=True, validate=validate.Length(1, 10))
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class ReferralSearch(Paging):
    """Which referrals to list."""

    search = Line()
