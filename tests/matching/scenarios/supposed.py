"""A run of which something is supposed, and how tests suppose and read it."""

from datetime import date

import pytest
import sqlalchemy as sa

from consortium.access import Role
from consortium.floor.db import db, transaction
from consortium.trail.events import AuditEvent
from matching.running import starting
from matching.scenarios import making, telling
from tests import factories

LOST = [{"change": "household_lost", "household_ref": "H-1"}]
WIDER = [{"change": "fact_changed", "fact": "max_age_months", "ref": "H-2", "value": 24}]


@pytest.fixture
def coordinator(records):
    """Of EAST, where R-2 waits: H-1 takes R-1 who is urgent, and H-2 is approved for younger children."""
    factories.pool()
    for ref, urgency in (("R-1", "urgent"), ("R-2", "soon")):
        factories.referral(referral_ref=ref, children=[factories.child(child_ref=f"{ref}-a", urgency=urgency)])
    factories.household(household_ref="H-1")
    factories.household(household_ref="H-2", max_age_months=3)
    return factories.viewer(Role.COORDINATOR)


@pytest.fixture
def run(coordinator):
    db.session.commit()
    return starting.start(coordinator, as_of=date(2026, 11, 22))


def suppose(viewer, run, changes=WIDER, name="Older children"):
    db.session.commit()
    with transaction():
        return making.suppose(viewer, run_id=run.id, name=name, changes=changes)


def told(viewer, run, scenario):
    db.session.commit()
    with transaction():
        return telling.told(viewer, run_id=run.id, scenario_id=scenario.id)


def looks():
    return sorted(db.session.scalars(sa.select(AuditEvent.entity).where(AuditEvent.action == "read")))
