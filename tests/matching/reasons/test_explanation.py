"""The answers in words: who would move, what would be lost, and what bars a pair with its facts."""

import pytest

from matching.plan import solve
from matching.problem import Problem
from matching.reasons.explanation import Explanation, Unanswerable
from tests.matching.problems import child, household, pin, problem


def asked(found: Problem) -> Explanation:
    return Explanation(found, solve(found))


@pytest.fixture
def chain() -> Problem:
    """R-1 prefers H-1, which R-2 may have too; R-3 cannot leave H-3."""
    homes = [household("H-1", languages=("gaelic",)), household("H-2", yes_needs=("prematurity",)), household("H-3")]
    homes[2] |= {"no_needs": ("prematurity",), "sexes": ("F",)}
    needing = child("R-2", needs=("prematurity",), sex="M")
    return problem([child("R-1", language="gaelic"), needing, child("R-3", conflicts=("H-2",))], homes)


def test_a_possible_pair_says_who_would_move_and_what_the_plan_would_lose(chain: Problem) -> None:
    said = asked(chain).why_not("R-2", "H-1").splitlines()

    assert said[0] == ("If H-1 instead of H-2 took R-2, R-1 would move to H-2 and the plan would lose 35 points.")
    assert "  unknown   prematurity (R-2-a): needed | not answered" in said


def test_a_referral_left_without_a_household_is_named_and_counted() -> None:
    found = problem([child("R-1", urgency="urgent"), child("R-2")], [household("H-1")])

    said = asked(found).why_not("R-2", "H-1")

    assert said.startswith(
        "If H-1 took R-2, R-1 would have no suggestion and the plan would place one urgent child fewer and place one "
        "routine child more."
    )


def test_an_equal_plan_is_said_to_be_as_good() -> None:
    found = problem([child("R-1")], [household("H-1"), household("H-2")])
    other = "H-2" if solve(found).suggestions[0].household == 0 else "H-1"

    assert "the plan would be as good: among equals the digest" in asked(found).why_not("R-1", other)


def test_a_barred_pair_names_every_bar_with_its_facts() -> None:
    home = household("H-1", sexes=("M",), max_age_months=1)

    said = asked(problem([child("R-1")], [home])).why_not("R-1", "H-1").splitlines()

    assert said[0] == "R-1 cannot be with H-1:"
    assert said[1].startswith("  age_outside_approval: A child's age")
    assert said[1].endswith("(age 2 months | 0 to 1 months)")
    assert said[2].endswith("(sex F | M)")


def test_a_referral_is_explained_household_by_household_the_least_loss_first(chain: Problem) -> None:
    said = asked(chain).of_referral("R-2").splitlines()

    assert said[0] == "R-2: suggested with H-2"
    assert said[1].startswith("  If H-1 instead of H-2 took R-2, ")
    assert said[2] == "  not possible, sex_outside_approval, need_declined: H-3"
    assert len(said) == 5


def test_a_pin_elsewhere_is_said_to_keep_a_pair_apart() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-2")])

    assert "  pinned: A coordinator has pinned" in asked(found).why_not("R-2", "H-2")
    assert "  not possible, pinned: H-1" in asked(found).of_referral("R-1")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("R-9", "H-1"), "R-9 is not among the referrals of this run."),
        (("R-1", "H-9"), "H-9 is not among the households of this run."),
        (("R-1", "H-1"), "R-1 with H-1 is what the plan suggests"),
    ],
)
def test_a_question_that_has_no_answer_says_why(pair: tuple[str, str], said: str) -> None:
    with pytest.raises(Unanswerable, match=said):
        asked(problem([child("R-1")], [household("H-1")])).why_not(*pair)
