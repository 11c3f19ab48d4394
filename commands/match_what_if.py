"""`consortium match --what-if F.json`: the run beside a copy of itself with something supposed."""

import json
from pathlib import Path
from typing import Any

from commands.match_alternatives import Answers
from consortium import postcodes
from consortium.sheets.columns import Fault, Refused
from matching.pinning import PinsRefused
from matching.plan import Plan, solve
from matching.problem import Problem
from matching.supposing import scenarios
from matching.supposing.comparing import as_data, side_by_side
from matching.supposing.reading import as_data as plain
from matching.supposing.reading import changes_of
from matching.supposing.scenarios import Unsupposable
from matching.supposing.telling import in_words

KEYS = {"name", "changes"}
LARGEST = 100_000  # bytes: twenty changes are some thousand
NO_FILE = 'This is no JSON of what to suppose. Write an object with a list: {"changes": […]}, and if you like a name.'


def answers(path: Path | None, problem: Problem, plan: Plan) -> Answers:
    """What the file supposes, solved and held against the plan. Raises Refused."""
    found = Answers()
    if path is None:
        return found
    name, rows = _read(path)
    try:
        changes = changes_of(rows)
        wider = scenarios.with_places(problem, postcodes.places(scenarios.postcodes_of(changes)))
        other = scenarios.supposed(wider, changes)
        told = side_by_side(wider, plan, other, solve(other), changes=changes)
    except Unsupposable as refused:
        raise Refused([Fault(str(path), None, None, sentence) for sentence in refused.sentences]) from refused
    except PinsRefused as refused:
        sentences = [f"With this supposed there is no plan: {each.sentence}" for each in refused.refusals]
        raise Refused([Fault(str(path), None, None, sentence) for sentence in sentences]) from refused
    named = {"name": name} if name else {}
    found.add("what_if", {**named, "changes": list(map(plain, changes)), **as_data(told)}, in_words(told))
    return found


def _read(path: Path) -> tuple[str, Any]:
    """The name and the changes of a file."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        whole = json.loads(content) if len(content) <= LARGEST else None
    except OSError as error:
        raise Refused([Fault(str(path), None, None, f"The file cannot be read: {error.strerror}.")]) from error
    except (ValueError, RecursionError):
        whole = None
    if not isinstance(whole, dict) or not set(whole) <= KEYS or not isinstance(whole.get("name", ""), str):
        raise Refused([Fault(str(path), None, None, NO_FILE)])
    return whole.get("name", ""), whole.get("changes", [])
