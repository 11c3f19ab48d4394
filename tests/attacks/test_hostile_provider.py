"""A provider that lies, or whose answers somebody changed, lets nobody in, leads us nowhere and holds nothing up."""

import gzip
import time
from threading import Thread

import pytest
from joserfc.jwk import ECKey

from consortium import consortia
from consortium.access import OPERATOR, Role, Viewer
from consortium.accounts import invitations, providers
from consortium.accounts.people import SignInBy
from consortium.floor.db import transaction
from consortium.floor.errors import Invalid, NotAllowed
from tests.attacks.hostile import DESCRIPTION, EMAIL, KEYS, TOKEN
from tests.web.visitors import Visitor
from web import oidc

OTHER = ECKey.generate_key("P-256", {"kid": "1"})
FORGERIES = {
    "not signed": {"alg": "none"},
    "signed by another": {"key": OTHER},
    "signed by a key that it brings along": {"key": OTHER, "jwk": OTHER.as_dict(private=False)},
    "signed by a key that is to be fetched": {"key": OTHER, "jku": "/other"},
    "signed with our own secret": {"alg": "HS256", "key": b"kept sealed"},
    "signed with the public key": {"alg": "HS256"},
}
CLAIMS = {
    "over": {"exp": 1},
    "not yet": {"nbf": 2**33},
    "without an end": {"exp": None},
    "for another service": {"aud": "another"},
    "for another service, by way of us": {"aud": ["another"], "azp": "us-at-edinburgh"},
    "for nobody": {"aud": None},
    "of another issuer": {"iss": "https://login.example.scot"},
    "of no issuer": {"iss": None},
    "with another nonce": {"nonce": "another"},
    "without a nonce": {"nonce": None},
    "of nobody": {"sub": None},
    "of a person that is a list": {"sub": ["morag"]},
    "of an address that was not verified": {"email_verified": "true"},
}
ODD = {
    "no JSON": (200, {}, b"<html>"),
    "nothing": (200, {}, b""),
    "a list": [],
    "null": None,
    "a text": "text",
    "a number": 7,
    "nested deep": (200, {}, b"[" * 100_000),
    "an error": (500, {}, b"{}"),
    "somewhere else": (302, {"Location": "/inside"}, b""),
    "somewhere else for good": (308, {"Location": "/inside"}, b""),
    "ten megabytes": (200, {}, b" " * 10_000_000),
    "a bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000)),
}
PLACES = [
    "http://169.254.169.254/latest", "file:///etc/passwd", "javascript:alert(1)", "http://127.0.0.2:80/x", "//x", "", 7,
    "https://10.0.0.1/", "https://login.example.scot/", "http://127.0.0.1:1@elsewhere.example/", None, [],
]  # fmt: skip


@pytest.fixture
def visitor(hostile, pool):
    """Somebody whom Edinburgh invited, and who is not signed in yet."""
    with pool.app_context(), transaction():
        roles = [(consortia.by_code(OPERATOR, code="EAST").id, Role.AUTHORITY_WORKER)]
        known = {"email": EMAIL, "name": "Morag Innes", "member_code": "S12000036", "sign_in_by": SignInBy.PROVIDER}
        invitations.invite(OPERATOR, roles=roles, **known)
    return Visitor(pool.test_client())


def is_in(visitor):
    return visitor.client.get("/").status_code == 200


@pytest.mark.asvs("10.1.1", "14.3.3")
def test_an_honest_provider_lets_in_whom_it_vouches_for_and_its_tokens_go_no_further(hostile, visitor):
    answer = hostile.brings_back(visitor.client)

    assert (answer.status_code, is_in(visitor)) == (303, True)
    with visitor.client.session_transaction() as session:
        assert set(session) <= {"sign_in", "csrf_token"}
    assert "secret access" not in answer.text + str(answer.headers)


@pytest.mark.asvs("6.8.2", "9.1.1", "9.1.2", "9.1.3")
@pytest.mark.api_top_ten("API2", "API10")
@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES)
def test_a_token_that_its_provider_did_not_sign_opens_nothing(hostile, visitor, forged):
    hostile.answers["/other"] = {"keys": [OTHER.as_dict(private=False)]}
    public = {"key": hostile.key.as_pem(private=False)} if forged.get("alg") == "HS256" else {}
    header = {"jku": hostile.address + forged["jku"]} if "jku" in forged else {}

    answer = hostile.brings_back(visitor.client, make=lambda said: hostile.signed(said, **(public | forged | header)))

    assert (answer.status_code, is_in(visitor), "/other" in hostile.asked) == (403, False, False)


