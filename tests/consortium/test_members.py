"""Members: organisations that belong to one consortium or several, from the day they joined to the day they left."""

from datetime import date, timedelta
from itertools import count

import pytest

from consortium import carers, consortia, members
from consortium.access import OPERATOR, MemberKind, Role
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from tests import databases, factories

pytestmark = pytest.mark.usefixtures("records")


def test_a_member_may_belong_to_several_consortia():
    factories.member("ROWAN", of="EAST")

    rowan = factories.member("ROWAN", of="WEST")

    assert {one.consortium.code for one in rowan.memberships} == {"EAST", "WEST"}
    assert rowan.name == "ROWAN by name"


def test_a_member_belongs_to_a_consortium_once_at_a_time():
    factories.member("ROWAN", joined_on=date(2025, 4, 1), left_on=date(2026, 4, 1))

    again = factories.member("ROWAN", joined_on=date(2026, 4, 1))

    assert len(again.memberships) == 2
    with pytest.raises(Conflict, match="on these days already"):
        factories.member("ROWAN", joined_on=date(2026, 9, 1))


def test_of_people_who_add_a_member_at_once_one_does_and_the_others_are_told(records):
    factories.member("ROWAN", joined_on=date(2025, 4, 1), left_on=date(2026, 4, 1))
    db.session.commit()
    days = count(2)

    def add():
        with transaction():
            return factories.member("ROWAN", joined_on=date(2026, 4, next(days)), left_on=date(2027, 4, 1))

    outcomes = databases.at_once(records, add)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert (len(refused), {outcome.code for outcome in refused}) == (3, {"recorded_already"})


def test_a_member_is_of_one_kind():
    factories.member("ROWAN")

    with pytest.raises(RuleBroken, match="recorded as agency already"):
        factories.member("ROWAN", of="WEST", kind=MemberKind.PARTNER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("S12000015", "S12000047"),
        ("S12000024", "S12000048"),
        ("S12000043", "S12000049"),
        ("S12000046", "S12000049"),
        ("S12000044", "S12000050"),
        ("S12000009", "S12000045"),
    ],
)
def test_a_council_is_found_under_every_code_it_bore(old, new):
    factories.member(new)

    assert members.by_code(OPERATOR, code=old).code == new


def test_a_consortium_may_have_no_agency_and_no_commitments():
    factories.consortium("WEST")
    coordinator = factories.viewer(Role.COORDINATOR, of="WEST")

    assert list(db.session.scalars(carers.visible(coordinator))) == []
    assert [one.code for one in db.session.scalars(consortia.visible(coordinator))] == ["WEST"]


def test_a_coordinator_sees_what_members_own_while_they_belong():
    today = clock.today()
    factories.member("ROWAN", joined_on=today - timedelta(days=9), left_on=today + timedelta(days=1))
    factories.member("ASPEN", joined_on=today - timedelta(days=9), left_on=today)
    factories.member("LARCH", joined_on=today + timedelta(days=1))
    seen = factories.household()
    for agency in ("ASPEN", "LARCH"):
        factories.household(agency=agency)

    found = db.session.scalars(carers.visible(factories.viewer(Role.COORDINATOR)))

    assert list(found) == [seen]


def test_a_membership_changes_under_its_own_version():
    membership = factories.member("ROWAN").memberships[0]
    days = {"joined_on": date(2026, 4, 1), "left_on": None}

    members.change_membership(OPERATOR, membership_id=membership.id, version=1, **days)

    assert (membership.joined_on, membership.version) == (date(2026, 4, 1), 2)
    with pytest.raises(Conflict):
        members.change_membership(OPERATOR, membership_id=membership.id, version=1, **days)


def test_a_member_does_not_leave_before_it_joined():
    with pytest.raises(RuleBroken, match="does not leave before"):
        factories.member("ROWAN", joined_on=date(2026, 4, 1), left_on=date(2026, 3, 1))


def test_a_member_of_two_consortia_is_renamed_by_who_coordinates_both():
    rowan = factories.member("ROWAN", of="EAST")
    coordinator = factories.viewer(Role.COORDINATOR, of="EAST")

    members.change(coordinator, member_id=rowan.id, version=1, name="Rowan Families")
    factories.member("ROWAN", of="WEST")

    assert (rowan.name, rowan.version) == ("Rowan Families", 2)
    with pytest.raises(NotAllowed, match="every consortium"):
        members.change(coordinator, member_id=rowan.id, version=2, name="Ours")


def test_a_coordinator_brings_members_into_the_own_consortium_alone():
    for code in ("EAST", "WEST"):
        factories.consortium(code)
    coordinator = factories.viewer(Role.COORDINATOR, of="EAST")
    new = {"code": "ROWAN", "name": "Rowan", "kind": MemberKind.AGENCY}

    members.add(coordinator, consortium_code="EAST", **new)

    with pytest.raises(Invalid, match="No consortium with the code WEST"):
        members.add(coordinator, consortium_code="WEST", **new)


def test_members_of_another_consortium_are_not_there():
    factories.pool()
    stranger = factories.member("ALDER", of="WEST")
    worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    assert {one.code for one in db.session.scalars(members.visible(worker))} == {"ROWAN", factories.EDINBURGH}
    with pytest.raises(NotFound):
        members.get(worker, member_id=stranger.id)


def test_a_coordinator_does_not_pull_another_consortiums_member_into_sight():
    factories.member("ROWAN", of="WEST", joined_on=date(2025, 4, 1))
    ours = factories.member("ASPEN", of="EAST").memberships[0].consortium
    coordinator = factories.viewer(Role.COORDINATOR, of=ours.code)
    wanted = {"code": "ROWAN", "name": "Rowan", "kind": MemberKind.AGENCY, "consortium_code": ours.code}

    with pytest.raises(NotAllowed, match="known to this server already"):
        members.add(coordinator, **wanted)

    assert members.add(OPERATOR, **wanted)


def test_a_coordinator_does_not_call_back_a_member_that_went_elsewhere():
    gone = factories.member("ROWAN", joined_on=date(2025, 4, 1), left_on=date(2026, 4, 1)).memberships[0]
    factories.member("ROWAN", of="WEST", joined_on=date(2026, 4, 1))
    coordinator = factories.viewer(Role.COORDINATOR, of="EAST")

    with pytest.raises(NotAllowed, match="known to this server already"):
        members.change_membership(coordinator, membership_id=gone.id, version=1, joined_on=gone.joined_on)


def test_a_coordinator_does_not_take_over_a_member_that_left_another_consortium():
    factories.consortium("EAST")
    factories.member("ROWAN", of="WEST", left_on=date(2026, 4, 1))
    coordinator = factories.viewer(Role.COORDINATOR, of="EAST")

    with pytest.raises(NotAllowed, match="known to this server already"):
        members.add(coordinator, code="ROWAN", name="Rowan", kind=MemberKind.AGENCY, consortium_code="EAST")
