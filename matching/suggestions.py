"""Suggestions of a run as rows, so that they can be found and paged: what the frozen document says and no more."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Role, Viewer, require
from consortium.db import Base, Record, db
from consortium.errors import NotFound
from matching import document
from matching.plan import Plan
from matching.problem import Problem


class Suggestion(Record, Base):
    """A pair that a run suggested, with the points of each merit; owned by the run."""

    __tablename__ = "suggestions"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "referral_ref"),
        sa.UniqueConstraint("run_id", "household_ref"),
    )

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    referral_ref: Mapped[str] = mapped_column(sa.String(100))
    household_ref: Mapped[str] = mapped_column(sa.String(100))
    points: Mapped[int]
    merits: Mapped[dict[str, Any]]
    kept: Mapped[bool]


class Unmatched(Record, Base):
    """A referral without a suggestion and, most frequent first, how many households stand under each bar."""

    __tablename__ = "unmatched_referrals"
    __table_args__ = (sa.UniqueConstraint("run_id", "referral_ref"),)

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    referral_ref: Mapped[str] = mapped_column(sa.String(100))
    reasons: Mapped[list[dict[str, Any]]]


def visible(viewer: Viewer, *, run_id: UUID | None = None) -> Select[Suggestion]:
    """The suggestions of runs within the viewer's sight, by run and referral; of one run, if it is named."""
    return _within_sight(viewer, Suggestion, run_id)


def unmatched(viewer: Viewer, *, run_id: UUID | None = None) -> Select[Unmatched]:
    """The referrals without a suggestion in runs within the viewer's sight."""
    return _within_sight(viewer, Unmatched, run_id)


def get(viewer: Viewer, *, suggestion_id: UUID) -> Suggestion:
    """One suggestion of a run within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Suggestion.id == suggestion_id))
    if found is None:
        raise NotFound
    return found


def keep(run_id: UUID, *, problem: Problem, plan: Plan) -> None:
    """Keep a plan's suggestions, and who has none, beside the run's document."""
    said = document.content(problem, plan)
    db.session.add_all(Suggestion(run_id=run_id, **entry) for entry in said["suggestions"])
    db.session.add_all(Unmatched(run_id=run_id, **entry) for entry in said["unmatched"])


def _within_sight(viewer: Viewer, table: Any, run_id: UUID | None) -> Select[Any]:
    """Runs are read by coordinators alone, and only by one who coordinates every consortium of the run."""
    require(viewer, "suggestions.read")
    found = sa.select(table).order_by(table.run_id, table.referral_ref)
    if run_id is not None:
        found = found.where(table.run_id == run_id)
    if viewer.operator:
        return found
    looked_at = sa.table("match_run_consortia", sa.column("run_id", sa.Uuid()), sa.column("consortium_id", sa.Uuid()))
    strange = looked_at.c.consortium_id.not_in(list(viewer.consortia(Role.COORDINATOR)))
    return found.where(~sa.exists().where(looked_at.c.run_id == table.run_id, strange))
