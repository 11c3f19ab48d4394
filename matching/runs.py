"""Match runs: what was looked at, by which policy, and the exact bytes of the answer, frozen for later years."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import clock, consortia
from consortium.access import Role, Viewer, require
from consortium.db import Base, Record, db, flush, words
from consortium.errors import Conflict, NotFound, RuleBroken
from matching import document, loading, suggestions
from matching.pinning import PinsRefused
from matching.plan import solve
from matching.problem import Problem, canonical_json, inputs_sha256
from matching.solver import SolverFailed


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MatchRun(Record, Base):
    """One run; owned by the consortia that it looked at. Its snapshot and its document are never changed."""

    __tablename__ = "match_runs"
    __table_args__ = (
        sa.UniqueConstraint(
            "number", info={"refusal": Conflict("Another run was started just now. Start yours again.")}
        ),
        sa.CheckConstraint("(status = 'done') = (document IS NOT NULL)", name="done_with_document"),
        sa.CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_with_error"),
    )

    number: Mapped[int]
    status: Mapped[RunStatus] = mapped_column(words(RunStatus, name="status"))
    as_of: Mapped[date]
    policy_version: Mapped[str | None] = mapped_column(sa.String(100))
    inputs_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    snapshot: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    document: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    error: Mapped[str | None] = mapped_column(sa.Text)
    started_by: Mapped[str] = mapped_column(sa.String(200))
    finished_at: Mapped[datetime | None]
    previous_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("match_runs.id"))
    consortia: Mapped[list[consortia.Consortium]] = relationship(
        secondary="match_run_consortia", order_by=consortia.Consortium.code, lazy="selectin"
    )


class MatchRunConsortium(Base):
    """A consortium that a run looked at."""

    __tablename__ = "match_run_consortia"

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"), primary_key=True)
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"), primary_key=True)


def visible(viewer: Viewer) -> Select[MatchRun]:
    """The runs over consortia all of which the viewer coordinates, the latest first."""
    require(viewer, "runs.read")
    found = sa.select(MatchRun).order_by(MatchRun.number.desc())
    if viewer.operator:
        return found
    strange = MatchRunConsortium.consortium_id.not_in(list(viewer.consortia(Role.COORDINATOR)))
    return found.where(~sa.exists().where(MatchRunConsortium.run_id == MatchRun.id, strange))


def get(viewer: Viewer, *, run_id: UUID) -> MatchRun:
    """One run over consortia all of which the viewer coordinates."""
    found = db.session.scalar(visible(viewer).where(MatchRun.id == run_id))
    if found is None:
        raise NotFound
    return found


def result(viewer: Viewer, *, run_id: UUID) -> bytes:
    """The document of a run that is done, byte for byte as `consortium match --out F.json` writes it."""
    run = get(viewer, run_id=run_id)
    if run.document is None:
        raise RuleBroken(f"Run {run.number} is {run.status}: only a run that is done has a result.", code="not_done")
    return run.document


def start(viewer: Viewer, *, as_of: date | None = None, consortium_ids: Collection[UUID] | None = None) -> MatchRun:
    """Runs the match over the given consortia (all that the viewer coordinates) as of a day (today) and keeps it.

    A small run is done at once. One whose pins cannot stand, or that finds no proven answer, is kept as failed with
    the sentences that say why.
    """
    require(viewer, "runs.start")
    looked_at = _consortia(viewer, consortium_ids)
    ids = [one.id for one in looked_at]
    before = _previous(ids)
    known = document.suggested_pairs(before.document) if before and before.document else []
    problem = loading.problem(consortium_ids=ids, as_of=as_of or clock.today(), previous=known)
    run = MatchRun(
        number=(db.session.scalar(sa.select(sa.func.max(MatchRun.number))) or 0) + 1,
        status=RunStatus.RUNNING,
        as_of=problem.as_of,
        policy_version=problem.policy.version,
        inputs_sha256=inputs_sha256(problem),
        snapshot=canonical_json(problem.canonical()),
        started_by=viewer.name or "operator",
        previous_id=before.id if before else None,
        consortia=looked_at,
    )
    db.session.add(run)
    flush()
    _finish(run, problem)
    flush()
    return run


def _finish(run: MatchRun, problem: Problem) -> None:
    try:
        plan = solve(problem)
    except (PinsRefused, SolverFailed) as refused:
        run.status, run.error = RunStatus.FAILED, str(refused)
    else:
        run.status, run.document = RunStatus.DONE, document.render(problem, plan)
        suggestions.keep(run.id, problem=problem, plan=plan)
    run.finished_at = clock.now()


def _consortia(viewer: Viewer, wanted: Collection[UUID] | None) -> list[consortia.Consortium]:
    found = consortia.visible(viewer)
    if not viewer.operator:
        found = found.where(consortia.Consortium.id.in_(list(viewer.consortia(Role.COORDINATOR))))
    if wanted is not None:
        found = found.where(consortia.Consortium.id.in_(list(wanted)))
    looked_at = list(db.session.scalars(found))
    if wanted is not None and len(looked_at) < len(set(wanted)):
        raise NotFound
    if not looked_at:
        raise RuleBroken("There is no consortium to run a match for.", code="no_consortium")
    return looked_at


def _previous(ids: Collection[UUID]) -> MatchRun | None:
    """The last run that was done over just these consortia."""
    of_run = sa.select(sa.func.count()).where(MatchRunConsortium.run_id == MatchRun.id)
    return db.session.scalar(
        sa.select(MatchRun)
        .where(
            MatchRun.status == RunStatus.DONE,
            of_run.scalar_subquery() == len(ids),
            of_run.where(MatchRunConsortium.consortium_id.in_(list(ids))).scalar_subquery() == len(ids),
        )
        .order_by(MatchRun.number.desc())
        .limit(1)
    )
