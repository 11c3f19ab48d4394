"""Two authorities and two agencies in one consortium with its prices, a placement of each pair, and who bills whom."""

from datetime import date
from typing import Any

from consortium.access import OPERATOR, Role, Viewer
from consortium.floor.db import db
from contracts.invoicing import exceptions, following, invoices, issuing, telling
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import InvoiceLine
from contracts.invoicing.telling import Told
from contracts.pricing import tariffs
from tests import factories
from tests.factories import EDINBURGH, FIFE

FEE, WEEK, HOUR = 3_000_000, 43_050, 4_000
MOVED_IN, CONFIRMED = date(2026, 6, 1), date(2026, 6, 2)
PRICES = {"placement_fee": FEE, "fostering_weekly": WEEK, "contact_hourly": HOUR}


class Billed:
    """ROWAN has placed P-1 for Edinburgh and P-2 for Fife, ASPEN P-3 for Edinburgh; all are confirmed."""

    def __init__(self, *, founds: bool = True) -> None:
        if founds:
            factories.two_consortia()
        for charge, pence in PRICES.items():
            said = {"tariff_ref": "T-1", "valid_from": "2026-04-01", "charge": charge, "amount_pence": pence}
            tariffs.record(OPERATOR, consortium_code="EAST", values=said)
        self.worker = factories.viewer(Role.AUTHORITY_WORKER, at=EDINBURGH)
        self.purchase = factories.purchase(
            self.worker, placement_ref="P-1", moved_in_on=MOVED_IN, confirmed_on=CONFIRMED
        )
        factories.purchase(placement_ref="P-2", authority_code=FIFE, moved_in_on=MOVED_IN, confirmed_on=CONFIRMED)
        factories.purchase(placement_ref="P-3", agency="ASPEN", moved_in_on=MOVED_IN, confirmed_on=CONFIRMED)
        self.agency = factories.viewer(Role.FINANCE_OFFICER, at="ROWAN")
        self.authority = factories.viewer(Role.FINANCE_OFFICER, at=EDINBURGH)
        self.fife = factories.viewer(Role.FINANCE_OFFICER, at=FIFE)
        self.coordinator = factories.viewer(Role.COORDINATOR)

    def bill(self, viewer: Viewer | None = None, **changes: Any) -> InvoiceLine:
        """One line, as ROWAN issues it: the first week of July of P-1, unless told otherwise."""
        return issuing.issue(viewer or self.agency, values=line(**changes))[0]

    def told(self, viewer: Viewer | None = None, **asked: Any) -> list[Told]:
        """What does not agree by now, as somebody of the authority's is told unless told otherwise."""
        who = viewer or self.authority
        following.settle()
        found: list[LineException] = list(db.session.scalars(exceptions.visible(who, **asked)).unique())
        known = telling.of(who, found=found)
        return [known[one.id] for one in found]

    def codes(self, viewer: Viewer | None = None) -> list[list[str]]:
        """The same, as codes."""
        return sorted([code.value for code in one.codes] for one in self.told(viewer, status="open"))

    def wrong(self, **changes: Any) -> LineException:
        """A line that asks a penny too much, and stands open."""
        self.bill(**{"net_pence": WEEK + 1} | changes)
        return self.told()[-1].standing


def line(**changes: Any) -> dict[str, Any]:
    """A row of the invoices sheet that agrees with the records, unless told otherwise."""
    named = {"supplier": "ROWAN", "invoice_number": "INV-7", "invoice_date": "2026-08-02", "line": 1}
    placed = {"authority_code": EDINBURGH, "placement_ref": "P-1", "charge": "fostering_weekly"}
    return named | placed | {"from_day": "2026-07-01", "to_day": "2026-07-08", "net_pence": WEEK} | changes


def numbers(viewer: Viewer) -> list[str]:
    """The numbers of the invoices that somebody sees."""
    return [one.number for one in db.session.scalars(invoices.visible(viewer)).unique()]
