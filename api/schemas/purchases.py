"""The shape of purchases: placements as they were bought."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole


class Purchase(Shape):
    """A placement bought; its columns are those of the purchases spreadsheet."""

    id = fields.UUID(dump_only=True)
    placement_ref = Line(
        longest=100, metadata={"description": "Given by the server where it is left out.", "x-fixed": True}
    )
    authority_code = Line(longest=9, required=True, metadata={"x-fixed": True})
    agency = Line(longest=100, required=True, metadata={"x-fixed": True})
    household_ref = Line(longest=100, allow_none=True)
    referral_ref = Line(longest=100, allow_none=True)
    children = Whole(low=1, high=20, required=True)
    match_approved_on = Day(allow_none=True)
    moved_in_on = Day(required=True)
    adoption_order_on = Day(allow_none=True)
    ended_on = Day(allow_none=True, metadata={"description": "The first day no longer placed."})
    end_reason = Line(longest=100, allow_none=True)
    confirmed_on = Day(allow_none=True)
    order_number = Line(longest=100, allow_none=True)
    cost_code = Line(longest=100, allow_none=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class PurchaseSearch(Paging):
    """Which purchases to list."""

    authority_id = fields.UUID()
    agency_id = fields.UUID()
