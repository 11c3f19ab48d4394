"""Logs carry the names of events, ids and codes alone, whatever the rest of the product or a library says (I33)."""

import json
import logging
from uuid import UUID, uuid4

import pytest

from consortium.floor import logs

NAME = "Eilidh Sharrow"
KEY = uuid4()


def said(capsys) -> dict:
    """The one line that was logged."""
    (line,) = capsys.readouterr().err.splitlines()
    return json.loads(line)


def test_an_event_is_one_line_with_its_ids_and_its_codes(capsys):
    logs.logger().info("request.done", endpoint="web.home.today", status=200, record_id=KEY)

    line = said(capsys)

    assert (line["event"], line["status"], UUID(line["record_id"])) == ("request.done", 200, KEY)
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("value", [NAME, "eilidh@example.org", "4 Skerry Wynd", "a\nb", "", ["x"], {"a": 1}, "é" * 9])
def test_a_value_that_is_no_code_is_withheld(capsys, value):
    logs.logger().info("request.done", endpoint=value)

    assert said(capsys)["endpoint"] == "withheld"


def test_a_key_that_is_not_known_is_dropped(capsys):
    logs.logger().warning("request.done", carer_names=NAME, token="ccs_1", status=404)

    assert set(said(capsys)) == {"event", "level", "timestamp", "status"}


def test_a_librarys_message_is_told_without_what_was_filled_in():
    record = logging.LogRecord("other", logging.ERROR, "", 1, "could not keep %s", (NAME,), None)

    line = json.loads(logs.Formatter().format(record))

    assert (line["template"], line["logger"], NAME in str(line)) == ("could not keep %s", "other", False)


def test_a_message_that_was_put_together_already_is_told_by_its_place_alone():
    record = logging.LogRecord("other", logging.ERROR, "there.py", 7, f"could not keep {NAME}", (), None)

    line = json.loads(logs.Formatter().format(record))

    assert (line["place"], "template" in line, NAME in str(line)) == ("there:7", False, False)


def test_an_exception_is_told_by_its_class_and_its_place_alone():
    try:
        raise ValueError(NAME)
    except ValueError as error:
        told = logs.failure(error)

    assert told["error"] == "ValueError"
    assert told["place"].startswith(f"{__name__}:")
    assert NAME not in str(told)
