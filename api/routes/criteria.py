"""The routes of the criteria by which referrals are screened."""

from dataclasses import asdict

from api.operations import Door, Values
from api.schemas.criteria import Criteria, InForce
from consortium.access import Viewer
from consortium.referrals import criteria

door = Door("criteria")


@door.reads("/criteria", InForce, may="criteria.read")
def read(viewer: Viewer) -> Values:
    """Read the criteria in force of each of your consortia."""
    return {"criteria": [_shown(one) for one in criteria.in_force(viewer)]}


@door.acts("/criteria", Criteria, may="criteria.change", takes=Criteria)
def set_(viewer: Viewer, body: Values) -> Values:
    """Set the criteria by which a consortium screens from now on; what was screened before keeps its own."""
    made = criteria.set_(viewer, consortium_code=body["consortium"], criteria=body["criteria"])
    return {"id": made.id, "consortium": body["consortium"], "number": made.number, "criteria": made.content}


def _shown(one: criteria.InForce) -> Values:
    return {
        "consortium": one.consortium.code,
        "number": one.number,
        "criteria": [asdict(each) for each in one.criteria],
    }
