"""The route of statistics."""

from collections.abc import Iterator

from api.operations import Door, Values
from api.schemas.statistics import Statistics, StatisticsSearch
from consortium.access import Viewer
from consortium.statistics import figures, suppression

door = Door("statistics")


@door.reads("/statistics", Statistics, may="statistics.read", asks=StatisticsSearch)
def read(viewer: Viewer, query: Values) -> Values:
    """Read the figures of a consortium of yours, in which small numbers are hidden."""
    return _shown(figures.of(viewer, consortium_code=query["consortium"], period=query.get("period")))


def _shown(found: figures.Statistics) -> Values:
    year = found.year
    return {
        "consortium": found.consortium.code,
        "as_of": found.as_of,
        "period": year.name,
        "period_start": year.start,
        "period_end": year.end,
        "least_shown": suppression.LEAST,
        "figures": list(_figures(found)),
    }


def _figures(found: figures.Statistics) -> Iterator[Values]:
    for one in found.figures:
        parts = [
            {"by": part.by, "cells": [{"name": name, "count": count} for name, count in part.cells.items()]}
            for part in one.breakdowns
        ]
        yield {"name": one.name, "total": one.total, "withheld": one.withheld, "breakdowns": parts}