@pytest.mark.asvs("6.8.2", "9.1.1")
@pytest.mark.api_top_ten("API10")
@pytest.mark.parametrize("spoil", [lambda text: text[:-6] + "AAAAAA", lambda text: text.rpartition(".")[0], len])
def test_a_token_that_was_changed_after_signing_opens_nothing(hostile, visitor, spoil):
    assert hostile.brings_back(visitor.client, make=lambda said: spoil(hostile.signed(said))).status_code == 403


@pytest.mark.asvs("9.2.1", "9.2.2", "9.2.3", "10.5.1", "10.5.4")
@pytest.mark.api_top_ten("API2", "API10")
@pytest.mark.parametrize("claims", CLAIMS.values(), ids=CLAIMS)
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(hostile, visitor, claims):
    assert hostile.brings_back(visitor.client, **claims).status_code == 403
    assert not is_in(visitor)


@pytest.mark.api_top_ten("API7", "API10")
@pytest.mark.parametrize("place", [DESCRIPTION, TOKEN, KEYS])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_answer_is_a_sign_in_that_failed_and_leads_nowhere(hostile, visitor, place, odd):
    if place == DESCRIPTION:
        hostile.answers[place] = odd
        answer = visitor.client.get("/sign-in/with/edinburgh")
    else:
        hostile.answers[place] = odd
        answer = hostile.brings_back(visitor.client)

    assert answer.status_code in (403, 503)
    assert (is_in(visitor), "/inside" in hostile.asked) == (False, False)


@pytest.mark.api_top_ten("API4", "API10")
def test_an_answer_that_never_ends_is_given_up(hostile, visitor, monkeypatch):
    monkeypatch.setattr(oidc, "SECONDS", 0.5)
    hostile.answers[DESCRIPTION], hostile.drip = (200, {}, b" " * 400), 0.05
    begun = time.monotonic()

    assert visitor.client.get("/sign-in/with/edinburgh").status_code == 503
    assert time.monotonic() - begun < 10


@pytest.mark.api_top_ten("API4", "API7")
def test_whoever_knocks_again_and_again_makes_no_more_than_one_request(hostile, visitor):
    statuses = [visitor.client.get("/sign-in/with/edinburgh").status_code for _ in range(5)]
    assert (set(statuses), hostile.asked) == ({302}, [DESCRIPTION])
    oidc.forget()
    hostile.answers[DESCRIPTION] = (500, {}, b"")

    away = [visitor.client.get(path).status_code for path in ("/sign-in/with/edinburgh", "/sign-in/from/edinburgh") * 3]

    assert (set(away), hostile.asked) == ({503}, [DESCRIPTION, DESCRIPTION])


@pytest.mark.api_top_ten("API4", "API7")
def test_a_provider_that_keeps_somebody_waiting_keeps_nobody_else_waiting_as_long(hostile, visitor, pool, monkeypatch):
    monkeypatch.setattr(oidc, "PATIENCE", 0.1)
    hostile.answers[DESCRIPTION], hostile.drip = (200, {}, b" " * 100), 0.02
    slow = Thread(target=visitor.client.get, args=["/sign-in/with/edinburgh"])
    slow.start()
    while not hostile.asked:
        time.sleep(0.01)

    answer = Visitor(pool.test_client()).client.get("/sign-in/with/edinburgh")

    assert (answer.status_code, slow.is_alive(), hostile.asked) == (503, True, [DESCRIPTION])
    slow.join()


@pytest.mark.asvs("1.2.2")
@pytest.mark.api_top_ten("API7")
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_description_that_points_into_this_network_is_not_believed(hostile, visitor, name, place):
    hostile.answers[DESCRIPTION] = hostile.description(**{name: place})

    assert visitor.client.get("/sign-in/with/edinburgh").status_code == 403
    assert hostile.asked == [DESCRIPTION]


@pytest.mark.asvs("10.5.3")
@pytest.mark.api_top_ten("API10")
@pytest.mark.parametrize("issuer", ["https://login.example.scot", "", None, 7, "/"])
def test_the_description_of_another_is_not_believed(hostile, visitor, issuer):
    hostile.answers[DESCRIPTION] = hostile.description(issuer=hostile.address + "/" if issuer == "/" else issuer)

    assert visitor.client.get("/sign-in/with/edinburgh").status_code == 403


