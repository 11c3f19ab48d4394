"""Reminders: each morning whoever owns a step of a case that comes near, is due or is overdue is told of it.

Each step and stage once: a week before its day, on its day, then once for each week that it is overdue.
"""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from consortium import notices
from consortium.access import Viewer
from consortium.course import steps
from consortium.course.facts import Facts
from consortium.course.steps import Due
from consortium.floor.guard import whole
from consortium.notices import Coordinators, Holder, Staff
from consortium.notices.recipients import Recipient
from consortium.schedule import jobs
from consortium.schedule.jobs import Job

AHEAD, AGAIN = 7, 7  # days before, and between two reminders of what is overdue
ELSEWHERE = frozenset({"carers_review"})  # told of before its day by `reviews`, further ahead


def stage(days_left: int) -> tuple[str, str]:
    """The code of what is to be told of a step with so many days left, and which time it is; "" for nothing yet."""
    if days_left > AHEAD:
        return "", ""
    if days_left >= 0:
        return ("step.near", "near") if days_left else ("step.due", "due")
    return "step.overdue", f"week {(-days_left - 1) // AGAIN + 1}"


@whole("the steps of every authority's cases are watched")
def tell(viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Tells the owners of all steps that are near, due or overdue on a day."""
    for known, one in steps.of_everybody(viewer, as_of=day):
        code, which = stage((one.step.due_on - day).days)
        if code and not (one.step.step in ELSEWHERE and code != "step.overdue"):
            cause = f"{one.step.step} {one.step.due_on} {which}"
            notices.tell(viewer, code=code, about=known.referral, to=_owners(known, one), cause=cause)


def _owners(known: Facts, one: Due) -> Iterator[Recipient]:
    """Who holds the case for the side whose step it is; of an agency whose household is not known, its staff."""
    authority_id, agency_id = known.referral.authority_id, one.agency.id if one.agency else None
    if one.step.owner == "authority":
        yield Holder(known.referral)
    elif one.step.owner == "agency" and one.household is not None:
        yield Holder(one.household)
    elif one.step.owner == "agency" and agency_id is not None:
        yield Staff(agency_id)
    elif one.step.owner == "coordinator":
        yield Coordinators((authority_id, agency_id) if agency_id else (authority_id,))


JOB = jobs.offer(Job("steps.due", "Tells whose step of a case is near, due or overdue", time(6, 30), tell))
