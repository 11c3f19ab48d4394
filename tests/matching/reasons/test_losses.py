"""Every loss equals what a second solve with the pair pinned loses, and every change is that solve's plan."""

import os
import random
from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from benchmarks import plain
from matching.plan import Plan, solve
from matching.problem import URGENCIES, Pin, Problem
from matching.reasons.losses import Losses, whole_table
from tests.matching.problems import NEEDS, TODAY, child, household, pin, problem, problems
from tests.matching.test_plan import of_plan

PAIRS = int(os.environ.get("REGRETS", "300"))  # random pairs that are solved again: 10,000 in `make faults`


def forced(found: Problem, referral: int, home: int) -> Plan:
    """The best plan with one pair more pinned: a whole new solve with its own certificate."""
    refs = found.referrals[referral].ref, found.households[home].ref
    return solve(replace(found, pins=(*found.pins, Pin(*refs, "pin", False, "What if?"))))


def mates(plan: Plan) -> dict[int, int]:
    return {pair.referral: pair.household for pair in plan.suggestions}


def town(rng: random.Random, most: int = 22) -> Problem:
    """Groups and single children, households of one to three places, coarse facts and many equal points."""
    rows = [row for number in range(rng.randint(4, most)) for row in group(f"R-{number:02}", rng)]
    homes = [
        household(
            f"H-{number:02}",
            approved_children=rng.choice((1, 1, 2, 3)),
            sexes=rng.choice((("F", "M"), ("F",))),
            yes_needs=tuple(rng.sample(NEEDS, 2)),
            no_needs=rng.choice(((), (), NEEDS[:1])),
            languages=rng.choice(((), ("gaelic",))),
            open_links=int(rng.random() < 0.1),
        )
        for number in range(rng.randint(4, most))
    ]
    pairs = {(f"R-{k:02}", f"H-{k:02}") for k in range(4)}
    pins = [pin("R-00", "H-00")] if not plain_bars(rows, homes) and rng.random() < 0.3 else []
    return problem(rows, homes, pins=pins, previous=pairs)


def group(ref: str, rng: random.Random) -> list[dict[str, Any]]:
    facts = {"urgency": rng.choice(URGENCIES), "language": rng.choice((None, "gaelic"))}
    needed_by = TODAY.replace(day=rng.choice((22, 25, 28)))
    return [
        child(
            ref, child_ref=f"{ref}-{n}", needed_by=needed_by, sex=rng.choice("FM"), needs=rng.sample(NEEDS, 2), **facts
        )
        for n in range(rng.choice((1, 1, 1, 2)))
    ]


def plain_bars(rows: list[dict[str, Any]], homes: list[dict[str, Any]]) -> set[str]:
    found = problem(rows, homes)
    return plain.bars(found, found.referrals[0], found.households[0])


def assert_exact(found: Problem, plan: Plan, losses: Losses, pair: tuple[int, int]) -> None:
    again, change = forced(found, *pair), losses.changes(pair[0])[pair[1]]
    lost = [before - after for before, after in zip(of_plan(found, plan), of_plan(found, again), strict=True)]
    assert [*vars(change.loss).values(), change.days] == lost
    after = mates(plan) | {move.referral: move.takes for move in change.moves}
    assert {row: col for row, col in after.items() if col is not None} == mates(again)


def test_the_loss_of_random_pairs_is_that_of_a_forced_solve() -> None:
    rng, tried = random.Random(20261122), 0
    while tried < PAIRS:
        found = town(rng)
        plan = solve(found)
        losses = Losses(found, plan)
        pairs = [(row, col) for row in range(len(found.referrals)) for col in losses.of_referral(row)]
        for pair in rng.sample(pairs, min(len(pairs), 12)):
            assert_exact(found, plan, losses, pair)
            tried += 1


@given(problems(easy=True))
@settings(max_examples=60, deadline=None)
def test_every_pair_that_is_not_suggested_is_barred_or_costed_exactly(found: Problem) -> None:
    plan = solve(found)
    losses, seen = Losses(found, plan), set(mates(plan).items())

    for row, referral in enumerate(found.referrals):
        barred = {col for col, home in enumerate(found.households) if plain.bars(found, referral, home)}
        costed = losses.of_referral(row)
        assert set(costed) == set(range(len(found.households))) - barred - {mates(plan).get(row)}
        for col in costed:
            assert_exact(found, plan, losses, (row, col))
        seen |= {(row, col) for col in costed}

    assert len(whole_table(found, plan)) == len(found.referrals) * len(found.households) - len(plan.suggestions)


