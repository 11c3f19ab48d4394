"""A child process is heard, and ended: by itself, by whoever began it, at its deadline, and with them."""

import json
import os
import subprocess
import sys
import time

import pytest

from matching.tasks.children import COMMAND, GONE, Child
from matching.tasks.kinds import TaskKind
from tests.matching.tasks import questions
from tests.matching.tasks.questions import job

HANGS = (sys.executable, "-c", "import time; time.sleep(60)")
FINDS_AND_HANGS = (
    sys.executable,
    "-c",
    'import time; print(\'{"doing":"Looking","done":1,"of":9}\\n{"found":{"plans":[1]}}\', flush=True); time.sleep(60)',
)
KILLED = (sys.executable, "-c", "import os; os.kill(os.getpid(), 9)")


def until_over(child, seconds=30):
    end = time.monotonic() + seconds
    while not child.look(within=0.2).over and time.monotonic() < end:
        pass
    return child.heard


def is_alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_answers_what_the_question_answers():
    asked = job(questions.problem(8), TaskKind.ALTERNATIVES, most=2)

    with Child(asked, seconds=60) as child:
        heard = until_over(child)

    assert heard.ended
    assert len(heard.found["plans"]) == 2


def test_a_refusal_and_a_fault_are_told_without_their_data():
    asked = job(questions.problem(3), TaskKind.ALTERNATIVES)
    broken = [asked | {"suggested": [["R-0", "H-0"]]}, asked | {"snapshot": {"as_of": "Ailsa Brodie"}}]

    heard = []
    for one in broken:
        with Child(one, seconds=60) as child:
            heard.append(until_over(child))

    assert "other rules" in heard[0].refused
    assert heard[1].fault == "ValueError"


def test_a_child_that_hangs_is_gone_within_a_second_of_its_deadline():
    began = time.monotonic()

    with Child({}, seconds=1, command=FINDS_AND_HANGS) as child:
        heard = until_over(child)
        gone = not is_alive(child.id)

    assert 1 <= time.monotonic() - began < 2
    assert heard.late
    assert gone
    assert (heard.doing, heard.done, heard.of, heard.found) == ("Looking", 1, 9, {"plans": [1]})


def test_a_child_that_is_killed_is_heard_of_no_more():
    with Child({}, seconds=60, command=KILLED) as child:
        assert until_over(child).fault == GONE


def test_a_child_that_is_killed_while_it_writes_is_over_at_once():
    half = (sys.executable, "-c", "print('{\"found\": {\"plans\": [1, 2', end='', flush=True)")
    began = time.monotonic()

    with Child({}, seconds=30, command=half) as child:
        heard = until_over(child)

    assert (heard.fault, heard.late) == (GONE, False)
    assert time.monotonic() - began < 10


def test_leaving_the_block_ends_the_child():
    with Child({}, seconds=60, command=HANGS) as child:
        number = child.id
        assert is_alive(number)

    assert not is_alive(number)


def test_a_child_knows_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for children")
    tell = "import os, json; print(json.dumps({'found': dict(os.environ), 'ended': True}), flush=True)"

    with Child({}, seconds=60, command=(sys.executable, "-c", tell)) as child:
        found = until_over(child).found

    assert "PATH" in found
    assert "SECRET_KEY" not in found


@pytest.mark.parametrize("closes", [True, False])
def test_a_child_ends_when_whoever_began_it_does(closes):
    asked = job(questions.problem(60), TaskKind.WEIGHTS)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(COMMAND, **pipes) as process:
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()  # it is at work
        if closes:
            process.stdin.close()
        lines = process.stdout.readlines()
        process.stdin.close()
        process.wait(timeout=30)

    assert (b'"ended"' in b"".join(lines)) is not closes
