"""The travel and pins sheets: one row a way, one decision a pair."""

import pytest

from consortium.sheets import reading
from consortium.sheets.columns import whole
from matching import sheets


def _travel(*rows: str):
    text = "\n".join(["from_district,to_district,minutes", *rows])
    return reading.read_bytes(text.encode(), "t.csv", sheets.TRAVEL_COLUMNS, sheets.TRAVEL_CHECKS)


def _pins(*rows: str):
    text = "\n".join(["referral_ref,household_ref,decision,override,reason", *rows])
    return reading.read_bytes(text.encode(), "p.csv", sheets.PINS_COLUMNS, sheets.PINS_CHECKS)


def test_a_way_and_the_way_back_are_two_rows():
    assert [row.values["minutes"] for row in whole(_travel("eh12,KY1,40", "KY1,EH12,45"))] == [40, 45]


@pytest.mark.parametrize(
    "rows", [["EH12,KY1,40", "eh12,ky1,45"], ["KY1 1AA,EH12,9"], ["KY1,EH12,-1"], ["KY1,EH12,"], ["KY1,EH12,1441"]]
)
def test_a_way_that_cannot_be_is_given_back(rows):
    assert [fault.line for fault in _travel(*rows).faults] == [len(rows) + 1]


def test_an_override_is_yes_or_empty():
    rows = whole(_pins("R-1,H-1,pin,yes,agreed", "R-2,H-2,Forbid,,known"))

    assert [(row.values["decision"], row.values["override"]) for row in rows] == [("pin", True), ("forbid", False)]
    assert [fault.column for fault in _pins("R-1,H-1,pin,no,agreed").faults] == ["override"]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (["R-1,H-1,pin,,a", "R-1,H-1,forbid,,b"], "household_ref"),
        (["R-1,H-1,pin,,a", "R-1,H-2,pin,,b"], "referral_ref"),
        (["R-1,H-1,pin,,a", "R-2,H-1,pin,,b"], "household_ref"),
        (["R-1,H-1,maybe,,a"], "decision"),
        (["R-1,H-1,pin,,"], "reason"),
    ],
)
def test_decisions_that_contradict_are_given_back(rows, column):
    assert [(fault.line, fault.column) for fault in _pins(*rows).faults] == [(len(rows) + 1, column)]


def test_many_pairs_may_be_forbidden():
    assert len(whole(_pins("R-1,H-1,forbid,,a", "R-1,H-2,forbid,,b", "R-2,H-1,forbid,,c"))) == 3
