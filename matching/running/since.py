"""What a run suggests otherwise than the run before it over the same consortia, and why."""

from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.errors import NotFound
from matching.problem import Problem
from matching.reasons import told_changes
from matching.reasons.difference import SOLVES, Difference, differences
from matching.reasons.inputs import WHOLE, Changed
from matching.running import runs, suggestions, withholding
from matching.running.reopening import solved_again
from matching.running.runs import MatchRun

LARGE, SOLVES_OF_LARGE = 20_000, 30  # pairs of a run from which on a solve is no matter of milliseconds
SECONDS = 15  # somebody waits for the page
_RECORDS = {"referral": "referrals", "child": "referrals", "household": "households"}


@dataclass(frozen=True)
class Told:
    """A referral that has another household than before, with the changed facts that are why, in words.

    `causes`: each alone; `together`: none does alone. Both are empty where none was found, or it is not told.
    """

    referral_ref: str
    before: str | None
    now: str | None
    causes: tuple[str, ...]
    together: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Since:
    """The run before, and what differs from it; `is_withheld`: why is not told, for a protected address.

    `changed_facts`: how many are not what they were; `is_cut`: not all of them were tried.
    """

    before: MatchRun
    differences: tuple[Told, ...]
    changed_facts: int
    is_cut: bool
    is_withheld: bool


def since(viewer: Viewer, *, run_id: UUID) -> Since:
    """What a run suggests otherwise than the one before it; whatever is told of a record is written down as a look.

    Raises NotFound where there is none before it.
    """
    require(viewer, "suggestions.read")
    run = runs.get(viewer, run_id=run_id)
    before = runs.before(run)
    if before is None:
        raise NotFound
    (old, was), (now, plan) = solved_again(before), solved_again(run)
    end = monotonic() + SECONDS
    found = differences(old, was, now, plan, solves=_solves(old, now), go_on=lambda: monotonic() < end)
    withheld = any(withholding.seen_by(viewer, one).any for one in (before, run))
    teller = _Teller(viewer, run, cut=found.cut, withheld=withheld)
    told = tuple(map(teller.told, found.found))
    return Since(before, told, found.changed, is_cut=found.cut, is_withheld=withheld)


class _Teller:
    """Says differences to somebody, but nothing of a record that is out of their sight by now.

    And no cause in a run that looked at a protected address: what changed tells its journey.
    """

    def __init__(self, viewer: Viewer, run: MatchRun, *, cut: bool, withheld: bool) -> None:
        self._viewer, self._run, self._cut, self._withheld = viewer, run, cut, withheld
        self._seen: dict[tuple[str, str], bool] = {}

    def told(self, one: Difference) -> Told:
        if self._withheld:
            opening = told_changes.opening(one.referral, one.before, one.now)
            return Told(one.referral, one.before, one.now, (), (), f"{opening}.")
        causes, together = (tuple(map(self._said, each)) for each in (one.causes, one.together))
        sentence = told_changes.sentence(one, say=self._said, cut=self._cut)
        return Told(one.referral, one.before, one.now, causes, together, sentence)

    def _said(self, change: Changed) -> str:
        fact = change.fact
        if fact.field == WHOLE or fact.of not in _RECORDS or self._sees(_RECORDS[fact.of], fact.ref[0]):
            return told_changes.said(change)
        return f"{fact.ref[0]}: something changed that is out of your sight by now"

    def _sees(self, entity: str, ref: str) -> bool:
        key = entity, ref
        if key not in self._seen:
            self._seen[key] = suggestions.noted(self._viewer, run=self._run, entity=entity, ref=ref)
        return self._seen[key]


def _solves(*problems: Problem) -> int:
    largest = max(len(problem.referrals) * len(problem.households) for problem in problems)
    return SOLVES if largest < LARGE else SOLVES_OF_LARGE
