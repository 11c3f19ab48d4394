"""The gate of the pages: what no page of ours sends is refused before anything of it is looked at (I17, I23)."""

import pytest

from tests.web.visitors import Visitor

MEMBER = {"kind": "partner", "name": "Coram", "code": "CORAM"}


@pytest.mark.parametrize("more", [{"member_id": "x"}, {"status": "approved"}, {"approved_by": "me"}, {"version": "9"}])
def test_a_field_that_the_page_does_not_ask_for_is_refused_and_nothing_changes(coordinator, more):
    page = coordinator.send("/members/add", **MEMBER, **more)

    assert page.status == 422
    assert "Something was sent that this page does not ask for" in page.says
    assert "Coram" not in coordinator.open("/members/").says


def test_a_field_that_is_sent_twice_is_refused(coordinator):
    page = coordinator.send("/members/add", **{**MEMBER, "name": ["Coram", "Another"]})

    assert page.status == 422


def test_a_button_takes_nothing_that_it_does_not_send(coordinator):
    page = coordinator.press("/sign-out", on="/members/", member_id="x")

    assert page.status == 422
    assert coordinator.open("/members/").status == 200


def test_a_step_of_a_journey_refuses_what_it_does_not_ask_for(agency_worker):
    page = agency_worker.open("/households/register")

    refused = agency_worker.send(page, postcode="EH12 5AA", agency="ROWAN", go="on", approved_by="me")

    assert "Something was sent that this page does not ask for" in refused.says


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "multipart/related"])
def test_a_body_of_another_kind_is_refused(coordinator, kind):
    answer = coordinator.client.post("/members/add", data=b"{}", content_type=kind)

    assert answer.status_code == 415


MANY = {f"field{number}": "x" for number in range(301)}
ODD = [MANY, {"n" * 101: "x"}, {"name": "x" * 100_001}, {"na\u0301me": "x"}]


@pytest.mark.parametrize("fields", ODD, ids=["many", "long name", "long value", "odd name"])
def test_more_or_odder_than_any_page_sends_is_not_read(coordinator, fields):
    assert coordinator.client.post("/members/add", data=fields).status_code in (400, 413)


@pytest.mark.parametrize(
    "question", ["q=" + "x" * 2001, "&".join(f"a{n}=1" for n in range(31)), "q=a%00b", "q=%E2%80%AE"]
)
def test_a_question_that_no_page_asks_is_refused(coordinator, question):
    assert coordinator.client.get(f"/members/?{question}").status_code == 400


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/v1/health", "/api/v1/carers", "/nowhere"])
def test_a_service_answers_to_its_own_names_alone(pool, path):
    client = pool.test_client()

    theirs = client.get(path, headers={"Host": "elsewhere.example"})
    ours = client.get(path, headers={"Host": "127.0.0.1:8123"})

    assert theirs.status_code == 400
    assert b"elsewhere" not in theirs.data + str(theirs.headers).encode()
    assert ours.status_code != 400


def test_a_refusal_of_the_gate_is_a_page_that_says_what_to_do(coordinator):
    visitor = Visitor(coordinator.client)

    page = visitor.open(f"/members/?q={'x' * 2001}")

    assert page.status == 400
    assert "Go to" in page.says
