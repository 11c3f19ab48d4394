"""Aims: the per cent in time, with the rule of the denominator in every one of its cases."""

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from consortium.timescales.aims import Measure, by_month, measure
from consortium.timescales.rules import Aim, shipped
from consortium.timescales.steps import Event
from tests.timescales.cases import day, happened

AIM = next(aim for aim in shipped().aims if aim.code == "permanence_recommendation")
BEGUN = "accommodated 2025-01-06"  # 26 weeks end on 7 July


@pytest.mark.parametrize(
    ("told", "as_of", "expected"),
    [
        (["panel_recommended 2025-07-07"], "2025-12-31", Measure(met=1)),
        (["panel_recommended 2025-07-08"], "2025-12-31", Measure(missed=1)),
        ([], "2025-07-08", Measure(missed=1)),
        ([], "2025-07-07", Measure(too_early=1)),
        (["panel_recommended 2025-07-08"], "2025-07-07", Measure(too_early=1)),
        (["ended 2025-07-07"], "2025-12-31", Measure(ended_before=1)),
        (["ended 2025-07-08"], "2025-12-31", Measure(missed=1)),
        (["panel_recommended 2025-03-03", "ended 2025-03-04"], "2025-12-31", Measure(met=1)),
        (["panel_recommended 2025-01-05"], "2025-12-31", Measure(missed=1)),
        (["panel_recommended 2025-03-03", "panel_recommended 2025-09-01"], "2025-12-31", Measure(met=1)),
    ],
)
def test_oracle_permanence_recommendation_within_26_weeks_of_being_accommodated(
    told: list[str], as_of: str, expected: Measure
) -> None:
    assert measure(happened(BEGUN, *told), AIM, as_of=day(as_of)) == expected


def test_case_without_the_first_event_counts_nowhere() -> None:
    found = measure(happened("panel_recommended 2025-03-03"), AIM, as_of=day("2025-12-31"))

    assert found == Measure()
    assert found.percent is None


def test_the_per_cent_is_of_those_who_count_alone() -> None:
    told = {
        "met": ["panel_recommended 2025-03-03"],
        "missed": ["panel_recommended 2025-12-01"],
        "still open": [],
        "ended": ["ended 2025-02-01"],
    }
    events = [event for case, lines in told.items() for event in happened(BEGUN, *lines, case=case)]

    found = measure(events, AIM, as_of=day("2025-12-31"))

    assert found == Measure(met=1, missed=2, ended_before=1)
    assert (found.counted, found.percent) == (3, Fraction(100, 3))


def test_an_aim_counts_the_children_of_its_own_time() -> None:
    ended = replace(AIM, effective_to=day("2025-01-06"))

    assert measure(happened(BEGUN), ended, as_of=day("2025-12-31")) == Measure()


def test_the_months_are_those_in_which_it_began_and_sum_to_the_whole() -> None:
    chance = random.Random(11)
    events = []
    for case in range(300):
        begun = date(2024, 1, 1) + timedelta(days=chance.randint(0, 500))
        events.append(Event(str(case), "accommodated", begun))
        if chance.random() < 0.7:
            events.append(Event(str(case), "panel_recommended", begun + timedelta(days=chance.randint(0, 300))))

    months = by_month(events, AIM, as_of=day("2025-06-30"))

    assert [month for month, _ in months] == sorted(
        {one.on.replace(day=1) for one in events[::1] if one.event == "accommodated"}
    )
    whole = measure(events, AIM, as_of=day("2025-06-30"))
    assert sum(one.counted for _, one in months) == whole.counted
    assert sum(one.met for _, one in months) == whole.met


def test_aims_are_shipped_with_their_source_and_those_of_single_places_are_only_offered() -> None:
    standing = [aim for aim in shipped().aims if not aim.offered]

    assert [aim.code for aim in standing] == ["permanence_recommendation"]
    assert all(aim.source and isinstance(aim, Aim) for aim in shipped().aims)
    assert {aim.percent for aim in shipped().aims} == {None, 90}
