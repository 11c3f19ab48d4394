"""Pools: what the pool lacks is shared by unfilled share, in whole units, and nobody who took its share pays."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.year_end.pools import PoolMember, shortfalls

EDINBURGH, FIFE, GLASGOW = "S12000036", "S12000047", "S12000049"


def _pool(*members):
    return [PoolMember(*member) for member in members]


def test_a_pool_that_took_its_minimum_is_short_of_nothing_whoever_took_it():
    found = shortfalls(6, _pool((EDINBURGH, 3, 0), (FIFE, 2, 5), (GLASGOW, 1, 1)))

    assert found == {EDINBURGH: 0, FIFE: 0, GLASGOW: 0}


def test_what_the_pool_lacks_is_shared_by_unfilled_share():
    found = shortfalls(9, _pool((EDINBURGH, 4, 0), (FIFE, 2, 0), (GLASGOW, 3, 3)))

    assert found == {EDINBURGH: 4, FIFE: 2, GLASGOW: 0}


def test_a_member_that_took_more_than_its_share_pays_nothing_and_lessens_what_the_others_pay():
    found = shortfalls(9, _pool((EDINBURGH, 4, 0), (FIFE, 2, 0), (GLASGOW, 3, 6)))

    assert found == {EDINBURGH: 2, FIFE: 1, GLASGOW: 0}


def test_what_does_not_divide_goes_by_largest_remainder():
    found = shortfalls(7, _pool((EDINBURGH, 4, 0), (FIFE, 1, 0), (GLASGOW, 2, 4)))

    assert found == {EDINBURGH: 2, FIFE: 1, GLASGOW: 0}  # 2.4 and 0.6 of 3


def test_of_equal_remainders_the_first_by_code_is_short():
    found = shortfalls(3, _pool((GLASGOW, 1, 2), (FIFE, 1, 0), (EDINBURGH, 1, 0)))

    assert found == {EDINBURGH: 1, FIFE: 0, GLASGOW: 0}  # half and half of 1


def test_shares_that_are_no_units_are_parts_of_the_minimum():
    found = shortfalls(5, _pool((EDINBURGH, 60, 1), (FIFE, 40, 1)))

    assert found == {EDINBURGH: 2, FIFE: 1}  # 3 and 2 are due, 2 and 1 unfilled, and 3 lack


MEMBERS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=8).filter(
    lambda members: any(share for share, _ in members)
)


@given(minimum=st.integers(0, 60), members=MEMBERS)
def test_together_they_are_short_of_what_the_pool_lacks_and_no_more(minimum, members):
    pool = [PoolMember(f"A{at}", *member) for at, member in enumerate(members)]
    found, whole = shortfalls(minimum, pool), sum(one.share for one in pool)

    assert sum(found.values()) == max(minimum - sum(one.taken_units for one in pool), 0)
    for one in pool:
        lacks = minimum * one.share - one.taken_units * whole  # in parts of a unit
        assert found[one.authority_code] >= 0
        assert lacks > 0 or found[one.authority_code] == 0
        assert found[one.authority_code] * whole < max(lacks, 0) + whole


@given(minimum=st.integers(0, 60), members=MEMBERS, seed=st.randoms())
def test_the_order_of_members_changes_nothing(minimum, members, seed):
    pool = [PoolMember(f"A{at}", *member) for at, member in enumerate(members)]
    shuffled = seed.sample(pool, len(pool))

    assert shortfalls(minimum, shuffled) == shortfalls(minimum, pool)
