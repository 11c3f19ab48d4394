"""A finished run taken out of the records, so that it can be worked on while nobody waits for a lock."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.db import db, release
from matching.helping.untouched import rest
from matching.plan import Plan, solve
from matching.problem import Problem
from matching.running import runs, withholding
from matching.running.reopening import solved_again, whole
from matching.running.runs import MatchRun
from matching.running.withholding import Undisclosed


@dataclass(frozen=True)
class Opened:
    """A run that can be asked, what it looked at, and what of it is withheld."""

    run: MatchRun
    inputs: dict[str, Any]
    hidden: Undisclosed

    @property
    def pairs(self) -> int:
        """How many pairs the run looks at."""
        return len(self.inputs["referrals"]) * len(self.inputs["households"])

    def knows(self, entity: str, *, ref: str) -> bool:
        """Whether the run looked at a record of this name."""
        return any(row["ref"] == ref for row in self.inputs[entity])

    def solved(self) -> tuple[Problem, Plan]:
        """The whole problem and the plan that the run found. Raises RuleBroken as `reopening.solved_again` does."""
        return solved_again(self.run)

    def of_the_rest(self, problem: Problem, plan: Plan) -> tuple[Problem, Plan]:
        """The same without whoever has a protected address, who keep what the plan gives them."""
        if not self.hidden.any:
            return problem, plan
        left = rest(problem, plan, referrals=self.hidden.referrals, households=self.hidden.households)
        return left, solve(left)


def opened(viewer: Viewer, *, run_id: UUID) -> Opened:
    """A finished run within the viewer's sight; the read of it ends here. Raises RuleBroken for one without a result.

    The run belongs to no session afterwards: whoever wants more of the records reads them anew.
    """
    require(viewer, "suggestions.read")
    run = runs.get(viewer, run_id=run_id)
    whole(run)
    found = Opened(run, run.inputs, withholding.seen_by(viewer, run))
    db.session.expunge(run)
    release()
    return found
