"""At the door: the same words for everybody who is refused, and a cookie that carries nothing else."""

import pytest
from flask import Flask

from consortium.access import Role
from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import Visitor


@pytest.fixture
def email(pool: Flask) -> str:
    with pool.app_context(), transaction():
        return factories.person(Role.COORDINATOR).email


@pytest.fixture
def visitor(pool: Flask) -> Visitor:
    return Visitor(pool.test_client())


def test_whoever_signs_in_sees_what_needs_doing_today(visitor, email):
    page = visitor.sign_in(email)

    assert page.status == 200
    assert "Today" in page.says
    assert "Morag Innes" in page.says


def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(visitor, email):
    wrong, unknown = (visitor.sign_in(address, "not the password") for address in (email, "nobody@example.org"))

    assert wrong.status == unknown.status == 422
    assert wrong.says == unknown.says
    assert "do not belong together" in wrong.says


def test_the_address_is_kept_and_the_password_is_not(visitor, email):
    page = visitor.sign_in(email, "not the password")

    assert page.read.carried["email"] == [email]
    assert "not the password" not in page.response.text


def test_an_empty_form_says_beside_each_field_what_to_do(visitor):
    page = visitor.sign_in("", "")

    assert "There are 2 things to put right" in page.says
    assert {"#email", "#password"} <= set(page.read.links)
    assert {"email-e", "password-e"} <= page.read.ids


def test_after_five_tries_the_door_waits_a_minute(visitor, email):
    for _ in range(5):
        visitor.sign_in(email, "not the password")

    assert "Wait a minute" in visitor.sign_in(email).says


@pytest.mark.asvs("7.4.1")
def test_signing_out_ends_the_sign_in(visitor, email):
    visitor.sign_in(email)
    kept = visitor.client.get_cookie("console").value
    visitor.press("/sign-out", on="/")
    visitor.client.set_cookie("console", kept)

    assert "Sign in" in visitor.open("/households/").says


@pytest.mark.asvs("7.2.4")
@pytest.mark.api_top_ten("API2")
def test_the_session_changes_at_the_door(visitor, email):
    visitor.open("/sign-in")
    before = visitor.client.get_cookie("console").value
    visitor.sign_in(email)

    assert visitor.client.get_cookie("console").value != before


@pytest.mark.asvs("7.2.1", "14.3.3")
def test_the_cookie_carries_the_opaque_sign_in_and_the_seed_against_forgery_alone(visitor, email):
    visitor.sign_in(email)
    visitor.open("/")

    with visitor.client.session_transaction() as session:
        assert set(session) == {"sign_in", "csrf_token"}
    cookie = visitor.client.get_cookie("console")
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_one_is_taken_to_the_page_that_was_asked_for(visitor, email):
    page = visitor.open("/members/?kind=agency")
    page = visitor.send(page, email=email, password="tide and heather 7")

    assert page.response.request.full_path == "/members/?kind=agency"


HOST = "elsewhere.example"


@pytest.mark.asvs("1.2.2")
@pytest.mark.parametrize("target", ["https://" + HOST, "//" + HOST, "///" + HOST, "/\\" + HOST, "//\\/" + HOST, "x"])
def test_nobody_is_sent_to_another_host(visitor, email, target):
    page = visitor.open("/sign-in")
    data = {**page.read.carried, "email": email, "password": "tide and heather 7"}
    answer = visitor.client.post("/sign-in", query_string={"next": target}, data=data)

    assert answer.headers["Location"] == "/"


@pytest.mark.asvs("3.5.1")
def test_a_form_without_its_seed_is_refused_and_changes_nothing(visitor, email):
    answer = visitor.client.post("/sign-in", data={"email": email, "password": "tide and heather 7"})

    assert answer.status_code == 400
    assert "Nothing was saved" in answer.text


OPEN = {"/sign-in", "/sign-out", "/accessibility", "/join", "/recover", "/willing/"}


@pytest.mark.asvs("8.3.1")
def test_every_page_asks_for_a_sign_in(pool, visitor):
    rules = pool.url_map.iter_rules()
    paths = [
        str(rule) for rule in rules if "GET" in rule.methods and rule.endpoint.startswith("web.") and not rule.arguments
    ]
    closed = [path for path in paths if path not in OPEN]

    assert len(closed) > 10
    assert [path for path in closed if "/sign-in" not in visitor.client.get(path).headers.get("Location", "")] == []


@pytest.mark.asvs("3.2.2", "14.2.3", "14.3.2")
@pytest.mark.api_top_ten("API8")
def test_a_page_tells_browsers_to_load_and_frame_nothing_from_elsewhere(visitor):
    headers = visitor.open("/sign-in").response.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