@given(problems())
@settings(max_examples=100, deadline=None)
def test_a_barred_pair_names_all_that_it_breaks(found: Problem) -> None:
    refs = {r.ref: r for r in found.referrals}, {h.ref: h for h in found.households}

    for entry in whole_table(found, solve(found)):
        broken = plain.bars(found, refs[0][entry["referral_ref"]], refs[1][entry["household_ref"]])
        assert set(entry.get("bars", ())) == broken
        assert ("loss" in entry) == (not broken)


def test_the_table_is_the_same_in_any_order_of_rows() -> None:
    rng = random.Random(5)
    rows = [row for number in range(14) for row in group(f"R-{number:02}", rng)]
    homes = [household(f"H-{number:02}", approved_children=rng.choice((1, 2))) for number in range(11)]
    first = problem(rows, homes)
    expected, changes = whole_table(first, solve(first)), every_change(first)

    for _ in range(10):
        shuffled = problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes)))
        assert whole_table(shuffled, solve(shuffled)) == expected
        assert every_change(shuffled) == changes


def every_change(found: Problem) -> list[Any]:
    losses = Losses(found, solve(found))
    columns = [losses.changes_of_household(col) for col in range(len(found.households))]
    return [losses.changes(row) for row in range(len(found.referrals))] + columns


@given(problems(easy=True))
@settings(max_examples=100, deadline=None)
def test_the_column_of_a_household_says_what_the_rows_of_its_referrals_say(found: Problem) -> None:
    losses = Losses(found, solve(found))
    rows = [losses.changes(row) for row in range(len(found.referrals))]

    for col in range(len(found.households)):
        told = losses.changes_of_household(col)
        assert told == {row: changes[col] for row, changes in enumerate(rows) if col in changes}
        assert losses.of_household(col) == {row: change.loss for row, change in told.items()}


def test_a_pin_keeps_other_pairs_apart_and_says_so() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-2")])

    assert [(e["referral_ref"], e["household_ref"], e["bars"]) for e in whole_table(found, solve(found))] == [
        ("R-1", "H-1", ["pinned"]),
        ("R-2", "H-2", ["pinned"]),
    ]


def test_an_earlier_aim_may_be_lost_and_a_later_one_gained() -> None:
    urgent = child("R-1", urgency="urgent", needs=("prematurity",))
    found = problem([urgent, child("R-2")], [household("H-1")])

    (entry,) = whole_table(found, solve(found))

    assert entry["referral_ref"] == "R-2"
    assert entry["loss"] == {"urgent": 1, "soon": 0, "routine": -1, "points": -25}


def test_no_change_is_made_up_for_a_pair_that_is_suggested_or_barred() -> None:
    found = problem([child("R-1")], [household("H-1"), household("H-2", sexes=("M",))])

    assert Losses(found, solve(found)).changes(0) == {}


def test_without_a_household_one_chain_gives_the_plan_that_a_whole_solve_gives() -> None:
    rng, seen = random.Random(20261201), 0
    while seen < PAIRS // 3:
        found = town(rng)
        plan = solve(found)
        losses, held = Losses(found, plan), mates(plan)
        for home in set(held.values()) - set(plan.pins.values()):
            left = replace(found, households=found.households[:home] + found.households[home + 1 :])
            change, again = losses.without_household(home), solve(left)
            moved = held | {move.referral: move.takes for move in change.moves}
            after = {row: col - (col > home) for row, col in moved.items() if col is not None}
            assert after == mates(again)
            aims = zip(of_plan(found, plan)[:4], of_plan(left, again)[:4], strict=True)
            assert change.loss.aims == tuple(before - now for before, now in aims)
            seen += 1


def test_without_a_household_that_has_nobody_the_plan_is_the_same() -> None:
    found = problem([child("R-1")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-1")])
    losses = Losses(found, solve(found))

    assert [losses.without_household(home) for home in (0, 1)] == [None, None]
