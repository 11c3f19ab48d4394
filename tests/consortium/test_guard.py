"""The guard: in a request no way of writing a query reads records without their reader's scope (I15, I18)."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consortium import carers, referrals
from consortium.access import Role
from consortium.carers import Household
from consortium.children import Child
from consortium.floor import guard
from consortium.floor.db import Base, db
from consortium.floor.guard import Unscoped, tables_read, whole
from consortium.referrals import Referral
from tests import factories

OTHER = aliased(Household)
NAMED = sa.table("households", sa.column("ref"))
WAYS = {
    "a select of the class": lambda row: db.session.scalars(sa.select(Household)).all(),
    "a select of some columns": lambda row: db.session.execute(sa.select(Household.postcode)).all(),
    "a select of the table": lambda row: db.session.execute(sa.select(Household.__table__)).all(),
    "a table named in passing": lambda row: db.session.execute(sa.select(NAMED)).all(),
    "text": lambda row: db.session.execute(sa.text("SELECT postcode FROM households")).all(),
    "text in quotes": lambda row: db.session.execute(sa.text('select "postcode" from "households" where 1=1')).all(),
    "an alias": lambda row: db.session.scalars(sa.select(OTHER)).all(),
    "a join": lambda row: db.session.execute(sa.select(sa.func.count()).select_from(Child).join(Referral)).all(),
    "a subquery": lambda row: db.session.execute(sa.select(sa.select(Household.id).exists())).all(),
    "a second table after a comma": lambda row: db.session.execute(
        sa.text("SELECT h.ref FROM members AS m, households AS h")
    ).all(),
    "a key": lambda row: db.session.get(Household, row.id),
    "a key that must be there": lambda row: db.session.get_one(Household, row.id),
    "a connection": lambda row: db.session.connection().exec_driver_sql("SELECT ref FROM households").all(),
}


@pytest.fixture
def household(records) -> carers.Household:
    """A household that is in the session's memory already."""
    factories.pool()
    return factories.household()


@pytest.fixture
def on_duty() -> Iterator[None]:
    """As inside a request."""
    token = guard.on_duty.set(True)
    yield
    guard.on_duty.reset(token)


@pytest.mark.asvs("8.3.1")
@pytest.mark.parametrize("way", WAYS)
def test_a_read_without_a_scope_is_refused(household, on_duty, way):
    with pytest.raises(Unscoped):
        WAYS[way](household)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_the_guard_that_refuses(household, way):
    WAYS[way](household)


@pytest.mark.parametrize("way", WAYS)
def test_what_has_to_look_at_all_says_why(household, on_duty, way):
    with whole("a test"):
        WAYS[way](household)


def test_what_is_scoped_is_read_with_all_that_hangs_on_it(household, on_duty):
    worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
    db.session.expire_all()

    (found,) = db.session.scalars(carers.visible(worker)).all()

    assert (found.agency.code, found.answers, found.postcode) == ("ROWAN", [], "EH12 5AA")


def test_a_child_is_reached_through_a_referral_in_scope(household, on_duty):
    (child,) = factories.referral().children
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    assert referrals.get_child(worker, child_id=child.id).referral.ref


def test_every_table_is_somebodys_or_stands_open_for_a_reason():
    assert set(Base.metadata.tables) == guard.OWNED | guard.OPEN
    assert not guard.OWNED & guard.OPEN


def test_a_statement_that_only_writes_reads_nothing():
    assert tables_read("UPDATE households SET ref = 'H-1'") == frozenset()
    assert tables_read("SELECT 1 FROM (SELECT ref FROM households) AS x, members") >= {"households", "members"}
