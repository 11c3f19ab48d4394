"""Targets at the console: an authority's manager sets one, and it stands beside the law with a circle."""

from datetime import timedelta

import pytest

from consortium.access import OPERATOR, Role
from consortium.course import recording
from consortium.floor import clock
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import day

SET = {"code": "permanence_recommendation", "weeks": "20", "source": "Children's services committee"}


@pytest.fixture
def manager(enter):
    return enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)


def since(days: int) -> dict[str, str]:
    on = clock.today() - timedelta(days=days)
    return day("effective_from", on.year, on.month, on.day)


def test_a_target_is_set_and_stands_in_the_clock_of_a_case_as_a_target(pool, manager):
    with pool.app_context(), transaction():
        case_id = factories.referral(referral_ref="R-7").id
        begun = clock.today() - timedelta(weeks=21)
        recording.record(OPERATOR, referral_id=case_id, event="accommodated", on=begun)

    page = manager.send("/targets/set", **SET, **since(200))

    assert "The target is set." in page.says
    said = manager.open(f"/referrals/{case_id}/clock").says
    assert "Overdue Permanence recommendation after being accommodated" in said
    assert "Target Children's services committee" in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (SET, "Enter the day."),
        ({**SET, "weeks": "0", **since(1)}, "Write a whole number from 1 to 714."),
        ({**SET, "source": "", **since(1)}, "Say who decided it."),
        ({**SET, "code": "speed", **since(1)}, "Choose from the list."),
    ],
)
def test_what_cannot_be_set_is_said_beside_its_field(manager, typed, sentence):
    page = manager.send("/targets/set", **typed)

    assert (page.status, sentence in page.says) == (422, True)
    assert "No authority has set a target of its own." in manager.open("/targets/").says


def test_a_worker_reads_the_targets_and_sets_none(authority_worker):
    page = authority_worker.open("/targets/")

    assert "PACE, national aim 2 (CELCIS)" in page.says
    assert "Set a target" not in page.says
    assert authority_worker.open("/targets/set").status == 403
