"""Signing in by an organisation's own service: a real OpenID provider in its own process, and what it may not do."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from consortium import consortia
from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, invitations, people, providers
from consortium.accounts.people import SignInBy
from consortium.floor.db import db, transaction
from tests import factories
from tests.web.visitors import Visitor

SUBJECT = "morag"
EMAIL = "morag@edinburgh.example"


@pytest.fixture(scope="session")
def issuer(tmp_path_factory) -> Iterator[str]:
    """A provider's address; its people are whoever says so, which suits a test."""
    port = _free_port()
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    log = (tmp_path_factory.mktemp("provider") / "log").open("w")
    with subprocess.Popen(command, stdout=log, stderr=log) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/.well-known/openid-configuration")
            yield address
        finally:
            process.terminate()
            process.wait(10)
            log.close()


@pytest.fixture
def provider(pool, issuer):
    """Edinburgh's provider, known to this installation."""
    with pool.app_context(), transaction():
        facts = {"name": "City of Edinburgh", "member_code": "S12000036", "issuer": issuer}
        providers.add(OPERATOR, code="edinburgh", client_id="consortium", client_secret="kept sealed", **facts)
    return pool


@pytest.fixture
def visitor(pool):
    return Visitor(pool.test_client())


def invited(pool, *, email=EMAIL, member="S12000036", by=SignInBy.PROVIDER, role=Role.AUTHORITY_WORKER):
    with pool.app_context(), transaction():
        roles = [(consortia.by_code(OPERATOR, code="EAST").id, role)]
        known = {"email": email, "name": "Morag Innes", "member_code": member}
        return invitations.invite(OPERATOR, **known, roles=roles, sign_in_by=by)[1]


def told(issuer, *, subject=SUBJECT, **claims):
    """What the provider says of somebody."""
    facts = {"email": EMAIL, "email_verified": True} | claims
    requests.put(f"{issuer}/users/{subject}", json=facts, timeout=10).raise_for_status()


def left(visitor, *, subject=SUBJECT, code="edinburgh"):
    """The address to which the provider sends a person back who signed in there, and the one that sent them."""
    away = visitor.client.get(f"/sign-in/with/{code}").headers["Location"]
    answer = requests.post(away, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}", away


def signed_in(visitor):
    return visitor.client.get("/").status_code == 200


@pytest.mark.asvs("10.5.2")
def test_somebody_who_was_invited_comes_in_by_their_organisation_and_again(provider, issuer, visitor):
    invited(provider)
    told(issuer)
    first = visitor.client.get(left(visitor)[0])
    told(issuer, email="married@edinburgh.example")
    another = Visitor(provider.test_client())
    again = another.client.get(left(another)[0])

    assert [one.status_code for one in (first, again)] == [303, 303]
    assert "Morag Innes" in visitor.open("/").says
    assert signed_in(another)


@pytest.mark.asvs("10.1.2", "10.2.1")
def test_the_request_carries_a_state_a_nonce_and_a_challenge(provider, visitor):
    asked = parse_qs(urlsplit(left(visitor)[1]).query)

    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid email"]


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": "other@edinburgh.example"}, {"email": "none"}])
def test_an_address_that_was_not_verified_or_not_invited_opens_nothing(provider, issuer, visitor, claims):
    invited(provider)
    told(issuer, **claims)

    answer = visitor.client.get(left(visitor)[0])

    assert (answer.status_code, signed_in(visitor)) == (403, False)
    assert EMAIL not in answer.text


@pytest.mark.asvs("6.8.1")
def test_a_provider_vouches_for_its_own_organisation_alone(provider, issuer, visitor):
    invited(provider, member="S12000047")
    told(issuer)

    assert visitor.client.get(left(visitor)[0]).status_code == 403


def test_an_invitation_to_a_password_is_not_for_a_provider_nor_the_other_way(provider, issuer, visitor):
    code = invited(provider, by=SignInBy.PASSWORD)
    told(issuer)
    assert visitor.client.get(left(visitor)[0]).status_code == 403
    other = invited(provider, email="second@edinburgh.example")

    fields = {"new_password": "otter lantern 93 peat", "again": "otter lantern 93 peat"}
    refused = visitor.send("/join", email="second@edinburgh.example", code=other, **fields)

    assert (refused.status, code != other) == (422, True)


