"""I31 and I33: no secret and no name in logs, addresses and errors; of secrets a SHA-256 is kept, or nothing."""

import re

import pyotp
import pytest
import sqlalchemy as sa

from consortium import consortia
from consortium.access import OPERATOR, Role
from consortium.accounts import invitations, people, recoveries, second_factors, tokens
from consortium.floor.db import Base, db, transaction
from tests import factories
from tests.api.callers import Caller
from tests.web.visitors import PASSWORD, Visitor

NAMED = "Niamh-Corrie"


def everything_kept(pool):
    """All rows of all tables, as one text."""
    with pool.app_context():
        tables = Base.metadata.sorted_tables
        return "\n".join(str(db.session.execute(sa.select(*table.columns)).all()) for table in tables)


@pytest.mark.asvs("14.2.4")
def test_no_secret_that_anybody_was_given_is_kept_as_it_is(pool):
    with pool.app_context(), transaction():
        admins = [factories.person(Role.ADMINISTRATOR) for _ in range(2)]
        user, first = factories.person(Role.AGENCY_WORKER, at="ROWAN"), people.viewer_of(admins[0])
        given = [PASSWORD, tokens.issue(OPERATOR, user_id=user.id, name="test")[1]]
        known = {"email": "e@example.org", "name": "E", "member_code": "ROWAN"}
        roles = [(consortia.by_code(OPERATOR, code="EAST").id, Role.AGENCY_WORKER)]
        given.append(invitations.invite(first, roles=roles, **known)[1])
        second_factors.begin(user_id=user.id)
        given.append(second_factors.begun(user_id=user.id))
        given += second_factors.confirm(user_id=user.id, code=pyotp.TOTP(given[-1]).now())
        recovery, code = recoveries.ask(first, user_id=user.id, reason="Her telephone was stolen.")
        given += [code, recoveries.confirm(people.viewer_of(admins[1]), recovery_id=recovery.id)[1]]
        email = admins[0].email
    visitor = Visitor(pool.test_client())
    visitor.sign_in(email)
    with visitor.client.session_transaction() as session:
        given.append(session["sign_in"])

    kept = everything_kept(pool)

    assert len(given) == 17
    assert [text for text in given if text in kept or text.replace("-", "") in kept] == []
    assert len(re.findall(r"'[0-9a-f]{64}'", kept)) > 12


@pytest.mark.asvs("14.2.1", "14.2.4")
def test_no_log_holds_a_secret_a_name_or_an_address_that_was_asked_for(pool, call, capfd):
    caller = call(Role.COORDINATOR)
    with pool.app_context(), transaction():
        email = factories.person(Role.COORDINATOR).email
    visitor = Visitor(pool.test_client())
    visitor.sign_in(email, f"wrong {NAMED}")
    visitor.sign_in(email)
    for path in (f"/{NAMED}", f"/members/?search={NAMED}", f"/sign-in?next=/{NAMED}", f"/sign-in/with/{NAMED}"):
        visitor.client.get(path)
    for path in (f"/{NAMED}", f"/carers?search={NAMED}", f"/carers?{NAMED}=1", f"/carers/{NAMED}"):
        caller.get(path)
    caller.post("/carers", {NAMED: NAMED})
    spoilt = caller.token[:-1] + ("0" if caller.token[-1] != "0" else "1")
    Caller(pool.test_client(), spoilt).get("/carers")

    said = capfd.readouterr().err

    assert said.count("request.done") > 10
    secret = visitor.client.get_cookie("console").value
    assert [text for text in (NAMED, email, PASSWORD, "Morag", caller.token, "ccs_", secret) if text in said] == []


@pytest.mark.asvs("14.2.1")
@pytest.mark.api_top_ten("API8")
def test_no_refusal_repeats_a_secret_that_was_sent(pool, call):
    caller = call(Role.COORDINATOR)
    spoilt = caller.token[:-1] + ("0" if caller.token[-1] != "0" else "1")

    answers = [Caller(pool.test_client(), spoilt).get("/carers"), caller.get(f"/carers?token={caller.token}"),
               caller.post("/links", {"token": caller.token})]  # fmt: skip

    assert [one.status_code for one in answers] == [401, 422, 422]
    assert not [one for one in answers if "ccs_" in one.text + str(one.headers)]
