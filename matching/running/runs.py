"""Match runs: what was looked at, by which policy and with what result, frozen for whoever asks later."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia
from consortium.access import Viewer, require
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, see_one_state, transaction, words
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.rights import sight
from matching import document
from matching.pinning import PinsRefused
from matching.plan import solve
from matching.problem import Problem, canonical_json, inputs_sha256
from matching.running import loading, versions, withholding
from matching.solver import SolverFailed
from matching.terms import policies

BROKEN_OFF = "The run broke off by a fault of ours. Start another; if that fails too, tell whoever keeps the server."
LONGEST_SOLVE = timedelta(minutes=15)  # a national run takes a second


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


@dataclass(frozen=True)
class Ready:
    """What a run looks at, by which signed policy, over which consortia."""

    problem: Problem
    policy_id: UUID | None
    consortium_ids: list[UUID]


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


def start(
    viewer: Viewer,
    *,
    as_of: date | None = None,
    consortium_ids: Collection[UUID] | None = None,
    policy_id: UUID | None = None,
) -> MatchRun:
    """Runs a match over the consortia (all that the viewer coordinates) and keeps it, done or failed.

    Reads the inputs as they are at one instant, freezes them, solves outside any transaction, and keeps the result:
    call it before anything is written. The policy is the one named, or the one that governs the consortia.
    """
    require(viewer, "runs.start")
    ready = look(viewer, as_of=as_of, consortium_ids=consortium_ids, policy_id=policy_id)
    with transaction():
        _give_up_on_interrupted()
        run_id = _open(viewer, ready=ready).id
    _finish(run_id, problem=ready.problem)
    return get(viewer, run_id=run_id)


def look(
    viewer: Viewer,
    *,
    as_of: date | None = None,
    consortium_ids: Collection[UUID] | None = None,
    policy_id: UUID | None = None,
) -> Ready:
    """What a run would look at, as it is at one instant; nothing is written."""
    with transaction():
        see_one_state()
        chosen = _consortia(viewer, consortium_ids=consortium_ids)
        day = as_of or clock.today()
        signed = _policy(viewer, policy_id=policy_id, consortium_ids=chosen, on=max(day, clock.today()))
        problem = loading.problem(
            as_of=day,
            policy=policies.terms_of(signed),
            consortium_ids=chosen,
            previous=_previous(chosen),
        )
        return Ready(problem, signed.id if signed else None, chosen)


def keep_preview(viewer: Viewer, *, ready: Ready, result: bytes | None, error: str) -> MatchRun:
    """Keeps, in the transaction under way, a run that was solved before: a preview, from which no run goes on."""
    require(viewer, "runs.start")
    run = _open(viewer, ready=ready, is_preview=True)
    _close(run.id, result=result, error=error)
    return run


def _consortia(viewer: Viewer, *, consortium_ids: Collection[UUID] | None) -> list[UUID]:
    every = sa.select(Consortium.id)
    coordinated = set(db.session.scalars(every)) if viewer.operator else sight.consortia_of(viewer, "runs.start")
    if consortium_ids is None:
        consortium_ids = coordinated
    if not consortium_ids:
        raise RuleBroken("Name at least one consortium.", code="no_consortium")
    if not set(consortium_ids) <= coordinated:
        raise NotFound
    return sorted(set(consortium_ids))


def _policy(
    viewer: Viewer, *, policy_id: UUID | None, consortium_ids: list[UUID], on: date
) -> policies.SignedPolicy | None:
    if policy_id is not None:
        return policies.get(viewer, policy_id=policy_id)
    governing = policies.governing(consortium_ids=consortium_ids, on=on)
    if any(one.content != governing[0].content for one in governing):
        raise RuleBroken("The consortia have signed different policies: name the one to go by.", code="which_policy")
    return governing[0] if governing else None


def _previous(consortium_ids: list[UUID]) -> list[tuple[str, str]]:
    """The suggestions of the last done run over the same consortia."""
    last = _last(consortium_ids)
    return document.suggested_pairs(last.document) if last and last.document else []


def before(run: MatchRun) -> MatchRun | None:
    """The done run before one, over the same consortia: what was made of itself at night is none."""
    return _last([one.consortium_id for one in run.consortia], MatchRun.number < run.number)


@whole("a run keeps what the last one suggested, and is held against it")
def _last(consortium_ids: list[UUID], *conditions: sa.ColumnElement[bool]) -> MatchRun | None:
    of_run = sa.select(sa.func.count()).where(RunConsortium.run_id == MatchRun.id)
    same = of_run.where(RunConsortium.consortium_id.in_(consortium_ids)).scalar_subquery() == len(consortium_ids)
    no_more = of_run.scalar_subquery() == len(consortium_ids)
    done = sa.select(MatchRun).where(MatchRun.status == RunStatus.DONE, ~MatchRun.is_preview, same, no_more)
    return db.session.scalar(done.where(*conditions).order_by(MatchRun.number.desc()).limit(1))


@whole("runs are numbered within a consortium")
def _open(viewer: Viewer, *, ready: Ready, is_preview: bool = False) -> MatchRun:
    problem, consortium_ids = ready.problem, ready.consortium_ids
    consortia.hold(consortium_ids=consortium_ids)
    numbers = sa.select(sa.func.max(RunConsortium.number)).where(RunConsortium.consortium_id.in_(consortium_ids))
    number = (db.session.scalar(numbers) or 0) + 1
    run = MatchRun(
        number=number,
        status=RunStatus.RUNNING,
        as_of=problem.as_of,
        policy_id=ready.policy_id,
        policy_version=problem.policy.version,
        inputs_sha256=inputs_sha256(problem),
        snapshot=canonical_json(problem.canonical()),
        started_by=viewer.user_id,
        is_preview=is_preview,
        solved_with=versions.today(),
    )
    run.consortia = [RunConsortium(consortium_id=consortium_id, number=number) for consortium_id in consortium_ids]
    db.session.add(run)
    flush()
    return run


@whole("a run that broke off is given up by the next")
def _give_up_on_interrupted() -> None:
    """A run whose process was ended while it solved will never finish: it failed, and says so."""
    interrupted = MatchRun.status == RunStatus.RUNNING, MatchRun.created_at < clock.now() - LONGEST_SOLVE
    for run in db.session.scalars(sa.select(MatchRun).where(*interrupted)):
        run.status, run.error = RunStatus.FAILED, "The run was interrupted. Start another."
        run.finished_at = clock.now()
    flush()


def _finish(run_id: UUID, *, problem: Problem) -> None:
    """Solves and keeps the result; where that breaks off, the run has failed and whoever watches over us is told."""
    try:
        result, error = solved(problem)
        with transaction():
            _close(run_id, result=result, error=error)
    except Exception:
        with transaction():
            _close(run_id, result=None, error=BROKEN_OFF)
        raise


def solved(problem: Problem) -> tuple[bytes | None, str]:
    """The result, or in words why there is none."""
    try:
        return document.render(problem, solve(problem)), ""
    except (PinsRefused, SolverFailed) as refusal:
        return None, str(refusal) or "The solver gave no answer."


@whole("a run keeps its result")
def _close(run_id: UUID, *, result: bytes | None, error: str) -> None:
    from matching.running import suggestions  # whose rows point at runs

    run = db.session.get_one(MatchRun, run_id)
    run.document, run.error = result, error
    run.status = RunStatus.FAILED if result is None else RunStatus.DONE
    run.finished_at = clock.now()
    flush()
    suggestions.keep(run)
