"""The access matrix: every endpoint × method × role × relation answers as people reviewed it (I15 to I18).

expected.tsv is read by people, line by line, before it changes: `python -m tests.access` prints what is. MATRIX=whole
asks every cell; the usual count leaves out the middle of what is forbidden to a role whatever the record.
"""

import json
import os
from pathlib import Path

import pytest

from consortium.rights import sight
from tests.access import canaries
from tests.access.building import built
from tests.access.cells import FORBIDDEN, routes

EXPECTED = Path(__file__).with_name("expected.tsv").read_text("utf-8").splitlines()
HEADS, *ROWS = (line.split("\t") for line in EXPECTED)
REVIEWED = {name: dict(zip(HEADS[1:], cells, strict=True)) for name, *cells in ROWS}
WHOLE = os.environ.get("MATRIX") == "whole"
SLICES = 30
# What somebody without any sign-in may open: how to get in, how the door is built, whether it is up.
OPEN_TO_ALL = (
    "/accessibility", "/api/docs", "/api/v1/health", "/api/v1/openapi.json", "/assets", "/bootstrap", "/join",
    "/recover", "/sign-", "/willing",
)  # fmt: skip
CASES = ("/carers", "/children", "/households", "/links", "/match-runs", "/referrals", "/runs", "/suggestions", "/pins")
CONTENT_FREE = ("finance_officer", "auditor", "administrator")


@pytest.fixture(scope="module")
def matrix(tmp_path_factory, without_children):
    made = built(tmp_path_factory.mktemp("matrix"))
    yield made
    made.close()


def test_every_route_was_reviewed(matrix):
    assert [route.name for route in routes(matrix.app)] == list(REVIEWED)


@pytest.mark.parametrize("slice_", range(SLICES))
def test_every_cell_answers_as_reviewed_and_shows_nothing_out_of_place(matrix, slice_, capfd):
    matrix.sightings.clear()

    chosen = routes(matrix.app)[slice_::SLICES]
    answered = {route.name: matrix.row(route, known=None if WHOLE else REVIEWED[route.name]) for route in chosen}

    assert answered == {name: REVIEWED[name] for name in answered}
    assert matrix.sightings == []
    assert out_of_place_in_logs(capfd.readouterr()) == []


def out_of_place_in_logs(said) -> list[str]:
    """The lines of the log that hold any canary, or are no line of the log at all."""
    lines = [line for line in (said.out + said.err).splitlines() if line.strip()]
    held = [text.casefold() for canary in canaries.EVERY for text in canary.texts]
    assert all(isinstance(json.loads(line), dict) for line in lines)
    return [line for line in lines if any(text in line.casefold() for text in held)]


def test_without_its_scope_a_record_reaches_who_should_not_see_it(matrix, monkeypatch):
    monkeypatch.setattr(sight, "of", lambda *asked, **of: canaries.everything())
    matrix.sightings.clear()
    name = "GET /api/v1/purchases/<uuid:purchase_id>"

    row = matrix.row(next(route for route in routes(matrix.app) if route.name == name))

    assert row != REVIEWED[name]


def test_a_canary_in_the_wrong_hands_is_noticed(matrix, monkeypatch):
    monkeypatch.setattr(canaries.Canary, "may_be_seen_by", lambda canary, who, asked: False)
    matrix.sightings.clear()

    for name in (
        "referrals/<uuid:referral_id>",
        "households/<uuid:household_id>",
        "households/<uuid:household_id>/hold",
        "api/v1/referrals/<uuid:referral_id>/plans",
        "referrals/<uuid:referral_id>/contact/",
        "referrals/<uuid:referral_id>/children/<uuid:child_id>/schedule",
        "referrals/<uuid:record_id>/notes",
        "links/<uuid:link_id>/notes",
        "referrals/<uuid:referral_id>/family-agreement/",
        "api/v1/referrals/<uuid:referral_id>/documents/contact-agreement.pdf",
    ):
        matrix.row(next(route for route in routes(matrix.app) if route.name == f"GET /{name}"))

    seen = {sighting.rpartition(" saw ")[2].partition(" of pair")[0] for sighting in matrix.sightings}
    fields = {f"{side}.{name}" for side, names in canaries.FIELDS.items() for name in names}
    assert seen == fields


def test_the_review_lets_nobody_far_or_unknown_at_a_record():
    of_records = [row for name, row in REVIEWED.items() if len(max(row.values(), key=len)) > 2]
    opened = {name for name, row in REVIEWED.items() if row["anybody"] == "y"}

    assert {row[role][-1] for row in of_records for role in HEADS[1:-1]} <= {"n", FORBIDDEN, "-"}
    assert [name for name in opened if not name.split()[1].startswith(OPEN_TO_ALL)] == []


def test_the_review_keeps_case_content_from_those_who_keep_accounts_and_money():
    of_cases = {name: row for name, row in REVIEWED.items() if any(part in name for part in CASES)}

    assert len(of_cases) > 100
    assert {cell for row in of_cases.values() for role in CONTENT_FREE for cell in row[role] if cell != "-"} == {"f"}
