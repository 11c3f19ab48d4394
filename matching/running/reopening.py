"""A finished run opened again: its frozen inputs, and the plan that it found, solved anew."""

from hashlib import sha256

from consortium.floor.db import release
from consortium.floor.errors import RuleBroken
from matching import document
from matching.plan import Plan
from matching.problem import Problem
from matching.replaying import again
from matching.running.runs import MatchRun
from matching.snapshots import problem_of
from matching.solver import SolverFailed


def whole(run: MatchRun) -> bytes:
    """The result of a run that still holds all that it looked at. Raises RuleBroken for any other."""
    if run.document is None:
        raise RuleBroken(f"Run {run.number} is {run.status}: only a run that is done has a result.", code="no_result")
    if sha256(run.snapshot).hexdigest() != run.inputs_sha256:
        raise RuleBroken(
            f"Records of run {run.number} have been erased since, so that it can be neither replayed nor asked what "
            "another plan would have been. Start another run and ask that one.",
            code="records_erased",
        )
    return run.document


def solved_again(run: MatchRun) -> tuple[Problem, Plan]:
    """A run's problem and the plan that it found.

    The optimum is defined, so that another plan means that the run was made by other rules, or is no longer whole.
    Raises RuleBroken there, and for a run without a result. A read that is under way ends before it is solved, so that
    nobody waits for a lock meanwhile: ask before anything is written.
    """
    kept, number = whole(run), run.number
    problem = problem_of(run.inputs)
    release()
    try:
        return problem, again.solved_again(problem, document.suggested_pairs(kept))
    except SolverFailed as failed:
        raise RuleBroken(f"Run {number} cannot be solved again: {failed}", code="no_result") from failed
    except again.OtherRules as other:
        raise RuleBroken(
            f"Run {number} was made by other rules than today's. Start another and ask that one.",
            code="other_rules",
        ) from other
