"""A pair fact by fact: the mismatches are the broken bars, and what nobody recorded is unknown."""

from hypothesis import given, settings

from benchmarks import plain
from matching.pool import Pool
from matching.problem import Problem
from matching.reasons.comparison import Fact, facts
from matching.rules import BARS, MERITS
from tests.matching.problems import child, household, problem, problems

BAR_CODES = {bar.code for bar in BARS}


def of_pair(found: Problem) -> dict[str, Fact]:
    return {fact.name: fact for fact in facts(found, Pool(found), referral=0, household=0)}


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_mismatches_of_a_pair_are_exactly_the_bars_that_it_breaks(found: Problem) -> None:
    pool = Pool(found)
    for row, referral in enumerate(found.referrals):
        for col, home in enumerate(found.households):
            seen = facts(found, pool, referral=row, household=col)
            missed = {fact.code for fact in seen if fact.verdict == "mismatch"}
            assert missed & BAR_CODES == plain.bars(found, referral, home)
            assert {fact.code for fact in seen} <= BAR_CODES | {merit.code for merit in MERITS}


def test_a_fact_says_what_was_asked_and_what_is_offered() -> None:
    found = problem(
        [child(needs=("prematurity", "prenatal_alcohol"), sex=None, language="gaelic", max_travel_minutes=30)],
        [household(postcode="KY1 1AA", yes_needs=("prematurity",), languages=("english",))],
    )

    seen = of_pair(found)

    assert (seen["journey to contact"].asked, seen["journey to contact"].offered) == (
        "at most 30 minutes",
        "28 minutes",
    )
    assert [seen[name].verdict for name in ("prematurity", "prenatal_alcohol", "sex")] == [
        "match",
        "unknown",
        "unknown",
    ]
    assert (seen["language"].verdict, seen["religion"].verdict) == ("mismatch", "unknown")
    assert seen["consortium"].verdict == "unknown"


def test_each_child_of_a_group_is_compared() -> None:
    found = problem([child(child_ref="a", sex="F"), child(child_ref="b", sex="M")], [household(sexes=("F",))])

    sexes = [fact for fact in facts(found, Pool(found), referral=0, household=0) if fact.name == "sex"]

    assert [(fact.child, fact.verdict) for fact in sexes] == [("a", "match"), ("b", "mismatch")]
