"""A scenario as somebody may read it today: what was frozen, but for what is withheld or out of their sight by now."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consortium.access import Viewer, require
from consortium.floor.errors import RuleBroken
from matching.running import runs, suggestions, withholding
from matching.running.reopening import whole
from matching.running.runs import MatchRun
from matching.scenarios.making import records_of
from matching.scenarios.scenarios import Scenario, get
from matching.supposing.comparing import sentence
from matching.supposing.reading import changes_of

UNSEEN = "something were otherwise of a record that is out of your sight by now"


@dataclass(frozen=True)
class Told:
    """A scenario, its changes as plain data (empty: one is out of sight), and both plans side by side."""

    scenario: Scenario
    run: MatchRun
    changes: list[dict[str, Any]]
    beside: Mapping[str, Any]
    is_withheld: bool


def told(viewer: Viewer, *, run_id: UUID, scenario_id: UUID) -> Told:
    """One scenario: a look at every record of which it supposes something.

    Raises RuleBroken where an address may not be disclosed since it was made, or a record of the run was erased.
    """
    require(viewer, "scenarios.read")
    found, run = get(viewer, run_id=run_id, scenario_id=scenario_id), runs.get(viewer, run_id=run_id)
    whole(run)
    hidden = withholding.seen_by(viewer, run)
    left = {name: set(found.left_out[name]) for name in ("referrals", "households")}
    if not (hidden.referrals <= left["referrals"] and hidden.households <= left["households"]):
        raise RuleBroken(
            "An address in this run may not be disclosed since the scenario was made. Delete it, and suppose it again.",
            code="protected",
        )
    unseen = _unseen(viewer, run, found)
    beside = _without(json.loads(found.result), unseen)
    return Told(found, run, [] if unseen else found.changes, beside, any(left.values()))


def _unseen(viewer: Viewer, run: MatchRun, found: Scenario) -> set[int]:
    """The numbers of the changes of records that are out of sight by now; the looks at all others are written down."""
    return {
        number
        for number, change in enumerate(changes_of(found.changes), start=1)
        for entity, ref in sorted(records_of(change))
        if not suggestions.noted(viewer, run=run, entity=entity, ref=ref)
    }


def _without(beside: dict[str, Any], unseen: Collection[int]) -> dict[str, Any]:
    """Side by side, without the words of changes that are out of sight."""
    if not unseen:
        return beside
    supposed = [UNSEEN if n in unseen else each for n, each in enumerate(beside["supposed"], start=1)]
    others = [one | {"sentence": _said(one, supposed, cut=beside["is_cut"])} for one in beside["others"]]
    return beside | {"supposed": supposed, "others": others}


def _said(one: Mapping[str, Any], supposed: list[str], *, cut: bool) -> str:
    causes = [supposed[number - 1] for number in one["causes"]]
    return sentence(one["referral_ref"], one["standing"], one["before"], one["now"], causes, cut=cut)
