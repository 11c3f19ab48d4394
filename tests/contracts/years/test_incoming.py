"""The sheets of transfers and unavailability: taken once, given back as they were, and never by a file edited."""

import csv
import io

import pytest

from consortium.access import OPERATOR
from consortium.floor.db import db
from consortium.importing import imports
from contracts.years import reliefs, unit_transfers
from tests import factories
from tests.contracts.years import agreed
from tests.contracts.years.agreed import EDINBURGH, FIFE, GLASGOW, WHY

pytestmark = pytest.mark.usefixtures("records")
MOVED = "from_authority,to_authority,agreement_ref,period_end,units,on,reason"
RELIEVED = "agreement_ref,authority_code,period_end,units,reason"
FIRST = f"{EDINBURGH},{GLASGOW},A-1,2026-04-01,1,2026-04-02,Agreed"
SECOND = f"{FIFE},{GLASGOW},A-1,2026-04-01,2,2026-04-01,Agreed"
NOBODY = f"A-1,{EDINBURGH},2026-04-01,1,Nobody was offered"


@pytest.fixture(autouse=True)
def pool(begun):
    begun(_pool)


def _pool():
    agreed.three()
    agreed.minimum(EDINBURGH, 3)
    agreed.minimum(FIFE, 2)
    agreed.took(GLASGOW, 3)


def _take(kind, *lines):
    content = "\n".join([{"transfers": MOVED, "unavailability": RELIEVED}[kind], *lines, ""]).encode()
    taken = imports.take(OPERATOR, kind=kind, content=content, filename="sheet.csv")
    sentences = [fault["sentence"] for row in taken.returned_rows for fault in row["faults"]]
    return (taken.created, taken.changed, taken.unchanged), sentences


def _transfers():
    return list(db.session.scalars(unit_transfers.visible(OPERATOR)).unique())


@pytest.mark.parametrize(("kind", "lines"), [("transfers", [FIRST, SECOND]), ("unavailability", [NOBODY])])
def test_the_same_sheet_twice_has_no_second_effect(kind, lines):
    assert _take(kind, *lines) == ((len(lines), 0, 0), [])

    assert _take(kind, *lines) == ((0, 0, len(lines)), [])


def test_what_is_exported_brings_in_the_same_state():
    _take("transfers", FIRST, SECOND)
    before, out = [unit_transfers.as_row(one) for one in _transfers()], io.StringIO()
    csv.DictWriter(out, MOVED.split(",")).writerows(before)

    assert _take("transfers", *out.getvalue().splitlines()) == ((0, 0, 2), [])
    assert [unit_transfers.as_row(one) for one in _transfers()] == before


def test_two_rows_alike_are_two_transfers_and_stay_two():
    assert _take("transfers", FIRST, FIRST) == ((2, 0, 0), [])

    assert _take("transfers", FIRST, FIRST) == ((0, 0, 2), [])


def test_a_changed_cell_is_returned_with_what_to_do_instead():
    _take("transfers", FIRST)
    _take("unavailability", NOBODY)

    assert _take("transfers", FIRST.replace(",1,", ",2,"))[1] == [
        "On this day other units were transferred between the two already: take that transfer back first."
    ]
    assert "take that relief back first" in _take("unavailability", NOBODY.replace(",1,", ",2,"))[1][0]


def test_what_was_taken_back_does_not_come_back_by_a_file():
    _take("transfers", FIRST)
    _take("unavailability", NOBODY)
    unit_transfers.take_back(OPERATOR, transfer_id=_transfers()[0].id, reason=WHY)
    (relief,) = db.session.scalars(reliefs.visible(OPERATOR))
    reliefs.take_back(OPERATOR, relief_id=relief.id, reason=WHY)

    for kind, line in (("transfers", FIRST), ("unavailability", NOBODY)):
        counts, sentences = _take(kind, line)
        assert counts == (0, 0, 0)
        assert "taken back on" in sentences[0]


def test_a_bad_row_comes_back_and_the_others_are_taken():
    too_many, unknown = FIRST.replace(",1,", ",9,"), FIRST.replace("A-1", "A-9")

    counts, sentences = _take("transfers", SECOND, too_many, unknown)

    assert counts == (1, 0, 0)
    assert sentences == [
        "Transfer no more than is lacking: S12000036 by name lacks 3 units of this minimum.",
        "Name a commitment: none of this agreement and authority has a period that ends on this day.",
    ]


@pytest.mark.parametrize("units", ["0", "-1", "1.5", "=1+1", "many"])
def test_units_that_are_no_whole_number_are_refused(units):
    assert _take("transfers", FIRST.replace(",1,", f",{units},"))[0] == (0, 0, 0)


def test_of_two_agencies_commitments_under_one_reference_neither_is_guessed():
    factories.member("ASPEN")
    for agency in ("ROWAN", "ASPEN"):
        agreed.minimum(GLASGOW, 1, agency=agency)

    assert "two of this one end on this day" in _take("unavailability", NOBODY.replace(EDINBURGH, GLASGOW))[1][0]
