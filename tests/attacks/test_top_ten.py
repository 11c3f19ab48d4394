"""The ten risks of the OWASP API Security Top 10 (2023), each tried on the application that is full of records.

More of each stands where the mark `api_top_ten` does; docs/asvs.md lists them all.
"""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from werkzeug.routing import Rule

from api.operations import Operation
from api.problems import MEDIA_TYPE
from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, people, tokens
from consortium.floor.db import transaction
from consortium.rights.capabilities import CAPABILITIES
from tests.access.building import built
from tests.access.names import AGENCY, AUTHORITY, FAR_AGENCY, FAR_AUTHORITY, FAR_HUB, HUB
from tests.access.sent import ASKED, JSON
from tests.api.callers import CARER, Caller
from tests.test_house import PUBLIC

STRANGERS = [
    (Role.COORDINATOR, FAR_HUB), (Role.ADMINISTRATOR, FAR_HUB), (Role.AUDITOR, FAR_HUB),
    (Role.FINANCE_OFFICER, FAR_HUB), (Role.AUTHORITY_MANAGER, FAR_AUTHORITY), (Role.AGENCY_MANAGER, FAR_AGENCY),
]  # fmt: skip
SLIPPED_IN = ["member_id", "status", "approved_by", "version", "owner_id", "is_admin", "__proto__"]
SHEET = b"from_district,to_district,minutes\nEH12,EH6,25\n"
FORM = "application/x-www-form-urlencoded"
WITHIN = 3  # seconds of processor time, on a machine that does other work too


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The world of the access matrix: two consortia, everybody in them, and a record of every noun."""
    made = built(tmp_path_factory.mktemp("top-ten"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def ids(world):
    """The id of one record of each noun, all of EAST's."""
    return {**world.world.shared, **world.world.pairs[2]}


def caller(world, role, at):
    return Caller(world.app.test_client(), world.tokens[role, at])


