"""Files of runs for tests: made of any problem, or of one that has something of everything; and the docs' checker."""

import importlib.util
import json
from types import ModuleType
from typing import Any

from matching.document import render
from matching.plan import solve
from matching.problem import Problem, canonical_json, inputs_sha256
from matching.replaying import replay, replay_checks, replay_reading
from tests.house.sources import ROOT
from tests.matching.problems import TODAY, child, household, pin, problem

Content = dict[str, Any]
CHECKER = ROOT / "docs" / "check_run.py"
VERSIONS = {"solved_with": {"python": "3"}, "exported_with": {"python": "3"}}


def exported(found: Problem) -> bytes:
    """The file of a run over a problem."""
    told = {
        "number": 1,
        "consortia": ["EAST"],
        "as_of": found.as_of.isoformat(),
        "started_at": "2026-11-22T09:00:00+00:00",
        "finished_at": "2026-11-22T09:00:01+00:00",
        "is_preview": False,
        "inputs_sha256": inputs_sha256(found),
    }
    snapshot = canonical_json(found.canonical())
    return replay.export(told, snapshot=snapshot, document=render(found, solve(found)), versions=VERSIONS)


def town() -> Problem:
    """Every urgency, a group, a pin, a forbidden pair, a barred household, and fewer homes than children."""
    group = [child("R-3", child_ref=f"R-3-{n}", urgency="soon") for n in "ab"]
    rows = [
        child("R-1", urgency="urgent", conflicts=("H-2", "H-3")),
        child("R-2", needs=("prematurity",), needed_by=TODAY.replace(month=12)),
        *group,
        child("R-4"),
        child("R-5", urgency="urgent", language="gaelic"),
        child("R-6", needed_by=TODAY.replace(month=12, day=1)),
    ]
    homes = [
        household("H-1", languages=("gaelic",)),
        household("H-2", yes_needs=("prematurity",), approved_children=2),
        household("H-3", languages=("gaelic",), postcode="KY1 1AA"),
        household("H-4", max_travel_minutes=1),
        household("H-5", sexes=("M",)),
    ]
    pins = [pin("R-4", "H-4", override=True), pin("R-6", "H-1", decision="forbid")]
    return problem(rows, homes, pins=pins, previous=[("R-5", "H-3")])


def faults(written: bytes) -> set[str]:
    """The claims about a file that do not hold, by the names of what looks at them."""
    found = replay_reading.read(written)
    claims = zip(replay_checks.checks(found), replay_checks.CLAIMS, strict=True)
    return {look.__name__.removesuffix("_fault") for check, (_, look) in claims if check.fault}


def is_confirmed(content: Content) -> bool:
    """What the checker of the docs says of a file."""
    try:
        checker().check(json.loads(json.dumps(content)))
    except Exception:
        return False
    return True


def checker() -> ModuleType:
    """docs/check_run.py, which is no part of any package."""
    spec = importlib.util.spec_from_file_location("check_run", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def resealed(content: Content) -> bytes:
    """A forged file whose hashes were all made again."""
    digest = replay.seal_of(content["inputs"])
    content["run"]["inputs_sha256"] = content["result"]["inputs_sha256"] = digest
    return replay.sealed(content)
