"""The `consortium` command as a whole: what it imports, and how it says no."""

import subprocess
import sys

import pytest

from commands.main import COMMANDS, main, outcome
from consortium.floor.errors import BadRows, Invalid, NotFound
from consortium.floor.settings import SettingMissing
from consortium.sheets.columns import Fault, Refused

FAULTS = [Fault("children.csv", 4, "sex", "Write F or M."), Fault("children.csv", 9, None, "The row is empty.")]
HEAVY = {"flask", "sqlalchemy", "ortools", "numpy", "rich", "xlsxwriter", "python_calamine"}


def refuse(error):
    """An act that does nothing but refuse."""

    def act():
        raise error

    return act


def test_help_lists_every_command_with_a_sentence(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    listed = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert {words[0] for words in listed if len(words) == 2} >= set(COMMANDS)


def test_no_words_at_all_ask_for_help(capsys):
    with pytest.raises(SystemExit, match="0"):
        main([])

    assert "match" in capsys.readouterr().out


def test_an_unknown_command_names_those_there_are(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["macth"])

    assert "match" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_explains_itself_without_heavy_imports(command):
    ask = f"import sys, commands.main as m\nsys.argv = ['consortium', '{command}', '--help']\nm.main()"
    look = f"import atexit, sys\natexit.register(lambda: print('HEAVY', sorted({HEAVY!r} & set(sys.modules))))\n{ask}"

    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)

    assert said.returncode == 0
    assert "HEAVY []" in said.stdout


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused(FAULTS), "children.csv, line 4, column sex: Write F or M.\nchildren.csv, line 9: The row is empty.\n"),
        (BadRows(FAULTS), "children.csv, line 4, column sex: Write F or M.\nchildren.csv, line 9: The row is empty.\n"),
        (Invalid({"name": ["Give a name."]}), "name: Give a name.\n"),
        (NotFound(), "There is no such record.\n"),
        (SettingMissing("Set SECRET_KEY."), "Set SECRET_KEY.\n"),
        (FileNotFoundError(2, "No such file or directory", "a.csv"), "a.csv: No such file or directory.\n"),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_code_2(error, said, capsys):
    assert outcome(refuse(error)) == 2
    assert capsys.readouterr().err == said


def test_a_fault_of_the_program_is_not_dressed_as_a_refusal():
    with pytest.raises(ZeroDivisionError):
        outcome(refuse(ZeroDivisionError()))


def test_an_interrupted_command_says_nothing(capsys):
    assert outcome(refuse(KeyboardInterrupt())) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_has_seen_enough_is_no_error():
    talk = "from commands.main import outcome\nraise SystemExit(outcome(lambda: print('x\\n' * 100000)))"

    said = subprocess.run(
        f'{sys.executable} -c "{talk}" | head -n 1', shell=True, capture_output=True, text=True, check=False
    )

    assert (said.stdout, said.stderr) == ("x\n", "")
