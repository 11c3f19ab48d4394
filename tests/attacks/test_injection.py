"""Texts made to be run rather than read are shown as they were typed, looked for as they were typed, and never run."""

import pytest
import sqlalchemy as sa
from markupsafe import escape

from consortium.access import Role
from consortium.carers import Household
from consortium.floor.db import db, transaction
from tests import factories
from tests.api.callers import CARER
from tests.attacks.test_signing_in import Inputs

RUN = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{ 7 * 7 }}", "${7*7}",
    "</title><svg onload=alert(1)>", "-alert(1)-'", "<!-- x -->", "&lt;b&gt;", "%3Cscript%3E", "a\\u003cscript",
]  # fmt: skip
ASKED = [
    "' OR '1'='1", "'; DROP TABLE households; --", '" OR ""="', "%", "_", "\\", "') UNION SELECT digest FROM tokens --",
    "x' || (SELECT password_hash FROM users) || '", "/*", "1; SELECT pg_sleep(9)",
]  # fmt: skip
PLACES = ["/sign-in", "/nowhere", "/assets/console.css", "/assets/mark.svg", "/api/v1/health", "/api/v1/carers",
          "/api/docs", "/api/docs/start.js"]  # fmt: skip


@pytest.mark.asvs("1.2.1", "3.2.2")
@pytest.mark.parametrize("text", RUN)
def test_a_name_made_to_be_run_is_read_as_it_was_typed(enter, text):
    coordinator = enter(Role.COORDINATOR)
    page = coordinator.send("/members/add", kind="partner", name=text, code="CORAM")

    listed = coordinator.open(f"/members/?search={text[:3]}")
    asked_again = coordinator.client.get(f"/members/{page.shown_id}/name").text

    assert text in page.read.words
    assert (escape(text) in page.response.text, "49" in listed.says) == (True, False)
    assert Inputs(asked_again).found["name"]["value"] == text
    assert not [one for one in (page, listed) if "<script" in one.response.text or "<svg onload" in one.response.text]


@pytest.mark.asvs("1.2.3")
@pytest.mark.parametrize("text", RUN)
def test_a_reference_made_to_be_run_is_one_json_string(call, text):
    caller = call(Role.AGENCY_WORKER, at="ROWAN")

    made = caller.post("/carers", CARER | {"household_ref": text})

    assert (made.status_code, made.mimetype, made.json["household_ref"]) == (201, "application/json", text)
    assert caller.get(f"/carers/{made.json['id']}").json["household_ref"] == text


@pytest.mark.asvs("1.2.4")
@pytest.mark.parametrize("text", ASKED)
def test_what_is_looked_for_is_a_text_and_no_statement(call, enter, pool, text):
    with pool.app_context(), transaction():
        factories.household()
    coordinator = call(Role.COORDINATOR)

    for noun in ("carers", "referrals", "members", "people"):
        found = coordinator.get(f"/{noun}", query_string={"search": text})
        assert (found.status_code, found.json["items"]) == (200, []), noun
    assert enter(Role.COORDINATOR).client.get("/members/", query_string={"search": text}).status_code == 200
    with pool.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Household)) == 1


@pytest.mark.asvs("1.2.1", "1.2.2")
@pytest.mark.parametrize("text", ["\r\nSet-Cookie: a=b", "\nLocation: //x", "\x00"])
def test_nothing_that_is_asked_becomes_a_header(enter, call, text):
    for client in (enter(Role.COORDINATOR).client, call(Role.COORDINATOR).client):
        for place in ("/members/", "/sign-in", "/api/v1/members"):
            answer = client.get(place, query_string={"search": text, "next": text})
            assert answer.status_code in (200, 303, 400, 401)
            assert not [value for _, value in answer.headers if value.startswith(("a=b", "//x")) or "\n" in value]


@pytest.mark.asvs("4.1.1")
@pytest.mark.parametrize("place", PLACES)
def test_every_answer_says_what_it_is_and_in_which_letters(pool, place):
    with pool.test_client().get(place) as answer:
        kind, _, rest = answer.headers["Content-Type"].partition(";")
        spoken = kind.startswith("text/") or kind.endswith("+xml")
        assert ("charset=utf-8" in rest) is spoken, answer.headers["Content-Type"]
