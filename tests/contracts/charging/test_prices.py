"""Which price holds: the version of the day of moving in, an agency's own first, then the group's own size."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import minimums
from contracts.charging.prices import PLACEMENT_FEE, Price, Prices

DAY = date(2026, 5, 1)
ANY = Price(date(2026, 4, 1), date(2027, 4, 1), None, PLACEMENT_FEE, None, 100)
PAIR = replace(ANY, children=2, amount_pence=160)
OWN = replace(ANY, agency="ROWAN", amount_pence=90)
OWN_PAIR = replace(OWN, children=2, amount_pence=150)


def amount(rows, children=1, on=DAY, agency="ROWAN", charge=PLACEMENT_FEE):
    price = Prices(rows).of(charge, agency, children, on)
    return price and price.amount_pence


@pytest.mark.parametrize(
    ("rows", "children", "expected"),
    [
        ([ANY, PAIR, OWN, OWN_PAIR], 2, 150),
        ([ANY, PAIR, OWN], 2, 90),
        ([ANY, PAIR], 2, 160),
        ([ANY], 2, 100),
        ([ANY, PAIR, OWN, OWN_PAIR], 3, 90),
        ([PAIR], 1, None),
        ([], 1, None),
    ],
)
def test_the_nearest_row_goes_before_the_others(rows, children, expected):
    assert amount(rows, children) == expected


def test_another_agency_pays_the_general_price_and_another_charge_has_none():
    assert amount([ANY, OWN], agency="HARBOUR") == 100
    assert amount([ANY], charge="fostering_weekly") is None


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 3, 31), None), (date(2026, 4, 1), 100), (date(2027, 3, 31), 100), (date(2027, 4, 1), None)],
)
def test_a_price_holds_from_its_first_day_up_to_the_day_after_its_last(on, expected):
    assert amount([ANY], on=on) == expected


def test_of_several_versions_the_one_in_force_counts_whatever_their_order():
    later = replace(ANY, valid_from=date(2027, 4, 1), valid_to=None, amount_pence=110)

    assert [amount([later, ANY], on=day) for day in (DAY, date(2027, 4, 1), date(2040, 1, 1))] == [100, 110, 110]


def test_what_other_days_would_cost_leaves_out_the_price_in_force_and_other_sizes():
    earlier = replace(ANY, valid_from=date(2025, 4, 1), valid_to=date(2026, 4, 1), amount_pence=95)
    rows = [ANY, earlier, replace(earlier, children=2, amount_pence=150), replace(earlier, agency="ROWAN")]

    assert Prices(rows).of_other_days(PLACEMENT_FEE, "HARBOUR", 1, DAY) == {95}
    assert Prices(rows).of_other_days(PLACEMENT_FEE, "HARBOUR", 2, DAY) == {95, 150}


def test_a_price_is_exempt_from_vat_unless_its_row_says_otherwise():
    assert ANY.vat == "exempt"


day_of_year = st.dates(date(2026, 1, 1), date(2027, 12, 31))
rows_apart = st.lists(
    st.tuples(st.sampled_from([None, "ROWAN"]), st.sampled_from([None, 1]), day_of_year, st.integers(1, 9)),
    max_size=4,
    unique_by=lambda row: (row[0], row[1]),
)


@given(rows_apart, day_of_year)
def test_the_price_for_one_child_is_the_single_fee_of_the_promises(rows, on):
    prices = [Price(start, None, agency, PLACEMENT_FEE, size, pence) for agency, size, start, pence in rows]

    assert amount(prices, on=on) == minimums.single_fee("ROWAN", on, prices)
