"""The routes of money: the entries of the ledger, and what they come to."""

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.money import Balances, BalanceSearch, MoneyEntry, MoneyEntrySearch
from consortium.access import Viewer
from consortium.floor import clock
from contracts.money import reading

door = Door("money")


@door.lists("/money-entries", MoneyEntry, may="money.read", asks=MoneyEntrySearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the entries of money that you may see, by authority, in the order in which they were made."""
    found = reading.visible(viewer, **query)
    return Listing(found, by="number", shown=lambda page: reading.rows(viewer, found=page))


@door.reads("/balances", Balances, may="money.read", asks=BalanceSearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Say what every authority and agency that you may see come to on a day."""
    as_of = query.pop("as_of", None) or clock.today()
    found = reading.balances(viewer, as_of=as_of, **query)
    return {"as_of": as_of, "balances": [reading.told(one) for one in found]}
