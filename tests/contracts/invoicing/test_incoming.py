"""Invoices and receipts come in as spreadsheets, and go out under the same columns (shared: spreadsheets)."""

import pytest
import sqlalchemy as sa

from consortium.access import Role
from consortium.floor.db import Base, db
from consortium.floor.errors import NotAllowed
from consortium.floor.guard import whole
from consortium.importing import imports
from consortium.sheets import writing
from contracts.invoice_sheets import INVOICES_COLUMNS, RECEIPTS_COLUMNS
from contracts.invoicing import outgoing
from tests import factories
from tests.contracts.invoicing.billed import WEEK, line, numbers

HOURS = {"placement_ref": "P-1", "charge": "contact_hourly", "from_day": "2026-07-01", "to_day": "2026-07-08"}
HOURS |= {"quantity": "2.5", "confirmed_on": "2026-07-09"}


def _take(viewer, kind, *rows, suffix=".csv"):
    columns = INVOICES_COLUMNS if kind == "invoices" else RECEIPTS_COLUMNS
    content = writing.file_bytes(suffix, {kind: (columns, rows)})
    return imports.take(viewer, kind=kind, content=content, filename=f"{kind}{suffix}")


def _counts(taken):
    return taken.created, taken.changed, taken.unchanged, taken.returned


def _everything() -> str:
    """Every cell of every table."""
    with whole("all that is kept"):
        tables = Base.metadata.sorted_tables
        return "\n".join(str(row) for table in tables for row in db.session.execute(sa.select(table)))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_good_rows_come_in_and_the_bad_ones_go_back_and_again_changes_nothing(billed, suffix):
    rows = [line(), line(line=2, net_pence="430.50"), line(line=3, invoice_date="2026-08-03")]

    first, again = (_take(billed.agency, "invoices", *rows, suffix=suffix) for _ in range(2))

    assert (_counts(first), _counts(again)) == ((1, 0, 0, 2), (0, 0, 1, 2))
    assert [row["faults"][0]["column"] for row in first.returned_rows] == ["net_pence", "invoice_date"]


def test_a_childs_name_is_refused_and_stands_nowhere_afterwards(billed, caplog):
    named = line(line=2, description="Fostering for baby Alice Zonderkop")

    taken = _take(billed.agency, "invoices", line(description="Fostering"), named)

    assert _counts(taken) == (1, 0, 0, 1)
    assert "description" not in taken.returned_rows[0]["cells"]
    db.session.flush()
    assert "Zonderkop" not in _everything() + caplog.text + str(taken.returned_rows)


def test_a_formula_that_holds_a_name_is_kept_no_more_than_the_name(billed):
    taken = _take(billed.agency, "invoices", line(description="x"))
    content = writing.csv_text(INVOICES_COLUMNS, [line(line=2)]).replace(f"{WEEK},,", f'{WEEK},,"=A1&""Zonderkop"""')

    taken = imports.take(billed.agency, kind="invoices", content=content.encode(), filename="f.csv")

    assert (_counts(taken), "Zonderkop" in _everything()) == ((0, 0, 0, 1), False)


def test_each_side_brings_in_its_own_and_a_coordinator_either(billed):
    _take(billed.authority, "invoices", line(invoice_number="INV-1"))
    _take(billed.coordinator, "invoices", line(invoice_number="INV-2", line=2))
    refused = _take(billed.fife, "invoices", line(invoice_number="INV-3"))

    assert sorted(numbers(billed.agency)) == ["INV-1", "INV-2"]
    assert "You may record what your own organisation bills" in refused.returned_rows[0]["faults"][0]["sentence"]


@pytest.mark.parametrize("role", [Role.AUTHORITY_WORKER, Role.AUTHORITY_MANAGER])
def test_who_works_on_cases_brings_in_no_invoice(billed, role):
    with pytest.raises(NotAllowed):
        _take(factories.viewer(role, at=factories.EDINBURGH), "invoices", line())


def test_what_went_out_comes_in_again_as_it_was(billed):
    _take(billed.agency, "invoices", line(description="Fostering, July"), line(line=2, vat_pence=0, quantity="1.50"))
    _take(billed.worker, "receipts", HOURS)
    out = outgoing.lines(billed.authority), outgoing.hours(billed.authority)

    again = _take(billed.authority, "invoices", *out[0]), _take(billed.worker, "receipts", *out[1])

    assert [_counts(one) for one in again] == [(0, 0, 2, 0), (0, 0, 1, 0)]
    assert (outgoing.lines(billed.authority), outgoing.hours(billed.authority)) == out


def test_hours_are_recorded_once_changed_by_a_changed_cell_and_never_by_an_older_file(billed):
    first = _take(billed.worker, "receipts", HOURS)
    changed = _take(billed.worker, "receipts", HOURS | {"quantity": "3"})
    stale = _take(billed.worker, "receipts", HOURS | {"quantity": "4", "version": 1})

    assert [_counts(one) for one in (first, changed, stale)] == [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1)]


@pytest.mark.parametrize("ref", ["P-2", "P-99"])
def test_hours_of_what_is_not_ones_own_are_refused_as_those_of_nothing(billed, ref):
    taken = _take(billed.worker, "receipts", HOURS | {"placement_ref": ref})

    (fault,) = taken.returned_rows[0]["faults"]
    assert fault["sentence"] == "No placement whose hours you may record has this reference."


def test_an_agency_does_not_confirm_its_own_hours(billed):
    with pytest.raises(NotAllowed):
        _take(billed.agency, "receipts", HOURS)
