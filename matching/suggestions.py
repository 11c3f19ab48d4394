"""Suggestions: the pairs that a run found best, and the referrals it found none for, kept as they were."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import NotFound
from consortium.floor.guard import scoped
from matching import runs
from matching.runs import MatchRun


class Suggestion(Record, Base):
    """One suggested pair of a run, by the names that the run gave both sides."""

    __tablename__ = "suggestions"
    __table_args__ = (sa.UniqueConstraint("run_id", "referral_ref"), sa.UniqueConstraint("run_id", "household_ref"))

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    position: Mapped[int]
    referral_ref: Mapped[str] = mapped_column(sa.String(200))
    household_ref: Mapped[str] = mapped_column(sa.String(200))
    points: Mapped[int]
    merits: Mapped[dict[str, Any]]
    kept: Mapped[bool]


class Unmatched(Record, Base):
    """One referral for which a run had no household, and why, counted by household."""

    __tablename__ = "unmatched"
    __table_args__ = (sa.UniqueConstraint("run_id", "referral_ref"),)

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    position: Mapped[int]
    referral_ref: Mapped[str] = mapped_column(sa.String(200))
    reasons: Mapped[list[dict[str, Any]]]


def visible(viewer: Viewer, *, run_id: UUID | None = None) -> Select[Suggestion]:
    """The suggestions of the runs within the viewer's sight, the latest run first, in the run's order."""
    require(viewer, "suggestions.read")
    found = sa.select(Suggestion).join(MatchRun, MatchRun.id == Suggestion.run_id)
    found = scoped(found.where(runs.in_scope(viewer)))
    found = found.order_by(MatchRun.created_at.desc(), MatchRun.id, Suggestion.position)
    return found if run_id is None else found.where(Suggestion.run_id == run_id)


def unmatched(viewer: Viewer, *, run_id: UUID | None = None) -> Select[Unmatched]:
    """The referrals without a suggestion in the runs within the viewer's sight."""
    require(viewer, "suggestions.read")
    found = sa.select(Unmatched).join(MatchRun, MatchRun.id == Unmatched.run_id)
    found = scoped(found.where(runs.in_scope(viewer)))
    found = found.order_by(MatchRun.created_at.desc(), MatchRun.id, Unmatched.position)
    return found if run_id is None else found.where(Unmatched.run_id == run_id)


def get(viewer: Viewer, *, suggestion_id: UUID) -> Suggestion:
    """One suggestion of a run within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Suggestion.id == suggestion_id))
    if found is None:
        raise NotFound
    return found


def keep(run: MatchRun) -> None:
    """Writes the suggestions of a run's document as rows; a run that failed has none."""
    found = run.result
    for position, pair in enumerate(found.get("suggestions", ())):
        db.session.add(Suggestion(run_id=run.id, position=position, **pair))
    for position, missing in enumerate(found.get("unmatched", ())):
        db.session.add(Unmatched(run_id=run.id, position=position, **missing))
    flush()
