"""Year ends from the records are the year ends from the files, and show nobody what is not theirs."""

import json
from dataclasses import asdict
from datetime import date

import pytest

from commands import main
from consortium.access import OPERATOR, Role
from consortium.importing import imports
from contracts import year_ends
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
DAY = date(2028, 4, 1)


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def test_importing_the_files_gives_the_year_ends_that_the_command_gives(tmp_path):
    assert main.main(["sample", "--size", "demo", "--seed", "5", "--to", str(tmp_path)]) == 0
    files = {kind: tmp_path / f"{kind}.csv" for kind in ("members", "commitments", "purchases")}
    told = [str(files["commitments"]), str(files["purchases"]), "--as-of", DAY.isoformat()]
    assert main.main(["year-end", *told, "--out", str(tmp_path / "out.json")]) == 0

    for kind, path in files.items():
        imports.take(OPERATOR, kind=kind, content=path.read_bytes(), filename=path.name, strict=True)

    found = [
        {name: _plain(value) for name, value in asdict(one.result).items()} for one in year_ends.of(OPERATOR, as_of=DAY)
    ]
    assert found == json.loads((tmp_path / "out.json").read_bytes())["results"]
    assert found


@pytest.fixture
def two_years(records):
    """Edinburgh took two more than it had to, and one less in the next year; Fife took nothing."""
    factories.pool()
    factories.member(factories.FIFE)
    agreement = factories.agreement()
    factories.commitment(minimum_units=1, carry_forward_cap=2)
    factories.commitment(period_start=date(2027, 4, 1), period_end=date(2028, 4, 1), minimum_units=1)
    factories.commitment(authority_code=factories.FIFE, minimum_units=1)
    factories.purchase(children=3)
    return agreement


def test_units_are_carried_from_one_year_to_the_next(two_years):
    found = [one.result for one in year_ends.of(OPERATOR, as_of=DAY, agreement_id=two_years.id)]

    assert [(one.excess_units, one.carried_out_units, one.carried_in_units) for one in found] == [
        (2, 2, 0),
        (0, 0, 1),
        (0, 0, 0),
    ]
    assert [(one.agreement_ref, one.shortfall_units) for one in found] == [("A-1", 0), ("A-1", 0), ("A-1", 1)]


def test_an_authority_sees_how_its_own_years_ended(two_years):
    officer = factories.viewer(Role.FINANCE_OFFICER, at=factories.FIFE)

    assert [one.commitment.authority.code for one in year_ends.of(officer, as_of=DAY)] == [factories.FIFE]


def test_a_period_is_over_on_the_day_after_its_last(two_years):
    assert len(year_ends.of(OPERATOR, as_of=date(2027, 3, 31))) == 0
    assert len(year_ends.of(OPERATOR, as_of=date(2027, 4, 1))) == 2


def test_an_agency_is_told_no_chain_that_another_agencys_purchases_show_through():
    factories.pool()
    factories.member("ASPEN")
    factories.agreement()
    factories.commitment(agency="ASPEN", minimum_units=0, carry_forward_cap=5)
    days = {"period_start": date(2027, 4, 1), "period_end": date(2028, 4, 1)}
    factories.commitment(agency="ROWAN", minimum_units=1, **days)
    rowan = factories.viewer(Role.FINANCE_OFFICER, at="ROWAN")

    assert [len(year_ends.of(viewer, as_of=DAY)) for viewer in (OPERATOR, rowan)] == [2, 0]


def test_agreements_of_one_reference_in_two_consortia_are_two_chains():
    factories.two_consortia()
    for of in ("EAST", "WEST"):
        factories.agreement(of=of)
    factories.commitment(minimum_units=0, carry_forward_cap=1)
    factories.commitment(authority_code=factories.GLASGOW, minimum_units=1)
    factories.purchase()

    assert [one.result.carried_in_units for one in year_ends.of(OPERATOR, as_of=DAY)] == [0, 0]
