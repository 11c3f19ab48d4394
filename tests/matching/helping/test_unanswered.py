"""What an unanswered question decides, held against every answer put into the problem by hand; and whom it moves."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from benchmarks import plain
from matching.helping.blanks import KINDS, Blanks, Question
from matching.helping.resolving import Resolver
from matching.helping.unanswered import List, Outcome, sentence, unanswered
from matching.plan import solve
from matching.problem import URGENCIES, Problem
from tests.matching.problems import NEEDS, PLACES, TODAY, child, household, pin, problem
from tests.matching.reasons.test_losses import mates

TOWNS = 40
ALL = 10_000


def vague_town(rng: random.Random, most: int = 5) -> Problem:
    """A town in which much has not been recorded; each household lives in a district of its own."""
    return problem(*vague_rows(rng, most), places=PLACES)


def vague_rows(rng: random.Random, most: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows = [
        child(
            f"R-{n}",
            child_ref=f"{n}-{k}",
            sex=rng.choice(("F", "M", None)),
            urgency=rng.choice(URGENCIES),
            needs=rng.sample(NEEDS, rng.choice((0, 1, 2))),
            contact_postcode=rng.choice(("EH1 1AA", "EH1 1AA", "KW15 1AA", None)),
        )
        for n in range(rng.randint(1, most))
        for k in range(rng.choice((1, 1, 2)))
    ]
    homes = [
        household(
            f"H-{n}",
            agency=rng.choice(("TARVIT", "OCHIL")),
            postcode=rng.choice((f"EH1{n} 5AA", "EH12 5AA")) if n == 2 else f"ZE{n} 1AA",
            sexes=rng.choice((("F", "M"), ("F",))),
            approved_children=rng.choice((1, 2)),
            approved_adoption_on=rng.choice((TODAY - timedelta(days=90), TODAY - timedelta(days=90), None)),
            review_due_on=rng.choice((None, TODAY + timedelta(days=90))),
            **dict(zip(("yes_needs", "discuss_needs", "no_needs"), answers(rng), strict=True)),
        )
        for n in range(rng.randint(1, most))
    ]
    return rows, homes


def answers(rng: random.Random) -> list[tuple[str, ...]]:
    given = {need: rng.randrange(5) for need in NEEDS}
    return [tuple(need for need, answer in given.items() if answer == kind) for kind in range(3)]


Key = tuple[str, str, str]


def by_hand(found: Problem) -> Iterator[tuple[Key, list[Problem]]]:
    """Every blank, looked for one by one, with the problem as each of its answers makes it."""
    for col, home in enumerate(found.households):
        yield from needs_by_hand(found, col)
        if home.review_due_on is None:
            yield ("review", home.ref, ""), [with_home(found, col, review_due_on=TODAY - timedelta(days=1))]
        if home.approved_adoption_on is None:
            yield ("approval", home.ref, "as adopters"), [with_home(found, col, approved_adoption_on=TODAY)]
    for row, referral in enumerate(found.referrals):
        for ref in (each.ref for each in referral.children if each.sex is None):
            yield ("sex", referral.ref, ref), [with_child(found, row, ref, sex=sex) for sex in "FM"]


def needs_by_hand(found: Problem, col: int) -> Iterator[tuple[Key, list[Problem]]]:
    home = found.households[col]
    for need in NEEDS:
        if need not in home.yes_needs + home.discuss_needs + home.no_needs:
            fields = ({f"{say}_needs": (*getattr(home, f"{say}_needs"), need)} for say in ("yes", "discuss", "no"))
            yield ("need", home.ref, need), [with_home(found, col, **each) for each in fields]


def with_home(found: Problem, col: int, **values: Any) -> Problem:
    homes = tuple(replace(home, **values) if k == col else home for k, home in enumerate(found.households))
    return replace(found, households=homes)


def with_child(found: Problem, row: int, ref: str, **values: Any) -> Problem:
    referral = found.referrals[row]
    children = tuple(replace(child, **values) if child.ref == ref else child for child in referral.children)
    new = replace(referral, children=children)
    return replace(found, referrals=tuple(new if k == row else old for k, old in enumerate(found.referrals)))


def standing(found: Problem) -> dict[tuple[int, int], int]:
    """The points of every possible pair."""
    pairs = [(r, c) for r in range(len(found.referrals)) for c in range(len(found.households))]
    both = [(found.referrals[r], found.households[c]) for r, c in pairs]
    return {
        pair: sum(plain.points(found, *each).values())
        for pair, each in zip(pairs, both, strict=True)
        if not plain.bars(found, *each)
    }


def all_questions(found: Problem) -> list[Question]:
    plan = solve(found)
    return list(Blanks(found, plan, Resolver(found, plan)).questions())


def test_what_a_question_decides_is_what_any_of_its_answers_changes() -> None:
    rng, seen = random.Random(20261127), set[str]()
    for _ in range(TOWNS):
        found = vague_town(rng)
        now, plan = standing(found), mates(solve(found))
        asked = {(q.kind, q.ref, q.about): q for q in all_questions(found)}
        for key, answered in by_hand(found):
            then = [standing(each) for each in answered]
            decided = {p for each in then for p in each.keys() | now.keys() if each.get(p) != now.get(p)}
            hanging = {row for row, col in plan.items() if any((row, col) not in each for each in then)}
            question = asked.pop(key, Question(*key, "", 0))
            assert (question.pairs, set(question.hanging)) == (decided, hanging)
            seen |= {key[0]} if decided else set()
        assert {kind for kind, _, _ in asked} <= {"journey", "contact"}
    assert seen == {"need", "review", "approval", "sex"}


def test_what_a_way_decides_is_what_the_travel_sheet_would_change() -> None:
    rng, ways = random.Random(4), 0
    for _ in range(TOWNS):
        found = vague_town(rng)
        now = standing(found)
        for question in (each for each in all_questions(found) if each.kind == "journey"):
            start, goal = question.about.split(" to ")
            then = [standing(replace(found, minutes={(start, goal): far})) for far in (0, 1441)]
            assert question.pairs == {p for each in then for p in each.keys() | now.keys() if each.get(p) != now.get(p)}
            ways += 1
    assert ways > TOWNS


def test_every_answer_is_weighed_by_a_whole_new_solve() -> None:
    rng, moved = random.Random(6), 0
    for _ in range(TOWNS // 4):
        found = vague_town(rng)
        plan, before = solve(found), mates(solve(found))
        blanks = Blanks(found, plan, Resolver(found, plan))
        for weighed in (each for party in unanswered(found, plan, listed=ALL, tried=ALL) for each in party.questions):
            for outcome in weighed.outcomes:
                after = mates(solve(blanks.answered(weighed.question, outcome.answer)[0]))
                assert outcome == by_new_solve(found, outcome.answer, before, after)
                moved += outcome.moved
    assert moved > TOWNS // 4


def by_new_solve(found: Problem, answer: str, before: dict[int, int], after: dict[int, int]) -> Outcome:
    other = tuple(row for row in sorted(before) if after.get(row, before[row]) != before[row])
    first, none = (
        tuple(row for row in sorted(one) if row not in two) for one, two in ((after, before), (before, after))
    )
    return Outcome(answer, other, first, none, sum(len(found.referrals[row].children) for row in first + none))


def test_the_lists_are_the_same_in_any_order_of_rows_and_say_how_many_more_there_are() -> None:
    rng = random.Random(2)
    rows, homes = vague_rows(rng, 9)
    found = problem(rows, homes)
    expected = unanswered(found, solve(found), listed=2)
    assert any(each.more for each in expected)

    for _ in range(5):
        shuffled = problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes)))
        assert unanswered(shuffled, solve(shuffled), listed=2) == expected
    alone = unanswered(found, solve(found), listed=2, asked="OCHIL")
    assert alone == tuple(each for each in expected if each.asked == "OCHIL")


def told(found: Problem) -> dict[str, list[str]]:
    lists: tuple[List, ...] = unanswered(found, solve(found))
    return {each.asked: [sentence(found, weighed) for weighed in each.questions] for each in lists}


def test_a_question_is_told_in_words_to_whom_it_is_for() -> None:
    kept = {"review_due_on": TODAY + timedelta(days=9)}
    rows = [
        child("R-1", sex=None, needs=("prematurity",)),
        child("R-2", sex="F", urgency="urgent", contact_postcode=None),
    ]

    said = told(
        problem(rows, [household("H-1", sexes=("F",), **kept), household("H-2", approved_adoption_on=None, **kept)])
    )

    assert said["TARVIT"] == [
        "Knowing whether and since when H-2 is approved as adopters decides 2 pairs. "
        "If it is “approved”, R-1 would have a suggestion at last.",
        "Knowing H-1's answer on prematurity decides 1 pair. No answer to it alone would change the plan.",
    ]
    assert said["S12000036"] == [
        "Knowing where R-2-a of R-2 is to have contact decides 1 pair. What is suggested for R-2 hangs on it. "
        "If it is “too far”, R-1 would have a suggestion at last; R-2 would be left without a suggestion.",
        "Knowing the sex of R-1-a of R-1 decides 1 pair. No answer to it alone would change the plan.",
    ]


def test_nobody_is_asked_for_background_nor_for_the_sex_of_an_unborn_child() -> None:
    unborn = child(date_of_birth=None, expected_date_of_delivery=TODAY + timedelta(days=30), sex=None)
    home = household(sexes=("F",), review_due_on=TODAY + timedelta(days=90))

    assert told(problem([unborn], [home])) == {}
    assert {kind.bar for kind in KINDS} & {"ethnicity", "religion", "language"} == set()


def test_a_pinned_pair_is_asked_nothing() -> None:
    found = problem([child(needs=("prematurity",))], [household()], pins=[pin()])

    assert told(found) == {}
