"""`consortium run export` and `consortium run verify`: a file for its owner's eyes, and what is said of any file."""

import json
import stat

import pytest

from matching.replaying import replay
from tests.commands.test_operating import bare, shell, staffed
from tests.matching.replays import exported, resealed, town

__all__ = ["bare", "shell", "staffed"]


@pytest.fixture
def started(staffed, tmp_path):
    """A consortium with one run that is done, and the folder in which commands are given."""
    assert staffed("run", "start", "--as-of", "2026-11-23").code == 0
    return staffed, tmp_path


def test_an_exported_run_is_its_owners_alone_and_verifies(started):
    shell, folder = started
    (folder / "run.json").write_text("an older one, open to all")

    made, seen = shell("run", "export", "1", "--out", "run.json"), shell("run", "verify", "run.json")

    said = json.loads((folder / "run.json").read_bytes())
    assert stat.S_IMODE((folder / "run.json").stat().st_mode) == 0o600
    assert "run.json holds personal data" in made.out
    assert made.out.endswith(f"{said['sha256']}\n")
    assert (seen.code, seen.out.count("\nholds "), seen.err) == (0, 7, "")
    assert said["sha256"] in seen.out
    assert seen.out.endswith("Everything holds.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2",), "There is no run 2.\n"),
        (("1", "--consortium", "NORTH"), "There is no such record.\n"),
        (("2147483648",), "a run's number is a whole number from 1, not '2147483648'\n"),
        (("one",), "a run's number is a whole number from 1, not 'one'\n"),
    ],
)
def test_a_run_that_is_not_there_is_refused_and_nothing_is_written(started, words, said):
    shell, folder = started

    refused = shell("run", "export", *words, "--out", "run.json")

    assert refused.code == 2
    assert refused.err.endswith(said)
    assert not (folder / "run.json").exists()


def test_no_trail_tells_of_a_file_that_could_not_be_written(started):
    shell, folder = started
    before = json.loads(shell("audit", "head").out)

    refused = shell("run", "export", "1", "--out", "nowhere/run.json")

    assert (refused.code, "there is no such folder" in refused.err) == (2, True)
    assert json.loads(shell("audit", "head").out)["hash"] == before["hash"]


def test_what_does_not_hold_is_named_with_its_first_difference(shell, tmp_path):
    content = json.loads(exported(town()))
    content["inputs"]["households"][2]["max_age_months"] = 0
    (tmp_path / "run.json").write_bytes(resealed(content))

    seen = shell("run", "verify", "run.json")

    assert seen.code == 1
    assert "DOES NOT HOLD  Bars and points of every possible pair" in seen.out
    assert "R-2 with H-3 stands in it, and is barred: age_outside_approval.\n" in seen.out
    assert seen.out.endswith("this is not, or no longer, what the run gave.\n")


def test_only_the_file_whose_hash_was_noted_is_that_file(shell, tmp_path):
    written = exported(town())
    other = json.loads(written) | {"versions": {"solved_with": None, "exported_with": {"python": "4"}}}
    (tmp_path / "run.json").write_bytes(written)
    (tmp_path / "other.json").write_bytes(replay.sealed(other))
    noted = ("--sha256", json.loads(written)["sha256"].upper())

    seen, strange = (shell("run", "verify", name, *noted) for name in ("run.json", "other.json"))

    assert (seen.code, seen.out.count("\nholds "), strange.code) == (0, 8, 1)
    assert f"DOES NOT HOLD  It is the file whose SHA-256 was noted.\n{'':15}{noted[1]} was noted.\n" in strange.out


def test_words_of_a_file_do_not_steer_the_terminal(shell, tmp_path):
    content = json.loads(exported(town()))
    content["run"]["consortia"] = ["\x9b31mEAST\x1b[0m\n"]
    (tmp_path / "run.json").write_bytes(replay.sealed(content))

    seen = shell("run", "verify", "run.json")

    assert "Run 1 of ?31mEAST?[0m? as of" in seen.out


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b"\xff", b'{"format":{"name":"consortium-run"}}'])
def test_what_is_no_file_of_a_run_is_a_sentence(shell, tmp_path, content):
    (tmp_path / "run.json").write_bytes(content)

    refused = shell("run", "verify", "run.json")

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("run.json: This is not a file that `consortium run export` wrote: ")


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_a_sentence(shell, name):
    refused = shell("run", "verify", name)

    assert refused.code == 2
    assert refused.err.startswith(f"{name}: ")