@pytest.mark.asvs("9.1.2")
@pytest.mark.api_top_ten("API7", "API10")
def test_a_description_says_nothing_of_how_we_speak_to_it(hostile, visitor):
    odd = {"verify": False, "proxies": {"http": f"{hostile.address}/inside"}, "trust_env": False, "max_redirects": 9}
    weak = {"id_token_signing_alg_values_supported": ["none", "HS256"]}
    hostile.answers[DESCRIPTION] = hostile.description(**odd, **weak)

    assert hostile.brings_back(visitor.client, make=lambda said: hostile.signed(said, alg="none")).status_code == 403
    assert not [path for path in hostile.asked if "inside" in path]


@pytest.mark.asvs("10.2.2")
def test_what_one_provider_sent_back_is_no_use_at_anothers_address(hostile, visitor):
    away = visitor.client.get("/sign-in/with/edinburgh").headers["Location"]
    state = away.partition("state=")[2].partition("&")[0]

    answer = visitor.client.get("/sign-in/from/fife", query_string={"state": state, "code": "x"})

    assert (answer.status_code, TOKEN in hostile.asked) == (403, False)


@pytest.mark.asvs("6.8.1", "10.5.2")
def test_two_providers_may_call_different_people_by_the_same_name(hostile, visitor, pool):
    hostile.brings_back(visitor.client)
    another = Visitor(pool.test_client())
    hostile.answers.pop(TOKEN)

    answer = hostile.brings_back(another.client, code="fife", aud="us-at-fife")

    assert (answer.status_code, is_in(another)) == (403, False)


@pytest.mark.asvs("7.6.2")
def test_nobody_begins_a_sign_in_for_somebody_from_another_site(hostile, visitor):
    answer = visitor.client.get("/sign-in/with/edinburgh", headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.headers["Location"], hostile.asked) == ("/sign-in", [])


@pytest.mark.asvs("6.3.4", "6.8.4")
@pytest.mark.parametrize(("amr", "onward"), [(["pwd"], "/sign-in/second-factor"), ([], "/sign-in/second-factor"),
                                             (["pwd", "mfa"], "/"), (["hwk"], "/"), (None, "/")])  # fmt: skip
def test_a_provider_that_says_how_it_asked_has_to_have_asked_for_two_factors(hostile, visitor, pool, amr, onward):
    pool.config["SECOND_FACTOR"] = True
    with pool.app_context(), transaction():
        providers.get(code="edinburgh").checks_second_factor = True
    try:
        assert hostile.brings_back(visitor.client, amr=amr).headers["Location"] == onward
    finally:
        pool.config["SECOND_FACTOR"] = False


ISSUERS = [
    "http://169.254.169.254", "http://login.example.scot", "http://127.0.0.1:1@elsewhere.example", "https://",
    "https://10.0.0.1", "https://vault", "https://localhost", "https://[::1]", "ftp://login.example.scot",
    "https://us@login.example.scot", "https://login.example.scot:0", "https://login.example.scot:x", "login",
    "https://login.example.scot#x", "https://login.example.scot\r\nX: y", "file:///etc/passwd", "https://[",
]  # fmt: skip


@pytest.mark.asvs("12.2.1")
@pytest.mark.api_top_ten("API7")
@pytest.mark.parametrize("issuer", ISSUERS)
def test_a_provider_stands_on_the_internet_by_its_name(pool, issuer):
    facts = {"name": "Edinburgh", "member_code": "S12000036", "client_id": "us", "client_secret": "s"}

    with pool.app_context(), transaction(), pytest.raises(Invalid, match="https"):
        providers.add(OPERATOR, code="edinburgh", issuer=issuer, **facts)


@pytest.mark.api_top_ten("API7")
def test_no_door_sets_a_providers_address_and_no_role_may(pool):
    facts = {"name": "Edinburgh", "member_code": "S12000036", "client_id": "us", "client_secret": "s"}

    assert not [rule for rule in pool.url_map.iter_rules() if "provider" in rule.endpoint]
    for role in Role:
        person = Viewer(roles={consortium_of(pool): frozenset({role})})
        with pool.app_context(), pytest.raises(NotAllowed):
            providers.add(person, code="edinburgh", issuer="https://login.example.scot", **facts)


def consortium_of(pool):
    with pool.app_context():
        return consortia.by_code(OPERATOR, code="EAST").id
