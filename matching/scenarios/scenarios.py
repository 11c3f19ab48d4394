"""Scenarios: what somebody supposed of a run, with what would follow, frozen; never changed, deleted when done with.

No row points at a scenario and no verb takes one but to read or delete it, so that nothing of it becomes real.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, NotFound
from consortium.floor.guard import scoped
from matching.running import runs
from matching.running.runs import MatchRun

LONGEST_NAME = 100


class Scenario(Record, Base):
    """One scenario: its changes as plain data, the bytes of what would follow, and who was left as the run has them.

    `left_out`: what the run calls the `referrals` and `households` whose address might not be disclosed when it was
    made: on nobody else's way does the result hang.
    """

    __tablename__ = "scenarios"
    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="has_name"),
        sa.UniqueConstraint(
            "run_id",
            "name",
            info={"refusal": Conflict("The run has a scenario of this name: give another.", code="name_taken")},
        ),
    )

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    changes: Mapped[list[dict[str, Any]]]
    result: Mapped[bytes] = mapped_column(deferred=True)
    left_out: Mapped[dict[str, Any]]
    made_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


def visible(viewer: Viewer, *, run_id: UUID) -> Select[Scenario]:
    """The scenarios of a run all of whose consortia the viewer coordinates, the latest first."""
    require(viewer, "scenarios.read")
    run = runs.get(viewer, run_id=run_id)
    found = sa.select(Scenario).join(MatchRun, MatchRun.id == Scenario.run_id)
    found = found.where(Scenario.run_id == run.id, runs.in_scope(viewer))
    return scoped(found.order_by(Scenario.created_at.desc(), Scenario.id))


def get(viewer: Viewer, *, run_id: UUID, scenario_id: UUID) -> Scenario:
    """One scenario of a run within the viewer's sight."""
    found = db.session.scalar(visible(viewer, run_id=run_id).where(Scenario.id == scenario_id))
    if found is None:
        raise NotFound
    return found


def delete(viewer: Viewer, *, run_id: UUID, scenario_id: UUID) -> Scenario:
    """Deletes a scenario; the trail keeps that it was there, who made it and who deleted it."""
    require(viewer, "scenarios.delete")
    found = get(viewer, run_id=run_id, scenario_id=scenario_id)
    db.session.delete(found)
    flush()
    return found
