"""What would place a child: every answer holds against plans found by trying all, and no single change is missed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from benchmarks import plain
from matching.helping.concessions import LONGEST_WAY, MOST_CHILDREN, OLDEST, Relaxation, relaxed
from matching.helping.remedies import Remedies, Remedy, opening, remedies, sentence
from matching.plan import pair_digest, solve
from matching.problem import URGENCIES, Problem
from tests.matching.problems import NEEDS, TODAY, child, household, pin, problem
from tests.matching.reasons.test_losses import mates
from tests.matching.test_plan import objective

TOWNS = 150
HOME_FACTS = {
    "approved_children": ("approved_children", MOST_CHILDREN),
    "min_age_months": ("min_age_months", 0),
    "max_age_months": ("max_age_months", OLDEST),
    "household_travel": ("max_travel_minutes", LONGEST_WAY),
    "available_from": ("available_from", TODAY - timedelta(days=1)),
    "hold_until": ("hold_until", TODAY - timedelta(days=1)),
}


def tight_town(rng: random.Random, most: int = 4) -> Problem:
    """More referrals than households can take, held apart by facts that may be changed, and by some that may not."""
    rows = [row for number in range(rng.randint(2, most)) for row in family(f"R-{number}", rng)]
    homes = [
        household(
            f"H-{number}",
            postcode=rng.choice(("EH12 5AA", "KY1 1AA", "G1 1AA")),
            max_travel_minutes=rng.choice((10, 60, 90)),
            min_age_months=rng.choice((0, 0, 6)),
            max_age_months=rng.choice((8, 24)),
            approved_children=rng.choice((1, 1, 2)),
            children_in_placement=rng.choice((0, 0, 1)),
            discuss_needs=tuple(rng.sample(NEEDS[:2], 1)),
            no_needs=rng.choice(((), (), NEEDS[2:])),
            sexes=rng.choice((("F", "M"), ("F",))),
            available_from=rng.choice((None, None, TODAY + timedelta(days=40))),
            hold_until=rng.choice((None, None, None, TODAY + timedelta(days=20))),
            open_links=int(rng.random() < 0.1),
        )
        for number in range(rng.randint(1, most - 1))
    ]
    return problem(rows, homes)


def family(ref: str, rng: random.Random) -> list[dict[str, Any]]:
    shared = {
        "urgency": rng.choice(URGENCIES),
        "needed_by": TODAY + timedelta(days=rng.choice((0, 3))),
        "needs": rng.sample(NEEDS, rng.choice((0, 1, 1, 2))),
        "max_travel_minutes": rng.choice((20, 60, 90)),
    }
    born = [TODAY - timedelta(days=rng.choice((60, 300, 500))) for _ in range(rng.choice((1, 1, 1, 2)))]
    return [
        child(ref, child_ref=f"{ref}-{n}", date_of_birth=day, sex=rng.choice("FM"), **shared)
        for n, day in enumerate(born)
    ]


def plan_by_hand(found: Problem) -> dict[int, int]:
    """The best plan by trying every way to give each referral one possible household or none."""
    choices: list[list[tuple[int, int] | None]] = [
        [None, *((r, c) for c, home in enumerate(found.households) if not plain.bars(found, referral, home))]
        for r, referral in enumerate(found.referrals)
    ]
    tried = [[pair for pair in way if pair] for way in product(*choices)]
    sound = [way for way in tried if len({col for _, col in way}) == len(way)]
    return dict(max(sound, key=lambda way: (*objective(found, way), -digest(found, way))))


def digest(found: Problem, way: list[tuple[int, int]]) -> int:
    return sum(pair_digest(found.referrals[row].ref, found.households[col].ref) for row, col in way)


def in_reach(found: Problem, plan: dict[int, int], start: int) -> set[int]:
    """The referrals that a chain from one may move: those who hold what it, or another of them, could have."""
    reached, ahead = {start}, [start]
    while ahead:
        referral = found.referrals[ahead.pop()]
        open_to = {c for c, home in enumerate(found.households) if not plain.bars(found, referral, home)}
        fresh = {row for row, col in plan.items() if col in open_to} - reached
        reached |= fresh
        ahead += fresh
    return reached


def single_changes(found: Problem, rows: set[int]) -> set[Relaxation]:
    """Each fact at each value at which a pair of these referrals becomes possible, found by halving; and answers."""
    changes = set()
    for row, home in product(rows, found.households):
        referral = found.referrals[row]
        facts = [(code, home.ref, "", getattr(home, field), end) for code, (field, end) in HOME_FACTS.items()]
        facts += [
            ("child_travel", referral.ref, each.ref, each.max_travel_minutes, LONGEST_WAY) for each in referral.children
        ]
        pair = row, found.households.index(home)
        if plain.bars(found, referral, home):
            changes |= {least for fact in facts for least in threshold(found, pair, fact)}
        else:
            shared = set(referral.needs) & set(home.discuss_needs)
            changes |= {Relaxation("answer", home.ref, need, "discuss", "yes") for need in shared}
    return changes


def threshold(found: Problem, pair: tuple[int, int], fact: tuple[str, str, str, Any, Any]) -> Iterator[Relaxation]:
    """The value of one fact nearest to today's at which a pair breaks no bar, if any does."""
    code, ref, part, before, end = fact
    if before is None:
        return
    steps = (end - before).days if isinstance(before, date) else end - before

    def after(count: int) -> Relaxation:
        far = count if steps > 0 else -count
        return Relaxation(code, ref, part, before, before + (timedelta(days=far) if isinstance(before, date) else far))

    def opens(count: int) -> bool:
        tried = relaxed(found, [after(count)])
        return not plain.bars(tried, tried.referrals[pair[0]], tried.households[pair[1]])

    low, high = 0, abs(steps)
    if not opens(high):
        return
    while high - low > 1:
        low, high = (low, (low + high) // 2) if opens((low + high) // 2) else ((low + high) // 2, high)
    yield after(high)


def remedy_by_hand(found: Problem, before: dict[int, int], referral: int, change: Relaxation) -> Iterator[Remedy]:
    after = plan_by_hand(relaxed(found, [change]))
    if referral in after:
        gained = dict.fromkeys(URGENCIES, 0)
        for row, sign in [*((row, 1) for row in after), *((row, -1) for row in before)]:
            gained[found.referrals[row].urgency] += sign * len(found.referrals[row].children)
        new, lost = sorted(after.keys() - before.keys() - {referral}), sorted(before.keys() - after.keys())
        moves = tuple((row, after[row]) for row in sorted(after.keys() & before.keys()) if after[row] != before[row])
        yield Remedy((change,), after[referral], tuple(new), tuple(lost), tuple(gained.values()), moves)


def best_of(found: list[Remedy]) -> list[Remedy]:
    """In order, without those that move the same fact farther and come after."""
    ordered = sorted(found, key=lambda each: each.rank)
    facts = [(each.changes[0].code, each.changes[0].ref, each.changes[0].part) for each in ordered]
    return [
        remedy
        for at, remedy in enumerate(ordered)
        if not any(facts[k] == facts[at] and ordered[k].changes[0].size <= remedy.changes[0].size for k in range(at))
    ]


def test_no_single_change_is_missed_and_each_answer_is_the_plan_found_by_hand() -> None:
    rng, placed = random.Random(20261127), 0
    for _ in range(TOWNS):
        found = tight_town(rng)
        plan, by_hand = solve(found), plan_by_hand(found)
        assert mates(plan) == by_hand
        for missing in plan.unmatched:
            changes = single_changes(found, in_reach(found, by_hand, missing.referral))
            expected = [r for change in changes for r in remedy_by_hand(found, by_hand, missing.referral, change)]
            answer = remedies(found, plan, missing.referral, most=1000, solves=1000)
            singles = [remedy for remedy in answer.found if len(remedy.changes) == 1]
            assert singles == best_of(expected)
            assert not expected or len(singles) == len(answer.found)
            placed += len(singles)
    assert placed > 60


def test_the_first_answers_are_the_same_however_many_are_asked_for() -> None:
    rng, tried = random.Random(3), 0
    while tried < 5:
        found = tight_town(rng, most=7)
        plan = solve(found)
        for missing in plan.unmatched:
            whole = remedies(found, plan, missing.referral, most=1000, solves=1000)
            few = remedies(found, plan, missing.referral, most=2, solves=1000)
            assert few.found == whole.found[:2]
            assert few.solves <= whole.solves
            tried += len(whole.found) > 2


def test_two_changes_are_answers_only_where_no_one_is_and_each_is_needed() -> None:
    rng, pairs = random.Random(8), 0
    while pairs < 20:
        found = tight_town(rng)
        plan = solve(found)
        for missing in plan.unmatched:
            answer = remedies(found, plan, missing.referral, most=1000, solves=1000)
            for remedy in (each for each in answer.found if len(each.changes) == 2):
                pairs += 1
                assert plan_by_hand(relaxed(found, remedy.changes))[missing.referral] == remedy.household
                for change in remedy.changes:
                    assert missing.referral not in plan_by_hand(relaxed(found, [change]))


def test_the_answers_are_the_same_in_any_order_of_rows() -> None:
    rng = random.Random(12)
    rows = [row for number in range(9) for row in family(f"R-{number}", rng)]
    homes = [household(f"H-{n}", max_age_months=rng.choice((6, 12)), max_travel_minutes=10 + n) for n in range(6)]
    expected = every_answer(problem(rows, homes))
    assert sum(len(answer.found) for answer in expected) > 4

    for _ in range(5):
        assert every_answer(problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes)))) == expected


