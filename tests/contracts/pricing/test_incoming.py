"""The sheet of tariffs: taken in any order, once, given back as it was; and of whose consortium a price is."""

import csv
import io

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.importing import imports
from contracts.pricing import tariffs
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
HEADS = "tariff_ref,valid_from,valid_to,agency,charge,children,amount_pence,vat"
SHEET = f"""{HEADS}
2026/27,2026-04-01,2027-04-01,,placement_fee,1,3959999,
2026/27,2026-04-01,2027-04-01,,placement_fee,2,6306700,exempt
2026/27,2026-04-01,,ROWAN,fostering_weekly,,16831,zero
"""


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def _take(text, viewer=OPERATOR):
    taken = imports.take(viewer, kind="tariffs", content=text.encode(), filename="t.csv")
    return (taken.created, taken.changed, taken.unchanged), [
        fault["sentence"] for row in taken.returned_rows for fault in row["faults"]
    ]


def _state():
    return [tariffs.as_row(one) for one in db.session.scalars(tariffs.visible(OPERATOR))]


def test_the_same_sheet_twice_has_no_second_effect():
    assert _take(SHEET) == ((3, 0, 0), [])

    assert _take(SHEET) == ((0, 0, 3), [])


def test_what_is_exported_brings_in_the_same_state():
    _take(SHEET)
    before, out = _state(), io.StringIO()
    writer = csv.DictWriter(out, HEADS.split(","), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(before)

    assert _take(out.getvalue()) == ((0, 0, 3), [])
    assert _state() == before


def test_a_price_is_ended_before_the_next_begins_wherever_they_stand():
    _take(f"{HEADS}\n2026/27,2026-04-01,,,placement_fee,1,100,\n")
    later = "2027/28,2027-04-01,,,placement_fee,1,200,\n2026/27,2026-04-01,2027-04-01,,placement_fee,1,100,\n"

    assert _take(f"{HEADS}\n{later}") == ((1, 1, 0), [])


def test_a_bad_row_comes_back_and_the_others_are_taken():
    _take(SHEET)
    rows = "2026/27,2026-04-01,,,placement_fee,1,1,\n2026/27,2026-04-01,,,contact_hourly,,4500,\n"
    unknown = "2026/27,2026-04-01,,ELM,contact_hourly,,4500,\n"

    counts, returned = _take(f"{HEADS}\n{rows}{unknown}")

    assert counts == (1, 0, 0)
    assert [sentence.split(":")[0] for sentence in returned] == [
        "This price has held since 2026-04-01, and what it priced stays as it is. End it on a day and record another "
        "from that day on; or withdraw it, with the reason, and record what is right.",
        "No agency with the code ELM is known here.",
    ]


@pytest.mark.parametrize(("cell", "said"), [("-1", "whole number"), ("39.60", "whole number"), ("£396", "whole")])
def test_negative_fractional_and_foreign_money_is_refused(cell, said):
    counts, returned = _take(f"{HEADS}\n2026/27,2026-04-01,,,placement_fee,1,{cell},\n")

    assert counts == (0, 0, 0)
    assert said in returned[0]


def test_a_sheet_is_of_the_consortium_that_its_sender_coordinates():
    factories.consortium("WEST")

    _take(SHEET, factories.viewer(Role.COORDINATOR))

    assert {one.consortium.code for one in db.session.scalars(tariffs.visible(OPERATOR))} == {"EAST"}


def test_where_several_are_coordinated_the_agency_or_the_price_list_tells_which():
    factories.consortium("WEST")

    counts, returned = _take(SHEET)
    factories.tariff(children=5)

    assert (counts, len(returned)) == ((1, 0, 0), 2)
    assert returned[0].startswith("This price may be of EAST, WEST: record it in the console")
    assert _take(SHEET) == ((2, 0, 1), [])
