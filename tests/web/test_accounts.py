"""Accounts at the console: joining, codes, one's own account, people, cover and recovery."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine

from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db, transaction
from tests import factories
from tests.web.visitors import PASSWORD, Visitor, day

NEW = "otter lantern 93 peat"
TWICE = {"new_password": NEW, "again": NEW}
CODE = re.compile(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){5}")


@pytest.fixture
def administrator(enter):
    return enter(Role.ADMINISTRATOR)


@pytest.fixture
def manager(enter):
    return enter(Role.AGENCY_MANAGER, at="ROWAN")


@pytest.fixture
def fresh(pool):
    return Visitor(pool.test_client())


@pytest.fixture
def person(pool, agency_worker):
    """The id and the address of the agency worker."""
    with pool.app_context():
        users = [user for user in db.session.scalars(people.visible(OPERATOR)) if user.member.code == "ROWAN"]
        user = next(one for one in users if one.grants[0].role is Role.AGENCY_WORKER)
        return user.id, user.email


@pytest.fixture
def strict(pool):
    """An installation where everybody needs a second factor, as they all do unless told otherwise."""
    pool.config["SECOND_FACTOR"] = True
    yield
    pool.config["SECOND_FACTOR"] = False


def key_of(page):
    return re.search(r'class="key">([^<]*)<', page.response.text)[1].replace(" ", "").strip()


def role_of(page, word):
    found = re.search(rf'value="([^"]+)"[^>]*>\s*<label[^>]*>{word}', page.response.text)
    return found[1]


def invite(administrator, **more):
    form = administrator.open("/people/invite?member_code=ROWAN")
    facts = {"member_code": "ROWAN", "name": "Eilidh Munro", "email": "eilidh@example.org", "sign_in_by": "password"}
    facts |= {"roles": role_of(form, "Agency worker")} | more
    return administrator.send("/people/invite?member_code=ROWAN", **facts)


def test_somebody_who_was_invited_joins_with_the_code_and_signs_in(administrator, fresh):
    code = CODE.search(invite(administrator).response.text)[0]

    joined = fresh.send("/join", email="eilidh@example.org", code=code, **TWICE)

    assert "Your account is open" in joined.response.text
    assert "Eilidh Munro" in fresh.sign_in("eilidh@example.org", NEW).response.text
    assert code not in administrator.open("/people/").response.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "bcdf-bcdf-bcdf-bcdf-bcdf-bcdf"}, "do not belong together"),
        ({"again": "something else entirely"}, "The two are not the same."),
        ({"new_password": "short", "again": "short"}, "Use 15 to 128 characters."),
        ({"email": ""}, "Enter the address that was invited."),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(administrator, fresh, wrong, sentence):
    code = CODE.search(invite(administrator).response.text)[0]

    answered = fresh.send("/join", **({"email": "eilidh@example.org", "code": code, **TWICE} | wrong))

    assert (answered.status, sentence in answered.response.text) == (422, True)
    assert code not in answered.response.text
    assert NEW not in answered.response.text


def test_an_invitation_asks_for_a_role_and_can_be_taken_back(administrator, fresh):
    assert "Choose at least one role." in invite(administrator, roles=[]).response.text
    code = CODE.search(invite(administrator).response.text)[0]
    page = administrator.open("/people/")
    path = re.search(r'action="(/people/invitations/[^"]+)"', page.response.text)[1]

    taken = administrator.press(path, on="/people/")

    assert "taken back" in taken.response.text
    assert fresh.send("/join", email="eilidh@example.org", code=code, **TWICE).status == 422


@pytest.mark.asvs("6.3.3")
def test_where_everybody_needs_a_second_factor_a_first_sign_in_sets_it_up(strict, person, fresh):
    enrolment = fresh.sign_in(person[1])
    assert "Set up your second factor" in enrolment.response.text
    assert fresh.client.get("/").status_code == 303

    code = pyotp.TOTP(key_of(enrolment)).now()
    codes = fresh.send("/sign-in/second-factor", code=code)

    assert len(CODE.findall(codes.response.text)) == 10
    assert fresh.open("/").status == 200


def test_the_code_is_asked_for_after_the_password_and_works_once(strict, person, fresh, pool):
    key = key_of(fresh.sign_in(person[1]))
    fresh.send("/sign-in/second-factor", code=pyotp.TOTP(key).now())
    later = datetime.now(UTC) + timedelta(minutes=2)

    with time_machine.travel(later, tick=False):
        code = pyotp.TOTP(key).at(later)
        answers = [_with_code(pool, person[1], code) for _ in range(2)]

    assert [(one.status, "was used already" in one.response.text) for one in answers] == [(200, False), (422, True)]


def _with_code(pool, email, code):
    visitor = Visitor(pool.test_client())
    visitor.sign_in(email)
    return visitor.send("/sign-in/code", code=code)


@pytest.mark.asvs("2.3.1", "6.3.3")
@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/second-factor"])
def test_the_second_half_of_a_sign_in_is_nowhere_without_the_first(fresh, agency_worker, path):
    for visitor in (fresh, agency_worker):
        assert visitor.client.get(path).headers["Location"].endswith("/sign-in")


def test_a_person_who_is_signed_in_sets_up_a_second_factor_renews_its_codes_and_drops_it(agency_worker):
    enrolment = agency_worker.press("/account/second-factor/begin", on="/account/")
    code = pyotp.TOTP(key_of(enrolment)).now()
    assert agency_worker.send("/account/second-factor", code=code, password="not mine at all").status == 422
    first = CODE.findall(agency_worker.send("/account/second-factor", code=code, password=PASSWORD).response.text)
    proof = {"password": PASSWORD, "code": first[0]}
    renewed = CODE.findall(agency_worker.send("/account/recovery-codes", **proof).response.text)

    assert [len(each) for each in (first, renewed)] == [10, 10]
    assert not set(first) & set(renewed)
    proof["code"] = renewed[0]
    assert "forgotten" in agency_worker.send("/account/second-factor/drop", **proof).response.text


def test_a_new_password_ends_every_sign_in(person, agency_worker, fresh):
    fresh.sign_in(person[1])

    answered = agency_worker.send("/account/password", password=PASSWORD, **TWICE)

    assert "Sign in again" in answered.response.text or "sign in again" in answered.response.text
    assert fresh.client.get("/").status_code == 303
    assert agency_worker.sign_in(person[1], NEW).status == 200


def test_a_wrong_password_changes_nothing_and_is_never_shown(agency_worker):
    answered = agency_worker.send("/account/password", password="not mine at all", **TWICE)

    assert (answered.status, "This is not your password." in answered.response.text) == (422, True)
    assert "not mine at all" not in answered.response.text


def test_signing_out_ends_the_persons_other_sign_ins_too(person, agency_worker, fresh):
    fresh.sign_in(person[1])

    agency_worker.press("/sign-out", on="/account/")

    assert fresh.client.get("/").status_code == 303


def test_an_administrator_changes_roles_and_closes_an_account(administrator, person, agency_worker):
    path = f"/people/{person[0]}"
    form = administrator.open(f"{path}/roles")
    administrator.send(f"{path}/roles", roles=role_of(form, "Agency manager"))
    assert "Agency manager" in administrator.open(path).response.text

    closed = administrator.press(f"{path}/close", on=path)

    assert "The account is closed" in closed.response.text
    assert agency_worker.client.get("/").status_code == 303


def test_somebody_elses_change_meanwhile_is_shown_before_roles_are_saved(administrator, person):
    path = f"/people/{person[0]}/roles"
    form = administrator.open(path)
    administrator.send(path, roles=role_of(form, "Agency manager"))

    late = administrator.send(path, roles=role_of(form, "Finance officer"), version="1")

    assert late.status == 409


def test_neither_workers_nor_strangers_look_into_peoples_accounts(enter, person, agency_worker):
    stranger = enter(Role.ADMINISTRATOR, of="WEST")

    assert agency_worker.open("/people/").status == 403
    assert stranger.open(f"/people/{person[0]}").status == 404
    assert person[1] not in stranger.open("/people/").response.text


def test_a_manager_names_a_deputy_who_is_listed_until_it_ends(manager, person, pool):
    with pool.app_context(), transaction():
        deputy = factories.person(Role.AGENCY_WORKER, at="ROWAN").id
    today = clock.today()
    days = {**day("from_on", today.year, today.month, today.day), **day("until_on", today.year, today.month, today.day)}

    named = manager.send(f"/people/{person[0]}/deputy", deputy_id=str(deputy), **days)
    path = re.search(r'action="(/people/deputies/[^"]+)"', named.response.text)[1]
    ended = manager.press(path, on="/people/cover")

    assert "The deputy is named." in named.response.text
    assert "Nobody stands in for anybody." in ended.response.text


def test_nobody_makes_themselves_a_deputy(manager, person):
    own = re.search(r'value="([0-9a-f-]{36})"', manager.open(f"/people/{person[0]}/deputy").response.text)[1]
    today = clock.today()
    days = {**day("from_on", today.year, today.month, today.day), **day("until_on", today.year, today.month, today.day)}

    refused = manager.send(f"/people/{person[0]}/deputy", deputy_id=own, **days)

    assert "Nobody makes themselves a deputy" in refused.response.text


def test_cases_are_handed_over_on_a_page(manager, person, pool):
    with pool.app_context(), transaction():
        colleague = factories.person(Role.AGENCY_WORKER, at="ROWAN")
        household = factories.household(people.viewer_of(people.by_email(OPERATOR, email=person[1])))
        ref, to = household.ref, str(colleague.id)
    path = f"/people/{person[0]}"
    assert ref in manager.open(path).response.text
    assert "Choose from the list." in manager.send(f"{path}/cases", to_user_id="nobody").response.text

    handed = manager.send(f"{path}/cases", to_user_id=to)

    assert "The cases are handed over" in handed.response.text
    assert ref in manager.open(f"/people/{to}").response.text


def test_two_people_let_a_third_back_in(administrator, manager, person, fresh):
    asked = administrator.send(f"/people/{person[0]}/recover", reason="Her telephone was stolen.")
    first = CODE.search(asked.response.text)[0]
    assert "Waits for a second person" in administrator.open("/people/cover").response.text
    path = re.search(r'action="(/people/recoveries/[^"]+/confirm)"', manager.open("/people/cover").response.text)[1]
    second = CODE.search(manager.press(path, on="/people/cover").response.text)[0]

    done = fresh.send("/recover", email=person[1], first_code=first, second_code=second, **TWICE)

    assert "Your new password is set" in done.response.text
    assert fresh.sign_in(person[1], NEW).status == 200


def test_who_asked_is_offered_no_confirmation_and_is_refused_one(administrator, person):
    administrator.send(f"/people/{person[0]}/recover", reason="Her telephone was stolen.")
    page = administrator.open("/people/cover").response.text
    refuse = re.search(r'action="(/people/recoveries/[^"]+/)refuse"', page)[1]

    assert "/confirm" not in page
    assert administrator.press(f"{refuse}confirm", on="/people/cover").status == 409
    assert "refused" in administrator.press(f"{refuse}refuse", on="/people/cover").response.text
