"""The list of sabotages is true of the code: each names a line that is there once, and a test that exists."""

import ast

import pytest

from tests.house.sources import ROOT
from tests.sabotage.__main__ import Sabotage, listed

LISTED = listed()


def faults(one: Sabotage) -> list[str]:
    """What of a sabotage is not true of the code."""
    found = (ROOT / one.file).read_text("utf-8").count(one.old)
    path, _, name = one.test.partition("::")
    tests = {
        node.name for node in ast.parse((ROOT / path).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
    }
    wrong = [f"{one.file} holds the line {found} times"] if found != 1 else []
    return wrong + ([f"{path} has no {name}"] if name and name not in tests else [])


@pytest.mark.parametrize("one", LISTED, ids=lambda one: one.what)
def test_a_sabotage_is_true_of_the_code(one):
    assert faults(one) == []


def test_a_stale_sabotage_is_found():
    stale = Sabotage("x", "wsgi.py", "this stands nowhere", "", "tests/test_wsgi.py::test_nothing")

    assert len(faults(stale)) == 2


def test_there_are_forty_sabotages_at_least_and_no_two_alike():
    assert len({(one.file, one.old, one.new) for one in LISTED}) == len(LISTED) >= 40
