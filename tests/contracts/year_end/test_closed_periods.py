"""A closed period stands, whatever is recorded after it; what it counted wrongly is adjusted in an open one, once."""

from datetime import date

from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed
from contracts.year_end.books import Entry, Kind
from tests.contracts.year_end.agreed import BORDERS, LATE, ended, refused, taken, transfer, units, year


def closed(agreed, bought, *periods):
    """The books of these commitments as they were closed."""
    found = attribution.of(agreed, bought, as_of=LATE).books
    return {book.commitment: list(book.entries) for book in found if book.commitment in periods}


def test_a_closed_period_stands_though_a_placement_was_taken_back():
    first = year(2025, 2)
    kept = closed(Agreed([first]), taken(2, 2025), first)

    (now,) = ended([first], taken(1, 2025), closed=kept)

    assert units(now) == {"taken": 2}


def test_a_placement_that_is_found_later_counts_in_the_open_period():
    first, second = year(2025, 2), year(2026, 1)
    kept = closed(Agreed([first]), taken(1, 2025), first)
    late = {second: [Entry(Kind.ADJUSTED, 1, "P-late")]}

    before, after = ended([first, second], taken(2, 2025), closed=kept, adjusted=late)

    assert units(before) == {"taken": 1, "shortfall": 1}
    assert units(after) == {}


def test_a_placement_that_never_was_is_made_good_in_the_open_period():
    first, second = year(2025, 1), year(2026, 1)
    kept = closed(Agreed([first]), taken(1, 2025), first)
    wrong = {second: [Entry(Kind.ADJUSTED, -1, "P-wrong")]}

    _, after = ended([first, second], taken(1, 2026), closed=kept, adjusted=wrong)

    assert units(after) == {"taken": 1, "shortfall": 1}


def test_a_unit_that_a_closed_period_used_is_used():
    periods = [year(2024, 0, carry_forward_cap=1, carry_forward_expiry_months=36), year(2025, 1), year(2026, 1)]
    kept = closed(Agreed(periods), taken(1, 2024), *periods[:2])

    results = ended(periods, [*taken(1, 2024), *taken(1, 2025)], closed=kept)

    assert [units(one) for one in results[1:]] == [{"carried_in": 1}, {"shortfall": 1}]


def test_a_shortfall_that_a_closed_period_made_up_is_made_up():
    periods = [year(2024, 1, make_up_months=36), year(2025, 0), year(2026, 0)]
    kept = closed(Agreed(periods), taken(1, 2025), *periods[:2])

    results = ended(periods, taken(1, 2026), closed=kept)

    assert [units(one) for one in results] == [{"shortfall": 1}, {"taken": 1, "made_up": 1}, {"taken": 1, "excess": 1}]


def test_what_a_closed_period_was_given_is_nobody_elses_though_another_is_said_to_have_been_earlier():
    giver, other = year(2025, 1), year(2025, 1, authority="S12000014")
    spot, given = taken(1, 2025, authority=BORDERS), transfer(1)
    kept = closed(Agreed([giver], transfers=[given]), spot, giver)
    earlier = transfer(1, giver="S12000014", on=date(2025, 6, 1))

    said = refused([giver, other], spot, transfers=[earlier, given], closed=kept)

    assert said == [f"Transfer no more than the receiver has to spare: {BORDERS} took 0 units beyond its own minimum."]


def test_what_an_open_period_gave_to_a_closed_one_is_gone():
    giver, receiver = year(2025, 1), year(2025, 1, authority=BORDERS)
    bought = taken(2, 2025, authority=BORDERS)
    kept = closed(Agreed([giver, receiver], transfers=[transfer(1)]), bought, giver)

    results = ended([giver, receiver], bought[:1], transfers=[transfer(1)], closed=kept)

    assert [units(one) for one in results] == [{"transferred": -1, "taken": 1, "shortfall": 1}, {"transferred": 1}]


def test_nothing_is_transferred_from_a_closed_period():
    giver, receiver = year(2025, 1), year(2025, 0, authority=BORDERS)
    bought = taken(1, 2025, authority=BORDERS)
    kept = closed(Agreed([receiver]), bought, receiver)

    said = refused([giver, receiver], bought, transfers=[transfer(1)], closed=kept)

    assert said == [f"Transfer within periods that are open: that of {BORDERS} is closed."]
