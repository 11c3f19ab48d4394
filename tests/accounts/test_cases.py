"""Cases: who holds a referral or a household, and its handing over to a colleague."""

import pytest

from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.accounts import appointments, people
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.rights import cases
from tests import factories

pytestmark = pytest.mark.usefixtures("pool")


def holds(user):
    return {type(one).__name__ for one in cases.held(OPERATOR, user_id=user.id)}


def test_who_records_a_case_of_their_own_organisation_holds_it(worker):
    household = factories.household(people.viewer_of(worker))
    authority_worker = factories.person(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
    factories.referral(people.viewer_of(authority_worker))

    assert (holds(worker), holds(authority_worker)) == ({"Household"}, {"Referral"})
    assert cases.holder(people.viewer_of(worker), case=household) == worker.name


def test_a_case_that_a_coordinator_records_is_held_by_nobody():
    coordinator = factories.viewer(Role.COORDINATOR)

    assert factories.household(coordinator).held_by is None


def test_all_of_a_persons_cases_go_to_a_colleague(worker, colleague, manager):
    viewer = people.viewer_of(worker)
    for _ in range(2):
        factories.household(viewer)

    given = cases.hand_over(people.viewer_of(manager), from_user_id=worker.id, to_user_id=colleague.id)

    assert {one.held_by for one in given} == {colleague.id}
    assert (len(given), holds(worker)) == (2, set())
    assert {one.version for one in db.session.scalars(carers.visible(OPERATOR))} == {2}


def test_who_holds_a_case_is_no_business_of_other_organisations(worker):
    household = factories.household(people.viewer_of(worker))

    for viewer in (factories.viewer(Role.COORDINATOR), factories.viewer(Role.AGENCY_MANAGER, at="ALDER", of="WEST")):
        assert cases.holder(viewer, case=household) is None


def test_cases_stay_within_their_organisation(worker, manager):
    factories.household(people.viewer_of(worker))
    elsewhere = factories.person(Role.AGENCY_WORKER, at="ALDER", of="WEST")
    stranger = factories.viewer(Role.AGENCY_MANAGER, at="ALDER", of="WEST")

    with pytest.raises(NotFound):
        cases.hand_over(people.viewer_of(manager), from_user_id=worker.id, to_user_id=elsewhere.id)
    with pytest.raises(NotFound):
        cases.hand_over(stranger, from_user_id=worker.id, to_user_id=elsewhere.id)
    with pytest.raises(NotAllowed):
        cases.hand_over(people.viewer_of(worker), from_user_id=worker.id, to_user_id=elsewhere.id)


def test_cases_go_to_another_who_is_there(worker, colleague, manager):
    viewer = people.viewer_of(manager)

    with pytest.raises(Invalid, match="colleague"):
        cases.hand_over(viewer, from_user_id=worker.id, to_user_id=worker.id)
    with pytest.raises(RuleBroken, match="holds no cases"):
        cases.hand_over(viewer, from_user_id=worker.id, to_user_id=colleague.id)
    factories.household(people.viewer_of(worker))
    appointments.disable(OPERATOR, user_id=colleague.id, version=colleague.version)
    with pytest.raises(RuleBroken, match="closed"):
        cases.hand_over(viewer, from_user_id=worker.id, to_user_id=colleague.id)


def test_a_holder_works_for_whom_the_case_belongs_to(worker):
    referral = factories.referral()
    referral.held_by = worker.id

    with pytest.raises(RuleBroken):
        referrals.withdraw(OPERATOR, referral_id=referral.id, version=referral.version)
