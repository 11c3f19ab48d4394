"""`consortium clock` as a coordinator uses it: events in, steps out, bad rows named, the whole refused."""

import csv
import json
import random
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from consortium.sheets import events as sheet
from consortium.sheets.writing import file_bytes
from consortium.timescales.rules import shipped
from tests.commands.terminal import Said, consortium

EVENTS = """\
case_ref,event,on
C-1,placed,2025-01-06
C-1,lac_review_held,2025-02-20
C-2,icso_made,2025-03-03
C-2,child_visited,2025-03-04
"""
KEYS = ["case_ref", "step", "due_on", "done_on", "state", "basis", "source"]


def clock(folder: Path, *options: str, events: str = EVENTS, as_of: str = "2025-03-25") -> Said:
    (folder / "events.csv").write_text(events)
    return consortium("clock", "events.csv", "--as-of", as_of, *options, folder=folder)


def document(folder: Path, **given: str) -> Any:
    said = clock(folder, "--out", "out.json", **given)
    assert (said.code, said.err.count("Traceback")) == (0, 0)
    return json.loads((folder / "out.json").read_bytes())


def test_the_document_holds_each_step_with_its_days_its_state_and_its_source(tmp_path: Path) -> None:
    found = document(tmp_path)

    assert list(found) == ["as_of", "steps"]
    assert all(list(step) == KEYS for step in found["steps"])
    assert [list(step.values())[:6] for step in found["steps"]] == [
        ["C-1", "lac_review", "2025-02-17", "2025-02-20", "done_late", "law"],
        ["C-1", "lac_review", "2025-05-20", None, "open", "law"],
        ["C-1", "child_visit", "2025-01-13", None, "overdue", "law"],
        ["C-1", "authority_officer_visit", "2025-02-03", None, "overdue", "law"],
        ["C-1", "arrangement_review", "2026-01-06", None, "open", "law"],
        ["C-2", "icso_end", "2025-03-24", None, "overdue", "law"],
        ["C-2", "icso_limit", "2025-05-07", None, "open", "law"],
    ]
    assert found["steps"][0]["source"] == "Looked After Children (Scotland) Regulations 2009, reg 45(2)"


def test_without_a_file_to_write_the_steps_stand_in_a_table(tmp_path: Path) -> None:
    said = clock(tmp_path)

    assert "2 cases on 25 March 2025: 3 overdue, 3 open, 0 done, 1 done late." in said.out
    assert "overdue by 71 days" in said.out
    assert "in 43 days" in said.out
    assert said.out.count("\n") == 10


def test_with_one_the_overdue_alone_are_shown(tmp_path: Path) -> None:
    said = clock(tmp_path, "--out", "out.csv")

    assert said.out.count("overdue by") == 3
    assert "in 43 days" not in said.out


def test_an_event_that_answers_nothing_is_told(tmp_path: Path) -> None:
    said = clock(tmp_path)

    expected = "Note: events.csv: C-2: child_visited on 2025-03-04 answers nothing: there is no placed in the file."
    assert said.err.splitlines() == [expected]


def test_tables_and_workbooks_say_the_same_as_the_document(tmp_path: Path) -> None:
    steps = document(tmp_path)["steps"]
    assert [clock(tmp_path, "--out", name).code for name in ("out.csv", "out.xlsx")] == [0, 0]

    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    book = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    assert [row["due_on"] for row in rows] == [step["due_on"] for step in steps]
    assert book[0] == [*KEYS, "as_of"] == list(rows[0])
    assert [row[2] for row in book[1:]] == [date.fromisoformat(step["due_on"]) for step in steps]


def test_a_workbook_of_events_with_real_dates_is_read(tmp_path: Path) -> None:
    rows = [{"case_ref": "C-1", "event": "placed", "on": date(2025, 1, 6)}]
    (tmp_path / "events.xlsx").write_bytes(file_bytes(".xlsx", {"Events": (sheet.COLUMNS, rows)}))

    said = consortium("clock", "events.xlsx", "--as-of", "2025-01-06", "--out", "out.json", folder=tmp_path)

    assert said.code == 0
    assert len(json.loads((tmp_path / "out.json").read_bytes())["steps"]) == 4


def test_any_bad_row_refuses_the_whole_and_every_one_is_named(tmp_path: Path) -> None:
    bad = EVENTS + ",placed,2025-01-06\nC-3,moved,2025-01-06\nC-4,placed,31/01/2025\nC-5,placed,2025-02-30\nC-6,,\n"

    said = clock(tmp_path, "--out", "out.json", events=bad)

    assert said.code == 2
    assert not (tmp_path / "out.json").exists()
    assert [line.split(":")[0] for line in said.err.splitlines()] == [
        "events.csv, line 6, column case_ref",
        "events.csv, line 7, column event",
        "events.csv, line 8, column on",
        "events.csv, line 9, column on",
        "events.csv, line 10, column event",
        "events.csv, line 10, column on",
    ]


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ("case_ref,event\nC-1,placed\n", "Add the column on: it is needed."),
        ("case_ref,event,on,child\nC-1,placed,2025-01-06,\n", "column child: Take out or rename this column"),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_is_no_events_sheet_is_refused(tmp_path: Path, events: str, sentence: str) -> None:
    said = clock(tmp_path, events=events)

    assert said.code == 2
    assert sentence in said.err


def test_a_row_told_twice_is_taken_and_noted(tmp_path: Path) -> None:
    said = clock(tmp_path, events=EVENTS + "C-1,placed,2025-01-06\n")

    assert said.code == 0
    assert "Note: events.csv, line 6: Line 2 says the same of this case." in said.err


def test_a_file_without_events_says_so(tmp_path: Path) -> None:
    assert "Nothing is due" in clock(tmp_path, events="case_ref,event,on\n").out


def test_other_rules_are_taken_from_a_file_and_theirs_are_the_words_of_the_sheet(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        '[[event]]\ncode = "placed"\nsaid = "Moved in"\nsheet = true\n'
        '[[event]]\ncode = "met"\nsaid = "They met"\nsheet = true\n'
        '[[step]]\ncode = "meeting"\nsaid = "Meeting"\nbasis = "target"\nowner = "authority"\n'
        'begins_with = "placed"\nbegins = "first"\nclosed_by = ["met"]\n'
        'term = [{ when = "begun", count = 3, counting = "days", source = "Ours" }]\n'
    )

    said = clock(tmp_path, "--rules", "rules.toml", events="case_ref,event,on\nC-1,placed,2025-03-25\n")

    assert "C-1   Meeting  2025-03-28        in 3 days  target  Ours" in said.out


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [("[[step]]\n", "step number 1: code is needed."), (None, "The rules cannot be read: No such file or directory.")],
)
def test_rules_that_cannot_be_used_refuse_the_whole(tmp_path: Path, rules: str | None, sentence: str) -> None:
    if rules is not None:
        (tmp_path / "rules.toml").write_text(rules)

    said = clock(tmp_path, "--rules", "rules.toml")

    assert said.code == 2
    assert sentence in said.err


def test_sixty_thousand_events_take_a_few_seconds(tmp_path: Path) -> None:
    chance, kinds = random.Random(7), shipped().of_sheet
    rows = [
        f"C-{at % 4_000},{chance.choice(kinds)},{date(2016, 1, 1) + timedelta(days=chance.randint(0, 3_600))}"
        for at in range(60_000)
    ]

    began = time.process_time()  # what this process works, whatever else the machine does
    said = clock(tmp_path, "--out", "out.json", events="\n".join(["case_ref,event,on", *rows]))

    assert said.code == 0
    assert time.process_time() - began < 10  # some 3 seconds when nothing traces it
