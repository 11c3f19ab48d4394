"""Statistics at the JSON door: the same figures for everybody, and nothing for who asks amiss."""

from datetime import timedelta

import pytest

from consortium.access import Role
from consortium.floor import clock
from consortium.floor.db import transaction
from consortium.roles import EMPLOYERS, MemberKind
from tests import factories

AUTHORITIES = ("S12000036", "S12000047", "S12000014")
OURS = "/statistics?consortium=EAST"


@pytest.fixture
def waiting(app, caller):
    """Nine newborn children and nine unborn, all routine, of three authorities."""
    unborn = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=60)}
    newborn = {"date_of_birth": clock.today()}
    with app.app_context(), transaction():
        factories.member("S12000014")
        for code in AUTHORITIES * 3:
            factories.referral(
                factories.OPERATOR, factories.child(**unborn), factories.child(**newborn), authority_code=code
            )


def test_figures_say_what_is_counted_when_and_what_is_hidden(waiting, coordinator):
    told = coordinator.get(f"{OURS}&period=2024-25").json
    figures = {figure["name"]: figure for figure in told.pop("figures")}

    period = {"period": "2024-25", "period_start": "2024-04-01", "period_end": "2025-04-01"}
    assert told == period | {"consortium": "EAST", "as_of": clock.today().isoformat(), "least_shown": 5}
    waiting = figures["children_waiting"]
    assert (waiting["total"], waiting["withheld"]) == (18, None)
    assert [part["by"] for part in waiting["breakdowns"]] == ["age", "urgency"]
    ages = {cell["name"]: cell["count"] for cell in waiting["breakdowns"][0]["cells"]}
    assert ages == {"unborn": None, "under_6_months": None, "6_to_11_months": None, "1_year_or_older": None}
    assert (figures["open_links"]["total"], figures["open_links"]["withheld"]) == (None, "few_members")


def test_everybody_in_the_consortium_is_told_the_same(waiting, caller):
    people = [
        caller(role, at={MemberKind.AUTHORITY: "S12000036", MemberKind.AGENCY: "ROWAN"}.get(kind))
        for role in Role
        for kind in EMPLOYERS[role] - {MemberKind.OBSERVER}
    ]

    assert len({person.get(OURS).text for person in people}) == 1


def test_nothing_in_the_answer_names_a_member_or_a_record(app, waiting, coordinator):
    text = coordinator.get(OURS).text

    assert not [word for word in ("S120", "ROWAN", "R-", "C-", "by name") if word in text]


def test_nobody_is_told_anything_without_a_token(waiting, nobody):
    assert nobody.get(OURS).status_code == 401


@pytest.mark.parametrize("role", [Role.FINANCE_OFFICER, Role.AUDITOR, Role.COORDINATOR])
def test_another_consortium_and_an_unknown_one_are_answered_alike(waiting, caller, role):
    stranger = caller(role, of="WEST")

    answers = [stranger.get(f"/statistics?consortium={code}") for code in ("EAST", "NOWHERE", "east", "EAST%00")]

    assert [answer.status_code for answer in answers[:3]] == [404] * 3
    assert len({answer.text for answer in answers[:3]}) == 1
    assert answers[3].status_code in (400, 422)


@pytest.mark.parametrize(
    "asked",
    [
        "/statistics",
        "/statistics?consortium=",
        f"{OURS}&period=2199-00",
        f"{OURS}&period={clock.today().year}-Q1",
        f"{OURS}&period=2025-04-01",
        f"{OURS}&period=",
        f"{OURS}&as_of=2026-01-01",
        f"{OURS}&by=authority",
        f"{OURS}&consortium=WEST",
    ],
)
def test_what_cannot_be_asked_is_refused(waiting, coordinator, asked):
    answer = coordinator.get(asked)

    assert (answer.status_code, answer.mimetype) in {(code, "application/problem+json") for code in (400, 422)}


def test_a_year_that_is_not_over_is_refused_with_one_that_is(waiting, coordinator):
    answer = coordinator.get(f"{OURS}&period={clock.today().year}-{(clock.today().year + 1) % 100}")

    assert answer.status_code == 422
    assert "whole financial year that is over" in answer.json["errors"][0]["detail"]
