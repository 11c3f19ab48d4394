"""Match runs: what was looked at, by which policy and with what result, frozen for whoever asks later."""

import json
from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, words
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.rights import sight
from matching.running import withholding


class RunStatus(StrEnum):
    """How far a run has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MatchRun(Record, Base):
    """One run over one consortium or several; its inputs and its result are frozen bytes."""

    __tablename__ = "match_runs"
    __table_args__ = (
        sa.CheckConstraint("status <> 'done' OR document IS NOT NULL", name="done_has_document"),
        sa.CheckConstraint("status <> 'failed' OR error <> ''", name="failed_has_error"),
    )

    number: Mapped[int]
    status: Mapped[RunStatus] = mapped_column(words(RunStatus, name="status"))
    as_of: Mapped[date]
    policy_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("policies.id"))
    policy_version: Mapped[str] = mapped_column(sa.Text)
    inputs_sha256: Mapped[str] = mapped_column(sa.String(64))
    snapshot: Mapped[bytes] = mapped_column(deferred=True)
    document: Mapped[bytes | None] = mapped_column(deferred=True)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    started_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    finished_at: Mapped[datetime | None]
    solved_with: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    is_preview: Mapped[bool] = mapped_column(default=False)
    consortia: Mapped[list["RunConsortium"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def inputs(self) -> dict[str, Any]:
        """What the run looked at, as plain data."""
        found: dict[str, Any] = json.loads(self.snapshot)
        return found

    @property
    def result(self) -> dict[str, Any]:
        """What the run found, as plain data; empty before it is done."""
        found: dict[str, Any] = json.loads(self.document) if self.document else {}
        return found


class RunConsortium(Record, Base):
    """A consortium that a run was over; runs are numbered within each."""

    __tablename__ = "run_consortia"
    __table_args__ = (sa.UniqueConstraint("run_id", "consortium_id"), sa.UniqueConstraint("consortium_id", "number"))

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    number: Mapped[int]


def visible(viewer: Viewer, *, status: RunStatus | None = None) -> Select[MatchRun]:
    """The runs over consortia all of which the viewer coordinates, the latest first."""
    require(viewer, "runs.read")
    found = scoped(sa.select(MatchRun).where(in_scope(viewer))).order_by(MatchRun.created_at.desc(), MatchRun.id)
    return found if status is None else found.where(MatchRun.status == status)


def latest(viewer: Viewer) -> MatchRun | None:
    """The last run that somebody started and that is done; what was made of itself at night is none."""
    return db.session.scalars(visible(viewer, status=RunStatus.DONE).where(~MatchRun.is_preview).limit(1)).first()


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that the viewer coordinates every consortium of a run."""
    if viewer.operator:
        return sa.true()
    others = sa.select(RunConsortium.id).where(
        RunConsortium.run_id == MatchRun.id,
        RunConsortium.consortium_id.not_in(sight.consortia_of(viewer, "runs.read")),
    )
    return ~others.exists()


def get(viewer: Viewer, *, run_id: UUID) -> MatchRun:
    """One run over consortia all of which the viewer coordinates."""
    found = db.session.scalar(visible(viewer).where(MatchRun.id == run_id))
    if found is None:
        raise NotFound
    return found


def result(viewer: Viewer, *, run_id: UUID) -> bytes:
    """The bytes of a run's result, as `consortium match --out F.json` writes them; protected journeys left out."""
    run = get(viewer, run_id=run_id)
    if run.document is None:
        raise RuleBroken(f"The run is {run.status}: it has no result.", code="no_result")
    if viewer.operator:
        return run.document
    return withholding.of_document(run.document, hidden=withholding.undisclosed(run))


def before(run: MatchRun) -> MatchRun | None:
    """The done run before one, over the same consortia: what was made of itself at night is none."""
    return last_over([one.consortium_id for one in run.consortia], before=run.number)


@whole("a run keeps what the last one suggested, and is held against it")
def last_over(consortium_ids: Collection[UUID], *, before: int | None = None) -> MatchRun | None:
    """The last done run over just these consortia, or the last before a number; previews are left aside."""
    of_run = sa.select(sa.func.count()).where(RunConsortium.run_id == MatchRun.id)
    same = of_run.where(RunConsortium.consortium_id.in_(consortium_ids)).scalar_subquery() == len(consortium_ids)
    no_more = of_run.scalar_subquery() == len(consortium_ids)
    done = sa.select(MatchRun).where(MatchRun.status == RunStatus.DONE, ~MatchRun.is_preview, same, no_more)
    if before is not None:
        done = done.where(MatchRun.number < before)
    return db.session.scalar(done.order_by(MatchRun.number.desc()).limit(1))
