"""What is sent about a case's plans and agreements; what is in force already is refused to its owner too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from consortium.floor import clock
from tests.web.visitors import day

Sent = Callable[[Any, dict[str, Any]], dict[str, Any]]
TODAY, LATER, MUCH_LATER = (clock.today() + timedelta(days=days) for days in (0, 10, 200))
REASON = "The review and the assessment agree."
DECISION = {"plan": "reunification", "on": str(TODAY), "reason": REASON}
STEP = {"tranche": "Return", "title": "Return home", "due_on": str(LATER)}
TEAM = {"team": "Early assessment team", "started_on": str(TODAY)}
LONGER = {"on": str(TODAY), "due_on": str(MUCH_LATER), "reason": REASON}
END = {"finished_on": str(TODAY), "recommendation": "more_time", "findings": REASON}
CONTACT = {"purpose": REASON, "sessions_per_week": 2, "from_on": str(TODAY), "review_on": str(LATER)}
FAMILY = {"purpose": REASON, "started_on": str(TODAY), "decide_by_on": str(LATER)}
TASK = {"text": "Come to every session.", "by_on": str(LATER)}


def _typed(values: dict[str, Any], **more: str) -> Sent:
    """The same values as a form asks for them."""
    found: dict[str, Any] = dict(more)
    for name, value in values.items():
        if name.endswith("_on") or name == "on":
            found |= day(name, *(int(part) for part in value.split("-")))
        else:
            found[name] = str(value)
    return lambda world, ids: found


def _json(values: dict[str, Any]) -> Sent:
    return lambda world, ids: values


JSON: dict[str, Sent] = {
    "plans.add_milestone": _json({"plan": "reunification", **STEP}),
    "plans.change_milestone": _json({"due_on": str(LATER)}),
    "plans.rule_out": _json(DECISION),
    "plans.reverse": _json(DECISION),
    "plans.start_assessment": _json(TEAM),
    "plans.extend_assessment": _json(LONGER),
    "plans.finish_assessment": _json(END),
    "contact.change": _json({**CONTACT, "follows": 1}),
    "family.make": _json(FAMILY),
    "family.change": _json({"ended_on": str(TODAY)}),
    "family.add_task": _json(TASK),
    "family.change_task": _json({"done_on": str(TODAY)}),
}
NEW = {
    "web.contact.change", "web.family.add_task", "web.family.make", "web.plans.add_milestone", "web.plans.decide",
    "web.plans.start_assessment",
}  # fmt: skip
FORMS: dict[str, Sent] = {
    "web.plans.add_milestone": _typed(STEP),
    "web.plans.change_milestone": _typed(STEP),
    "web.plans.decide": _typed(DECISION),
    "web.plans.start_assessment": _typed(TEAM, weeks="16"),
    "web.plans.end_assessment": _typed(LONGER),
    "web.contact.change": _typed(CONTACT, version="1"),
    "web.family.make": _typed(FAMILY),
    "web.family.change": _typed({"ended_on": str(TODAY)}),
    "web.family.add_task": _typed(TASK),
    "web.family.change_task": _typed({"done_on": str(TODAY)}),
}