def operations(app):
    found = ((rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules())
    return [(rule, one) for rule, one in found if isinstance(one, Operation) and rule.rule.startswith("/api/v1")]


def sent(rule: Rule, operation: Operation, ids) -> dict:
    """What a sound request of the operation sends."""
    somebody = SimpleNamespace(adviser=uuid4(), colleague=uuid4(), pairs=[ids] * 4)
    more: dict = {"etag": '"1"'} if operation.versioned else {}
    if operation.method == "GET":
        more |= {"query_string": ASKED.get(rule.endpoint)}
    if operation.takes_file:
        more |= {"data": SHEET, "content_type": "text/csv", "query_string": "kind=travel"}
    return more | ({"json": JSON[rule.endpoint](somebody, ids)} if operation.takes else {})


def place(rule: Rule, ids, *, made_up: bool = False) -> str:
    path = rule.rule.removeprefix("/api/v1").replace("<uuid:", "<")
    for name in rule.arguments:
        path = path.replace(f"<{name}>", str(uuid4() if made_up else ids[name]))
    return path


@pytest.mark.asvs("8.2.2", "8.4.1")
@pytest.mark.api_top_ten("API1")
@pytest.mark.parametrize("who", STRANGERS, ids=lambda who: who[0])
def test_every_id_of_another_consortium_is_answered_as_one_that_nobody_has(world, ids, who):
    stranger, told = caller(world, *who), []
    for rule, operation in operations(world.app):
        if rule.arguments:
            asked = {"method": operation.method, **sent(rule, operation, ids)}
            theirs = stranger.call(path=place(rule, ids), **asked)
            nobodys = stranger.call(path=place(rule, ids, made_up=True), **asked)
            assert (theirs.status_code, theirs.data) == (nobodys.status_code, nobodys.data), rule.rule
            told.append(theirs.status_code)

    assert set(told) <= {403, 404}
    assert told.count(404) > (20 if who[0] is Role.COORDINATOR else 0)


@pytest.mark.api_top_ten("API2")
def test_every_bad_token_is_told_the_same_and_whose_it_was_is_written_down(world):
    with world.app.app_context(), transaction():
        user_id = world.world.people[Role.AGENCY_WORKER, FAR_AGENCY]
        revoked, gone = tokens.issue(OPERATOR, user_id=user_id, name="gone")
        tokens.revoke(OPERATOR, token_id=revoked.id)
        late = tokens.issue(OPERATOR, user_id=user_id, name="late", days=1)[1]
        closed = people.get(OPERATOR, user_id=world.world.people[Role.FINANCE_OFFICER, FAR_AGENCY])
        appointments.disable(OPERATOR, user_id=closed.id, version=closed.version)
    of_closed = world.tokens[Role.FINANCE_OFFICER, FAR_AGENCY]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        bad = [None, "x", "ccs_" + "0" * 49, late[:-1] + "é", late.lower(), gone, late, of_closed]
        answers = [Caller(world.app.test_client(), token).get("/carers") for token in bad]
        events = caller(world, Role.AUDITOR, FAR_HUB).get("/audit-events?limit=200").json["items"]

    assert {one.status_code for one in answers} == {401}
    assert len({one.data for one in answers[1:]}) == 1
    refused = [one["actor_id"] for one in events if one["action"] == "refused" and one["fields"] == ["401"]]
    assert sorted(refused) == sorted(map(str, [user_id, user_id, world.world.people[Role.FINANCE_OFFICER, FAR_AGENCY]]))


@pytest.mark.api_top_ten("API2")
@pytest.mark.asvs("3.5.2", "14.2.1")
def test_a_token_counts_in_its_header_and_a_sign_in_at_the_console_alone(world):
    token = world.tokens[Role.COORDINATOR, HUB]
    client = world._browser((Role.COORDINATOR, HUB))
    assert client.get("/members/").status_code == 200

    assert client.get("/api/v1/members").status_code == 401
    assert client.get(f"/api/v1/members?access_token={token}").status_code == 401
    assert client.get("/api/v1/members", headers={"Cookie": f"token={token}"}).status_code == 401
    assert world.app.test_client().get("/members/", headers={"Authorization": f"Bearer {token}"}).status_code == 303


@pytest.mark.api_top_ten("API3")
@pytest.mark.asvs("2.2.2", "8.2.3")
@pytest.mark.parametrize("field", SLIPPED_IN)
def test_no_operation_takes_a_field_that_is_not_its_callers_to_write(world, ids, field):
    tried = 0
    for rule, operation in operations(world.app):
        if operation.takes and CAPABILITIES[operation.may].roles:
            asked = sent(rule, operation, ids)
            known = set(operation.takes.fields)
            who = next(key for key in world.tokens if key[0] in CAPABILITIES[operation.may].roles)
            body = asked.pop("json") | {field: str(uuid4())}
            answer = caller(world, *who).call(operation.method, place(rule, ids), json=body, **asked)
            pointers = {fault["pointer"] for fault in answer.json.get("errors", ())}
            assert field in known or (answer.status_code, f"#/{field}" in pointers) == (422, True), rule.rule
            tried += field not in known

    assert tried > 25


@pytest.mark.api_top_ten("API4")
@pytest.mark.asvs("5.2.1")
def test_nobody_asks_for_more_than_a_page_and_nothing_costs_more_than_moments(world):
    coordinator, browser = caller(world, Role.COORDINATOR, HUB), world._browser((Role.COORDINATOR, HUB))
    many = "&".join(f"a{number}=1" for number in range(100_000))
    begun = time.process_time()

    answers = [coordinator.get(f"/carers?limit={limit}") for limit in ("201", "0", "-1", "1e9", "9" * 30)]
    answers += [coordinator.get(f"/carers?{asked}") for asked in (many, "cursor=" + "A" * 4000)]
    answers += [browser.get(f"/members/?{many}"), browser.post("/sign-in", data=many, content_type=FORM)]
    answers.append(coordinator.post("/carers", CARER | {many: 1}))

    assert {one.status_code for one in answers} <= {400, 413, 414, 422}
    assert time.process_time() - begun < WITHIN


@pytest.mark.api_top_ten("API5")
@pytest.mark.asvs("8.2.1")
@pytest.mark.parametrize("role", Role)
def test_no_role_carries_out_an_act_that_is_another_roles(world, ids, role):
    who = next(key for key in world.tokens if key[0] is role and key[1] in {HUB, AUTHORITY, AGENCY})
    told = {
        rule.rule + operation.method: caller(world, *who).call(
            operation.method, place(rule, ids), **sent(rule, operation, ids)
        )
        for rule, operation in operations(world.app)
        if operation.may in CAPABILITIES and role not in CAPABILITIES[operation.may].roles
    }

    assert len(told) > 10
    assert {(one.status_code, one.mimetype) for one in told.values()} == {(403, MEDIA_TYPE)}


@pytest.mark.api_top_ten("API6")
def test_whoever_opens_one_file_after_another_gives_each_a_reason_and_is_seen_by_each_owner(world):
    coordinator, owner = caller(world, Role.COORDINATOR, HUB), caller(world, Role.AGENCY_WORKER, AGENCY)
    files = [f"/carers/{pair['household_id']}" for pair in world.world.pairs]

    hasty = [coordinator.post(f"{path}/file-openings", {"reason": "x"}).status_code for path in files]
    opened = [coordinator.post(f"{path}/file-openings", {"reason": "The panel asked."}).status_code for path in files]
    looks = [owner.get(f"{path}/looks").json["items"] for path in files]

    assert (set(hasty), set(opened)) == ({422}, {200})
    assert [sum(look["reason"] == "The panel asked." for look in of_one) for of_one in looks] == [1] * len(files)


@pytest.mark.api_top_ten("API6")
def test_a_suggestion_is_accepted_once_with_a_reason_however_often_it_is_sent(world, ids):
    coordinator = caller(world, Role.COORDINATOR, HUB)
    path = f"/suggestions/{ids['suggestion_id']}/acceptance"

    hasty = coordinator.post(path, {})
    sent = [coordinator.post(path, {"reason": "The ages and the needs agree."}).status_code for _ in range(5)]

    assert hasty.status_code == 422
    assert sent[1:] == [409] * 4
    assert sent[0] in (200, 201, 409)


@pytest.mark.api_top_ten("API8")
@pytest.mark.asvs("3.5.3")
def test_the_doors_take_no_other_method_tell_no_version_and_show_no_trace(world, monkeypatch):
    client = world.app.test_client()
    for method in ("TRACE", "CONNECT", "DELETE", "PUT", "PROPFIND"):
        for path in ("/", "/sign-in", "/api/v1/carers", "/api/v1/health"):
            answer = client.open(path, method=method)
            assert (answer.status_code, "Server" in answer.headers) == (405, False), (method, path)
    for name in (
        "console",
        "debug",
        ".git/config",
        "wsgi.py",
        "static/../wsgi.py",
        "assets/../headers.py",
        "server-status",
    ):
        assert client.get(f"/{name}").status_code == 404, name

    assert (world.app.debug, world.app.config["PROPAGATE_EXCEPTIONS"]) == (False, False)
    assert client.get("/sign-in", headers={"Host": "elsewhere.example"}).status_code == 400


@pytest.mark.api_top_ten("API9")
def test_every_address_is_of_the_console_or_in_the_specification(world):
    described = Caller(world.app.test_client(), None).get("/openapi.json").json["paths"]
    rules = list(world.app.url_map.iter_rules())

    api = {
        rule.rule.replace("<uuid:", "{").replace("<", "{").replace(">", "}") for rule in rules if "/api/" in rule.rule
    }
    others = {rule.endpoint for rule in rules if "/api/" not in rule.rule}

    assert {path for path in api if not path.startswith("/api/docs")} == set(described)
    assert {one for one in others if not one.startswith("web.")} <= PUBLIC
    for path in ("/api/v2/carers", "/api/carers", "/v1/carers", "/api/v1", "/api/internal", "/api/v0/carers"):
        assert world.app.test_client().get(path).status_code == 404
