"""What is no file of a run, or was bent until it is none, is refused in a sentence and never breaks anything."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.replaying import replay, replay_checks, replay_reading
from matching.replaying.replay_reading import NoReplay, read
from tests.matching.replays import exported, town

FILE = exported(town())
Steps = tuple[Any, ...]


def paths(value: Any, at: Steps = ()) -> Iterator[Steps]:
    """Every place in plain data."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*at, key)
        yield from paths(part, (*at, key))


PLACES = sorted(paths(json.loads(FILE)), key=str)
KEYS = sorted({(*path[:-1], path[-1]) for path in PLACES if isinstance(path[-1], str) and 0 < len(path) <= 2}, key=str)
OPEN = {
    ("inputs", "places"),
    ("versions", "exported_with"),
    ("versions", "solved_with"),
}  # their keys are not known beforehand


def inside(content: Any, path: Steps) -> Any:
    for step in path[:-1]:
        content = content[step]
    return content


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"null",
        b"[" * 100_000,
        b'{"format":' * 20_000,
        b'{"format":{"name":"consortium-run","version":1}}',
        b'{"format":{"name":"consortium-run","version":2}}',
        FILE.replace(b'"version":1}', b'"version":true}'),
        FILE.replace(b'"number":1', b'"number":NaN'),
        FILE.replace(b'"number":1', b'"number":1' + b"0" * 5000),
        FILE.replace(b'"number":1', b'"number":1.0'),
        FILE.replace(b'"EAST"', b'"\\ud800"'),
        FILE.replace(b'"urgency":"urgent"', b'"urgency":"at once"'),
        FILE.replace(b'"as_of":"2026-11-22"', b'"as_of":"20261122"'),
        FILE.replace(b'"grace_days":14', b'"grace_days":-1'),
        FILE.replace(b'"ref":"H-2"', b'"ref":"H-1"'),
        FILE[:-200],
    ],
    ids=lambda written: str(written[:24]),
)
def test_what_is_no_file_of_a_run_is_refused(written: bytes) -> None:
    with pytest.raises(NoReplay, match="^This is not a file that `consortium run export` wrote: "):
        read(written)


def test_a_file_that_is_too_large_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_reading, "LARGEST_FILE", len(FILE) - 1)

    with pytest.raises(NoReplay, match="it is larger than"):
        read(FILE)


def test_more_pairs_than_can_be_looked_at_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_reading, "LARGEST_TABLE", 29)

    with pytest.raises(NoReplay, match="more than 29 pairs"):
        read(FILE)


def test_a_small_file_that_allows_far_more_pairs_than_it_proves_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_reading, "UNTOLD_PAIRS", 2)
    bent = json.loads(FILE)
    del bent["proof"]["pairs"][2:]

    found = {check.claim.split()[0]: check.fault for check in replay_checks.checks(read(replay.sealed(bent)))}

    assert found["Bars"] == found["Solved"] == "its inputs allow 13 pairs, and its proof holds 2"


@pytest.mark.parametrize("path", [path for path in KEYS if path[:2] not in OPEN], ids=str)
def test_a_missing_and_an_odd_key_are_named(path: Steps) -> None:
    without, with_more = json.loads(FILE), json.loads(FILE)
    del inside(without, path)[path[-1]]
    inside(with_more, path)["more"] = 1

    with pytest.raises(NoReplay, match=f"lacks “{path[-1]}”|`format` should be"):
        read(replay.in_form(without))
    with pytest.raises(NoReplay, match="holds “more”|`format` should be"):
        read(replay.in_form(with_more))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text(max_size=5) | st.sampled_from((0, -1, 10**12)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(PLACES), JSON)
@settings(max_examples=400, deadline=None)
def test_whatever_stands_in_any_place_is_refused_or_found_and_breaks_nothing(path: Steps, value: Any) -> None:
    content = json.loads(FILE)
    inside(content, path)[path[-1]] = value
    written = replay.in_form(content)

    try:
        found = [check for check in replay_checks.checks(read(written)) if check.fault]
    except NoReplay:
        return

    assert bool(found) is (written != FILE)
