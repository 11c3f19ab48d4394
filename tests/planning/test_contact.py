"""Contact agreements: a clear purpose, versions that add up, and a consent of each side to a version it may read."""

import pytest
import sqlalchemy as sa

from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking.links import LinkStatus
from consortium.planning import contact
from consortium.planning.contact import Side
from tests.planning.planned import HELD, on


def agree(viewer, plan):
    return contact.agree(viewer, contact_plan_id=plan.id)


def test_a_change_is_a_new_version_and_the_frequency_keeps_its_history(case):
    case.contact()
    case.contact(follows=1, sessions_per_week=2)

    versions = contact.versions(referral_id=case.referral.id)

    assert [(one.number, one.sessions_per_week) for one in versions] == [(1, 3), (2, 2)]


@pytest.mark.parametrize(
    "values",
    [
        {"purpose": ""},
        {"purpose": "Contact"},
        {"sessions_per_week": 8},
        {"sessions_per_week": -1},
        {"review_on": on(0)},
    ],
)
def test_a_contact_plan_says_what_it_is_for_how_often_and_when_it_is_reviewed(case, values):
    with pytest.raises(Invalid):
        case.contact(**values)
    assert contact.versions(referral_id=case.referral.id) == []


def test_a_version_begins_no_earlier_than_the_one_before(case):
    case.contact()

    with pytest.raises(Invalid, match="the version before begins then"):
        case.contact(follows=1, from_on=on(-1))


def test_whoever_read_an_older_version_changes_nothing(case):
    case.contact()

    with pytest.raises(Conflict, match="changed meanwhile"):
        case.contact(follows=0)


def test_each_side_agrees_to_a_version_and_a_new_one_is_agreed_by_nobody(case):
    case.brought_to(LinkStatus.APPROVED)
    first = case.contact()
    for viewer in (case.authority, case.agency):
        agree(viewer, first)

    second = case.contact(follows=1)

    assert ({one.side for one in first.consents}, second.consents) == ({Side.AUTHORITY, Side.AGENCY}, [])


def test_a_side_agrees_once(case):
    plan = case.contact()
    agree(case.authority, plan)

    with pytest.raises(Conflict, match="agreed to this version already"):
        agree(case.authority, plan)


def test_an_older_version_is_agreed_to_no_more(case):
    first = case.contact()
    case.contact(follows=1)

    with pytest.raises(RuleBroken, match="A later version"):
        agree(case.authority, first)


@pytest.mark.parametrize("status", [None, LinkStatus.PROPOSED, LinkStatus.EXPLORING])
def test_the_agency_knows_of_no_agreement_before_the_match_is_approved(case, status):
    if status:
        case.brought_to(status)
    plan = case.contact()

    with pytest.raises(NotFound):
        agree(case.agency, plan)


def test_nobody_agrees_to_what_is_withheld_from_them(case):
    case.brought_to(LinkStatus.APPROVED)
    plan = case.contact()
    case.protect()

    with pytest.raises(RuleBroken, match="withheld from you"):
        agree(case.agency, plan)
    assert agree(case.authority, plan).consents[0].side is Side.AUTHORITY


def test_a_coordinator_agrees_for_nobody(case):
    plan = case.contact()

    with pytest.raises(NotAllowed):
        agree(case.coordinator, plan)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contact_plans SET sessions_per_week = 7",
        "UPDATE contact_plans SET venue = 'x'",
        "DELETE FROM contact_consents",
    ],
)
def test_what_was_agreed_is_never_changed(case, change):
    agree(case.authority, case.contact())

    with pytest.raises(HELD):
        db.session.connection().execute(sa.text(change))
