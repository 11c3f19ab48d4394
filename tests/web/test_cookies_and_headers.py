"""What goes with every answer: one cookie for this host, https for good, nothing kept, nothing run, nothing shared."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask, g
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

from consortium.access import Role, Viewer
from consortium.floor.settings import Settings
from tests.web.visitors import Visitor
from web import sealed
from wsgi import create_app

PLACES = [
    "/sign-in",
    "/nowhere",
    "/assets/console.css",
    "/api/v1/health",
    "/api/v1/carers",
    "/api/docs",
    "/api/nowhere",
]


@pytest.fixture(scope="module")
def secure(tmp_path_factory) -> Flask:
    """An installation as it is served: behind https."""
    path = tmp_path_factory.mktemp("secure") / "consortium.db"
    return create_app(Settings(f"sqlite:///{path}", "only the tests know this", secure_cookies=True))


@pytest.mark.asvs("3.3.1")
def test_the_cookie_is_for_this_host_over_https_alone_and_hidden_from_scripts(secure):
    with secure.test_client() as client:
        client.get("/accessibility")
        with client.session_transaction() as session:
            session["sign_in"] = "opaque"
        kept = client.get_cookie("__Host-console")

    assert (kept.secure, kept.http_only, kept.same_site) == (True, True, "Lax")
    assert (kept.path, kept.origin_only) == ("/", True)
    assert len(kept.key) + len(kept.value) < 4096


@pytest.mark.asvs("3.2.1", "3.4.1", "12.2.1")
@pytest.mark.api_top_ten("API8")
@pytest.mark.parametrize("place", PLACES)
def test_every_answer_says_to_come_over_https_for_a_year_and_to_guess_at_nothing(secure, place):
    with secure.test_client().get(place) as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.asvs("3.4.2")
@pytest.mark.api_top_ten("API8")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_answer_is_shared_with_a_page_from_elsewhere(secure, place, method):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}

    with secure.test_client().open(place, method=method, headers=asked) as answer:
        assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118


@pytest.mark.asvs("3.2.1", "14.2.2", "14.3.2")
def test_a_downloaded_sheet_is_kept_by_no_browser(enter):
    agency = enter(Role.AGENCY_WORKER, at="ROWAN")

    answer = agency.client.get("/imports/columns/households.csv")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.asvs("3.2.1")
def test_an_answer_of_the_json_door_that_is_opened_as_a_page_runs_nothing(secure):
    policy = secure.test_client().get("/api/v1/health").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "sandbox" in policy


@pytest.mark.asvs("14.3.1")
def test_signing_out_clears_what_the_browser_kept(coordinator):
    carried = coordinator.open("/").read.carried

    answer = coordinator.client.post("/sign-out", data={"csrf_token": carried["csrf_token"][-1]})

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Set-Cookie"].startswith("console=;")


@pytest.mark.asvs("7.2.1", "9.1.1")
def test_a_cookie_that_was_not_signed_here_or_was_signed_the_old_way_opens_nothing(pool, coordinator):
    kept = coordinator.client.get_cookie("console").value
    with coordinator.client.session_transaction() as session:
        facts = dict(session)
    old = SecureCookieSessionInterface().get_signing_serializer(pool).dumps(facts)
    forged = URLSafeTimedSerializer("a guess", salt="cookie-session").dumps(facts)

    text, _, signature = kept.rpartition(".")
    other = f"{text}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"  # the last letter holds spare bits

    for value in (other, kept.replace(".", "", 1), old, forged):
        thief = Visitor(pool.test_client())
        thief.client.set_cookie("console", value)
        assert thief.client.get("/").status_code == 303


@pytest.mark.asvs("11.4.1")
def test_whatever_is_signed_is_signed_with_sha_256(pool):
    signed = URLSafeTimedSerializer("secret").dumps("x")

    with pytest.raises(BadSignature):
        URLSafeTimedSerializer("secret", signer_kwargs={"digest_method": hashlib.sha1}).loads(signed)
    assert pool.session_interface.get_signing_serializer(pool).signer_kwargs["digest_method"] is hashlib.sha256


@pytest.mark.asvs("9.1.1", "9.2.1", "9.2.2", "9.2.3")
def test_facts_that_travel_in_a_page_come_back_to_whom_for_what_and_as_they_left(pool):
    with pool.test_request_context():
        g.viewer = Viewer(user_id=UUID(int=1))
        text = sealed.seal({"name": "Rowan"}, purpose="opened")
        assert sealed.opened(text, purpose="opened") == {"name": "Rowan"}

        assert sealed.opened(text, purpose="carried") is None
        # The first letter of the signature: the last one holds bits that mean nothing.
        body, _, signature = text.rpartition(".")
        spoilt = f"{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
        assert sealed.opened(spoilt, purpose="opened") is None
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=13)):
            assert sealed.opened(text, purpose="opened") is None
        g.viewer = Viewer(user_id=UUID(int=2))
        assert sealed.opened(text, purpose="opened") is None
