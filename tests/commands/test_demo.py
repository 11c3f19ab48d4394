"""`consortium demo`: what a newcomer is shown is what the records, and the files, really say."""

import json
import sqlite3

import pytest

from tests.commands.terminal import consortium

ROLES = ("coordinator", "agency worker", "authority worker", "finance officer")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where a newcomer stands."""
    return tmp_path_factory.mktemp("newcomer")


@pytest.fixture(scope="module")
def told(folder):
    """What the terminal shows of a demo that is made there."""
    done = consortium("demo", "--no-serve", folder=folder)
    assert (done.code, done.err) == (0, "")
    return done.out


@pytest.fixture
def rows(told, folder):
    """Asks the demo's database."""
    with sqlite3.connect(folder / "demo" / "consortium.db") as database:
        yield lambda question: database.execute(question).fetchall()


def test_it_prints_suggestions_with_reasons_who_has_none_and_every_position(told):
    for words in ("Suggestions", "willingness", "Without a suggestion", "answer “no” to a need", "Position on"):
        assert words in told


@pytest.mark.parametrize("role", ROLES)
def test_it_prints_a_sign_in_for_each_kind_of_user(told, role):
    (line,) = [line for line in told.splitlines() if "@demo.example" in line and f" {role} " in line]

    assert len(line.split()[1]) == len("xxxx-xxxx-xxxx-xxxx")


def test_the_records_give_what_the_files_give_byte_for_byte(told, rows, folder):
    sheets = [f"demo/sheets/{name}.csv" for name in ("children", "households", "members", "travel", "pins")]
    options = [word for pair in zip(("--members", "--travel", "--pins"), sheets[2:], strict=True) for word in pair]

    done = consortium(
        "match", *sheets[:2], *options, "--policy", "demo/sheets/policy.toml", "--out", "m.json", folder=folder
    )

    assert done.code == 0
    assert rows("SELECT document FROM match_runs") == [((folder / "m.json").read_bytes(),)]


def test_the_positions_are_those_of_the_files(told, folder):
    done = consortium("position", "demo/sheets/commitments.csv", "demo/sheets/purchases.csv", folder=folder)

    assert done.out
    assert done.out in told


def test_neither_password_nor_token_is_kept_as_printed(told, folder):
    secrets = [line.split()[1] for line in told.splitlines() if "@demo.example" in line]
    secrets += [word for word in told.split() if word.startswith("ccs_")]
    kept = b"".join(path.read_bytes() for path in (folder / "demo").rglob("*") if path.is_file())

    assert len(secrets) == 10
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_other_commands_find_the_demo_and_say_so(told, folder):
    done = consortium("token", "isla.fenwick@demo.example", folder=folder)

    assert done.out.startswith("ccs_")
    assert "the demo of demo/" in done.err


def test_a_run_may_be_started_and_written(told, folder):
    done = consortium("run", "start", "--out", "run.json", folder=folder)

    assert "is done" in done.out
    assert json.loads((folder / "run.json").read_bytes())["certificate"]["optimal"] is True


def test_a_second_demo_begins_afresh(told, tmp_path):
    first = consortium("demo", "--no-serve", folder=tmp_path)
    second = consortium("demo", "--no-serve", folder=tmp_path)

    assert second.code == 0
    assert first.out.split("Sign-ins")[0] == second.out.split("Sign-ins")[0]
    assert first.out != second.out


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "settings.env").write_text("SECRET_KEY=a real one, perhaps\n")

    done = consortium("demo", "--no-serve", folder=tmp_path)

    assert done.code == 2
    assert done.err == "demo: This folder holds no demo, so it is not written over: name a new one.\n"
    assert [path.name for path in (tmp_path / "demo").iterdir()] == ["settings.env"]


def test_its_people_have_links_in_several_states_and_one_that_came_before_its_panel(rows):
    assert {status for (status,) in rows("SELECT status FROM links")} >= {"moved_in", "recommended", "proposed"}
    assert rows("SELECT end_reason FROM links WHERE status = 'ended'") == [("declined_by_agency",)]
    assert rows("SELECT outcome FROM link_steps WHERE step = 'decision'") == [("approved_before_panel",)]


def test_a_placement_has_its_phases_plans_agreements_and_events(rows):
    phases = "SELECT phase FROM placement_phases p JOIN placements s ON s.id = p.placement_id"
    assert rows(f"{phases} WHERE s.ref = 'P-00101' ORDER BY from_on") == [("fostering",), ("prospective_adoptive",)]
    for table in ("case_events", "milestones", "contact_plans", "family_agreements", "parenting_assessments", "notes"):
        assert rows(f"SELECT count(*) FROM {table}") > [(0,)]  # noqa: S608 - a name of the test's own


def test_somebody_is_reminded_of_an_overdue_step_and_asked_a_question(rows):
    codes = {code for (code,) in rows("SELECT code FROM notices WHERE read_at IS NULL")}

    assert {"step.overdue", "step.near", "approach.asked", "referral.submitted", "link.recommended"} <= codes


def test_all_of_it_was_done_by_its_people_and_is_in_the_trail(rows):
    acts = "SELECT DISTINCT actor_kind FROM audit_events WHERE entity IN ('links', 'plan_decisions')"

    assert rows(acts) == [("person",)]
