"""The table is whole: each requirement has its test or its reason, each mark its requirement, the page is of today."""

from dataclasses import replace

import pytest

from tests.asvs import table
from tests.house.sources import Source, all_sources

MARK = '@pytest.mark.asvs("{}")\ndef test_x(): ...\n'


@pytest.fixture(scope="module")
def marks():
    return table.marked("asvs", all_sources())


def numbers(verdicts):
    return [one.number for one in table.requirements() if one.verdict in verdicts]


def test_every_requirement_has_its_test_or_its_reason_and_every_mark_its_requirement(marks):
    assert table.faults(table.requirements(), marks) == []


def test_the_table_holds_level_one_and_the_chosen_chapters_of_level_two_once():
    known = table.requirements()

    assert len({one.number for one in known}) == len(known)
    assert (sum(one.level == 1 for one in known), sum(one.level == 2 for one in known)) == (70, 71)
    assert {one.chapter for one in known if one.level == 2} == {6, 7, 8, 9, 10, 14}


def test_every_risk_has_its_attack():
    assert set(table.marked("api_top_ten", all_sources())) == set(table.RISKS)


def test_the_page_in_the_repository_is_what_the_marks_say():
    assert table.PAGE.read_text("utf-8") == table.page()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"verdict": "", "reason": ""}, "no test is marked"),
        ({"reason": ""}, "has a reason"),
        ({"verdict": "met somehow"}, "a verdict is one of"),
    ],
)
def test_a_requirement_of_which_nothing_or_nonsense_is_said_is_found(marks, spoil, said):
    alone = numbers({"not_applicable"})[0]
    known = [replace(one, **spoil) if one.number == alone else one for one in table.requirements()]

    (fault,) = table.faults(known, marks)

    assert (fault.startswith(alone), said in fault) == (True, True)


@pytest.mark.parametrize(("number", "said"), [("99.9.9", "no requirement"), ("10.4.1", "does not apply")])
def test_a_mark_that_names_no_requirement_or_one_that_does_not_apply_is_found(marks, number, said):
    more = table.marked("asvs", [Source("tests/test_x.py", MARK.format(number))])

    (fault,) = table.faults(table.requirements(), marks | more)

    assert said in fault


def test_a_page_of_yesterday_is_found():
    fewer = [one for one in all_sources() if not one.path.endswith("test_security_page.py")]

    assert table.page(sources=fewer) != table.page()
    assert table.page(known=table.requirements()[1:]) != table.page()
