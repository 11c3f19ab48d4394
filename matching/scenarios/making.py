"""Supposing something of a finished run: read, said in words, solved on a copy of what was frozen, and kept by name.

Solved without whoever has a protected address, and without whom the run gives them: nothing hangs on their journeys.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consortium import postcodes
from consortium.access import Viewer, require
from consortium.floor.db import db, flush, release
from consortium.floor.errors import Invalid, RuleBroken
from matching import document
from matching.pinning import PinsRefused
from matching.plan import solve
from matching.problem import Problem, canonical_json
from matching.running import bounds, runs, suggestions, trying, withholding
from matching.running.opening import Opened, opened
from matching.running.reopening import whole
from matching.scenarios.scenarios import LONGEST_NAME, Scenario, visible
from matching.snapshots import problem_of
from matching.solver import SolverFailed
from matching.supposing import scenarios as sets
from matching.supposing.additions import PREFIX
from matching.supposing.changes import Change, TermsChanged
from matching.supposing.comparing import as_data, side_by_side
from matching.supposing.reading import as_data as plain
from matching.supposing.reading import changes_of
from matching.supposing.scenarios import Unsupposable

MOST = 50  # scenarios of a run: whoever is done with one deletes it
RECORDS = {"referral": "referrals", "household": "households"}
Rows = Sequence[Mapping[str, Any]]
Named = tuple[str, str]  # `referrals` or `households`, and what the run calls one


@dataclass(frozen=True)
class Asked:
    """A run of which something is supposed, and the changes as they were read."""

    opened: Opened
    changes: tuple[Change, ...]

    def wider(self, problem: Problem) -> Problem:
        """A problem of the run that knows where whatever is added lies."""
        return sets.with_places(problem, postcodes.places(sets.postcodes_of(self.changes)))


def said(viewer: Viewer, *, run_id: UUID, changes: Rows) -> tuple[str, ...]:
    """What changes suppose of a run, to follow “what if”: a look at every record that they name. Nothing is solved.

    Raises Invalid for changes that make no sense, RuleBroken for a run of which nothing can be supposed.
    """
    asked = _asked(viewer, run_id=run_id, changes=changes)
    with _refusing():
        return sets.sentences(asked.wider(problem_of(asked.opened.inputs)), asked.changes)


def suppose(viewer: Viewer, *, run_id: UUID, name: str, changes: Rows) -> Scenario:
    """Solves a run with changes supposed, and keeps by name what would follow. No record and no policy changes.

    Raises as `said` does. Solves before anything is written: call it in a transaction that has not begun to write.
    """
    if not name.strip() or not name.isprintable() or len(name.strip()) > LONGEST_NAME:
        raise Invalid({"name": [f"Give it a name of one line, of {LONGEST_NAME} characters at the most."]})
    asked = _asked(viewer, run_id=run_id, changes=changes)
    bounds.refuse_largest(asked.opened.pairs, instead="consortium match --what-if F.json")
    with bounds.working() as go_on, _refusing():
        result = _solved(asked, go_on)
    _refuse_what_changed_meanwhile(viewer, asked)
    if len(db.session.scalars(visible(viewer, run_id=run_id).limit(MOST)).all()) == MOST:
        raise RuleBroken(f"A run keeps {MOST} scenarios at the most: delete one first.", code="too_many")
    kept = {"changes": list(map(plain, asked.changes)), "left_out": _left_out(asked), "result": result}
    found = Scenario(run_id=run_id, name=name.strip(), made_by=viewer.user_id, **kept)
    db.session.add(found)
    flush()
    return found


def records_of(change: Change) -> set[Named]:
    """The records that a change is of; none for what is only supposed."""
    named = ((of, ref[0]) for of, *ref in change.things if ref)
    return {(RECORDS[of], ref) for of, ref in named if of in RECORDS and not ref.startswith(PREFIX)}


def _asked(viewer: Viewer, *, run_id: UUID, changes: Rows) -> Asked:
    """A run and changes of it, that touch nobody who has a protected address or is out of sight by now."""
    require(viewer, "scenarios.make")
    asked = opened(viewer, run_id=run_id)
    if asked.run.is_preview:
        raise RuleBroken(
            "This is a preview of the night, which is kept for some days. Start a run, and suppose it of that.",
            code="preview",
        )
    with _refusing():
        read = changes_of(changes)
    if any(isinstance(one, TermsChanged) for one in read):
        trying.refuse_protected(asked.hidden)
    with _refusing():
        _refuse_unknown(viewer, asked, read)
    release()
    return Asked(asked, read)


def _refuse_unknown(viewer: Viewer, asked: Opened, changes: Sequence[Change]) -> None:
    """Writes down a look at every record that is named; one that cannot be supposed otherwise is refused."""
    left, faults = _left_alone(asked), []
    for number, change in enumerate(changes, start=1):
        for entity, ref in sorted(records_of(change)):
            if not asked.knows(entity, ref=ref):
                continue  # what is not in the run is refused where the changes are applied
            if (entity, ref) in left:
                faults.append((number, f"{ref} stays as the run has it: an address may not be disclosed."))
            elif not suggestions.noted(viewer, run=asked.run, entity=entity, ref=ref):
                faults.append((number, f"{ref} is within your sight no more."))
    if faults:
        raise Unsupposable(faults)


def _left_alone(asked: Opened) -> set[Named]:
    """Whoever has a protected address, and whom the run gives them."""
    found = {("referrals", ref) for ref in asked.hidden.referrals}
    found |= {("households", ref) for ref in asked.hidden.households}
    for referral_ref, household_ref in document.suggested_pairs(whole(asked.run)):
        if asked.hidden.covers({"referral_ref": referral_ref, "household_ref": household_ref}):
            found |= {("referrals", referral_ref), ("households", household_ref)}
    return found


def _solved(asked: Asked, go_on: Callable[[], bool]) -> bytes:
    problem, plan = asked.opened.of_the_rest(*asked.opened.solved())
    known = asked.wider(problem)
    other = sets.supposed(known, asked.changes)
    found = side_by_side(known, plan, other, solve(other), changes=asked.changes, go_on=go_on)
    return canonical_json(as_data(found))


def _refuse_what_changed_meanwhile(viewer: Viewer, asked: Asked) -> None:
    """Nobody waited while it was solved: a record may have been erased, or an address been protected."""
    run = runs.get(viewer, run_id=asked.opened.run.id)
    whole(run)
    if withholding.seen_by(viewer, run) != asked.opened.hidden:
        raise RuleBroken("What may be told of this run changed meanwhile. Suppose it again.", code="protected")


def _left_out(asked: Asked) -> dict[str, list[str]]:
    hidden = asked.opened.hidden
    return {"referrals": sorted(hidden.referrals), "households": sorted(hidden.households)}


@contextmanager
def _refusing() -> Iterator[None]:
    """What the pure part refuses, as the doors know refusals."""
    try:
        yield
    except Unsupposable as refused:
        raise Invalid({"changes": refused.sentences}) from refused
    except (PinsRefused, SolverFailed) as refused:
        raise RuleBroken(f"With this supposed there is no plan: {refused}", code="no_result") from refused
