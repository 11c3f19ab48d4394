"""Spreadsheets through the JSON door: the good rows come in, the bad ones are given back."""

import io

import pytest
import sqlalchemy as sa

from consortium.floor.db import db
from consortium.sheets import writing
from consortium.sheets.households import COLUMNS
from consortium.trail.events import AuditEvent

HEAD = "household_ref,agency,postcode,max_age_months,approved_children,yes_needs,no_needs\n"
GOOD = "H-1,ROWAN,EH12 5AA,24,2,,\n"
TWO_ANSWERS = "H-2,ROWAN,EH12 5AA,24,2,prematurity,prematurity\n"
PATH = "/imports?kind=households"


def send(caller, text, *, path=PATH, kind="text/csv"):
    return caller.post(path, data=text if isinstance(text, bytes) else text.encode(), content_type=kind)


def counts(answer):
    return [answer.json[name] for name in ("created", "changed", "unchanged", "returned")]


def test_good_rows_come_in_and_bad_ones_are_given_back_with_their_reasons(agency_worker):
    answer = send(agency_worker, HEAD + GOOD + TWO_ANSWERS)

    (row,) = answer.json["returned_rows"]
    assert (answer.status_code, counts(answer)) == (200, [1, 0, 0, 1])
    assert (row["line"], row["cells"]["household_ref"]) == (3, "H-2")
    assert [fault["column"] for fault in row["faults"]] == ["no_needs"]


def test_the_same_file_again_changes_nothing(agency_worker):
    send(agency_worker, HEAD + GOOD)

    assert counts(send(agency_worker, HEAD + GOOD)) == [0, 0, 1, 0]


def test_given_back_rows_are_mended_and_sent_again(agency_worker):
    sent = send(agency_worker, HEAD + GOOD + TWO_ANSWERS).json

    returned = agency_worker.get(f"/imports/{sent['id']}/returned.csv")
    mended = send(agency_worker, returned.text.replace(",prematurity,,prematurity,", ",prematurity,,,"))

    assert returned.mimetype == "text/csv"
    assert counts(mended) == [1, 0, 0, 0]


def test_strictly_nothing_is_taken_when_a_row_is_bad(agency_worker):
    answer = send(agency_worker, HEAD + GOOD + TWO_ANSWERS, path=f"{PATH}&strict=true")

    assert (answer.status_code, answer.json["code"], answer.json["errors"][0]["line"]) == (422, "bad_rows", 3)
    assert agency_worker.get("/carers").json["items"] == []


@pytest.mark.asvs("5.3.2")
def test_a_file_may_come_in_a_form_or_as_a_workbook(agency_worker):
    row = {
        "household_ref": "H-9",
        "agency": "ROWAN",
        "postcode": "EH12 5AA",
        "max_age_months": 24,
        "approved_children": 2,
    }
    book = writing.xlsx_bytes({"households": (COLUMNS, [row])})

    form = agency_worker.post(PATH, data={"file": (io.BytesIO(book), "Büro/äß.xlsx")})
    body = send(agency_worker, book, kind="application/octet-stream")

    assert (counts(form), form.json["filename"]) == ([1, 0, 0, 0], "äß.xlsx")
    assert counts(body) == [0, 0, 1, 0]


@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        ("colour\nred\n", 422),
        (b"PK\x03\x04" + b"\0" * 100, 422),
        (b"\xff\xfe\x00", 422),
        (b"\0" * 5000, 422),
        ("x" * 100_000, 422),
        (HEAD + '"' * 100_001, 422),
        ("," * 100_000, 422),
    ],
)
def test_what_is_no_such_sheet_is_refused(agency_worker, text, status):
    answer = send(agency_worker, text)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"file": "text"}, 422),
        ({"other": (io.BytesIO(b"x"), "x.csv")}, 422),
        ({"file": (io.BytesIO(HEAD.encode()), "x.csv"), "kind": "households"}, 422),
        ({f"f{n}": "x" for n in range(100)}, 413),
        ({"file": (io.BytesIO(HEAD.encode()), "x\0.csv")}, 400),
    ],
)
def test_a_form_holds_one_file_and_nothing_else(agency_worker, form, status):
    assert agency_worker.post(PATH, data=form, content_type="multipart/form-data").status_code == status


@pytest.mark.parametrize(
    ("path", "status"), [("/imports", 422), ("/imports?kind=secrets", 404), (f"{PATH}&strict=1", 422)]
)
def test_a_file_needs_a_known_kind(agency_worker, path, status):
    assert send(agency_worker, HEAD, path=path).status_code == status


@pytest.mark.asvs("5.2.1")
@pytest.mark.api_top_ten("API4")
def test_a_file_larger_than_the_settings_allow_is_refused(agency_worker, app):
    answer = send(agency_worker, b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1))

    assert answer.status_code == 413


def test_only_rows_of_ones_own_come_in(agency_worker, authority_worker, finance_officer):
    other = send(agency_worker, HEAD + GOOD.replace("ROWAN", "ASPEN"))

    assert counts(other) == [0, 0, 0, 1]
    assert send(authority_worker, HEAD + GOOD).status_code == 403
    assert send(finance_officer, HEAD + GOOD).status_code == 403


def test_an_import_is_read_by_who_sent_it(agency_worker, other_agency_worker):
    sent = send(agency_worker, HEAD + GOOD + TWO_ANSWERS).json

    assert agency_worker.get(f"/imports/{sent['id']}").json == sent
    assert [one["id"] for one in agency_worker.get("/imports").json["items"]] == [sent["id"]]
    assert other_agency_worker.get(f"/imports/{sent['id']}").status_code == 404
    assert other_agency_worker.get(f"/imports/{sent['id']}/returned.csv").status_code == 404


def test_the_rows_given_back_are_looked_at(app, agency_worker):
    sent = send(agency_worker, HEAD + TWO_ANSWERS).json
    for path in ("", "/returned.csv"):
        agency_worker.get(f"/imports/{sent['id']}{path}")

    with app.app_context():
        found = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.entity == "imports")).all()
    assert [one.action for one in found] == ["created", "read", "read"]
    assert "postcode" in found[1].fields.split()
