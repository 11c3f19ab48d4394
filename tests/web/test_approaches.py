"""Approaches at the console, and the page that the link of an e-mail opens without a sign-in."""

import re

import pytest

from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from consortium.linking import approaches
from tests import factories
from tests.web.visitors import Visitor


@pytest.fixture
def asked(pool) -> tuple[str, str]:
    """The id of an approach, and the text of its e-mail."""
    with pool.app_context(), transaction():
        sides = {"referral_id": factories.referral(referral_ref="R-7").id, "household_id": factories.household().id}
        made = approaches.ask(OPERATOR, **sides)
        return str(made.id), approaches.text_of(made)


@pytest.fixture
def anybody(pool) -> Visitor:
    return Visitor(pool.test_client())


def test_a_coordinator_asks_and_the_agency_answers(coordinator, agency_worker, pool):
    with pool.app_context(), transaction():
        factories.referral(referral_ref="R-7"), factories.household(household_ref="H-7")

    page = coordinator.send("/approaches/ask", referral_ref="R-7", household_ref="H-7")
    path = page.response.request.path
    answered = agency_worker.send(path, answer="no", why_not="distance", note="Two hours by bus")

    assert "The agency is asked" in page.response.text
    assert "The distance to family time" in answered.response.text
    assert "Two hours by bus" in coordinator.open(path).response.text


def test_a_no_without_a_reason_is_told_beside_its_field(agency_worker, asked):
    page = agency_worker.send(f"/approaches/{asked[0]}", answer="no")

    assert page.status == 422
    assert re.search(r'id="why_not-e"[^<]*<[^>]*>.*Say why not', page.response.text, re.DOTALL)


def test_the_link_of_the_e_mail_shows_one_need_and_takes_one_answer(anybody, asked):
    path = f"/willing/{asked[1]}"
    for _ in range(2):  # looking answers nothing
        assert "R-7" not in anybody.open(path).response.text

    thanked = anybody.send(path, answer="yes")

    assert "Your answer is recorded" in thanked.says
    again = anybody.client.get(path)
    assert (again.status_code, again.text) == (404, anybody.client.get("/willing/nonsense").text)


def test_a_link_that_a_program_follows_answers_nothing(anybody, asked, pool):
    anybody.client.head(f"/willing/{asked[1]}")
    anybody.client.get(f"/willing/{asked[1]}?answer=yes")

    with pool.app_context():
        assert db.session.scalars(approaches.visible(OPERATOR, status="open")).one()
