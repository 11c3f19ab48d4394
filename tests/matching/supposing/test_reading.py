"""Changes are read strictly from plain data and written back the same."""

import json
from typing import Any

import pytest

from matching.supposing.reading import as_data, change_of, changes_of
from matching.supposing.scenarios import Unsupposable
from tests.matching.supposing.test_changes import EACH

HELD = {"change": "household_held", "household_ref": "H-1", "until": "2027-01-21"}
TWINS = {"change": "referral_added", "referral_ref": "WHAT-IF-1", "authority": "S12000036", "ages_months": [3]}


@pytest.mark.parametrize("row", EACH, ids=lambda row: row["change"])
def test_each_kind_comes_back_the_same_by_way_of_json(row: dict[str, Any]) -> None:
    change = change_of(row)

    assert change_of(json.loads(json.dumps(as_data(change)))) == change


def test_words_and_postcodes_are_read_in_one_form() -> None:
    found = change_of(TWINS | {"contact_postcode": "eh1  1aa", "needs": ["B", "a", "b"]})

    assert (found.contact_postcode, found.needs) == ("EH1 1AA", ("a", "b"))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("x", "The changes are a list."),
        ({}, "The changes are a list."),
        (None, "The changes are a list."),
        ([HELD] * 21, "Suppose 20 changes at the most: these are 21."),
        ([3], "Change 1: “change” is one of terms_changed, "),
        ([{"change": "child_lost"}], "Change 1: “change” is one of terms_changed, "),
        ([{"change": ["household_lost"]}], "Change 1: “change” is one of terms_changed, "),
        ([HELD, HELD | {"reason": "x"}], "Change 2: “reason” is nothing that household_held takes."),
        ([{"change": "household_held", "household_ref": "H-1"}], "Change 1: until is missing."),
        ([HELD | {"until": "21.1.2027"}], "until: a day, year-month-day"),
        ([HELD | {"until": "2027-02-30"}], "until: a day, year-month-day"),
        ([HELD | {"until": 20270121}], "until: a day, year-month-day"),
        ([HELD | {"household_ref": 7}], "household_ref: a text of one line"),
        ([HELD | {"household_ref": "a\nb"}], "household_ref: a text of one line"),
        ([HELD | {"household_ref": "H" * 201}], "household_ref: a text of one line"),
        ([TWINS | {"ages_months": "3"}], "ages_months: a list"),
        ([TWINS | {"ages_months": [True]}], "ages_months: a whole number"),
        ([TWINS | {"ages_months": [1.5]}], "ages_months: a whole number"),
        ([TWINS | {"needs": ["x"] * 31}], "needs: a list of 30 at the most"),
        ([{"change": "terms_changed", "terms": []}], "terms: a table"),
        ([{"change": "terms_changed", "terms": {"travel": "40"}}], "terms: a whole number"),
        ([{"change": "fact_changed", "fact": "sexes", "ref": "H-1", "value": 3}], "fact: one of approved_children, "),
        ([{"change": "fact_changed", "fact": "answer", "ref": "H-1", "value": 3}], "value: a text of one line"),
    ],
)
def test_what_is_not_a_change_is_refused_with_its_number_and_a_sentence(rows: Any, why: str) -> None:
    with pytest.raises(Unsupposable) as refused:
        changes_of(rows)

    assert why in " ".join(refused.value.sentences)


def test_every_fault_of_every_change_is_told_at_once() -> None:
    with pytest.raises(Unsupposable) as refused:
        changes_of([{"change": "household_held"}, {"change": "x"}])

    assert [number for number, _ in refused.value.faults] == [1, 1, 2]
