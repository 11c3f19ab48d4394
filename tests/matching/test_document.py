"""The result document: its shape, its sums, and the digest of its inputs."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from matching.document import content, render, suggested_pairs
from matching.plan import solve
from matching.problem import Problem, inputs_sha256
from tests.matching.problems import MEMBERS, child, household, problem, problems


@given(problems(easy=True))
@settings(max_examples=100, deadline=None)
def test_merits_sum_to_points_and_points_to_the_objective(found: Problem) -> None:
    document = content(found, solve(found))

    for suggestion in document["suggestions"]:
        assert sum(suggestion["merits"].values()) == suggestion["points"]
    assert document["objective"]["points"] == sum(s["points"] for s in document["suggestions"])
    assert document["certificate"]["optimal"] is True


def test_the_document_holds_what_the_exchange_format_promises() -> None:
    found = problem([child("R-1"), child("R-2", sex="M")], [household(sexes=("F",))], previous=[("R-1", "H-1")])

    document = json.loads(render(found, solve(found)))

    assert list(document) == [
        "policy",
        "inputs_sha256",
        "as_of",
        "suggestions",
        "unmatched",
        "objective",
        "certificate",
    ]
    assert document["suggestions"][0] | {"merits": 0} == {
        "referral_ref": "R-1",
        "household_ref": "H-1",
        "points": 30 * 55 // 60 + 25 + 7 + 3,
        "merits": 0,
        "kept": True,
    }
    assert document["unmatched"] == [
        {"referral_ref": "R-2", "reasons": [{"bar": "sex_outside_approval", "households": 1}]}
    ]
    assert document["objective"] == {"urgent": 0, "soon": 0, "routine": 1, "points": 62}


@pytest.mark.parametrize(
    "changes", [{"sex": "M"}, {"needs": ("prematurity",)}, {"language": "Gaelic"}, {"conflicts": ("H-2",)}]
)
def test_the_digest_changes_with_the_content(changes: dict[str, Any]) -> None:
    assert inputs_sha256(problem([child()], [])) != inputs_sha256(problem([child(**changes)], []))


def test_the_digest_does_not_change_with_order_case_or_a_consortium_that_all_share() -> None:
    rows, homes = [child("R-1", needs=("a", "b")), child("R-2")], [household()]
    other = [child("R-2"), child("R-1", needs=(" B", "a"))]

    assert inputs_sha256(problem(rows, homes)) == inputs_sha256(problem(other, homes))
    assert inputs_sha256(problem(rows, homes)) == inputs_sha256(
        problem(rows, homes, members=MEMBERS[:1] + MEMBERS[2:3])
    )


def test_a_document_gives_its_suggestions_back() -> None:
    found = problem([child()], [household()])

    assert suggested_pairs(render(found, solve(found))) == [("R-1", "H-1")]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"suggestions": [{}]}', '{"suggestions": [{"referral_ref": 1, "household_ref": 2}]}']
)
def test_another_file_is_no_document(text: str) -> None:
    with pytest.raises(ValueError, match="not a file that"):
        suggested_pairs(text.encode())
