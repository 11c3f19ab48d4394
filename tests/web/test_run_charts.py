"""Run charts at the console: the chart and its rules in words, cycles recorded and written on, and who does so."""

from datetime import date, timedelta

import pytest

from consortium.access import OPERATOR, Role
from consortium.course import recording
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web import chromium
from tests.web.visitors import day

TRIED = {"aim": "permanence_recommendation", "title": "Book the panel at the first review", "plan": "Ask for the date."}
BEGAN = day("started_on", 2026, 3, 2)


@pytest.fixture
def manager(enter):
    return enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


@pytest.fixture
def children(pool) -> None:
    """Fourteen months of one child each, of whom the first half waited too long."""
    with pool.app_context(), transaction():
        for number in range(14):
            begun = months_ago(22 - number)
            key = factories.referral(referral_ref=f"R-{number}").id
            recording.record(OPERATOR, referral_id=key, event="accommodated", on=begun)
            answered = begun + timedelta(weeks=27 if number < 7 else 20)
            recording.record(OPERATOR, referral_id=key, event="panel_recommended", on=answered)


def months_ago(number: int) -> date:
    whole = clock.today().year * 12 + clock.today().month - 1 - number
    return date(whole // 12, whole % 12 + 1, 9)


def test_the_chart_says_how_many_what_is_a_shift_and_who_is_counted(children, coordinator):
    said = coordinator.open("/run-charts/").says

    assert "7 of 14 children had it within 26 weeks, all 2 authorities." in said
    assert said.count("A shift of 7 points") == 2 * 3  # in the caption, and in both pictures
    assert "Cases still open past the weeks count as missed" in said
    assert "6 or more points in a row all above the median" in said


def test_without_a_child_there_is_no_point_and_the_page_says_why(pool, coordinator):
    said = coordinator.open("/run-charts/?aim=final_placement").says

    assert "No authority that you see is held to this aim." in said
    assert "There is no point yet." in said


def test_a_cycle_is_recorded_and_stands_on_the_chart(children, manager):
    page = manager.send("/run-charts/cycles/add", **TRIED, **BEGAN)

    assert "The cycle is recorded." in page.says
    assert "1. Book the panel at the first review" in page.says
    assert "2 March 2026 to today · S12000036 by name" in page.says


def test_a_cycle_is_written_on_by_its_owner_and_read_by_the_coordinator(pool, manager, coordinator):
    page = manager.send("/run-charts/cycles/add", **TRIED, **BEGAN)
    address = next(one for one in page.read.links if "/cycles/" in one and "/add" not in one)

    changed = manager.send(address, study="Seven of nine had a date.", **day("ended_on", 2026, 5, 4))

    assert "Seven of nine had a date." in changed.says
    assert "Seven of nine had a date." in coordinator.open("/run-charts/").says
    assert coordinator.open(address).status == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({**TRIED}, "Enter the day on which it began."),
        ({**TRIED, **BEGAN, "title": ""}, "Say what is tried."),
        ({**TRIED, **BEGAN, "aim": "speed"}, "Choose from the list."),
        ({**TRIED, **BEGAN, **day("ended_on", 2026, 3, 1)}, "A cycle does not end before it began."),
        ({**TRIED, **BEGAN, "owner": "x"}, "Something was sent that this page does not ask for."),
    ],
)
def test_what_cannot_be_recorded_is_said_and_nothing_is_kept(manager, typed, sentence):
    page = manager.send("/run-charts/cycles/add", **typed)

    assert sentence in page.says
    assert page.status in (409, 422)
    assert "No cycle is recorded towards this aim." in manager.open("/run-charts/").says


def test_an_agency_reads_no_run_chart(pool, agency_worker):
    paths = ("/run-charts/", "/run-charts/cycles/add")

    assert [agency_worker.open(path).status for path in paths] == [403, 403]


def test_an_aim_or_authority_that_is_not_there_is_not_found(pool, authority_worker):
    for question in ("aim=speed", "authority=S12000047"):
        assert authority_worker.open(f"/run-charts/?{question}").status == 404


def test_the_pages_are_sound_for_everybody(pool, children, manager, browse):
    manager.send("/run-charts/cycles/add", **TRIED, **BEGAN)
    page = browse(manager)

    assert [fault for path in ("/run-charts/", "/run-charts/cycles/add") for fault in chromium.faults(page, path)] == []


def test_the_statements_do_not_grow_with_the_children(pool, children, coordinator, statements):
    few = statements(lambda: coordinator.open("/run-charts/"))
    with pool.app_context(), transaction():
        for number in range(6):
            key = factories.referral(referral_ref=f"R-more-{number}").id
            recording.record(OPERATOR, referral_id=key, event="accommodated", on=months_ago(9))

    assert statements(lambda: coordinator.open("/run-charts/")) == few
