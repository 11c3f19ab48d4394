"""I19: two records that happen to bear the same reference have nothing to do with each other."""

import pytest
import sqlalchemy as sa

from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor.db import db, transaction
from consortium.retention import disposals
from consortium.trail.events import AuditEvent
from tests.interference.ground import NOON, standing_at
from tests.interference.places import OBSERVERS, WEST, A, B
from tests.interference.records import GROUND

SHOWN = ("imports.read", "referrals.read")
COORDINATOR = next(one for one in OBSERVERS if (one.role, one.place) == (Role.COORDINATOR, A))


@pytest.fixture
def shown(ground, watch):
    """What the people of a consortium read of their own referrals and imports."""

    def read(of: str):
        own = [one for one in watch.addresses if one.observer.place.of == of and one.endpoint in SHOWN]
        return watch.answers(own, ground.copy())

    return read


def erase(ground, place, ref):
    """Two managers of the place's agency dispose of a household."""
    with ground.app.app_context(), transaction():
        home = carers.by_ref(OPERATOR, agency_code=place.agency, ref=ref)
        first = people.get(OPERATOR, user_id=ground.world.people[Role.AGENCY_MANAGER, place.agency])
        second = people.get(OPERATOR, user_id=ground.records[place].second[Role.AGENCY_MANAGER])
        known = {"entity": "households", "record_id": home.id}
        disposal = disposals.propose(people.viewer_of(first), **known, **GROUND)
        disposals.confirm(people.viewer_of(second), disposal_id=disposal.id, version=disposal.version)


def test_a_child_stays_kept_from_a_household_when_strangers_erase_one_of_the_same_name(ground, shown):
    before = shown(A.of)

    erase(ground, WEST, f"H-{WEST.agency}-gone-1")

    assert shown(A.of) == before


def test_rows_that_came_back_stay_when_strangers_erase_a_household_of_the_same_name(ground, shown):
    before = shown(WEST.of)

    erase(ground, B, f"H-{B.agency}-gone-1")

    assert shown(WEST.of) == before


def test_where_the_household_is_known_both_are_forgotten(ground):
    with ground.app.app_context(), transaction():
        child = referrals.by_ref(OPERATOR, authority_code=A.authority, ref="R-20").children[0]
        child.conflicts = [f"H-{B.agency}-gone-1"]

    erase(ground, B, f"H-{B.agency}-gone-1")

    with ground.app.app_context():
        assert referrals.by_ref(OPERATOR, authority_code=A.authority, ref="R-20").children[0].conflicts == []


def test_a_look_at_a_suggestion_is_noted_of_the_records_that_it_shows_alone(ground, watch):
    run, ref = ground.world.shared["run_id"], ground.world.shared["referral_ref"]
    headers = watch.headers[COORDINATOR, False]

    with standing_at(NOON):
        status = watch.client.get(f"/runs/{run}/suggestions/{ref}", headers=headers).status_code

    with ground.app.app_context():
        seen = sa.select(AuditEvent.entity_id).where(AuditEvent.action == "read", AuditEvent.at == NOON)
        noted = set(db.session.scalars(seen))
    pair = ground.world.pairs[0]
    assert (status, noted) == (200, {pair["referral_id"], pair["household_id"]})
