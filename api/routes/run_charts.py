"""The routes of run charts and of the improvement cycles that stand on them."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.run_charts import Cycle, RunChart, RunChartSearch
from api.schemas.shapes import Paging
from consortium.access import Viewer
from consortium.course import cycles
from consortium.pictures import run_charts
from consortium.timescales.aims import RULE

FACTS = ("id", "aim", "title", *cycles.TEXTS, "started_on", "ended_on", "created_at", "version")
door = Door("run_charts")


@door.reads("/run-charts", RunChart, may="targets.read", asks=RunChartSearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Read how an aim was met, month by month, with its median, shifts, trends and cycles."""
    return _chart(run_charts.read(viewer, aim=query["aim"], authority_code=query.get("authority")))


@door.lists("/pdsa-cycles", Cycle, may="cycles.read", asks=Paging)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the cycles of the authorities that you see and of your consortia, the latest first."""
    return Listing(cycles.visible(viewer), by="created_at", shown=shown, newest_first=True)


@door.reads("/pdsa-cycles/<uuid:cycle_id>", Cycle, may="cycles.read")
def one(viewer: Viewer, cycle_id: UUID) -> Values:
    """Read one cycle."""
    return _one(cycles.get(viewer, cycle_id=cycle_id))


@door.creates("/pdsa-cycles", Cycle, may="cycles.record")
def record(viewer: Viewer, body: Values) -> Values:
    """Record a cycle of your own authority, or of a consortium that you coordinate."""
    return _one(cycles.record(viewer, **body))


@door.changes("/pdsa-cycles/<uuid:cycle_id>", Cycle, may="cycles.record")
def change(viewer: Viewer, cycle_id: UUID, version: int, body: Values) -> Values:
    """Write a cycle on."""
    return _one(cycles.change(viewer, cycle_id=cycle_id, version=version, values=body))


def shown(found: Sequence[cycles.PdsaCycle]) -> Iterator[Values]:
    """The cycles as they were recorded, with the code of whose they are."""
    for row in found:
        owner: Values = {"authority_code": row.authority and row.authority.code}
        owner |= {"consortium_code": row.consortium and row.consortium.code}
        yield {name: getattr(row, name) for name in FACTS} | owner


def _one(row: cycles.PdsaCycle) -> Values:
    return next(shown([row]))


def _chart(found: run_charts.RunChart) -> Values:
    points = [one.first for one in found.points]
    rows = {"shifts": found.shifts, "trends": found.trends}
    known = {"aim": found.aim.code, "as_of": found.as_of, "weeks": found.weeks, "denominator": RULE}
    known["authorities"] = [one.code for one in found.whose.shown]
    middle = None if found.median is None else float(found.median)
    told = {name: [[points[at] for at in run] for run in runs] for name, runs in rows.items()}
    cycles_ = {"cycles": [*shown(found.cycles)], "months": [_month(one) for one in found.months]}
    return known | {"median_percent": middle} | told | cycles_


def _month(one: run_charts.Month) -> Values:
    names = ("met", "missed", "counted", "too_early", "ended_before")
    percent = one.measure.percent
    figures = {name: getattr(one.measure, name) for name in names}
    return {"month": one.first, "percent": None if percent is None else float(percent)} | figures
