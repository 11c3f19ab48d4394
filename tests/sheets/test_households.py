"""The households and members sheets: what makes a row right, and what the whole sheet has to agree on."""

import pytest

from consortium.sheets import households, members, reading
from consortium.sheets.columns import Sheet, whole
from tests.sheets.files import sentences

HEAD = "household_ref,agency,postcode,max_age_months,approved_children"
MEMBER = "code,name,kind,consortium,joined_on,left_on"


def _household(extra: str = "", cells: str = "", *, row: str = "H-1,ROWAN,eh125aa,24,2") -> Sheet:
    content = f"{HEAD},{extra}\n{row},{cells}\n" if extra else f"{HEAD}\n{row}\n"
    return reading.read_bytes(content.encode(), "h.csv", households.COLUMNS, households.CHECKS)


def _members(*rows: str) -> Sheet:
    return reading.read_bytes("\n".join([MEMBER, *rows]).encode(), "m.csv", members.COLUMNS, members.CHECKS)


def test_what_is_left_out_has_its_default():
    values = whole(_household())[0].values

    assert values["postcode"] == "EH12 5AA"
    assert (values["sexes"], values["min_age_months"], values["max_travel_minutes"]) == (("F", "M"), 0, 60)
    assert (values["yes_needs"], values["children_in_placement"], values["hold_until"]) == ((), 0, None)


def test_a_need_is_answered_in_one_way():
    sheet = _household("yes_needs,discuss_needs,no_needs", "prematurity;high_contact,High_Contact, prematurity")

    assert [(fault.line, fault.column) for fault in sheet.faults] == [(2, "discuss_needs"), (2, "no_needs")]


def test_ages_are_a_range():
    assert [fault.column for fault in _household("min_age_months", "25").faults] == ["max_age_months"]


@pytest.mark.parametrize(("approved", "notices"), [("3", 0), ("4", 1)])
def test_more_than_three_children_are_taken_with_a_warning(approved, notices):
    sheet = _household(row=f"H-1,ROWAN,EH12 5AA,24,{approved}")

    assert whole(sheet)[0].values["approved_children"] == int(approved)
    assert len(sheet.notices) == notices


@pytest.mark.parametrize(("checks", "faults"), [(households.CHECKS, 1), (households.MATCHING_CHECKS, 2)])
def test_a_reference_is_its_agencys_to_an_import_and_the_only_one_to_a_match(checks, faults):
    rows = "H-1,ROWAN,EH12 5AA,24,2\nH-1,HARBOUR,EH12 5AA,24,2\nH-2,ROWAN,EH12 5AA,24,2\nH-2,ROWAN,EH12 5AA,24,2"
    sheet = reading.read_bytes(f"{HEAD}\n{rows}".encode(), "h.csv", households.COLUMNS, checks)

    assert len({fault.line for fault in sheet.faults}) == faults


def test_authorities_are_known_by_their_current_code():
    rows = whole(_members("S12000015,Fife,authority,EAST,2026-04-01,", "ROWAN,Rowanbank,Agency,EAST,,"))

    assert [row.values["code"] for row in rows] == ["S12000047", "ROWAN"]
    assert [row.values["kind"] for row in rows] == ["authority", "agency"]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (["FIFE,Fife,authority,EAST,,"], "code"),
        (["S12000099,Nowhere,authority,EAST,,"], "code"),
        (["A,Rowanbank,charity,EAST,,"], "kind"),
        (["A,Rowanbank,agency,EAST,2026-04-01,2026-03-31"], "left_on"),
        (["A,Rowanbank,agency,EAST,,", "A,Rowanbank,partner,WEST,,"], "kind"),
        (["A,Rowanbank,agency,EAST,,", "A,Rowanbank,agency,EAST,2026-04-01,"], "code"),
        (["S12000015,Fife,authority,EAST,,", "S12000047,Fife,authority,EAST,,"], "code"),
    ],
)
def test_a_membership_that_cannot_be_is_given_back(rows, column):
    sheet = _members(*rows)

    assert [(fault.line, fault.column) for fault in sheet.faults] == [(len(rows) + 1, column)]


def test_a_member_may_leave_and_join_again_and_be_in_two_consortia():
    sheet = _members(
        "A,Rowanbank,agency,EAST,2020-04-01,2022-04-01",
        "A,Rowanbank,agency,EAST,2022-04-01,",
        "A,Rowanbank,agency,WEST,2022-04-01,",
    )

    assert sentences(sheet) == []
