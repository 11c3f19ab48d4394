"""What a task may ask, and that a child process answers as the same question does at the terminal."""

import json

import pytest

from matching import document
from matching.plan import solve
from matching.reasons import alternatives, firmness, weighing
from matching.reasons.losses import Losses
from matching.tasks import carrying_out
from matching.tasks.kinds import NoAnswer, TaskKind, TermsRefused
from matching.tasks.questions import CODES
from tests.matching import problems
from tests.matching.tasks import questions
from tests.matching.tasks.questions import job

INPUTS = {"referrals": [{"ref": "R-1", "children": [{}]}], "households": [{"ref": "H-1"}]}


class Kept:
    """Keeps what a question reports."""

    def __init__(self):
        self.parts, self.steps = [], []

    def progress(self, doing, done, of, /):
        self.steps.append((doing, done, of))

    def found(self, data, /):
        self.parts.append(json.loads(json.dumps(data)))


@pytest.fixture
def problem():
    return questions.problem(10)


def test_a_run_is_solved_to_the_bytes_that_it_would_have_had_at_once(problem):
    found = carrying_out.carried_out(job(problem, TaskKind.MATCH), Kept())

    assert found["document"].encode() == document.render(problem, solve(problem))


def test_other_plans_are_those_of_the_terminal_and_each_is_told_as_soon_as_it_is_found(problem):
    kept = Kept()

    found = carrying_out.carried_out(job(problem, TaskKind.ALTERNATIVES, most=3), kept)

    plain = alternatives.as_data(problem, list(alternatives.plans(Losses(problem, solve(problem)), 3)))
    assert [{k: v for k, v in each.items() if k != "sentence"} for each in found["plans"]] == json.loads(
        json.dumps(plain)
    )
    assert all(each["sentence"] for each in found["plans"])
    assert [len(part["plans"]) for part in kept.parts] == [1, 2, 3]


def test_where_there_are_no_more_plans_it_is_said_that_these_are_all():
    problem = questions.problem(1)

    assert carrying_out.carried_out(job(problem, TaskKind.ALTERNATIVES), Kept())["is_every"]


def test_what_is_firm_and_the_ranges_of_weights_are_those_of_the_terminal(problem):
    plan = solve(problem)

    near = carrying_out.carried_out(job(problem, TaskKind.FIRMNESS, points=4), Kept())
    weights = carrying_out.carried_out(job(problem, TaskKind.WEIGHTS, merit="travel"), Kept())

    assert near == firmness.as_data(problem, firmness.near(Losses(problem, plan), 4))
    assert weights == {"weights": [weighing.as_data(problem, weighing.weighed(problem, plan, "travel"))]}


def test_every_weight_is_told_one_after_the_other_with_a_progress_that_never_turns_back(problem):
    kept = Kept()

    carrying_out.carried_out(job(problem, TaskKind.WEIGHTS), kept)

    told = [step[1] for step in kept.steps if step[2] == 100 * (len(CODES) - 1)]
    assert [len(part["weights"]) for part in kept.parts] == list(range(1, len(CODES)))
    assert told == sorted(told)


def test_nothing_of_whoever_is_left_out_is_in_an_answer(problem):
    ref = solve(problem).suggestions[0].referral
    name = problem.referrals[ref].ref

    for kind in (TaskKind.ALTERNATIVES, TaskKind.FIRMNESS, TaskKind.WEIGHTS):
        with_it, without = (
            json.dumps(carrying_out.carried_out(job(problem, kind, out), Kept())) for out in ((), (name,))
        )
        assert f'"{name}"' in with_it
        assert name not in without


def test_a_run_whose_plan_is_another_by_now_is_not_answered_for(problem):
    asked = job(problem, TaskKind.ALTERNATIVES) | {"suggested": [["R-0", "H-0"]]}

    with pytest.raises(NoAnswer, match="other rules than today's"):
        carrying_out.carried_out(asked, Kept())


@pytest.mark.parametrize(
    ("kind", "given", "at"),
    [
        (TaskKind.MATCH, {}, "kind"),
        (TaskKind.ALTERNATIVES, {"most": 0}, "most"),
        (TaskKind.ALTERNATIVES, {"most": 21}, "most"),
        (TaskKind.ALTERNATIVES, {"most": True}, "most"),
        (TaskKind.ALTERNATIVES, {"points": 3}, "points"),
        (TaskKind.FIRMNESS, {"points": -1}, "points"),
        (TaskKind.FIRMNESS, {"points": 2.5}, "points"),
        (TaskKind.WEIGHTS, {"merit": "price"}, "merit"),
        (TaskKind.RECRUITMENT, {"scenarios": 3}, "scenarios"),
        (TaskKind.WIDER, {}, "twice"),
        (TaskKind.WIDER, {"twice": "H-1"}, "twice"),
        (TaskKind.WIDER, {"twice": ["H-9"]}, "twice"),
        (TaskKind.WIDER, {"apart": {"R-1": "30"}}, "apart"),
        (TaskKind.WIDER, {"apart": {"R-1": 30}}, "apart"),
    ],
)
def test_terms_that_a_question_cannot_have_are_refused_by_name(kind, given, at):
    with pytest.raises(TermsRefused) as refused:
        carrying_out.terms_of(kind, given, inputs=INPUTS)

    assert list(refused.value.faults) == [at]


def test_terms_that_are_left_out_have_their_usual_value():
    assert [
        carrying_out.terms_of(kind, {}, inputs=INPUTS)
        for kind in (TaskKind.ALTERNATIVES, TaskKind.FIRMNESS, TaskKind.WEIGHTS)
    ] == [
        {"most": 5},
        {"points": 5},
        {"merit": "all"},
    ]


def test_which_household_to_recruit_is_told_for_the_coordinator_and_for_others(problem):
    kept = Kept()

    found = carrying_out.carried_out(job(problem, TaskKind.RECRUITMENT, scenarios=20), kept)

    assert set(found) == {"recruitment", "for_agencies"}
    assert (found["recruitment"]["scenarios"], found["for_agencies"]["scenarios"]) == (20, 20)
    assert [part["recruitment"]["scenarios"] for part in kept.parts] == list(range(2, 21, 2))


def test_a_wider_rule_is_answered_beside_the_run_and_told_aim_by_aim():
    rows = [problems.child(ref) for ref in ("R-1", "R-2")]
    problem, kept = problems.problem(rows, [problems.household("H-1", approved_children=2)]), Kept()

    found = carrying_out.carried_out(job(problem, TaskKind.WIDER, twice=["H-1"]), kept)

    assert (found["took_two"], found["proven"], found["objective"]["routine"]) == (["H-1"], True, 2)
    assert found["sentence"].startswith("It would place one other child more. One household takes two, 0 groups are")
    assert len(kept.parts) == len(found["aims"]) == 7
