"""The shape of tariffs: what a consortium pays for each charge, and over which days."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from consortium.sheets.vocabulary import CHARGES, VAT_TREATMENTS

MOST_PENCE = 10_000_000_000


class Tariff(Shape):
    """One price; its columns are those of the tariffs spreadsheet. Which holds is decided by the day of moving in."""

    id = fields.UUID(dump_only=True)
    consortium = Line(longest=40, required=True, metadata={"description": "The consortium's code.", "x-fixed": True})
    tariff_ref = Line(longest=100, required=True, metadata={"description": "The price list."})
    valid_from = Day(required=True, metadata={"x-fixed": True})
    valid_to = Day(allow_none=True, metadata={"description": "The day after the last; null: until further notice."})
    agency = Line(
        longest=100,
        allow_none=True,
        metadata={"description": "Its own price goes before a general one; null: any agency's.", "x-fixed": True},
    )
    charge = word(CHARGES, required=True, metadata={"x-fixed": True})
    children = Whole(
        low=1,
        high=20,
        allow_none=True,
        metadata={"description": "The group size that this price is for; null: any.", "x-fixed": True},
    )
    amount_pence = Whole(
        high=MOST_PENCE, required=True, metadata={"description": "Whole pence. It changes until the first day alone."}
    )
    vat = word(VAT_TREATMENTS, metadata={"description": "exempt, where it is left out."})
    recorded_by = fields.String(
        dump_only=True, allow_none=True, metadata={"description": "The organisation's code; null: the operator."}
    )
    withdrawn_at = fields.AwareDateTime(
        dump_only=True, allow_none=True, metadata={"description": "Since then it prices nothing."}
    )
    withdrawn_reason = fields.String(dump_only=True, allow_none=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class TariffWithdrawal(Shape):
    """Why a price was a mistake."""

    reason = Line(longest=500, required=True, metadata={"minLength": 10})


class TariffSearch(Paging):
    """Which prices to list."""

    consortium_id = fields.UUID()
    charge = word(CHARGES)
    on = Day(metadata={"description": "Those that hold on this day."})
