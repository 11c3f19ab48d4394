"""The commitments, purchases and tariffs sheets: periods that do not overlap, placements that stand once."""

import pytest

from consortium.sheets import reading
from consortium.sheets.columns import whole
from contracts import sheets

COMMITMENT = "agreement_ref,authority_code,agency,period_start,period_end,minimum_units"
PURCHASE = "placement_ref,authority_code,agency,children,moved_in_on,ended_on"
TARIFF = "tariff_ref,valid_from,valid_to,agency,charge,children,amount_pence"


def _commitments(*rows: str):
    text = "\n".join([COMMITMENT, *rows])
    return reading.read_bytes(text.encode(), "c.csv", sheets.COMMITMENTS_COLUMNS, sheets.COMMITMENTS_CHECKS)


def _purchases(*rows: str):
    text = "\n".join([PURCHASE, *rows])
    return reading.read_bytes(text.encode(), "p.csv", sheets.PURCHASES_COLUMNS, sheets.PURCHASES_CHECKS)


def _tariffs(*rows: str):
    text = "\n".join([TARIFF, *rows])
    return reading.read_bytes(text.encode(), "t.csv", sheets.TARIFFS_COLUMNS, sheets.TARIFFS_CHECKS)


def _faults(sheet):
    return [(fault.line, fault.column) for fault in sheet.faults]


def test_terms_that_are_left_out_have_their_defaults():
    values = whole(_commitments("A,S12000047,,2026-04-01,2027-04-01,3"))[0].values

    terms = ("unit_basis", "count_event", "shortfall_price_pct", "tolerance_units", "carry_forward_cap")
    assert [values[term] for term in terms] == ["child", "moved_in", 100, 0, 0]
    assert (values["agency"], values["carry_forward_expiry_months"], values["make_up_months"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        (["A,S12000047,,2026-04-01,2027-04-01,3", "A,S12000047,,2027-04-01,2028-04-01,3"], []),
        (["A,S12000047,,2026-04-01,2027-04-01,3", "B,S12000036,,2026-04-01,2027-04-01,3"], []),
        (["A,S12000047,X,2026-04-01,2027-04-01,3", "B,S12000047,Y,2026-04-01,2027-04-01,3"], []),
        (["A,S12000047,,2026-04-01,2027-04-01,3", "B,S12000047,,2027-03-31,2028-04-01,3"], [3]),
        (["A,S12000047,X,2026-04-01,2027-04-01,3", "B,S12000047,X,2026-10-01,2026-11-01,3"], [3]),
        (["A,S12000047,X,2026-04-01,2027-04-01,3", "B,S12000047,,2026-10-01,2026-11-01,3"], [3]),
        (["A,S12000047,,2026-10-01,2026-11-01,3", "B,S12000047,X,2026-04-01,2027-04-01,3"], [2]),
        (["A,S12000015,,2026-04-01,2027-04-01,3", "B,S12000047,,2026-04-01,2027-04-01,3"], [3]),
        (
            [
                "A,S12000047,X,2026-01-01,2027-01-01,3",
                "B,S12000047,Y,2026-02-01,2026-03-01,3",
                "C,S12000047,,2026-06-01,2026-07-01,1",
            ],
            [4],
        ),
        (["A,S12000047,,2027-04-01,2027-04-01,3"], [2]),
        (["A,S12000047,,2027-04-01,2026-04-01,3"], [2]),
    ],
)
def test_periods_of_one_authority_overlap_only_for_different_agencies(rows, refused):
    assert [fault.line for fault in _commitments(*rows).faults] == refused


def test_a_placement_stands_once_and_ends_no_earlier_than_it_began():
    sheet = _purchases(
        "P-1,S12000047,X,1,2026-05-01,2026-05-01",
        "P-2,S12000047,X,1,2026-05-01,2026-04-30",
        "P-1,S12000047,X,1,2026-06-01,",
        "P-3,S12000047,X,0,2026-06-01,",
    )

    assert _faults(sheet) == [(3, "ended_on"), (4, "placement_ref"), (5, "children")]


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        (["T,2026-04-01,,,placement_fee,1,100", "T,2026-04-01,,,placement_fee,2,150"], []),
        (["T,2026-04-01,2027-04-01,,placement_fee,1,100", "T,2027-04-01,,,placement_fee,1,110"], []),
        (["T,2026-04-01,,,placement_fee,1,100", "T,2026-04-01,,X,placement_fee,1,90"], []),
        (["T,2026-04-01,,,placement_fee,1,100", "T,2027-04-01,,,placement_fee,1,110"], [3]),
        (["T,2026-04-01,2026-04-01,,placement_fee,1,100"], [2]),
        (["T,2026-04-01,,,bed_night,1,100"], [2]),
        (["T,2026-04-01,,,placement_fee,1,100.50"], [2]),
    ],
)
def test_each_charge_has_one_price_a_day(rows, refused):
    assert [fault.line for fault in _tariffs(*rows).faults] == refused
