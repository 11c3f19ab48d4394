"""Prices through the JSON door: recorded in whole pence, ended, withdrawn, and kept from other agencies."""

import pytest

PRICE = {
    "consortium": "EAST",
    "tariff_ref": "2026/27",
    "charge": "placement_fee",
    "children": 1,
    "amount_pence": 3_960_000,
    "valid_from": "2026-04-01",
}


@pytest.fixture
def price(coordinator):
    created = coordinator.post("/tariffs", PRICE)
    assert created.status_code == 201, created.json
    return created.json


def test_a_price_is_read_back_in_whole_pence_and_exempt(coordinator, price):
    read = coordinator.get(f"/tariffs/{price['id']}").json

    assert {name: read[name] for name in PRICE} == PRICE
    assert (read["vat"], read["valid_to"], read["recorded_by"]) == ("exempt", None, "HUB-EAST")


def test_what_has_begun_is_ended_and_never_rewritten(coordinator, price):
    path = f"/tariffs/{price['id']}"

    rewritten = coordinator.patch(path, {"amount_pence": 1}, etag='"1"')
    ended = coordinator.patch(path, {"valid_to": "2027-04-01"}, etag='"1"')

    assert (rewritten.status_code, rewritten.json["code"]) == (409, "has_begun")
    assert (ended.json["valid_to"], ended.json["version"]) == ("2027-04-01", 2)


def test_a_mistake_is_withdrawn_with_its_reason(coordinator, price):
    path = f"/tariffs/{price['id']}/withdrawal"

    withdrawn = coordinator.post(path, {"reason": "The amount of another list."}, etag='"1"')

    assert withdrawn.json["withdrawn_reason"] == "The amount of another list."
    assert coordinator.get("/tariffs?on=2026-05-01").json["items"] == []


@pytest.mark.parametrize("amount", [-1, 1.5, "100", 10**10 + 1, None])
def test_money_is_whole_pence(coordinator, amount):
    assert coordinator.post("/tariffs", PRICE | {"amount_pence": amount}).status_code == 422


def test_two_prices_for_the_same_days_are_refused(coordinator, price):
    refused = coordinator.post("/tariffs", PRICE | {"valid_from": "2027-04-01"})

    assert (refused.status_code, refused.json["code"]) == (409, "overlap")


def test_prices_are_listed_by_charge_and_by_the_day_on_which_they_hold(coordinator, price):
    found = [coordinator.get(f"/tariffs?{asked}").json["items"] for asked in ("charge=contact_hourly", "on=2026-04-01")]

    assert [len(one) for one in found] == [0, 1]


def test_finance_reads_prices_and_records_none(finance_officer, price):
    assert [one["id"] for one in finance_officer.get("/tariffs").json["items"]] == [price["id"]]
    assert finance_officer.post("/tariffs", PRICE).status_code == 403


def test_case_workers_are_told_no_price(authority_worker, agency_worker, price):
    assert authority_worker.get("/tariffs").status_code == 403
    assert agency_worker.get(f"/tariffs/{price['id']}").status_code == 403
