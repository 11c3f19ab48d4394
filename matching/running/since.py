"""What a run suggests otherwise than the run before it over the same consortia, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.errors import NotFound
from matching.problem import Problem
from matching.reasons.difference import SOLVES, Differences, differences
from matching.running import runs, withholding
from matching.running.reopening import solved_again
from matching.running.runs import MatchRun
from matching.running.withholding import Undisclosed

LARGE, SOLVES_OF_LARGE = 20_000, 30  # pairs of a run from which on a solve is no matter of milliseconds


@dataclass(frozen=True)
class Since:
    """The run before, and the differences of the later one; `is_withheld`: why is not told, for a protected address."""

    before: MatchRun
    differences: Differences
    is_withheld: bool = False


def since(viewer: Viewer, *, run_id: UUID) -> Since:
    """What a run suggests otherwise than the one before it. Raises NotFound where there is none before it."""
    require(viewer, "suggestions.read")
    run = runs.get(viewer, run_id=run_id)
    before = runs.before(run)
    if before is None:
        raise NotFound
    (old, was), (now, plan) = solved_again(before), solved_again(run)
    found = differences(old, was, now, plan, solves=_solves(old, now))
    hidden = [withholding.seen_by(viewer, one) for one in (before, run)]
    return _told(Since(before, found), [one for one in hidden if one.any])


def _told(found: Since, hidden: Sequence[Undisclosed]) -> Since:
    """Why anything changed is told of no run that looked at a protected address: what changed tells its journey."""
    if not hidden:
        return found
    bare = [replace(one, causes=(), together=()) for one in found.differences.found]
    return Since(found.before, replace(found.differences, found=tuple(bare)), is_withheld=True)


def _solves(*problems: Problem) -> int:
    largest = max(len(problem.referrals) * len(problem.households) for problem in problems)
    return SOLVES if largest < LARGE else SOLVES_OF_LARGE
