"""Prices in versions: one for each day, never rewritten once begun, and shown to who buys and who asks them."""

from datetime import date, timedelta

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from contracts.charging.prices import Prices
from contracts.charging.vat import Treatment
from contracts.pricing import tariffs
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
WHY = "The figures of two lines were exchanged."


@pytest.fixture(autouse=True)
def pool(begun):
    begun(_pool)


def _pool():
    factories.pool()
    factories.member("ASPEN")


def test_a_price_reads_back_as_the_row_it_was_told_as():
    told = {"agency": "ROWAN", "children": 2, "amount_pence": 4_300_000, "valid_to": date(2027, 4, 1), "vat": "zero"}

    row = tariffs.as_row(factories.tariff(**told))

    assert {name: row[name] for name in told} == told
    assert (row["tariff_ref"], row["charge"], row["version"]) == ("2026/27", "placement_fee", 1)


def test_a_price_is_exempt_from_vat_unless_told_otherwise():
    assert factories.tariff().vat == Treatment.EXEMPT


@pytest.mark.parametrize("other", [{}, {"valid_from": date(2025, 4, 1)}, {"valid_from": date(2030, 4, 1)}])
def test_one_price_holds_on_each_day_for_a_charge_an_agency_and_a_group(other):
    factories.tariff()

    with pytest.raises(RuleBroken, match="2026/27 has a price for the same from 2026-04-01 until further notice"):
        factories.tariff(tariff_ref="Another", **other)


@pytest.mark.parametrize(
    "other",
    [{"children": 2}, {"children": None}, {"agency": "ROWAN"}, {"charge": "fostering_weekly"}]
    + [{"valid_from": date(2025, 4, 1), "valid_to": date(2026, 4, 1)}],
)
def test_prices_of_different_things_stand_beside_each_other(other):
    factories.tariff()

    assert factories.tariff(**other)


def test_two_consortia_have_prices_of_their_own():
    factories.consortium("WEST")
    factories.tariff()

    assert factories.tariff(of="WEST", amount_pence=1).consortium.code == "WEST"


def test_a_later_change_may_not_make_prices_overlap():
    first = factories.tariff(valid_to=date(2027, 4, 1))
    factories.tariff(valid_from=date(2027, 4, 1))

    with pytest.raises(RuleBroken, match="One price holds on each day"):
        tariffs.change(OPERATOR, tariff_id=first.id, version=1, values={"valid_to": date(2027, 5, 1)})


@pytest.mark.parametrize("values", [{"amount_pence": 3_100_000}, {"vat": "standard"}])
def test_what_has_begun_keeps_its_amount_and_its_vat(values):
    tariff = factories.tariff()

    with pytest.raises(RuleBroken, match="End it on a day and record another from that day on; or withdraw it"):
        tariffs.change(OPERATOR, tariff_id=tariff.id, version=1, values=values)


def test_what_has_begun_may_be_ended_and_followed_by_another():
    tariff = factories.tariff()

    tariffs.change(OPERATOR, tariff_id=tariff.id, version=1, values={"valid_to": date(2027, 4, 1)})
    factories.tariff(valid_from=date(2027, 4, 1), amount_pence=3_100_000)

    known = Prices(tariffs.prices(tariff.consortium_id))
    found = [known.of("placement_fee", "ROWAN", 1, day) for day in (date(2027, 3, 31), date(2027, 4, 1))]
    assert [price and price.amount_pence for price in found] == [3_000_000, 3_100_000]


def test_what_is_to_come_may_be_put_right():
    tomorrow = clock.today() + timedelta(days=1)
    tariff = factories.tariff(valid_from=tomorrow)

    tariffs.change(OPERATOR, tariff_id=tariff.id, version=1, values={"amount_pence": 3_100_000, "vat": "standard"})

    assert (tariff.amount_pence, tariff.vat, tariff.version) == (3_100_000, Treatment.STANDARD, 2)


