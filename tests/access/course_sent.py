"""What the matrix sends about the course of a case."""

from collections.abc import Callable
from typing import Any

from consortium.floor import clock
from tests.web.visitors import day

TEXT = {"reason": "There is a good reason for it."}
TODAY = clock.today()
AIM = {"code": "permanence_recommendation", "source": "The children's services committee"}
TRIED = {"aim": "permanence_recommendation", "title": "Book the panel early"}
BEGAN = day("started_on", TODAY.year, TODAY.month, TODAY.day)
JSON: dict[str, Callable[..., Any]] = {
    "course.record": lambda world, ids: {"event": "icso_made", "on": str(TODAY)},
    "course.reverse": lambda world, ids: TEXT,
    "targets.set_": lambda world, ids: {**AIM, "effective_from": str(TODAY), "weeks": 20},
    "run_charts.record": lambda world, ids: {**TRIED, "started_on": str(TODAY)},
    "run_charts.change": lambda world, ids: {"study": "It helped."},
}
FORMS: dict[str, Callable[..., dict[str, Any]]] = {
    "web.clock.record": lambda world, ids: {"event": "icso_made", **day("on", TODAY.year, TODAY.month, TODAY.day)},
    "web.clock.reverse": lambda world, ids: TEXT,
    "web.targets.set_": lambda world, ids: {
        **AIM,
        "weeks": "20",
        **day("effective_from", TODAY.year, TODAY.month, TODAY.day),
    },
    "web.run_charts.add": lambda world, ids: {**TRIED, **BEGAN},
    "web.run_charts.change": lambda world, ids: {"title": "Book the panel earlier", **BEGAN},
}
NEW = set(FORMS) - {"web.run_charts.change"}
