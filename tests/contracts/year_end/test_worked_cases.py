"""The worked cases of take-or-pay: the figures that an agreement's sides would reckon by hand."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed
from tests.contracts.year_end.agreed import (
    ABERDEEN,
    BORDERS,
    CLACKS,
    FEE,
    LATE,
    YEAR,
    ended,
    refused,
    relief,
    taken,
    transfer,
    units,
    year,
)

HALF = {"shortfall_price_pct": 50}


def test_an_unused_unit_is_used_by_an_authority_without_a_minimum_and_an_excess_is_carried_to_its_cap():
    commitments = [year(2025, 3, **HALF), year(2025, 2, authority=BORDERS, carry_forward_cap=1, **HALF)]
    bought = [*taken(1, 2025), *taken(4, 2025, authority=BORDERS), *taken(1, 2025, authority=CLACKS)]

    borders, aberdeen = ended(commitments, bought, transfers=[transfer(1, to=CLACKS)], tariffs=[FEE])

    assert units(aberdeen) == {"taken": 1, "transferred": 1, "shortfall": 1}
    assert aberdeen.shortfall_pence == 1_500_000
    assert units(borders) == {"taken": 4, "excess": 2, "carried_out": 1}
    assert aberdeen.minimum_units + borders.minimum_units == 5
    assert aberdeen.taken_units + borders.taken_units + 1 == 6


def test_a_transfer_between_two_minimums_leaves_both_minimums_as_they_were():
    commitments = [year(2025, 3), year(2025, 2, authority=BORDERS)]
    bought = [*taken(1, 2025), *taken(4, 2025, authority=BORDERS)]

    borders, aberdeen = ended(commitments, bought, transfers=[transfer(2)])

    assert units(aberdeen) == {"taken": 1, "transferred": 2}
    assert units(borders) == {"taken": 4, "transferred": -2}
    assert (aberdeen.minimum_units, borders.minimum_units) == (3, 2)


@pytest.mark.parametrize(("units_", "held"), [(2, True), (3, False)])
def test_a_transfer_is_never_more_than_the_giver_lacks(units_, held):
    commitments = [year(2025, 3), year(2025, 0, authority=BORDERS)]
    bought = [*taken(1, 2025), *taken(9, 2025, authority=BORDERS)]

    sentences = refused(commitments, bought, transfers=[transfer(units_)])

    assert sentences == ([] if held else ["Transfer no more than is lacking: S12000033 lacks 2 units of this minimum."])


@pytest.mark.parametrize(("units_", "held"), [(1, True), (2, False)])
def test_a_transfer_is_never_more_than_the_receiver_took_beyond_its_own_minimum(units_, held):
    commitments = [year(2025, 3), year(2025, 2, authority=BORDERS)]
    bought = taken(3, 2025, authority=BORDERS)

    sentences = refused(commitments, bought, transfers=[transfer(units_)])

    short = "Transfer no more than the receiver has to spare: S12000026 took 1 unit beyond its own minimum."
    assert sentences == ([] if held else [short])


def test_neither_a_chain_nor_a_cycle_of_transfers_can_arise_in_one_period():
    commitments = [year(2025, 2), year(2025, 1, authority=BORDERS), year(2025, 2, authority=CLACKS)]
    bought = [*taken(1, 2025), *taken(2, 2025, authority=BORDERS)]
    first = transfer(1)
    onward = transfer(1, giver=BORDERS, to=CLACKS, on=date(2026, 4, 3))
    back = transfer(1, giver=BORDERS, to=ABERDEEN, on=date(2026, 4, 3))

    assert refused(commitments, bought, transfers=[first, onward])[0].startswith("Transfer no more than is lacking")
    assert refused(commitments, bought, transfers=[first, back])[0].startswith("Transfer no more than is lacking")


def test_transfers_take_effect_in_the_order_of_their_days_whatever_the_order_of_the_file():
    commitments = [year(2025, 1), year(2025, 0, authority=BORDERS), year(2025, 0, authority=CLACKS)]
    bought = [*taken(1, 2025, authority=BORDERS), *taken(1, 2025, authority=CLACKS)]
    early, late = transfer(1, to=CLACKS, on=date(2026, 4, 1)), transfer(1, on=date(2026, 4, 2))

    for transfers in ([early, late], [late, early]):
        with pytest.raises(AssertionError):
            ended(commitments, bought, transfers=transfers)
    clacks, borders, aberdeen = ended(commitments, bought, transfers=[early])

    assert (clacks.transferred_units, borders.transferred_units, aberdeen.transferred_units) == (-1, 0, 1)


def test_a_placement_of_an_authority_without_a_minimum_is_attributed_once():
    commitments = [year(2025, 1), year(2025, 1, authority=BORDERS)]
    bought = taken(1, 2025, authority=CLACKS)
    transfers = [transfer(1, to=CLACKS), transfer(1, giver=BORDERS, to=CLACKS)]

    sentences = refused(commitments, bought, transfers=transfers)

    assert sentences == [
        "Transfer no more than the receiver has to spare: S12000005 took 0 units beyond its own minimum."
    ]


def test_a_sibling_group_given_as_a_whole_is_not_given_again_child_by_child():
    commitments = [year(2025, 1, unit_basis="sibling_group"), year(2025, 3, authority=BORDERS)]
    bought = taken(1, 2025, authority=CLACKS, children=3)
    whole = transfer(1, to=CLACKS)

    assert refused(commitments, bought, transfers=[whole]) == []
    assert refused(commitments, bought, transfers=[transfer(3, giver=BORDERS, to=CLACKS)]) == []
    assert len(refused(commitments, bought, transfers=[whole, transfer(1, giver=BORDERS, to=CLACKS)])) == 1


def test_what_counts_for_a_minimum_of_other_days_is_not_to_spare():
    calendar = replace(YEAR, authority_code=CLACKS, period_start=date(2025, 1, 1), period_end=date(2026, 1, 1))
    commitments = [year(2025, 1), replace(calendar, minimum_units=1)]

    assert len(refused(commitments, taken(1, 2025, authority=CLACKS), transfers=[transfer(1, to=CLACKS)])) == 1


def test_only_placements_of_the_givers_agency_and_period_are_to_spare():
    commitments = [year(2025, 2, agency="ROWAN")]
    of_others = taken(1, 2025, authority=CLACKS, agency="HARBOUR")
    before, after = (taken(1, 2025, authority=CLACKS, moved_in_on=day) for day in (date(2025, 3, 31), date(2026, 4, 1)))

    for bought in (of_others, before, after):
        assert len(refused(commitments, bought, transfers=[transfer(1, to=CLACKS)])) == 1
    assert refused(commitments, taken(1, 2025, authority=CLACKS), transfers=[transfer(1, to=CLACKS)]) == []


@pytest.mark.parametrize(
    ("moved_in_on", "counted"),
    [(date(2025, 3, 31), 0), (date(2025, 4, 1), 1), (date(2026, 3, 31), 1), (date(2026, 4, 1), 0)],
)
def test_the_day_of_moving_in_decides_the_year_however_late_it_is_confirmed(moved_in_on, counted):
    assert ended([YEAR], taken(1, 2025, moved_in_on=moved_in_on))[0].taken_units == counted


@pytest.mark.parametrize(("as_of", "periods"), [(date(2026, 3, 31), 0), (date(2026, 4, 1), 1)])
def test_only_periods_that_have_ended_are_reported(as_of, periods):
    assert len(ended([YEAR], [], as_of=as_of)) == periods


def test_a_shortfall_without_a_tariff_has_no_price_and_none_is_needed_where_nothing_lacks():
    assert ended([YEAR], [])[0].shortfall_pence is None
    assert ended([YEAR], taken(3, 2025))[0].shortfall_pence == 0


def test_the_price_is_of_the_periods_last_day_and_rounded_once():
    odd = replace(FEE, amount_pence=1_000_001)
    dearer = replace(FEE, valid_from=date(2026, 4, 1), amount_pence=9_999_999)

    price = ended([year(2025, 3, **HALF)], [], tariffs=[replace(odd, valid_to=date(2026, 4, 1)), dearer])[0]

    assert price.shortfall_pence == 1_500_002


def test_twins_count_twice_where_children_count_and_once_where_groups_do():
    twins = taken(1, 2025, children=2)

    assert ended([YEAR], twins)[0].taken_units == 2
    assert ended([replace(YEAR, unit_basis="sibling_group")], twins)[0].taken_units == 1


def test_what_names_no_commitment_is_refused():
    unknown = [transfer(1, agreement_ref="A-9"), transfer(1, period_end=date(2027, 4, 1))]
    sentences = refused([YEAR], [], transfers=unknown, unavailability=[relief(1, authority_code=CLACKS)])

    assert (
        sentences == ["Name a commitment: none of this agreement and authority has a period that ends on this day."] * 3
    )


def test_what_could_mean_either_of_two_commitments_is_refused():
    commitments = [year(2025, 1, agency="ROWAN"), year(2025, 1, agency="HARBOUR")]

    sentences = refused(commitments, [], transfers=[transfer(1)], unavailability=[relief(1)])

    assert (
        sentences == ["Give each agency's commitment an agreement_ref of its own: two of this one end on this day."] * 2
    )


def test_a_transfer_of_a_period_that_runs_still_waits_and_one_made_later_is_told():
    assert refused([year(2045, 1)], [], transfers=[transfer(1, period_end=date(2046, 4, 1))]) == [
        f"The period has not ended by {LATE}: this transfer waits."
    ]
    assert refused([YEAR], [], transfers=[transfer(1, on=date(2041, 1, 1))]) == [
        f"This transfer was made after {LATE}: it is left out."
    ]


def test_both_sides_are_told_where_their_commitments_count_unlike_things():
    groups = year(2025, 0, authority=BORDERS, unit_basis="sibling_group")
    of_rowan = year(2025, 1, agency="ROWAN")
    bought = taken(1, 2025, authority=BORDERS)

    assert (
        "one of the two commitments counts children"
        in refused([year(2025, 1), groups], bought, transfers=[transfer(1)])[0]
    )
    assert (
        "names an agency" in refused([of_rowan, year(2025, 0, authority=BORDERS)], bought, transfers=[transfer(1)])[0]
    )


def test_the_receivers_own_minimum_with_the_same_agency_is_looked_at_first():
    giver = year(2025, 1, agency="ROWAN")
    own = [year(2025, 0, authority=BORDERS, agency="ROWAN"), year(2025, 0, authority=BORDERS, agency="HARBOUR")]

    results = ended([giver, *own], taken(1, 2025, authority=BORDERS), transfers=[transfer(1)])

    assert [one.transferred_units for one in results] == [0, -1, 1]


def test_the_entries_tell_what_each_figure_stands_on():
    agreed = Agreed([year(2025, 3, tolerance_units=1)], transfers=[transfer(1, to=CLACKS)])
    bought = [*taken(1, 2025), *taken(1, 2025, authority=CLACKS)]

    (book,) = attribution.of(agreed, bought, as_of=LATE).books

    assert [(entry.kind.value, entry.units, entry.cause) for entry in book.entries] == [
        ("committed", 3, f"A-1 {ABERDEEN} 2025-04-01"),
        ("taken", 1, "P-33-2025-00"),
        ("transferred_in", 1, f"{CLACKS} P-05-2025-00"),
        ("tolerated", 1, "tolerance"),
    ]