def test_a_mistake_is_withdrawn_with_a_reason_and_prices_nothing():
    tariff = factories.tariff(amount_pence=300)

    tariffs.withdraw(OPERATOR, tariff_id=tariff.id, version=1, reason=WHY)
    right = factories.tariff()

    assert [price.amount_pence for price in tariffs.prices(tariff.consortium_id)] == [3_000_000]
    assert tariffs.get(OPERATOR, tariff_id=tariff.id).withdrawn_reason == WHY
    assert [one.id for one in db.session.scalars(tariffs.visible(OPERATOR, on=date(2026, 5, 1)))] == [right.id]


def test_what_was_withdrawn_stays_so():
    tariff = tariffs.withdraw(OPERATOR, tariff_id=factories.tariff().id, version=1, reason=WHY)

    with pytest.raises(RuleBroken, match="record another in its place"):
        tariffs.withdraw(OPERATOR, tariff_id=tariff.id, version=2, reason=WHY)
    with pytest.raises(RuleBroken, match="record another in its place"):
        tariffs.change(OPERATOR, tariff_id=tariff.id, version=2, values={"tariff_ref": "Another"})


def test_a_withdrawal_says_why():
    with pytest.raises(Invalid, match="Say why"):
        tariffs.withdraw(OPERATOR, tariff_id=factories.tariff().id, version=1, reason=" ")


def test_a_change_of_an_older_version_is_refused():
    tariff = factories.tariff()
    tariffs.change(OPERATOR, tariff_id=tariff.id, version=1, values={"tariff_ref": "Another"})

    with pytest.raises(Conflict):
        tariffs.change(OPERATOR, tariff_id=tariff.id, version=1, values={"tariff_ref": "A third"})


@pytest.mark.parametrize("name", ["agency", "charge", "children", "valid_from", "consortium_id", "withdrawn_reason"])
def test_i17_a_field_that_is_not_offered_cannot_be_set(name):
    tariff = factories.tariff()

    with pytest.raises(Invalid) as refused:
        tariffs.change(OPERATOR, tariff_id=tariff.id, version=1, values={name: "1"})

    assert list(refused.value.fields) == [name]


def _read(viewer):
    found = db.session.scalars(tariffs.visible(viewer))
    return sorted(one.agency.code if one.agency else "any" for one in found)


def test_an_agency_reads_what_holds_for_all_and_its_own_prices():
    for agency in (None, "ROWAN", "ASPEN"):
        factories.tariff(agency=agency)

    officer = factories.viewer(Role.FINANCE_OFFICER, at="ROWAN")

    assert _read(officer) == ["ROWAN", "any"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE_OFFICER])
def test_the_hub_reads_every_price_of_its_consortium(role):
    for agency in (None, "ROWAN", "ASPEN"):
        factories.tariff(agency=agency)

    assert _read(factories.viewer(role)) == ["ASPEN", "ROWAN", "any"]


def test_an_authority_that_may_buy_reads_every_price_and_one_elsewhere_none():
    factories.member(factories.GLASGOW, of=factories.consortium("WEST").code)
    for agency in (None, "ROWAN", "ASPEN"):
        factories.tariff(agency=agency)

    buyer = factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH)
    elsewhere = factories.viewer(Role.FINANCE_OFFICER, at=factories.GLASGOW, of="WEST")

    assert (_read(buyer), _read(elsewhere)) == (["ASPEN", "ROWAN", "any"], [])


def test_case_workers_read_no_price():
    with pytest.raises(NotAllowed):
        tariffs.visible(factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH))


def test_a_finance_officer_changes_no_price_and_a_coordinator_none_of_another_consortium():
    factories.consortium("WEST")
    price = factories.tariff()

    with pytest.raises(NotAllowed):
        tariffs.withdraw(factories.viewer(Role.FINANCE_OFFICER), tariff_id=price.id, version=1, reason=WHY)
    with pytest.raises(NotFound):
        tariffs.withdraw(factories.viewer(Role.COORDINATOR, of="WEST"), tariff_id=price.id, version=1, reason=WHY)