def every_answer(found: Problem) -> list[Remedies]:
    plan = solve(found)
    return [remedies(found, plan, missing.referral) for missing in plan.unmatched]


def test_the_search_says_when_it_was_cut_short() -> None:
    found = problem([child(date_of_birth=TODAY - timedelta(days=900))], [household(f"H-{n}") for n in range(9)])
    plan = solve(found)

    assert [remedies(found, plan, 0, most=9, solves=many).cut for many in (0, 3, 8, 9)] == [True, True, True, False]
    assert len(remedies(found, plan, 0, most=9, solves=3).found) == 3


def test_no_more_is_tried_once_the_time_is_out() -> None:
    found = problem([child(date_of_birth=TODAY - timedelta(days=900))], [household(f"H-{n}") for n in range(9)])
    left = iter((True, True, False))

    answer = remedies(found, solve(found), 0, most=9, go_on=lambda: next(left))

    assert (len(answer.found), answer.solves, answer.cut) == (2, 2, True)
    assert opening("R-1", answer) == (
        "What would bring R-1 a suggestion, the best of the 2 most hopeful that were tried first:"
    )


def test_a_change_of_another_pair_of_the_chain_is_found_and_told() -> None:
    rows = [child("R-1", sex="M"), child("R-2", urgency="urgent", date_of_birth=TODAY - timedelta(days=800))]
    found = problem(rows, [household("H-1", max_age_months=27), household("H-2", sexes=("F",))])

    (first, *_) = remedies(found, solve(found), 0).found

    assert sentence(found, first, 0) == (
        "If H-2 (TARVIT) were approved up to 26 months instead of 24, R-1 would be suggested with H-1, "
        "R-2 would move to H-2 and nobody would be left without one. To be asked: the household's agency, by its panel."
    )


def test_nothing_is_asked_of_a_household_that_is_pinned_to_another() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1", min_age_months=1)], pins=[pin("R-1", "H-1")])
    plan = solve(found)

    assert remedies(found, plan, plan.unmatched[0].referral) == Remedies((), 0, False)


def test_a_remedy_is_told_in_words() -> None:
    rows = [child("R-1", urgency="urgent", date_of_birth=TODAY - timedelta(days=800)), child("R-2")]
    found = problem(rows, [household("H-1")])

    (remedy,) = remedies(found, solve(found), 0).found

    assert sentence(found, remedy, 0) == (
        "If H-1 (TARVIT) were approved up to 26 months instead of 24, R-1 would be suggested with H-1 "
        "and R-2 would be left without one. To be asked: the household's agency, by its panel."
    )
