"""What nobody types by hand: addresses and answers made to break a page are refused like any other."""

from urllib.parse import urlencode

import pytest

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import PASSWORD, Visitor

HUGE = "9" * 20


@pytest.mark.parametrize("place", ["/members/", "/purchases/", "/agreements/", "/runs/", "/imports/", "/referrals/"])
@pytest.mark.parametrize("page", [HUGE, "-1", "0x1", "²"])
def test_a_page_that_no_list_has_is_not_found(coordinator, place, page):
    assert coordinator.open(f"{place}?page={page}").status == 404


@pytest.mark.parametrize("question", ["endpoint=x", "_method=POST", "_external=1", "_anchor=x", "values=1"])
def test_questions_of_an_address_are_never_orders(pool, coordinator, question):
    with pool.app_context(), transaction():
        for _ in range(60):
            factories.referral()

    page = coordinator.open(f"/referrals/?{question}")

    assert page.status == 200
    assert "http://" not in page.says


def test_a_member_without_any_day_asked_is_taken_without_days(coordinator):
    assert coordinator.send("/members/add", kind="partner", name="Coram", code="CORAM").status == 200


@pytest.mark.asvs("2.2.1", "2.2.2")
@pytest.mark.parametrize("values", [{"name": "A\0B"}, {"name": "n" * 5000}, {"code": "B\u202eX"}, {"code": "A" * 300}])
def test_text_that_cannot_be_kept_is_refused_beside_its_field(coordinator, values):
    page = coordinator.send("/members/add", **({"kind": "partner", "name": "Coram", "code": "CORAM"} | values))

    assert page.status == 422


@pytest.mark.parametrize("target", ["//[", "http://[", "//\u2100.com/", "/\r\nSet-Cookie: a=b", "/\\example.org"])
def test_an_odd_place_to_go_on_to_is_the_first_page(pool, target):
    with pool.app_context(), transaction():
        email = factories.person(Role.COORDINATOR).email
    visitor = Visitor(pool.test_client())

    page = visitor.send(f"/sign-in?{urlencode({'next': target})}", email=email, password=PASSWORD)

    assert page.status == 200
    assert "Today" in page.says


def test_too_many_tries_say_when_to_try_again(pool):
    with pool.app_context(), transaction():
        email = factories.person(Role.COORDINATOR).email
    visitor = Visitor(pool.test_client())

    statuses = [visitor.sign_in(email, "not the password").status for _ in range(7)]

    assert statuses[-1] == 429
