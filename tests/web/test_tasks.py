"""What takes long stands on pages of its own: asked, waited for, answered, stopped and cancelled."""

from uuid import uuid4

import pytest
from flask import Flask

from matching.running import bounds
from matching.tasks import queue, working
from tests.web.test_runs import start, waiting  # noqa: F401 - a fixture
from tests.web.visitors import Page, Visitor


@pytest.fixture
def found(coordinator: Visitor, waiting: None) -> Page:  # noqa: F811
    return start(coordinator)


def ask(visitor: Visitor, found: Page, kind: str, **terms: str) -> Page:
    return visitor.send(f"{found.response.request.path}/ask/{kind}", **terms)


def worked(app: Flask) -> None:
    with app.app_context():
        working.one(uuid4())


def test_a_run_leads_to_the_questions_that_take_longer(coordinator: Visitor, found: Page):
    page = coordinator.open(found.link("/tasks"))

    assert "Other good plans…" in page.says
    assert "Nothing was asked of this run yet." in page.says
    assert "How many plans at most?" in coordinator.open(page.link("/ask/alternatives")).says


def test_a_question_waits_until_a_worker_has_answered_it(coordinator: Visitor, pool: Flask, found: Page):
    page = ask(coordinator, found, "alternatives", most="3")
    worked(pool)
    answered = coordinator.open(page.response.request.path)

    assert "Waiting for the tasks before it." in page.says
    assert 'http-equiv="refresh"' in page.response.text
    assert "1. R-2 with H-1" in answered.says
    assert "the plan would place one urgent child fewer" in answered.says
    assert 'http-equiv="refresh"' not in answered.response.text


def test_firm_pairs_and_ranges_of_weights_are_told_in_words(coordinator: Visitor, pool: Flask, found: Page):
    firm, weights = ask(coordinator, found, "firmness", points="5"), ask(coordinator, found, "weights", merit="all")
    worked(pool)
    worked(pool)

    told = [coordinator.open(page.response.request.path).says for page in (firm, weights)]

    assert "1 of 1 are firm" in told[0]
    assert "Travel, today 30" in told[1]
    assert "All of them at every weight looked at" in told[1]


def test_a_term_that_cannot_be_is_refused_beside_its_field(coordinator: Visitor, found: Page):
    page = ask(coordinator, found, "alternatives", most="200")

    assert page.response.status_code == 422
    assert "20" in page.says


def test_a_task_that_waits_is_cancelled_with_a_button(coordinator: Visitor, found: Page):
    page = ask(coordinator, found, "weights", merit="travel")

    gone = coordinator.send(page.response.request.path + "/cancel")
    again = coordinator.send(page.response.request.path + "/cancel")

    assert "It was cancelled, and nothing was kept." in gone.says
    assert (again.response.status_code, "It is cancelled already." in again.says) == (422, True)


def test_a_task_at_work_is_stopped_with_a_button(coordinator: Visitor, pool: Flask, found: Page):
    page = ask(coordinator, found, "alternatives", most="3")
    with pool.app_context():
        claimed = queue.claim(uuid4())
        queue.heard(claimed, doing="Looking for plans", done=1, of=3)
    shown = coordinator.open(page.response.request.path)
    coordinator.send(page.response.request.path + "/stop")
    with pool.app_context():
        queue.end(claimed, status="stopped", found={"plans": [], "is_every": False})

    assert "Looking for plans" in shown.says
    assert "It was ended early, and what it had found was kept." in coordinator.open(page.response.request.path).says


def test_a_large_run_shows_that_it_waits_and_then_its_answer(
    coordinator: Visitor,
    pool: Flask,
    waiting: None,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(bounds, "LARGE", 1)

    page = start(coordinator)
    worked(pool)

    assert "Waiting for the run before it to end." in page.says
    assert "One of 2 children has a suggestion" in coordinator.open(page.response.request.path).says


def test_which_household_to_recruit_and_what_breaks_the_plan_have_their_pages(
    coordinator: Visitor, pool: Flask, found: Page
):
    recruit = ask(coordinator, found, "recruitment", scenarios="20")
    wider = ask(coordinator, found, "wider", twice="H-1", apart="", minutes="30")
    worked(pool)
    worked(pool)

    told = [coordinator.open(page.response.request.path).says for page in (recruit, wider)]

    assert "There is too little data." in told[0]
    assert "It would place one other child more. One household takes two" in told[1]
    assert "nothing of this is real" in told[1]


def test_who_is_not_in_the_run_is_refused_on_the_page(coordinator: Visitor, found: Page):
    page = ask(coordinator, found, "wider", twice="H-99", apart="", minutes="30")

    assert page.response.status_code == 422
    assert "There is no household H-99 in the run." in page.says
    assert 'id="twice-e"' in page.response.text


def test_a_task_is_shown_under_its_own_run_alone(coordinator: Visitor, pool: Flask, found: Page):
    page = ask(coordinator, found, "alternatives", most="3")
    other = start(coordinator)

    address = page.response.request.path.replace(found.response.request.path, other.response.request.path)

    assert coordinator.open(address).response.status_code == 404
    assert coordinator.send(address + "/cancel").response.status_code == 404
