"""Pins: what they fix, what they may override, and which cannot stand."""

from datetime import timedelta
from typing import Any

import pytest

from matching.pinning import PinsRefused
from matching.plan import solve
from matching.rules import BARS
from tests.matching.problems import TODAY, child, household, pin, problem

FAR = {"postcode": "G1 1AA", "max_travel_minutes": 20}


def suggested(found: Any) -> dict[str, str]:
    plan = solve(found)
    return {found.referrals[p.referral].ref: found.households[p.household].ref for p in plan.suggestions}


def test_a_pin_comes_before_everything() -> None:
    rows = [child("R-1", urgency="urgent"), child("R-2")]

    assert suggested(problem(rows, [household("H-1")], pins=[pin("R-2", "H-1")])) == {"R-2": "H-1"}


def test_a_forbidden_pair_is_never_suggested() -> None:
    assert suggested(problem([child()], [household()], pins=[pin(decision="forbid")])) == {}


@pytest.mark.parametrize(
    "home",
    [
        FAR,
        {"available_from": TODAY + timedelta(days=99)},
        {"hold_until": TODAY + timedelta(days=99)},
        {"open_links": 1},
    ],
)
def test_a_pin_overrides_distance_availability_and_link_caps_by_saying_so(home: dict[str, Any]) -> None:
    given = [child()], [household(**home)]

    assert suggested(problem(*given, pins=[pin(override=True)])) == {"R-1": "H-1"}
    with pytest.raises(PinsRefused, match="Write yes under override"):
        solve(problem(*given, pins=[pin()]))


def test_an_overridden_journey_earns_no_points_below_nothing() -> None:
    plan = solve(problem([child()], [household(**FAR)], pins=[pin(override=True)]))

    assert plan.suggestions[0].merits[0] == 0


@pytest.mark.parametrize(
    ("row", "home", "code"),
    [
        ({}, {"approved_adoption_on": None}, "not_dual_approved"),
        ({}, {"review_due_on": TODAY - timedelta(days=1)}, "review_overdue"),
        ({}, {"children_in_placement": 1}, "no_place"),
        ({}, {"max_age_months": 1}, "age_outside_approval"),
        ({}, {"sexes": ("M",)}, "sex_outside_approval"),
        ({"needs": ("prematurity",)}, {"no_needs": ("prematurity",)}, "need_declined"),
        ({"excluded_areas": ("EH12",)}, {}, "excluded_area"),
        ({"conflicts": ("H-1",)}, {}, "known_conflict"),
    ],
)
def test_no_pin_overrides_what_protects_a_child(row: dict[str, Any], home: dict[str, Any], code: str) -> None:
    with pytest.raises(PinsRefused) as refused:
        solve(problem([child(**row)], [household(**home)], pins=[pin(override=True)]))

    sentence = next(bar.sentence for bar in BARS if bar.code == code)
    assert sentence in refused.value.refusals[0].sentence


def test_a_pin_on_somebody_who_is_not_here_is_refused_by_name() -> None:
    with pytest.raises(PinsRefused, match=r"R-9 is not among the referrals.*H-9 is not among the households"):
        solve(problem([child()], [household()], pins=[pin("R-9", "H-1"), pin("R-1", "H-9")]))


@pytest.mark.parametrize(
    "pins",
    [
        [pin("R-1", "H-1"), pin("R-1", "H-2")],
        [pin("R-1", "H-1"), pin("R-2", "H-1")],
        [pin("R-1", "H-1"), pin("R-1", "H-1", decision="forbid")],
    ],
)
def test_pins_that_contradict_one_another_are_refused(pins: list[dict[str, Any]]) -> None:
    with pytest.raises(PinsRefused, match="contradicts"):
        solve(problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")], pins=pins))
