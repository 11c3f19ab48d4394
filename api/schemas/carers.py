"""The shape of carer households: approvals, scope, answers to needs, availability."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, disclosed, word, words
from consortium.sheets.vocabulary import SEXES
from consortium.withdrawals import WithdrawalReason


class Carer(Shape):
    """A concurrent carer household; its columns are those of the households spreadsheet.

    What may not be read at the stage of the link is left out.
    """

    id = fields.UUID(dump_only=True)
    household_ref = Line(
        longest=100, metadata={"description": "Given by the server where it is left out.", "x-fixed": True}
    )
    agency = Line(longest=100, required=True, metadata={"description": "The agency's code.", "x-fixed": True})
    postcode = Line(longest=10, required=True)
    approved_fostering_on = Day(allow_none=True)
    approved_adoption_on = Day(allow_none=True)
    review_due_on = Day(allow_none=True)
    min_age_months = Whole(high=216)
    max_age_months = Whole(high=216, required=True)
    approved_children = Whole(high=20, required=True, metadata={"description": "How many at any one time."})
    children_in_placement = Whole(dump_only=True)
    sexes = words(word(SEXES), most=2)
    yes_needs = words()
    discuss_needs = words()
    no_needs = words()
    experience = words()
    ethnicity = words()
    religion = words()
    languages = words()
    max_travel_minutes = Whole(high=1440)
    available_from = Day(allow_none=True)
    hold_until = Day(allow_none=True, metadata={"description": "The first day free again."})
    hold_reason = Line(longest=2000, allow_none=True)
    withdrawn_on = Day(dump_only=True, allow_none=True)
    withdrawn_because = word(WithdrawalReason, dump_only=True, allow_none=True)
    open_links = Whole(dump_only=True)
    area = fields.String(dump_only=True, metadata={"description": "The postcode's district."})
    carer_names = fields.String(dump_only=True, allow_none=True)
    address = fields.String(dump_only=True, allow_none=True)
    telephone = fields.String(dump_only=True, allow_none=True)
    email = fields.String(dump_only=True, allow_none=True)
    disclosed = disclosed()
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class CarerSearch(Paging):
    """Which households to list."""

    search = Line()
    agency_id = fields.UUID()


class CarerWithdrawal(Shape):
    """On which day a household left, and why."""

    on = Day(metadata={"description": "Today, where it is left out."})
    reason = word(WithdrawalReason)
