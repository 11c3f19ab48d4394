"""The shape of money: entries of the ledger, and what they come to."""

from marshmallow import fields

from api.schemas.shapes import Day, Paging, Shape, Whole, word
from contracts.money.accounts import Account, Act

_OWED = "Whole pence entered as owed: shortfalls of closed periods. What placements cost is told by /statements."
_PENCE = "Whole pence entered as owed, less what is billed; below nothing while costs of placements are not entered."


class MoneyEntry(Shape):
    """Pence that moved from one account to another; none is ever changed, and a reversal has the accounts in turn."""

    id = fields.UUID(dump_only=True)
    number = Whole(dump_only=True, metadata={"description": "Counts the entries of the authority."})
    authority_code = fields.String(dump_only=True)
    agency = fields.String(
        dump_only=True, allow_none=True, metadata={"description": "Null: the minimum was of any agency's placements."}
    )
    act = word(list(Act), dump_only=True)
    debit = word(list(Account), dump_only=True)
    credit = word(list(Account), dump_only=True)
    pence = Whole(dump_only=True)
    accounting_on = Day(dump_only=True, metadata={"description": "The day that decides, whenever it was recorded."})
    cause = fields.String(dump_only=True)
    purchase_id = fields.UUID(dump_only=True, allow_none=True)
    placement_ref = fields.String(dump_only=True, allow_none=True)
    reverses_id = fields.UUID(dump_only=True, allow_none=True)
    recorded_by = fields.String(
        dump_only=True, allow_none=True, metadata={"description": "The organisation's code; null: the operator."}
    )
    recorded_at = fields.AwareDateTime(dump_only=True)


class MoneyEntrySearch(Paging):
    """Which entries to list."""

    authority_id = fields.UUID()
    agency_id = fields.UUID()
    as_of = Day(metadata={"description": "Those that count by this day."})


class Balance(Shape):
    """What one authority and one agency come to: owed = not yet invoiced + payable + paid."""

    authority_code = fields.String(dump_only=True)
    agency = fields.String(dump_only=True, allow_none=True)
    owed_pence = fields.Integer(dump_only=True, metadata={"description": _OWED})
    uninvoiced_pence = fields.Integer(dump_only=True, metadata={"description": _PENCE})
    payable_pence = fields.Integer(dump_only=True)
    paid_pence = fields.Integer(dump_only=True)


class Balances(Shape):
    """Every authority and agency that the caller may see, on one day."""

    as_of = Day(dump_only=True)
    balances = fields.List(fields.Nested(Balance), dump_only=True)


class BalanceSearch(Shape):
    """On which day, and of whom."""

    as_of = Day(metadata={"description": "Today, where it is left out."})
    authority_id = fields.UUID()
    agency_id = fields.UUID()
