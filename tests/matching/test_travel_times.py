"""Minutes on the road: the consortium's own table first, then the map, and unknown where nobody can say."""

import pytest

from matching.pool import Pool
from matching.travel_times import UNKNOWN
from tests.matching.problems import PLACES, Spot, household, problem


def minutes(start: str, goal: str | None, **changes: object) -> int:
    pool = Pool(problem([], [household(postcode=start)], **changes))
    return int(pool.minutes_to(goal)[0])


def test_a_straight_kilometre_takes_a_minute_and_fifty_six_hundredths() -> None:
    assert minutes("EH12 5AA", "EH1 1AA") == 5  # 3 km: 4.68 minutes


@pytest.mark.parametrize(("metres", "expected"), [(0, 0), (320, 0), (321, 1), (961, 1), (962, 2)])
def test_minutes_round_half_up_to_whole_ones(metres: int, expected: int) -> None:
    places = {"EH1 1AA": Spot(0, 0, "x"), "EH2 2BB": Spot(metres, 0, "x")}

    assert minutes("EH2 2BB", "EH1 1AA", places=places) == expected


def test_the_consortiums_own_table_goes_before_the_map_and_in_one_direction_only() -> None:
    travel = [{"from_district": "EH12", "to_district": "EH1", "minutes": 33}]

    assert minutes("EH12 5AA", "EH1 1AA", travel=travel) == 33
    assert minutes("EH1 1AA", "EH12 5AA", travel=travel) == 5


@pytest.mark.parametrize("goal", [None, "BT1 1AA", "ZZ9 9ZZ", "KW15 1AA"])
def test_no_place_no_grid_reference_no_table_row_and_the_sea_are_unknown(goal: str | None) -> None:
    assert minutes("EH1 1AA", goal) == UNKNOWN


def test_an_island_is_within_reach_of_itself_and_by_the_table() -> None:
    travel = [{"from_district": "EH1", "to_district": "KW15", "minutes": 400}]

    assert minutes("KW15 1AA", "KW15 1AA") == 0
    assert minutes("KW15 1AA", "EH1 1AA") == UNKNOWN
    assert minutes("EH1 1AA", "KW15 1AA", travel=travel) == 400


def test_unknown_minutes_are_told_for_a_place_that_only_the_table_knows() -> None:
    travel = [{"from_district": "BT1", "to_district": "EH1", "minutes": 240}]

    assert PLACES["BT1 1AA"].easting is None
    assert minutes("BT1 1AA", "EH1 1AA", travel=travel) == 240
