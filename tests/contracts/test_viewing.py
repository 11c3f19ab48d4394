"""Who sees a purchase reads of it what they need: finance no family facts, an agency not its customer's codes."""

from datetime import date

import pytest

from consortium.access import OPERATOR, MemberKind, Role
from consortium.accounts import people
from consortium.floor.errors import NotAllowed
from consortium.rights.readers import PURCHASE
from contracts import purchases, viewing
from contracts.sheets import PURCHASES_COLUMNS
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
CASE, MONEY, SIGNED = (
    {"household_ref", "referral_ref", "end_reason"},
    {"order_number", "cost_code"},
    {"id", "created_at"},
)
FACTS = {"household_ref": "H-9", "referral_ref": "R-9", "end_reason": "child_died", "ended_on": date(2026, 7, 1)}


@pytest.fixture(autouse=True)
def bought(records):
    """A purchase of Edinburgh's with ROWAN of which everything is told."""
    factories.pool()
    return factories.purchase(history=True, order_number="PO-7", cost_code="C-9", **FACTS)


@pytest.mark.parametrize(
    ("role", "at", "withheld"),
    [
        (Role.COORDINATOR, None, set()),
        (Role.AUTHORITY_WORKER, factories.EDINBURGH, set()),
        (Role.AUTHORITY_MANAGER, factories.EDINBURGH, set()),
        (Role.AGENCY_WORKER, "ROWAN", MONEY),
        (Role.AGENCY_MANAGER, "ROWAN", MONEY),
        (Role.FINANCE_OFFICER, factories.EDINBURGH, CASE),
        (Role.FINANCE_OFFICER, None, CASE),
        (Role.FINANCE_OFFICER, "ROWAN", CASE | MONEY),
    ],
)
def test_each_who_sees_a_purchase_reads_their_fields_and_the_others_are_absent(bought, role, at, withheld):
    viewer = factories.viewer(role, at=at)

    row = viewing.row(viewer, purchase=purchases.get(viewer, purchase_id=bought.id))

    assert set(row) == (set(PURCHASE) - withheld) | {"version", *SIGNED}
    assert row["ended_on"] == date(2026, 7, 1)


def test_the_operator_reads_the_whole_row(bought):
    row = viewing.row(OPERATOR, purchase=bought)

    assert {name: row[name] for name in set(row) - SIGNED} == purchases.as_row(bought)


def test_every_column_of_the_sheet_has_its_readers():
    assert {column.name for column in PURCHASES_COLUMNS} - {"version"} == set(PURCHASE)


def test_a_list_tells_each_purchase_as_its_own_reader_reads_it(bought):
    factories.member(factories.FIFE)
    other = factories.purchase(authority_code=factories.FIFE, cost_code="C-8")
    coordinator = factories.viewer(Role.COORDINATOR)
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    stranger = factories.viewer(Role.COORDINATOR, of="WEST")

    assert [row["cost_code"] for row in viewing.rows(coordinator, found=[bought, other])] == ["C-9", "C-8"]
    assert [set(row) & set(PURCHASE) for row in viewing.rows(stranger, found=[bought, other])] == [set(), set()]


def test_the_form_of_a_change_opens_to_nobody_who_reads_a_part_and_changes_others(bought):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    for name in ("EAST", "WEST"):
        factories.member("HUB", of=name, kind=MemberKind.PARTNER)
    known = {"email": "both@example.org", "name": "Morag Innes", "password": "tide and heather 7", "member_code": "HUB"}
    roles = [("EAST", Role.FINANCE_OFFICER), ("WEST", Role.COORDINATOR)]
    viewer = people.viewer_of(people.create(OPERATOR, **known, roles=roles))

    assert "end_reason" not in viewing.row(viewer, purchase=purchases.get(viewer, purchase_id=bought.id))
    with pytest.raises(NotAllowed, match="may not record purchases"):
        purchases.editable(viewer, purchase_id=bought.id)
