"""What the matrix sends about the course of a case."""

from collections.abc import Callable
from typing import Any

from consortium.floor import clock
from tests.web.visitors import day

TEXT = {"reason": "There is a good reason for it."}
TODAY = clock.today()
JSON: dict[str, Callable[..., Any]] = {
    "course.record": lambda world, ids: {"event": "icso_made", "on": str(TODAY)},
    "course.reverse": lambda world, ids: TEXT,
}
FORMS: dict[str, Callable[..., dict[str, Any]]] = {
    "web.clock.record": lambda world, ids: {"event": "icso_made", **day("on", TODAY.year, TODAY.month, TODAY.day)},
    "web.clock.reverse": lambda world, ids: TEXT,
}
NEW = set(FORMS)
