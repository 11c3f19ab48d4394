"""The routes of scenarios: what is supposed of a run. They are listed, made, read and deleted, and nothing else."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.scenarios import Scenario, SideBySide
from consortium.access import Viewer
from matching.scenarios import making, scenarios, telling

ALL = "/match-runs/<uuid:run_id>/scenarios"
ONE = f"{ALL}/<uuid:scenario_id>"
door = Door("scenarios")


@door.lists(ALL, Scenario, may="scenarios.read")
def index(viewer: Viewer, run_id: UUID, query: Values) -> Listing:
    """List what was supposed of a run, the latest first."""
    return Listing(scenarios.visible(viewer, run_id=run_id), by="created_at", newest_first=True, shown=_shown)


@door.creates(ALL, Scenario, may="scenarios.make")
def make(viewer: Viewer, run_id: UUID, body: Values) -> Values:
    """Suppose changes of a run and keep what would follow, by name; no record and no policy changes."""
    return next(_shown([making.suppose(viewer, run_id=run_id, **body)]))


@door.reads(ONE, SideBySide, may="scenarios.read", audited=True)
def read(viewer: Viewer, run_id: UUID, scenario_id: UUID) -> Values:
    """Read one beside its run; a look at each record of which it supposes something."""
    found = telling.told(viewer, run_id=run_id, scenario_id=scenario_id)
    own = next(_shown([found.scenario]))
    return {**own, **found.beside, "stored": found.changes, "is_withheld": found.is_withheld}


@door.acts(f"{ONE}/delete", Scenario, may="scenarios.delete")
def delete(viewer: Viewer, run_id: UUID, scenario_id: UUID) -> Values:
    """Delete one; the trail keeps that it was there."""
    return next(_shown([scenarios.delete(viewer, run_id=run_id, scenario_id=scenario_id)]))


def _shown(found: Sequence[scenarios.Scenario]) -> Iterator[Values]:
    for one in found:
        told = {name: getattr(one, name) for name in ("id", "name", "made_by", "created_at")}
        yield told | {"match_run_id": one.run_id, "counted": len(one.changes)}
