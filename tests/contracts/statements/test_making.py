"""A statement out of plain facts: by placement, by member, by month, and all of it coming to the totals."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.charging.days import Span
from contracts.statements.figures import PENCE, Kind, Money
from contracts.statements.making import Billed, Paid
from tests.contracts.statements import cases
from tests.contracts.statements.cases import AS_OF, BILLED_FEE, CHILD, EDINBURGH, FEE, FIFE, WEEK, YEAR, stated

KEY = (FIFE, "ROWAN", "P-1")


def test_a_year_says_what_is_owed_for_each_placement():
    statement = stated()

    assert [(one.placement_ref, one.money.owed_pence) for one in statement.stays] == [
        ("P-2", FEE + 206_781),
        ("P-1", FEE + 351_047),
    ]
    assert [charge.words for charge in statement.stays[0].charges] == [
        "the fee of £39,245.00",
        "86 days × £168.31 ÷ 7",
    ]


def test_without_an_invoice_what_was_billed_is_not_known():
    statement = stated()

    assert not statement.is_billed
    assert (statement.totals.billed_pence, statement.totals.paid_pence, statement.totals.disputed_pence) == (None,) * 3
    assert statement.totals.uninvoiced_pence == statement.totals.owed_pence


def test_what_was_billed_paid_and_disputed_stands_with_its_placement():
    paid = (Paid(KEY, date(2025, 7, 20), 1_000),)

    statement = stated(BILLED_FEE, Billed(WEEK, disputed_pence=31), paid=paid)

    (money,) = (one.money for one in statement.stays if one.placement_ref == "P-1")
    assert (money.billed_pence, money.paid_pence, money.disputed_pence) == (FEE + 16_831, 1_000, 31)
    assert money.uninvoiced_pence == money.owed_pence - FEE - 16_831


def test_what_is_billed_for_no_placement_here_is_in_the_totals_and_told_apart():
    statement = stated(BILLED_FEE, replace(BILLED_FEE, placement_ref=None, invoice_number="X", net_pence=500))

    assert statement.elsewhere.billed_pence == 500
    assert statement.totals.billed_pence == FEE + 500


def test_an_invoice_counts_in_the_period_of_its_date():
    later = replace(BILLED_FEE, invoice_date=date(2026, 4, 1))

    assert stated(later).totals.billed_pence == 0
    assert stated(later, as_of=date(2026, 6, 1)).totals.uninvoiced_pence == stated().totals.uninvoiced_pence


def test_days_that_are_not_over_are_not_owed_yet():
    statement = stated(as_of=date(2025, 6, 13))

    (stay,) = statement.stays
    assert [one.words for one in stay.charges][1:] == ["3 days × £168.31 ÷ 7"]
    assert statement.until == date(2025, 6, 13)


def test_a_move_in_that_was_confirmed_after_the_period_is_in_the_period_it_is_about():
    late = replace(CHILD, moved_in_on=date(2026, 3, 30), ended_on=None, confirmed_on=date(2026, 4, 5))

    assert stated(stays=[late]).totals.unconfirmed == 1
    known = stated(stays=[late], as_of=date(2026, 4, 6)).totals
    assert (known.owed_pence, known.uninvoiced_pence) == (FEE + 4_809, FEE + 4_809)


def test_a_placement_without_a_price_is_counted_and_nothing_is_made_up_for_it():
    totals = stated(prices=[]).totals

    assert (totals.unpriced, totals.owed_pence) == (2, 0)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (Kind.AUTHORITY, ["ASPEN", "ROWAN"]),
        (Kind.AGENCY, [EDINBURGH, FIFE]),
        (Kind.CONSORTIUM, ["ASPEN", "ROWAN", EDINBURGH, FIFE]),
    ],
)
def test_a_statement_is_with_each_member_on_the_other_side(kind, codes):
    stays = [*cases.STAYS, replace(CHILD, placement_ref="P-3", authority_code=EDINBURGH)]

    parties = stated(kind=kind, stays=stays).parties

    assert [one.code for one in parties] == codes


def test_members_and_placements_come_to_the_totals():
    statement = stated(BILLED_FEE, Billed(replace(WEEK, placement_ref="X"), disputed_pence=5))

    for name in PENCE:
        total = getattr(statement.totals, name)
        assert total == sum(getattr(one.money, name) for one in statement.parties)
        stays = sum(getattr(one.money, name) for one in statement.stays)
        assert total == stays + getattr(statement.elsewhere, name)


def test_a_shortfall_without_a_price_leaves_the_price_of_all_unknown():
    unpriced = replace(cases.UNITS, shortfall_pence=None)

    assert stated().totals.shortfall_pence == FEE
    assert stated(units=[cases.UNITS, unpriced]).totals.shortfall_pence is None
    assert stated(units=[replace(unpriced, has_ended=False)]).totals.shortfall_pence == 0


def test_what_is_not_known_of_one_is_not_known_of_both():
    assert (Money(1, 0, 5) + Money(2)).billed_pence is None
    assert (Money(1, 0, 5) + Money(2, 0, 6)).billed_pence == 11


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 700), max_size=5, unique=True), st.integers(0, 800))
def test_statements_of_periods_that_follow_each_other_come_to_the_statement_of_all_their_days(cuts, until):
    start = date(2025, 5, 1)
    days = [start, *(start + timedelta(days=cut) for cut in sorted(cuts)), start + timedelta(days=701)]
    as_of = start + timedelta(days=until)

    parts = [stated(BILLED_FEE, WEEK, span=Span(*pair), as_of=as_of) for pair in zip(days, days[1:], strict=False)]
    whole = stated(BILLED_FEE, WEEK, span=Span(days[0], days[-1]), as_of=as_of)

    for name in ("owed_pence", "billed_pence"):
        assert sum(getattr(part.totals, name) or 0 for part in parts) == getattr(whole.totals, name)
        assert sum(getattr(month, name) or 0 for month in whole.months) == getattr(whole.totals, name)


def test_months_are_cut_where_the_period_is():
    months = stated(span=Span(date(2025, 6, 15), date(2025, 8, 2))).months

    assert [one.start for one in months] == [date(2025, 6, 15), date(2025, 7, 1), date(2025, 8, 1)]
    assert [one.start for one in stated(span=YEAR).months][-1] == date(2026, 3, 1)
    assert YEAR.end > AS_OF
