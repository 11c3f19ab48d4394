"""The route of the pathway."""

from api.operations import Door, Values
from api.schemas.pathway import Pathway, PathwaySearch
from consortium.access import Viewer
from consortium.pictures import pathway
from consortium.pictures.stages import Stage, Standing

door = Door("pathway")


@door.reads("/pathway", Pathway, may="pathway.read", asks=PathwaySearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Read at which stage the children of the authorities that you see stand, for how long, and where they wait."""
    return _shown(pathway.read(viewer, authority_code=query.get("authority")))


def _shown(found: pathway.Pathway) -> Values:
    return {
        "as_of": found.as_of,
        "since": found.since,
        "authorities": [one.code for one in found.whose.shown],
        "count": found.count,
        "stages": [_stage(one) for one in found.stages.values()],
        "endings": [{"ending": how, "count": number} for how, number in found.endings.items()],
    }


def _stage(one: Stage) -> Values:
    kind = {"stage": one.kind.code, "branch": one.kind.branch, "basis": one.kind.basis, "source": one.kind.source}
    middle = None if one.median is None else float(one.median)
    figures = {"count": one.count, "over": one.over, "median_days": middle, "drifts": one.drifts}
    return kind | figures | {"limits_days": one.limits, "children": [_child(each) for each in one.children]}


def _child(one: Standing) -> Values:
    known = {"referral_id": one.referral_id, "referral_ref": one.referral_ref, "since": one.since, "days": one.days}
    return known | {"limit_days": one.limit, "is_over": one.is_over}
