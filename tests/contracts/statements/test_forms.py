"""Every form of a statement has the same figures, to the unit and the penny; and the twin names no placement."""

import csv
import io
import json
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from api.schemas.statements import Statement
from consortium.access import OPERATOR
from consortium.documents import printing
from contracts.charging.pence import pounds
from contracts.statements import files, papers, tables, telling, twins, words
from contracts.statements.figures import FIGURES, PENCE, UNITS, Kind
from contracts.statements.files import Form
from contracts.statements.making import Billed
from tests.contracts.statements import cases
from tests.contracts.statements.cases import BILLED_FEE, WEEK
from tests.documents import on_paper

REFS = {"P-1", "P-2"}


@pytest.fixture(params=list(Kind))
def statement(request):
    """Of each kind, with all that may be in one."""
    unplaced = Billed(cases.week(3, placement_ref="X-9", net_pence=700), disputed_pence=700)
    return cases.stated(BILLED_FEE, WEEK, unplaced, kind=request.param)


def _json(statement):
    return json.loads(json.dumps(Statement().dump(telling.as_values(statement))))


def _rows(statement):
    """The CSV as a program reads it: each figure by its part and its keys."""
    content = files.of(OPERATOR, statement=statement, form=Form.CSV).content.decode()
    return list(csv.DictReader(io.StringIO(content)))


def _found(rows, part, **keys):
    chosen = [row for row in rows if row["part"] == part and all(row[name] == keys[name] for name in keys)]
    return {row["figure"]: int(row["value"]) for row in chosen}


def _known(values, names):
    return {name: values[name] for name in names if values[name] is not None}


def test_the_rows_of_the_csv_are_the_figures_of_the_json(statement):
    told, rows = _json(statement), _rows(statement)

    assert _found(rows, "total") == _known(told["totals"], FIGURES)
    assert _found(rows, "elsewhere") == _known(told["elsewhere"], PENCE)
    for one in told["commitments"]:
        keys = {"agreement_ref": one["agreement_ref"], "authority_code": one["authority_code"]}
        assert _found(rows, "commitment", **keys) == _known(one, (*UNITS, "shortfall_pence"))
    for one in told["members"]:
        side = "authority_code" if one["kind"] == "authority" else "agency"
        assert _found(rows, "member", **{side: one["code"]}) == _known(one, ("placements", *PENCE))
    for one in told["months"]:
        assert _found(rows, "month", from_day=one["start"]) == _known(one, tables.CASH)


def test_the_placements_and_charges_of_the_csv_are_those_of_the_json(statement):
    told, rows = _json(statement), _rows(statement)

    for one in told["placements"]:
        keys = {"placement_ref": one["placement_ref"]}
        assert _found(rows, "placement", **keys) == _known(one, ("children", *PENCE))
        for charge in one["charges"]:
            keys |= {"charge": charge["charge"], "from_day": charge["from_day"]}
            assert _found(rows, "charge", **keys) == _known(charge, ("pence", "vat_pence"))


def _sheet(book, title):
    head, *rows = book.get_sheet_by_name(title).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


PARTS = {"Commitments": "commitments", "Members": "members", "Placements": "placements", "Months": "months"}


def test_the_cells_of_the_workbook_are_the_figures_of_the_json(statement):
    book = CalamineWorkbook.from_filelike(BytesIO(files.of(OPERATOR, statement=statement, form=Form.XLSX).content))
    told = _json(statement)

    expected = {"Statement": [told["totals"]], "Elsewhere": [told["elsewhere"]]}
    expected |= {title: told[name] for title, name in PARTS.items()}
    expected["Charges"] = [charge for stay in told["placements"] for charge in stay["charges"]]
    for title, rows in expected.items():
        found = _sheet(book, title)
        assert len(found) == len(rows)
        for row, values in zip(found, rows, strict=True):
            numbers = {name: value for name, value in values.items() if type(value) is int and name in row}
            assert {name: row[name] for name in numbers} == numbers


def test_the_workbook_and_the_csv_name_their_period_and_neutralise_formulas(statement):
    subject = cases.replace(statement.subject, name="=HYPERLINK(1)")

    (row, *_) = _rows(cases.replace(statement, subject=subject))

    assert (row["period_start"], row["period_end"]) == ("2025-04-01", "2026-04-01")
    assert row["name"] == "'=HYPERLINK(1)"


def _read(statement):
    """What the paper says, printed as the process does that prints, and read by a library of its own."""
    document = papers.document(statement, made_for="Fife")
    return on_paper.words(printing.pages(json.dumps(document.as_values()).encode()))


def _said(statement):
    """Every figure of the JSON as it has to stand in a row of the paper, all of the row's cells together."""
    told = _json(statement)
    for name, label in words.FIGURES.items():
        yield f"{label}{words.figure(statement, name)}"
    for one in told["members"]:
        yield f"{one['name']}{one['placements']}{_cash(one)}"
    for one in told["placements"]:
        yield _cash(one)
        for charge in one["charges"]:
            yield f"{charge['words']}{pounds(charge['pence'])}{pounds(charge['vat_pence'])}"
    for one in told["months"]:
        yield f"{date.fromisoformat(one['start']):%B %Y}" + "".join(words.money(one[name]) for name in tables.CASH)
    for one in told["commitments"]:
        yield "".join(f"{label}{words.units(one[name])}" for name, label in words.UNITS.items())


def _cash(values):
    return "".join(words.money(values[name]) for name in PENCE if name != "vat_pence")


def test_the_rows_of_the_paper_are_the_figures_of_the_json(statement):
    read = _read(statement)

    for said in _said(statement):
        assert on_paper.bare(said) in read


def test_the_twin_names_no_placement_in_any_form(statement):
    twin = twins.sums(statement)

    written = [json.dumps(_json(twin)), str(_rows(twin)), str(papers.document(twin, made_for="Fife"))]
    written.append(_read(twin))
    sheets = tables.sheets(twin)

    assert not any(ref.casefold() in text.casefold() for text in written for ref in REFS)
    assert (sheets["Placements"][1], sheets["Charges"][1]) == ([], [])
    assert _json(twin)["totals"] == _json(statement)["totals"]
    assert "placements" not in _json(twin)


def test_a_file_is_named_after_whose_it_is_and_its_days(statement):
    code = statement.subject.code

    assert files.of(OPERATOR, statement=statement, form=Form.CSV).name == f"statement-{code}-2025-04-01-2026-04-01.csv"
