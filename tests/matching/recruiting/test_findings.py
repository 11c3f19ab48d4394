"""Findings count what each scenario gave, say how sure that is, and stand in a defined order."""

import json
import random
from collections import Counter

import numpy as np
import pytest

from matching.plan import solve
from matching.problem import Problem
from matching.recruiting import findings, telling
from matching.recruiting.demand import drawable, drawn, seed_of
from matching.recruiting.findings import Finding, of_scenario
from matching.solver import SolverFailed
from tests.matching.problems import child, household, problem
from tests.matching.recruiting.networks import EDINBURGH, candidates, kind, network, searched


def crowd(count: int = 12) -> Problem:
    """More referrals near Edinburgh than there are households."""
    return problem([child(f"R-{number:02}") for number in range(count)], [household()])


def test_a_finding_counts_what_whole_solves_give_in_every_scenario() -> None:
    found = network(random.Random(8))
    plan, last = solve(found), searched(found)
    for number in last.order[:2]:
        each = last.finding(number, first=last.order[0])
        scenarios = [drawn(found, drawable(found, plan), seed_of(found), n) for n in range(last.done)]
        gains = [of_scenario(found, plan, rows, each.archetype) for rows in scenarios]
        assert each.children == tuple(map(sum, zip(*gains, strict=True)))
        assert each.often == tuple(Counter(map(sum, gains))[n] for n in range(each.archetype.children + 1))
        assert each.placed_in == sum(map(any, gains))


def test_each_scenario_tells_what_has_been_found_by_then_and_the_last_is_the_whole() -> None:
    found = network(random.Random(8))
    plan = solve(found)
    steps = list(findings.search(found, plan, candidates(found, plan), scenarios=10))

    assert [(step.done, step.of) for step in steps] == [(done, 10) for done in range(1, 11)]
    short = list(findings.search(found, plan, candidates(found, plan), scenarios=4))[-1]
    told = [telling.as_data(step) | {"of": 0} for step in (steps[3], short)]
    assert told[0] == told[1]


def test_the_best_stand_first_then_the_urgent_then_what_asks_less() -> None:
    last = searched(network(random.Random(8)))
    ranked = [last.finding(number, first=last.order[0]) for number in last.order]

    keys = [(-each.mean, -each.children[0], -each.children[1], each.archetype.asks) for each in ranked]
    assert keys == sorted(keys)
    assert len(ranked) > 5
    assert ranked[0].behind == (0, 0)
    assert not ranked[0].is_clearly_less


def test_a_kind_that_could_take_more_asking_the_same_is_never_clearly_worth_less_in_placing_anybody() -> None:
    last = searched(network(random.Random(8)))
    takes, anybody = last.candidates.takes, (last.values > 0).sum(axis=0)

    for one in range(len(takes)):
        for other in np.flatnonzero((takes | takes[one] == takes).all(axis=1)).tolist():
            assert anybody[other] >= anybody[one]


def test_the_interval_is_wilsons_for_a_household_of_one_child() -> None:
    each = Finding(0, kind(), 100, (0, 0, 40), (60, 40), (0, 0))

    assert each.interval == pytest.approx((0.3094, 0.4980), abs=1e-4)
    assert each.mostly == (0, 1)


def test_what_every_scenario_gave_alike_is_not_told_as_certain() -> None:
    never, always = (Finding(0, kind(children=2), 50, (0, 0, n * 100), often, (0, 0)) for n, often in CERTAIN)

    assert never.interval == (pytest.approx(0), pytest.approx(0.1427, abs=1e-3))
    assert always.interval == (pytest.approx(1.8573, abs=1e-3), pytest.approx(2))


CERTAIN = ((0, (50, 0, 0)), (1, (0, 0, 50)))


def test_kinds_are_compared_scenario_by_scenario() -> None:
    near, nowhere = kind(), kind(max_age_months=1)
    last = searched(crowd(), kinds=[near, nowhere, kind(children=2)])
    told = {each.archetype: each for each in (last.finding(n, first=last.order[0]) for n in last.order)}

    assert len(told) == 3
    assert not told[kind(children=2)].is_clearly_less
    assert told[nowhere].is_clearly_less
    assert told[nowhere].behind == pytest.approx((told[near].mean,) * 2, abs=0.3)


def test_below_ten_referrals_there_is_too_little_data_and_nothing_is_ranked() -> None:
    assert searched(crowd(9)).is_too_little
    assert not searched(crowd(10)).is_too_little
    data = telling.as_data(searched(crowd(9)))
    assert (data["too_little_data"], data["scenarios"], data["archetypes"]) == (True, 0, [])
    assert "9 referrals are looking, and below 10 " in telling.in_words(searched(crowd(9)), {})


def test_the_bytes_are_the_same_at_every_repeat_and_in_any_order_of_rows() -> None:
    rng = random.Random(2)
    rows = [child(f"R-{n:02}", contact_postcode=rng.choice(("EH1 1AA", "KY1 1AA"))) for n in range(12)]
    homes = [household(f"H-{n}") for n in range(3)]
    told = set()
    for _ in range(4):
        rng.shuffle(rows), rng.shuffle(homes)
        told.add(json.dumps(telling.as_data(searched(problem(rows, homes)))))

    assert len(told) == 1


def test_a_run_without_households_is_answered_too() -> None:
    found = problem([child(f"R-{number:02}") for number in range(12)], [])

    first = searched(found).finding(searched(found).order[0], first=searched(found).order[0])

    assert (first.archetype.area, first.archetype.agencies, first.mean) == (EDINBURGH, ("",), 1)


def test_a_worth_that_whole_solves_do_not_bear_out_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "of_scenario", lambda *_: (9, 9, 9))

    with pytest.raises(SolverFailed, match="solved whole"):
        searched(crowd())


def test_words_name_the_area_how_many_and_how_sure() -> None:
    last = searched(crowd(), kinds=[kind(), kind(max_age_months=1)])
    said = telling.in_words(last, {EDINBURGH: "City of Edinburgh"})

    assert "  1. In City of Edinburgh with TARVIT, 1 child, 0 to 24 months, accepting no need:\n" in said
    assert "     1.00 children more (0.84 to 1.00), somebody in 20 of 20\n" in said
    assert "     0.00 children more (0.00 to 0.16), somebody in 0 of 20\n" in said
    assert said.endswith("people decide.")


def test_a_frozen_run_gives_what_the_run_gave() -> None:
    from matching.problem import canonical_json
    from matching.snapshots import problem_of

    found = network(random.Random(8))
    frozen = problem_of(json.loads(canonical_json(found.canonical())))

    assert telling.as_data(searched(frozen)) == telling.as_data(searched(found))


def test_where_no_contact_place_is_known_nothing_is_tried_and_that_is_said() -> None:
    last = searched(problem([child(f"R-{number:02}", contact_postcode=None) for number in range(12)], []))

    assert telling.as_data(last)["tried"] == 0
    assert telling.in_words(last, {}).endswith("No household that was tried would place anybody more in any scenario.")
    assert telling.as_data_for_agencies(last)["archetypes"] == []


def test_a_run_of_nobody_is_too_little_data() -> None:
    assert searched(problem([], [household()])).is_too_little
