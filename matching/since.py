"""What a run suggests otherwise than the run before it over the same consortia, and why."""

from dataclasses import dataclass
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.errors import NotFound
from matching import runs
from matching.difference import SOLVES, Differences, differences
from matching.problem import Problem
from matching.reopening import solved_again
from matching.runs import MatchRun

LARGE, SOLVES_OF_LARGE = 20_000, 30  # pairs of a run from which on a solve is no matter of milliseconds


@dataclass(frozen=True)
class Since:
    """The run before, and the differences of the later one."""

    before: MatchRun
    differences: Differences


def since(viewer: Viewer, *, run_id: UUID) -> Since:
    """What a run suggests otherwise than the one before it. Raises NotFound where there is none before it."""
    require(viewer, "suggestions.read")
    run = runs.get(viewer, run_id=run_id)
    before = runs.before(run)
    if before is None:
        raise NotFound
    (old, was), (now, plan) = solved_again(before), solved_again(run)
    return Since(before, differences(old, was, now, plan, solves=_solves(old, now)))


def _solves(*problems: Problem) -> int:
    largest = max(len(problem.referrals) * len(problem.households) for problem in problems)
    return SOLVES if largest < LARGE else SOLVES_OF_LARGE
