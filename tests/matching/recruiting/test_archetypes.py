"""Which kinds of households are tried: drawn up from where referrals lie, of what age and number, with which needs."""

import random
from dataclasses import fields, replace

import pytest

from matching.plan import solve
from matching.problem import Household
from matching.recruiting import archetypes
from matching.recruiting.archetypes import Archetype, of_demand, takes, with_households
from matching.recruiting.areas import Areas
from tests.matching.problems import MEMBERS, TODAY, child, household, problem
from tests.matching.recruiting.networks import EDINBURGH, FIFE, GLASGOW, candidates, kind, network


def test_a_kind_names_no_protected_characteristic_and_no_price() -> None:
    assert {field.name for field in fields(Archetype)} == {
        *("area", "agencies", "min_age_months", "max_age_months", "children", "needs", "max_travel_minutes")
    }


def test_a_kind_is_a_household_dual_approved_and_free_from_the_day_of_the_run() -> None:
    found = problem([child(needs=("prematurity", "sibling_contact"))], [household()])
    *_, home = with_households(found, [kind(needs=("prematurity",), children=2)], run=found).households

    assert isinstance(home, Household)
    assert (home.approved_fostering_on, home.approved_adoption_on, home.available_from) == (TODAY, TODAY, None)
    assert (home.yes_needs, home.no_needs, home.approved_children) == (("prematurity",), ("sibling_contact",), 2)
    assert home.ethnicity == home.religion == home.languages == ()
    assert home.sexes == ("F", "M")


def test_each_area_is_tried_by_the_needs_numbers_and_ages_that_occur() -> None:
    rows = [child("R-1", needs=("prematurity",)), child("R-2", contact_postcode="KY1 1AA")]
    found = problem(rows, [household()])

    tried = candidates(found, solve(found))

    assert {each.area for each in tried.tried} == {EDINBURGH, FIFE}
    assert {each.needs for each in tried.tried} == {(), ("prematurity",)}
    assert {(each.children, each.max_age_months) for each in tried.tried} == {(1, 6)}
    assert (tried.drawn_up, tried.beyond) == (4, 0)


def test_the_age_of_the_oldest_child_is_not_told_by_what_covers_it() -> None:
    old = problem([child("R-1", date_of_birth=TODAY.replace(year=2024, month=1)), child("R-2")], [household()])

    assert archetypes.tops(old.referrals) == [6, 36]
    assert archetypes.tops(old.referrals[1:]) == [6]
    assert archetypes.tops(()) == []


def test_of_kinds_that_could_take_the_same_referrals_the_one_that_asks_least_is_tried() -> None:
    rng = random.Random(4)
    for _ in range(10):
        found = network(rng)
        tried = candidates(found, solve(found))
        same = [(k.area, k.agencies, t.tobytes()) for k, t in zip(tried.tried, tried.takes, strict=True)]
        assert len(set(same)) == len(same)
        assert tried.takes.any(axis=1).all()
        assert list(tried.tried) == sorted(tried.tried, key=lambda each: each.asks)


def test_a_list_that_would_be_too_long_says_how_many_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = network(random.Random(4))
    plan = solve(found)
    whole = candidates(found, plan)
    monkeypatch.setattr(archetypes, "MOST_TRIED", 5)

    cut = candidates(found, plan)

    assert (len(cut.tried), cut.beyond) == (5, len(whole.tried) - 5)
    assert min(cut.takes.sum(axis=1)) >= 1
    monkeypatch.setattr(archetypes, "MOST_DRAWN_UP", 30)
    assert candidates(found, plan).beyond >= whole.drawn_up - 30


def test_agencies_that_work_with_the_same_authorities_are_one_and_others_are_not() -> None:
    homes = [household("H-1"), household("H-2", agency="OCHIL"), household("H-3", agency="BASS")]
    members = [*MEMBERS, {"code": "BASS", "consortium": "EAST", "joined_on": None, "left_on": None}]
    found = problem([child()], homes, members=members)

    assert archetypes.reaches(found, found.referrals) == [("BASS", "TARVIT"), ("OCHIL",)]
    assert {each.agencies for each in of_demand(found, [0]).tried} == {("BASS", "TARVIT")}


def test_a_household_lives_in_the_middle_of_its_area() -> None:
    near, far = child("R-1"), [child(f"R-{number}", contact_postcode="EH12 5AA") for number in (2, 3)]
    areas = Areas(problem([near, *far], [household(postcode="G1 1AA")]))

    assert areas.home(EDINBURGH)[0].startswith("EH12 ")
    assert areas.home("EH1")[0].startswith("EH1 ")
    assert (areas.is_known("G1"), areas.is_known("AB1"), areas.is_known(GLASGOW)) == (True, False, False)
    with pytest.raises(KeyError):
        areas.home("AB1")


def test_an_area_that_only_the_travel_table_knows_is_known_by_its_minutes() -> None:
    travel = [{"from_district": "AB1", "to_district": "EH1", "minutes": 30}]
    found = problem([child("R-1"), child("R-2", contact_postcode="KY1 1AA")], [], travel=travel)

    assert takes(found, [kind(area="AB1", agencies=("",))], [0, 1]).tolist() == [[True, False]]


def test_a_way_that_nobody_knows_does_not_speak_for_a_household() -> None:
    found = problem([child("R-1", contact_postcode="KW15 1AA"), child("R-2", contact_postcode=None)], [])
    one = kind(area="EH12", agencies=("",))
    known = replace(found, places={**found.places}, households=problem([], [household()]).households)

    assert takes(known, [one], [0, 1]).tolist() == [[False, True]]
    assert [pin.referral_ref for pin in with_households(known, [one], run=known).pins] == ["R-1"]


def test_an_excluded_district_keeps_a_household_of_it_away() -> None:
    found = problem([child("R-1", excluded_areas=("EH1",)), child("R-2", excluded_areas=("EH1 1",))], [household()])

    assert takes(found, [kind(area="EH1")], [0, 1]).tolist() == [[False, True]]
