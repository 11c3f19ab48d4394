"""What whoever runs the server does on its terminal: tables, people, tokens, imports and runs."""

import sqlite3

import pytest

from commands.people import ROLES
from consortium.access import Role
from consortium.floor import clock
from tests import databases
from tests.commands.terminal import consortium

PASSWORD = "a long enough password"
AT_EAST = ("--consortium", "EAST", "--role")
ADA = ("people", "add", "ada@example.scot", "--name", "Ada", "--member", "HUB", *AT_EAST, "coordinator")
FIN = ("people", "add", "fin@example.scot", "--name", "Fin", "--consortium", "EAST", "--role", "finance_officer")
MEMBERS = """code,name,kind,consortium
S12000036,City of Edinburgh,authority,EAST
ROWAN,Rowanbank Family Trust,agency,EAST
HUB,East of Scotland Hub,partner,EAST
"""
HOUSEHOLDS = """household_ref,agency,postcode,max_age_months,approved_children
H-1,ROWAN,EH3 9AA,24,1
H-2,ROWAN,nowhere,24,1
"""


@pytest.fixture
def bare(tmp_path):
    """Runs the command on an embedded database of its own, which it makes."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "SECRET_KEY": "nobody will guess this"}
    (tmp_path / "members.csv").write_text(MEMBERS)
    (tmp_path / "households.csv").write_text(HOUSEHOLDS)
    return lambda *words, **more: consortium(*words, folder=tmp_path, **{**settings, **more})


@pytest.fixture
def shell(bare, tmp_path):
    """The same, on a database that has its tables already."""
    databases.already_migrated(tmp_path / "own.db")
    return bare


@pytest.fixture
def staffed(shell):
    """A consortium of two members with one coordinator, made on the terminal alone."""
    assert shell("import", "members", "members.csv").code == 0
    made = shell(*ADA, typed=PASSWORD)
    assert (made.code, made.out) == (0, "Ada may sign in as ada@example.scot.\n")
    return shell


def test_an_embedded_database_is_made_and_migrated_on_its_own(bare):
    done = bare("import", "members", "members.csv")

    assert done.out == "members.csv: 3 created, 0 changed, 0 unchanged, 0 returned.\n"


def test_good_rows_are_taken_and_bad_ones_come_back_named(staffed):
    done = staffed("import", "households", "households.csv")

    assert done.code == 2
    assert done.out == "households.csv: 1 created, 0 changed, 0 unchanged, 1 returned.\n"
    assert done.err.startswith("households.csv, line 3, column postcode: ")


def test_a_strict_import_takes_nothing_of_a_bad_file(staffed):
    refused = staffed("import", "households", "households.csv", "--strict")
    again = staffed("import", "households", "households.csv")

    assert (refused.code, refused.out) == (2, "")
    assert "1 created" in again.out


def test_an_import_in_a_name_has_the_rights_of_that_person(staffed):
    staffed(
        *FIN,
        "--member",
        "ROWAN",
        typed=PASSWORD,
    )

    done = staffed("import", "households", "households.csv", "--as", "fin@example.scot")

    assert (done.code, done.err) == (2, "Your role does not include this.\n")


def test_an_unknown_kind_names_those_there_are(shell):
    done = shell("import", "horses", "members.csv")

    assert done.code == 2
    assert "members, households, children" in done.err


def test_a_missing_file_is_a_sentence(shell):
    done = shell("import", "members", "nowhere.csv")

    assert (done.code, done.err) == (2, "nowhere.csv: No such file or directory.\n")


def test_a_token_stands_alone_on_standard_output_and_is_not_kept(staffed, tmp_path):
    done = staffed("token", "ADA@example.scot", "--name", "reports", "--days", "7")

    assert done.out.startswith("ccs_")
    assert len(done.out.splitlines()) == 1
    with sqlite3.connect(tmp_path / "own.db") as database:
        (digest,) = database.execute("SELECT digest FROM tokens").fetchone()
    assert digest not in done.out


def test_a_token_for_nobody_is_refused(staffed):
    done = staffed("token", "nobody@example.scot")

    assert (done.code, done.out, done.err) == (2, "", "Nobody has an account under nobody@example.scot.\n")


def test_a_closed_account_gets_no_token(staffed):
    assert staffed("people", "close", "ada@example.scot").code == 0

    assert staffed("token", "ada@example.scot").code == 2


def test_the_tokens_of_a_person_are_listed_until_they_are_revoked(staffed):
    staffed("token", "ada@example.scot", "--name", "reports")
    listed = staffed("token", "ada@example.scot", "--list")

    ended = staffed("token", "ada@example.scot", "--revoke", listed.out.split()[0])

    assert listed.out.endswith("  reports\n")
    assert ended.err == "The token “reports” of ada@example.scot is revoked: it opens nothing any more.\n"
    assert staffed("token", "ada@example.scot", "--list").out == ""


def test_nobody_elses_token_is_revoked_by_a_slip(staffed):
    staffed(*FIN, "--member", "ROWAN", typed=PASSWORD)
    staffed("token", "ada@example.scot")
    listed = staffed("token", "ada@example.scot", "--list").out

    done = staffed("token", "fin@example.scot", "--revoke", listed.split()[0])

    assert (done.code, done.err) == (2, "There is no such record.\n")
    assert staffed("token", "fin@example.scot", "--revoke", "x").code == 2
    assert staffed("token", "ada@example.scot", "--list").out == listed


def test_whoever_has_an_account_is_given_a_role_in_another_consortium(staffed, tmp_path):
    (tmp_path / "west.csv").write_text(MEMBERS.replace("EAST", "WEST"))
    staffed("import", "members", "west.csv")
    west = [word.replace("EAST", "WEST") for word in ADA]

    done = staffed(*west)

    assert done.out == "Ada had an account already, and is coordinator in WEST from now on.\n"
    assert staffed(*west).err == "The person has this role there already.\n"


def test_whoever_has_an_account_goes_on_to_work_for_the_same_member(staffed):
    done = staffed(*ADA, "--member", "ROWAN")

    assert (done.code, done.err) == (2, "member_code: Ada works for HUB, and goes on to.\n")


def test_a_closed_account_gets_no_further_role(staffed):
    staffed("people", "close", "ada@example.scot")

    assert staffed(*ADA).err == "The account ada@example.scot is closed.\n"


@pytest.fixture
def policy(tmp_path):
    """A policy as it lies beside the spreadsheets."""
    path = tmp_path / "policy.toml"
    path.write_text('version = "2026-1"\n[merits]\ntravel = 40\n')
    return path


def test_a_policy_is_signed_and_governs_the_next_run(staffed, policy):
    done = staffed("policy", "sign", policy.name, "--consortium", "EAST", "--as", "ada@example.scot")

    assert done.out == f"Policy 2026-1 governs the runs of EAST from {clock.today()} on; it is number 1.\n"
    staffed("run", "start", "--as-of", "2026-11-23", "--out", "run.json")
    assert '"version": "2026-1"' in (policy.parent / "run.json").read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [("[merits]\nprice = 5\n", "policy: “price” is not a merit"), ("not toml", "policy: This is not a")],
)
def test_a_policy_that_cannot_be_used_is_not_signed(staffed, policy, text, said):
    policy.write_text(text)

    done = staffed("policy", "sign", policy.name, "--consortium", "EAST")

    assert done.code == 2
    assert done.err.startswith(said)


def test_a_policy_is_signed_by_a_coordinator_alone(staffed, policy):
    staffed(*FIN, "--member", "ROWAN", typed=PASSWORD)

    done = staffed("policy", "sign", policy.name, "--consortium", "EAST", "--as", "fin@example.scot")

    assert (done.code, done.err) == (2, "Your role does not include this.\n")
    assert staffed("policy", "sign", policy.name, "--consortium", "WEST").code == 2


def test_a_short_password_makes_no_account(shell):
    done = shell(*ADA, typed="short\n")

    assert done.code == 2
    assert done.err.startswith("password: ")


def test_the_roles_of_the_terminal_are_those_of_the_records():
    assert set(ROLES) == set(Role)


def test_a_database_in_a_folder_that_is_not_there_is_a_sentence(shell, tmp_path):
    done = shell("token", "ada@example.scot", DATABASE_URL=f"sqlite:///{tmp_path}/misspelt/own.db")

    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "misspelt: there is no such folder" in done.err


def test_a_database_server_is_migrated_by_its_owner_alone(shell):
    with databases.postgresql() as url:
        refused = shell("serve", "--port", "8499", DATABASE_URL=url)
        moved = shell("database", "upgrade", DATABASE_URL=url)
        taken = shell("import", "members", "members.csv", DATABASE_URL=url)

    assert refused.code == 2
    assert refused.err.endswith("run: consortium database upgrade\n")
    assert moved.out.startswith("The database is now at ")
    assert taken.out.startswith("members.csv: 3 created")


def test_a_server_that_is_away_is_a_sentence(shell):
    done = shell("token", "ada@example.scot", DATABASE_URL="postgresql://127.0.0.1:1/nothing")

    assert done.code == 2
    assert "Traceback" not in done.err


def test_a_run_is_for_the_consortia_that_are_named(staffed):
    named = staffed("run", "start", "--as-of", "2026-11-23", "--consortium", "EAST")
    strange = staffed("run", "start", "--consortium", "NORTH")

    assert named.out.startswith("Run 1 as of 2026-11-23 is done")
    assert (strange.code, strange.err) == (2, "There is no such record.\n")
