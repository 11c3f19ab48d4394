"""The children sheet: what makes a row right, and what the whole sheet has to agree on."""

import pytest

from consortium.sheets.columns import whole
from tests.sheets.files import CHILD, child_with, read_children, sentences


def test_a_child_is_born_or_expected():
    assert "Fill in date_of_birth" in sentences(child_with(date_of_birth=""))[0]
    assert sentences(child_with(date_of_birth="", expected_date_of_delivery="2026-12-01")) == []
    assert "Keep one of the two days" in sentences(child_with(expected_date_of_delivery="2026-12-01"))[0]


def test_a_day_that_cannot_be_read_is_not_asked_for_a_second_time():
    assert len(child_with(date_of_birth="soon").faults) == 1


def test_brothers_and_sisters_have_one_authority():
    sheet = read_children(
        f"{CHILD}\nR-1,C1,S12000015,2026-05-01\nR-1,C2,S12000047,2025-05-01\nR-1,C3,S12000036,2024-05-01\n"
    )

    assert [(fault.line, fault.column) for fault in sheet.faults] == [(4, "authority_code")]


def test_a_child_stands_once_in_a_referral():
    rows = "R-1,C1,S12000047,2026-05-01\nR-2,C1,S12000047,2026-05-01\nR-1,C1,S12000047,2026-05-01"

    assert "line 2 has the same references" in sentences(read_children(f"{CHILD}\n{rows}"))[0]


def test_references_that_differ_in_capitals_are_two_children():
    assert sentences(read_children(f"{CHILD}\nR-1,C1,S12000047,2026-05-01\nr-1,C1,S12000036,2026-05-01\n")) == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("sex", "girl"),
        ("urgency", "asap"),
        ("contact_sessions_per_week", "8"),
        ("max_travel_minutes", "-5"),
        ("contact_postcode", "Leith"),
        ("excluded_areas", "EH12;somewhere"),
        ("open_links", "many"),
        ("needed_by", "2026-06-31"),
        ("version", "latest"),
        ("authority_code", "S12000001"),
        ("religion", "x" * 2_001),
    ],
)
def test_a_bad_cell_is_named_by_its_column(column, cell):
    [fault] = child_with(**{column: cell}).faults

    assert (fault.line, fault.column) == (2, column)


def test_values_are_put_in_their_one_form():
    row = whole(child_with(sex="f", urgency="Soon", contact_postcode="eh125aa", excluded_areas="eh1 2; kw15"))[0]

    assert [row.values[name] for name in ("sex", "urgency", "contact_postcode")] == ["F", "soon", "EH12 5AA"]
    assert row.values["excluded_areas"] == ("EH1 2", "KW15")


def test_a_need_that_is_not_on_the_list_is_taken_with_a_notice():
    sheet = child_with(needs="prematurity;Prenatal_Drugs;moon_sickness")

    assert whole(sheet)[0].values["needs"] == ("prematurity", "Prenatal_Drugs", "moon_sickness")
    assert [str(notice) for notice in sheet.notices] == [
        "children.csv, line 2, column needs: moon_sickness is not on the list of needs: taken as a new one."
    ]
