"""Whoever is shown an identifiable record has looked, whatever else became of the request (I20)."""

import pytest
import sqlalchemy as sa

from consortium.access import Role
from consortium.floor.db import db, transaction
from consortium.floor.errors import Unavailable
from consortium.trail import capture
from consortium.trail.events import AuditEvent
from tests import factories
from tests.web.test_imports import BAD, HEAD, send


@pytest.fixture
def path(pool):
    """The form of a household's particulars."""
    with pool.app_context(), transaction():
        return f"/households/{factories.household(postcode='EH12 5AA').id}/particulars"


def looks(app) -> list[tuple[str, str]]:
    """What the trail says of reads, in order."""
    with app.app_context():
        found = sa.select(AuditEvent.entity, AuditEvent.capability).where(AuditEvent.action == "read")
        return [(row.entity, row.capability) for row in db.session.execute(found.order_by(AuditEvent.seq))]


def test_a_refused_form_that_comes_back_filled_in_is_a_look(pool, agency_worker, path):
    page = agency_worker.open(path)
    before = looks(pool)

    refused = agency_worker.send(page, version="0")

    assert refused.status == 409
    assert looks(pool) == [*before, ("households", "households.change")]


def test_where_the_look_cannot_be_written_the_refused_form_is_not_shown(pool, agency_worker, path, monkeypatch):
    page = agency_worker.open(path)

    def broken(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(capture, "_chain", broken)
    refused = agency_worker.send(page, version="0", address="17 Corrie Brae")

    assert refused.status == 503
    assert "17 Corrie Brae" not in refused.response.text


def test_the_rows_that_an_import_gave_back_are_looked_at(pool, agency_worker):
    page = send(agency_worker, HEAD + BAD)

    agency_worker.open(page.link("/returned.csv"))

    assert looks(pool) == [("imports", "imports.read")] * 2


def test_how_long_a_record_is_kept_and_why_it_is_held_are_looked_at(pool, enter):
    manager = enter(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    with pool.app_context(), transaction():
        path = f"/retention/referrals/{factories.referral().id}"

    manager.send(f"{path}/hold", reason="The sheriff court has asked for it.")
    manager.open(path)

    assert looks(pool) == [("referrals", "retention.read")] * 2
