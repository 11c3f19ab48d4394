"""The route of a case's Gantt chart."""

from dataclasses import asdict
from uuid import UUID

from api.operations import Door, Values
from api.routes.course import step_shown
from api.schemas.gantt import Gantt
from consortium.access import Viewer
from consortium.pictures import gantt

door = Door("gantt")


@door.reads("/referrals/<uuid:referral_id>/gantt", Gantt, may="plans.read", audited=True)
def read(viewer: Viewer, referral_id: UUID) -> Values:
    """Read both plans of a case over time: what is planned, what came of it, and what the clock asks for."""
    found = gantt.of_case(viewer, referral_id=referral_id)
    known = {"referral_id": found.found["id"], "as_of": found.as_of}
    known |= {name: found.found[name] for name in ("referral_ref", "disclosed")}
    clock = [step_shown(one) for one in found.clock]
    return known | {"plans": [_plan(one, found) for one in found.plans], "clock": clock}


def _plan(one: gantt.PlanRows, found: gantt.Gantt) -> Values:
    rows = [asdict(bar) | {"state": bar.state(as_of=found.as_of)} for bar in one.rows]
    return {"kind": one.kind, "status": one.status, "ruled_out_on": one.ruled_out_on, "rows": rows}
