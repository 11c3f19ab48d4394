"""The pages of a case's plans and agreements: both plans side by side, forms that say what to put right."""

import re

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor.db import transaction
from tests import factories
from tests.planning.planned import on
from tests.web.visitors import Page, Visitor, day

PURPOSE = "So that Skye and her mother keep knowing each other."


def typed(name: str, days: int) -> dict[str, str]:
    """A day so many days from now, as its boxes."""
    chosen = on(days)
    return day(name, chosen.year, chosen.month, chosen.day)


@pytest.fixture
def case(pool) -> str:
    """The address of a referral of Edinburgh's."""
    with pool.app_context(), transaction():
        return f"/referrals/{factories.referral(OPERATOR, referral_ref='R-77').id}"


def step(visitor: Visitor, case: str, plan: str = "reunification", **typed_in: str) -> Page:
    """A step of a plan is set."""
    return visitor.send(f"{case}/plans/{plan}/milestones/add", **typed("due_on", 30) | typed_in)


def test_both_plans_stand_side_by_side_until_one_is_ruled_out(authority_worker, case):
    page = authority_worker.open(f"{case}/plans/")

    assert page.read.words.index("Return home") < page.read.words.index("Adoption")
    assert "Both plans are live: neither is ruled out." in page.read.words


def test_a_step_is_chosen_from_the_list_or_named_in_ones_own_words(authority_worker, case):
    step(authority_worker, case, step="Assessment: Parenting assessment begun")
    page = step(authority_worker, case, "adoption", tranche="Family", title="Aunt asked")

    assert {"Parenting assessment begun", "Aunt asked", "The step is saved."} <= set(page.read.words)


def test_a_step_without_a_name_or_a_day_is_put_right_beside_the_field(authority_worker, case):
    page = authority_worker.send(f"{case}/plans/adoption/milestones/add")

    assert page.status == 422
    assert "Enter the day by which it is due." in page.read.words


def test_a_step_is_reached_on_a_day(authority_worker, case):
    page = step(authority_worker, case, step="Assessment: Parenting assessment begun")
    (change,) = [link for link in page.read.links if "/plans/milestones/" in link]

    page = authority_worker.send(change, **typed("done_on", -1))

    assert any("reached" in words for words in page.read.words)


def test_a_manager_rules_a_plan_out_and_takes_it_back(enter, case):
    manager = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    said = {"plan": "reunification", "reason": "The review and the assessment agree."} | typed("on", 0)

    ruled_out = manager.send(f"{case}/plans/rule-out", **said)
    taken_back = manager.send(f"{case}/plans/take-back", **said)

    assert "Return home is ruled out. The other plan is live." in ruled_out.read.words
    assert "Both plans are live: neither is ruled out." in taken_back.read.words


def test_a_decision_that_may_not_be_says_why_on_the_page(enter, case):
    manager = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    said = {"plan": "adoption", "reason": "The review and the assessment agree."} | typed("on", 0)

    page = manager.send(f"{case}/plans/take-back", **said)

    assert (page.status, "Adoption is live; what may follow: ruled_out." in page.read.words) == (422, True)


def test_an_assessment_is_begun_given_longer_and_finished(authority_worker, case):
    said = {"team": "Early assessment team", "weeks": "16"} | typed("started_on", -30)
    page = authority_worker.send(f"{case}/plans/assessments/start", **said)
    extend, finish = (next(link for link in page.read.links if link.endswith(act)) for act in ("/extend", "/finish"))

    longer = {"reason": "Her mother was in hospital."} | typed("on", -1) | typed("due_on", 120)
    authority_worker.send(extend, **longer)
    end = {"recommendation": "more_time", "findings": "It is too early to say."} | typed("finished_on", 0)
    page = authority_worker.send(finish, **end)

    assert {"More time", "It is too early to say."} <= set(page.read.words)


def test_a_contact_plan_is_written_and_agreed_to_by_the_authority(authority_worker, case):
    said = {"purpose": PURPOSE, "sessions_per_week": "3"} | typed("from_on", 0) | typed("review_on", 28)
    page = authority_worker.send(f"{case}/contact/change", **said)
    assert {"Version 1", "by nobody yet", PURPOSE} <= set(page.read.words)

    page = Page(authority_worker.client.post(agree_of(page), data=token_of(page), follow_redirects=True))

    assert "Authority agreed" in page.read.words


def agree_of(page: Page) -> str:
    """Where the button of the page sends who agrees."""
    return re.search(r'action="([^"]+/agree)"', page.response.get_data(as_text=True))[1]


def token_of(page: Page) -> dict[str, str]:
    """What the button sends along."""
    return {"csrf_token": page.read.carried["csrf_token"][-1]}


def test_an_agreement_with_the_family_holds_what_the_parents_take_on(authority_worker, case):
    said = {"purpose": "To find out whether Skye can go home."} | typed("started_on", -7) | typed("decide_by_on", 90)
    page = authority_worker.send(f"{case}/family-agreement/make", **said | typed("review_1", 30))
    add = next(link for link in page.read.links if link.endswith("/tasks/add"))

    page = authority_worker.send(add, text="Come to every session.", **typed("by_on", 20))

    assert "Come to every session." in page.read.words


def test_a_review_after_the_decision_is_put_right_beside_its_day(authority_worker, case):
    said = {"purpose": "To find out whether Skye can go home."} | typed("started_on", -7) | typed("decide_by_on", 90)

    page = authority_worker.send(f"{case}/family-agreement/make", **said | typed("review_1", 95))

    assert (page.status, "review_1-e" in page.read.ids) == (422, True)


@pytest.mark.parametrize("part", ["plans/", "contact/", "family-agreement/"])
def test_without_a_link_an_agency_finds_no_such_page(agency_worker, case, part):
    assert agency_worker.open(f"{case}/{part}").status == 404
