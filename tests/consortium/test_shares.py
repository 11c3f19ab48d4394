"""Shares: what a link opened concerns its own consortium alone, and no share outlives the role that justified it."""

from datetime import timedelta

import pytest

from consortium import disclosure
from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, people
from consortium.floor import clock
from consortium.floor.errors import NotAllowed, NotFound
from consortium.linking import links
from consortium.linking.links import LinkStatus
from consortium.rights import files
from tests import factories
from tests.consortium.test_endings import leave
from tests.consortium.test_links import CARERS, CHILD, WHY, Pair

ASKED = "The panel pack needs it."


@pytest.fixture
def pair(begun) -> Pair:
    """Both sides of a pair that nobody has linked yet."""
    return begun(Pair)


def match(referral, household, *, authority, agency, of="WEST"):
    """The match of the two, approved by their owners."""
    link = links.propose(OPERATOR, referral_id=referral.id, household_id=household.id, reason=WHY)
    for role, at in ((Role.AUTHORITY_WORKER, authority), (Role.AGENCY_WORKER, agency)):
        links.agree(factories.viewer(role, at=at, of=of), link_id=link.id, version=link.version)
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=authority, of=of)
    return factories.approved(link, by=manager)


def test_a_match_in_another_consortium_opens_no_household_to_this_ones_coordinator(pair):
    factories.pool(authority=factories.GLASGOW, agency="ROWAN", of="WEST")
    child = factories.referral(authority_code=factories.GLASGOW)
    link = match(child, pair.household, authority=factories.GLASGOW, agency="ROWAN")

    with pytest.raises(NotFound):
        links.get(pair.coordinator, link_id=link.id)
    read = pair.household_for(pair.coordinator)
    assert (read["disclosed"], {*CARERS, "ethnicity"} & set(read)) == ("L1", set())
    assert pair.household_for(factories.viewer(Role.COORDINATOR, of="WEST"))["disclosed"] == "L3"


def test_a_match_in_another_consortium_opens_no_child_to_this_ones_coordinator(pair):
    factories.pool(authority=factories.EDINBURGH, agency="ALDER", of="WEST")
    match(pair.referral, factories.household(agency="ALDER"), authority=factories.EDINBURGH, agency="ALDER")

    assert not {*CHILD, "date_of_birth"} & set(pair.child_for(pair.coordinator))
    assert "family_name" in pair.child_for(factories.viewer(Role.COORDINATOR, of="WEST"))


def now(viewer, *roles):
    """The person as a viewer, once these are their roles in EAST."""
    user = people.get(OPERATOR, user_id=viewer.user_id)
    given = [(factories.consortium().id, role) for role in roles]
    return people.viewer_of(appointments.change(OPERATOR, user_id=user.id, version=user.version, roles=given))


def shown(pair, adviser):
    link = pair.brought_to(LinkStatus.EXPLORING)
    known = {"user_id": adviser.user_id, "until": clock.today() + timedelta(days=7), "reason": ASKED}
    files.show_to_panel(pair.coordinator, link_id=link.id, **known)
    return link


@pytest.mark.parametrize("roles", [(Role.AUDITOR,), (Role.AGENCY_WORKER,), (Role.AGENCY_MANAGER, Role.AUDITOR)])
def test_who_advises_the_panel_no_more_reads_neither_profile_nor_the_link(pair, roles):
    factories.member("ASPEN")
    adviser = factories.viewer(Role.PANEL_ADVISER, at="ASPEN")
    link = shown(pair, adviser)
    assert "health" in pair.child_for(adviser)

    former = now(adviser, *roles)

    for look in (pair.child_for, pair.household_for, lambda one: links.get(one, link_id=link.id)):
        with pytest.raises((NotFound, NotAllowed)):
            look(former)


def test_an_adviser_of_another_consortium_is_shown_nothing_here_any_more(pair):
    factories.consortium("WEST")
    adviser = factories.viewer(Role.PANEL_ADVISER)
    link = shown(pair, adviser)
    factories.member(factories.hub(), of="WEST", kind="partner")
    user = people.get(OPERATOR, user_id=adviser.user_id)
    given = [(factories.consortium("WEST").id, Role.PANEL_ADVISER)]
    former = people.viewer_of(appointments.change(OPERATOR, user_id=user.id, version=user.version, roles=given))

    for look in (pair.child_for, pair.household_for, lambda one: links.get(one, link_id=link.id)):
        with pytest.raises(NotFound):
            look(former)


def test_an_opened_file_closes_with_the_role_that_opened_it(pair):
    factories.member("ASPEN")
    person = factories.viewer(Role.COORDINATOR, at="ASPEN")
    files.open_(person, entity="referrals", record_id=pair.referral.id, reason=ASKED)
    assert "family_name" in pair.child_for(person)

    with pytest.raises(NotFound):
        pair.child_for(now(person, Role.AGENCY_WORKER))


def test_an_opened_file_closes_when_its_owner_leaves_the_consortium(pair):
    files.open_(pair.coordinator, entity="households", record_id=pair.household.id, reason=ASKED)
    assert "telephone" in pair.household_for(pair.coordinator)

    leave(OPERATOR, on=clock.today())

    with pytest.raises(NotFound):
        disclosure.view_household(pair.coordinator, pair.household)
