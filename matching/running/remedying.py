"""What would bring a referral that a run left without a suggestion one: changes that people may be asked for.

Asked of the run without whoever has an address that may not be disclosed: no answer depends on their journeys.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from consortium.access import Viewer
from consortium.floor.errors import NotFound, RuleBroken
from matching import document
from matching.helping import remedies
from matching.helping.remedies import Remedy
from matching.helping.telling import Concession, told
from matching.problem import URGENCIES, Problem
from matching.running import bounds, suggestions
from matching.running.opening import Opened, opened
from matching.running.questions import Moved
from matching.running.reopening import whole

SOLVES_OF_LARGE = 30
OUT_OF_SIGHT = "What would help would change records that are within your sight no more."
UNTOLD = "The child's address may not be disclosed. What would help is not told: it could tell a journey."


@dataclass(frozen=True)
class Help:
    """One or two changes, and the plan they would make: with whom the referral would be, and whom else it changes.

    `gained`: children of each urgency that it would place more.
    """

    changes: tuple[Concession, ...]
    household_ref: str
    moves: tuple[Moved, ...]
    also: tuple[str, ...]
    without: tuple[str, ...]
    gained: Mapping[str, int]
    sentence: str


@dataclass(frozen=True)
class Helped:
    """What would help a referral, the best first. `is_cut`: `tried` were solved, and more might do.

    `is_withheld`: whoever has a protected address was left as the run has them, or nothing is told of their own.
    """

    referral_ref: str
    found: tuple[Help, ...] = ()
    tried: int = 0
    is_cut: bool = False
    is_withheld: bool = False
    sentence: str = UNTOLD


def of_referral(viewer: Viewer, *, run_id: UUID, referral_ref: str) -> Helped:
    """What would place a referral without a suggestion: a look at it, and at each record that would change.

    Raises NotFound where it is not in the run, or within the viewer's sight no more, and RuleBroken where it has a
    suggestion. Solves before anything is written: call it in a transaction that has not begun to write.
    """
    asked = opened(viewer, run_id=run_id)
    _refuse_placed(asked, referral_ref)
    bounds.refuse_largest(asked.pairs, instead=f"consortium match --explain {referral_ref}")
    if referral_ref in asked.hidden.referrals:
        found = Helped(referral_ref, is_withheld=True)
    else:
        with bounds.working() as go_on:
            found = _found(asked, referral_ref, go_on)
    return _looked_at(viewer, found, asked)


def _refuse_placed(asked: Opened, ref: str) -> None:
    if not asked.knows("referrals", ref=ref):
        raise NotFound
    for referral_ref, household_ref in document.suggested_pairs(whole(asked.run)):
        if referral_ref == ref:
            raise RuleBroken(
                f"The run suggests {ref} with {household_ref}. What would help is asked of a referral without a "
                "suggestion; what another household would cost, of the pair.",
                code="suggested",
            )


def _found(asked: Opened, ref: str, go_on: Callable[[], bool]) -> Helped:
    problem, plan = asked.of_the_rest(*asked.solved())
    most = remedies.SOLVES if asked.pairs < bounds.LARGE else SOLVES_OF_LARGE
    row = next(at for at, referral in enumerate(problem.referrals) if referral.ref == ref)
    answer = remedies.remedies(problem, plan, row, solves=most, go_on=go_on)
    before = {pair.referral: pair.household for pair in plan.suggestions}
    found = tuple(_help(problem, before, one, row) for one in answer.found)
    return Helped(ref, found, answer.solves, answer.cut, asked.hidden.any, remedies.opening(ref, answer))


def _looked_at(viewer: Viewer, found: Helped, asked: Opened) -> Helped:
    """Writes down the look; what would change a record that is within sight no more is left out."""
    if not suggestions.noted(viewer, run=asked.run, entity="referrals", ref=found.referral_ref):
        raise NotFound
    records = sorted({_record(change) for one in found.found for change in one.changes})
    seen = {one for one in records if suggestions.noted(viewer, run=asked.run, entity=one[0], ref=one[1])}
    kept = tuple(one for one in found.found if seen.issuperset(map(_record, one.changes)))
    if kept == found.found:
        return found
    return replace(found, found=kept, is_withheld=True, sentence=found.sentence if kept else OUT_OF_SIGHT)


def _record(change: Concession) -> tuple[str, str]:
    return ("referrals" if change.code == "child_travel" else "households"), change.ref


def _help(problem: Problem, before: Mapping[int, int], one: Remedy, row: int) -> Help:
    refs, homes = [each.ref for each in problem.referrals], [each.ref for each in problem.households]
    return Help(
        changes=tuple(map(told, one.changes)),
        household_ref=homes[one.household],
        moves=tuple(Moved(refs[moved], homes[before[moved]], homes[takes]) for moved, takes in one.moves),
        also=tuple(refs[other] for other in one.also),
        without=tuple(refs[other] for other in one.without),
        gained=dict(zip(URGENCIES, one.gained, strict=True)),
        sentence=remedies.sentence(problem, one, row),
    )
