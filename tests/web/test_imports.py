"""A spreadsheet is sent, its good rows are taken, its bad ones come back to be mended and sent again."""

import io

import pytest

from tests.web.visitors import Page, Visitor

HEAD = "household_ref,agency,postcode,max_age_months,approved_children\n"
GOOD = "H-1,ROWAN,EH12 5AA,24,1\n"
BAD = "H-2,ROWAN,EH12 5AA,2 years,1\n"


def send(visitor: Visitor, text: str, *, kind: str = "households", bad_rows: str = "return") -> Page:
    sheet = (io.BytesIO(text.encode()), "households.csv")
    return visitor.send("/imports/", kind=kind, file=sheet, bad_rows=bad_rows)


def test_good_rows_are_taken_and_counted(agency_worker: Visitor):
    page = send(agency_worker, HEAD + GOOD)

    assert "The one row was taken." in page.says
    assert "New 1 recorded for the first time" in page.says


def test_a_bad_row_comes_back_with_its_line_its_column_and_a_sentence(agency_worker: Visitor):
    page = send(agency_worker, HEAD + GOOD + BAD)

    assert "1 row was taken; 1 row comes back to you to be put right." in page.says
    assert "H-2 Line 3 max_age_months 2 years Write a whole number" in page.says


def test_the_returned_rows_are_mended_and_sent_again(agency_worker: Visitor):
    page = send(agency_worker, HEAD + GOOD + BAD)

    returned = agency_worker.open(page.link("/returned.csv")).response.text
    again = send(agency_worker, returned.replace("2 years", "24"))

    assert returned.count("\n") == 2
    assert "The one row was taken." in again.says


def test_sending_the_same_twice_changes_nothing(agency_worker: Visitor):
    send(agency_worker, HEAD + GOOD)

    page = send(agency_worker, HEAD + GOOD)

    assert "As they were 1 nothing happened" in page.says


def test_when_nothing_may_be_bad_nothing_is_taken_and_every_fault_is_listed(agency_worker: Visitor):
    page = send(agency_worker, HEAD + GOOD + BAD, bad_rows="refuse")

    assert page.status == 422
    assert "Nothing was taken." in page.says
    assert "3 max_age_months Write a whole number" in page.says
    assert "Nothing has been imported yet." in page.says


def test_a_column_that_is_unknown_is_refused_by_name(agency_worker: Visitor):
    page = send(agency_worker, "household_ref,shoe_size\nH-1,9\n")

    assert page.status == 422
    assert "shoe_size" in page.says


def test_without_a_file_the_page_says_to_choose_one(agency_worker: Visitor):
    page = agency_worker.send("/imports/", kind="households", bad_rows="return")

    assert page.status == 422
    assert page.says.count("Choose the spreadsheet to send.") == 2
    assert page.read.carried["kind"] == ["households"]


def test_a_kind_that_is_not_ones_own_is_not_offered_and_not_taken(agency_worker: Visitor):
    assert "Commitments" not in agency_worker.open("/imports/").says
    assert send(agency_worker, "agreement_ref\nA-1\n", kind="commitments").status == 422


@pytest.mark.asvs("2.1.1")
def test_every_column_of_a_kind_is_explained_and_its_template_is_empty(coordinator: Visitor):
    page = coordinator.open("/imports/columns/households")
    template = coordinator.open(page.link(".csv")).response.text

    assert "household_ref Always" in page.says
    assert "children_in_placement Passed over" in page.says
    assert template.startswith("\ufeffhousehold_ref,")
    assert "children_in_placement" not in template


def test_a_kind_that_there_is_none_of_is_not_found(coordinator: Visitor):
    assert coordinator.open("/imports/columns/spells").status == 404


def test_an_import_is_seen_by_who_sent_it_alone(agency_worker: Visitor, coordinator: Visitor):
    path = send(agency_worker, HEAD + GOOD).response.request.path

    assert coordinator.open(path).status == 404
    assert coordinator.open(f"{path}/returned.csv").status == 404