@pytest.mark.asvs("6.8.1")
def test_an_account_with_a_password_is_not_taken_over_by_its_address(provider, issuer, visitor):
    with provider.app_context(), transaction():
        person = factories.person(Role.AUTHORITY_WORKER, at="S12000036")
        email = person.email
    told(issuer, email=email)

    assert visitor.client.get(left(visitor)[0]).status_code == 403


@pytest.mark.asvs("10.1.2", "10.2.1")
def test_what_came_back_is_good_once_and_for_who_left(provider, issuer, visitor):
    invited(provider)
    told(issuer)
    back, _ = left(visitor)
    somebody_else = Visitor(provider.test_client())

    assert somebody_else.client.get(back).status_code == 403
    assert visitor.client.get(back).status_code == 303
    assert visitor.client.get(back).status_code == 403


@pytest.mark.asvs("10.1.2")
@pytest.mark.api_top_ten("API10")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda back: re.sub(r"state=[^&]+", "state=forged", back),
        lambda back: re.sub(r"code=[^&]+", "code=forged", back),
        lambda back: back.split("?")[0],
        lambda back: back.split("?")[0] + "?error=access_denied",
    ],
    ids=["state", "code", "nothing", "refusal"],
)
def test_what_was_forged_or_refused_opens_nothing(provider, issuer, visitor, spoil):
    invited(provider)
    told(issuer)

    assert visitor.client.get(spoil(left(visitor)[0])).status_code == 403
    assert not signed_in(visitor)


@pytest.mark.asvs("10.5.1")
def test_another_nonce_opens_nothing(provider, issuer, visitor):
    invited(provider)
    told(issuer)
    away = visitor.client.get("/sign-in/with/edinburgh").headers["Location"]
    replayed = re.sub(r"nonce=[^&]+", "nonce=anothers", away)
    answer = requests.post(replayed, data={"sub": SUBJECT}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])

    assert visitor.client.get(f"{back.path}?{back.query}").status_code == 403


@pytest.mark.asvs("10.5.3")
@pytest.mark.api_top_ten("API10")
def test_a_provider_that_names_another_issuer_is_not_believed(provider, issuer, visitor):
    invited(provider)
    told(issuer)
    back, _ = left(visitor)
    with provider.app_context(), transaction():
        providers.get(code="edinburgh").issuer = issuer.replace("http:", "HTTP:")

    assert visitor.client.get(back).status_code == 403


def test_a_closed_account_and_a_closed_provider_let_nobody_in(provider, issuer, visitor):
    invited(provider)
    told(issuer)
    visitor.client.get(left(visitor)[0])
    with provider.app_context(), transaction():
        user = people.by_email(OPERATOR, email=EMAIL)
        appointments.disable(OPERATOR, user_id=user.id, version=user.version)
    assert visitor.client.get(left(visitor)[0]).status_code == 403
    with provider.app_context(), transaction():
        providers.close(OPERATOR, code="edinburgh")

    assert visitor.client.get("/sign-in/with/edinburgh").status_code == 404
    assert "City of Edinburgh" not in visitor.open("/sign-in").says


def test_a_provider_that_is_away_is_said_to_be_busy(provider, visitor):
    with provider.app_context(), transaction():
        providers.get(code="edinburgh").issuer = f"http://127.0.0.1:{_free_port()}"

    assert visitor.client.get("/sign-in/with/edinburgh").status_code == 503


@pytest.mark.asvs("6.3.4", "6.8.4")
def test_where_everybody_needs_a_second_factor_ours_is_asked_for_unless_the_provider_has_one(provider, issuer, visitor):
    invited(provider)
    told(issuer)
    provider.config["SECOND_FACTOR"] = True
    try:
        asked = visitor.client.get(left(visitor)[0]).headers["Location"]
        with provider.app_context(), transaction():
            providers.get(code="edinburgh").checks_second_factor = True
        trusted = visitor.client.get(left(visitor)[0]).headers["Location"]
    finally:
        provider.config["SECOND_FACTOR"] = False

    assert (asked, trusted) == ("/sign-in/second-factor", "/")


@pytest.mark.asvs("14.2.4")
def test_a_providers_secret_is_kept_sealed(provider):
    with provider.app_context():
        kept = providers.get(code="edinburgh")
        assert kept.client_secret == "kept sealed"
        assert "kept sealed" not in str(db.session.execute(db.text("SELECT * FROM providers")).all())


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(600):  # a machine that does other work takes its time
        try:
            if requests.get(address, timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise TimeoutError("the provider did not start")
