"""Random agreements by the thousand: every figure as another way reckons it, and no unit made, lost or used twice."""

import os
from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import minimums
from contracts.minimums import Commitment, Purchase, Tariff
from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed, Unavailability, YearEnd
from contracts.year_end.books import Kind
from contracts.year_end.transferring import Transfer
from tests.contracts.year_end.reckoning import reckon

AUTHORITIES = ("S12000033", "S12000026", "S12000005", "S12000047")
YEARS = (2022, 2023, 2024, 2025)
LATE = date(2030, 1, 1)
EXAMPLES = int(os.environ.get("YEAR_ENDS", "300"))

commitments = st.builds(
    lambda authority, year, **terms: Commitment(
        "A-1", authority, None, date(year, 4, 1), date(year + 1, 4, 1), **terms
    ),
    authority=st.sampled_from(AUTHORITIES[:3]),
    year=st.sampled_from(YEARS),
    minimum_units=st.integers(0, 5),
    shortfall_price_pct=st.integers(0, 150),
    tolerance_units=st.integers(0, 2),
    carry_forward_cap=st.integers(0, 3),
    carry_forward_expiry_months=st.none() | st.integers(0, 40),
    make_up_months=st.integers(0, 40),
)
purchases = st.builds(
    Purchase,
    placement_ref=st.uuids().map(str),
    authority_code=st.sampled_from(AUTHORITIES),
    agency=st.sampled_from(["ROWAN", "HARBOUR"]),
    children=st.integers(1, 3),
    moved_in_on=st.dates(date(2022, 3, 1), date(2026, 5, 1)),
    match_approved_on=st.none(),
)
reliefs = st.builds(
    lambda authority, year, units: Unavailability("A-1", authority, date(year + 1, 4, 1), units),
    st.sampled_from(AUTHORITIES[:3]),
    st.sampled_from(YEARS),
    st.integers(1, 3),
)
moves = st.tuples(
    st.sampled_from(AUTHORITIES[:3]), st.sampled_from(AUTHORITIES), st.sampled_from(YEARS), st.integers(1, 3)
)
fees = st.none() | st.builds(
    lambda pence: Tariff(date(2020, 1, 1), None, None, "placement_fee", None, pence), st.integers(0, 5_000_000)
)


def _held(agreed: Agreed, bought: list[Purchase]) -> tuple[Agreed, YearEnd]:
    """The year end with the transfers that are held; those that are refused stay out, and have changed nothing."""
    tried = attribution.of(agreed, bought, as_of=LATE)
    refused = {one.number for one in tried.objections if one.of == "transfers"}
    held = replace(agreed, transfers=[one for at, one in enumerate(agreed.transfers) if at not in refused])
    again = attribution.of(held, bought, as_of=LATE)
    assert again.results == tried.results
    return held, again


def _transfers(drawn: list[tuple[str, str, int, int]]) -> list[Transfer]:
    return [
        Transfer(giver, to, "A-1", date(year + 1, 4, 1), units, date(2026, 5, 1 + at))
        for at, (giver, to, year, units) in enumerate(drawn)
        if giver != to
    ]


@settings(max_examples=EXAMPLES)
@given(
    st.lists(commitments, max_size=12, unique_by=lambda one: (one.authority_code, one.period_start)),
    st.lists(purchases, max_size=25),
    st.lists(moves, max_size=6),
    st.lists(reliefs, max_size=4),
    fees,
)
def test_every_figure_is_what_another_way_of_reckoning_gives(committed, bought, moved, relieved, fee):
    known = {(one.authority_code, one.period_end) for one in committed}
    relieved = [one for one in relieved if (one.authority_code, one.period_end) in known]
    agreed = Agreed(committed, _transfers(moved), relieved, [fee] if fee else [])

    held, year_end = _held(agreed, bought)

    expected = reckon(held, bought, fee=fee)
    for one in year_end.results:
        figures = expected[one.authority_code, one.period_end]
        found = (one.taken_units, one.transferred_units, one.carried_in_units, one.made_up_units, one.relieved_units)
        rest = (one.tolerated_units, one.shortfall_units, one.excess_units, one.carried_out_units, one.shortfall_pence)
        assert found == tuple(figures[name] for name in ("taken", "transferred", "carried_in", "made_up", "relieved"))
        assert rest == tuple(figures[name] for name in ("tolerated", "short", "excess", "carried_out", "pence"))
    assert len(year_end.results) == len(committed)


@settings(max_examples=EXAMPLES)
@given(
    st.lists(commitments, max_size=12, unique_by=lambda one: (one.authority_code, one.period_start)),
    st.lists(purchases, max_size=25),
    st.lists(moves, max_size=6),
    st.randoms(use_true_random=False),
)
def test_no_unit_is_made_lost_or_used_twice_and_the_order_of_rows_changes_nothing(committed, bought, moved, chance):
    held, year_end = _held(Agreed(committed, _transfers(moved)), bought)

    used = Counter(
        entry.cause.split()[-1]
        for book in year_end.books
        for entry in book.entries
        for _ in range(entry.units)
        if entry.kind is Kind.TAKEN or (entry.kind is Kind.TRANSFERRED_IN and "-04-01" not in entry.cause)
    )
    children = {one.placement_ref: minimums.units(one, "child") for one in bought}
    assert all(number <= children[ref] for ref, number in used.items())
    assert all(book.is_balanced for book in year_end.books)
    assert sum(one.minimum_units for one in year_end.results) == sum(one.minimum_units for one in committed)
    mixed = [chance.sample(rows, len(rows)) for rows in (held.commitments, held.transfers, bought)]
    assert attribution.of(Agreed(mixed[0], mixed[1]), mixed[2], as_of=LATE).results == year_end.results


@settings(max_examples=EXAMPLES)
@given(
    st.lists(commitments, max_size=12, unique_by=lambda one: (one.authority_code, one.period_start)),
    st.lists(purchases, max_size=25),
    st.lists(moves, max_size=6),
    st.dates(date(2022, 4, 1), LATE),
)
def test_to_close_what_is_over_changes_nothing_by_itself(committed, bought, moved, until):
    held, before = _held(Agreed(committed, _transfers(moved)), bought)
    over = {book.commitment: book.entries for book in before.books if book.commitment.period_end <= until}

    after = attribution.of(replace(held, closed=over), bought, as_of=LATE)

    assert after.results == before.results
    assert [one for one in after.objections if not one.is_doubt] == []
