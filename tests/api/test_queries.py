"""A list asks the database the same number of questions however long it is."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from consortium.floor.db import db, transaction
from tests import factories

MAKERS = {
    "/carers": lambda number: factories.household(household_ref=f"H-{number}"),
    "/referrals": lambda number: factories.referral(),
    "/purchases": lambda number: factories.purchase(),
    "/members": lambda number: factories.member(f"AGENCY-{number}"),
    "/agreements": lambda number: factories.agreement(ref=f"A-{number}"),
    "/invoices": lambda number: factories.invoice_line(invoice_number=f"INV-{number}"),
    "/exceptions": lambda number: factories.invoice_line(invoice_number=f"INV-{number}"),
}


@contextmanager
def counted(app):
    """The statements that are sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", MAKERS)
def test_a_long_list_costs_no_more_queries_than_a_short_one(app, coordinator, path):
    with app.app_context(), transaction():
        for number in range(12):
            MAKERS[path](number)

    with counted(app) as short:
        assert len(coordinator.get(f"{path}?limit=2").json["items"]) == 2
    with counted(app) as long:
        assert len(coordinator.get(f"{path}?limit=12").json["items"]) == 12

    assert len(short) == len(long) <= 17
