"""Starting a match run: the records are read as they are at one instant, and it is solved outside any transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Viewer, require
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import db, flush, see_one_state, transaction
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import whole
from consortium.rights import sight
from matching import document
from matching.pinning import PinsRefused
from matching.plan import solve
from matching.problem import Problem, canonical_json, inputs_sha256
from matching.running import bounds, closing, loading, runs, versions
from matching.running.runs import MatchRun, RunConsortium, RunStatus
from matching.solver import SolverFailed
from matching.tasks import asking
from matching.tasks.records import Task
from matching.terms import policies

BROKEN_OFF = "The run broke off by a fault of ours. Start another; if that fails too, tell whoever keeps the server."
LONGEST_SOLVE = timedelta(minutes=15)  # a national run takes a second


@dataclass(frozen=True)
class Ready:
    """What a run looks at, by which signed policy, over which consortia."""

    problem: Problem
    policy_id: UUID | None
    consortium_ids: list[UUID]


def start(
    viewer: Viewer,
    *,
    as_of: date | None = None,
    consortium_ids: Collection[UUID] | None = None,
    policy_id: UUID | None = None,
) -> MatchRun:
    """Runs a match over the consortia (all that the viewer coordinates) and keeps it, done or failed.

    Reads the inputs as they are at one instant, freezes them, solves outside any transaction, and keeps the result:
    call it before anything is written. The policy is the one named, or the one that governs the consortia. A large run
    waits in the queue for a worker; at the server's own terminal it is solved there, however long it takes.

    Raises QueueFull where too many wait already.
    """
    require(viewer, "runs.start")
    ready = look(viewer, as_of=as_of, consortium_ids=consortium_ids, policy_id=policy_id)
    waits = not viewer.operator and bounds.is_large(ready.problem)
    with transaction():
        _give_up_on_interrupted()
        run = _open(viewer, ready=ready, status=RunStatus.QUEUED if waits else RunStatus.RUNNING)
        if waits:
            asking.put_run(viewer, run=run)
        run_id = run.id
    if not waits:
        _finish(run_id, problem=ready.problem)
    return runs.get(viewer, run_id=run_id)


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
    closing.close(run.id, result=result, error=error)
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
    last = runs.last_over(consortium_ids)
    return document.suggested_pairs(last.document) if last and last.document else []


@whole("runs are numbered within a consortium")
def _open(viewer: Viewer, *, ready: Ready, status: RunStatus = RunStatus.RUNNING, is_preview: bool = False) -> MatchRun:
    problem, consortium_ids = ready.problem, ready.consortium_ids
    consortia.hold(consortium_ids=consortium_ids)
    numbers = sa.select(sa.func.max(RunConsortium.number)).where(RunConsortium.consortium_id.in_(consortium_ids))
    number = (db.session.scalar(numbers) or 0) + 1
    run = MatchRun(
        number=number,
        status=status,
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
    """A run whose process was ended while it solved will never finish: it failed, and says so. Tasks have a worker."""
    of_worker = sa.select(Task.id).where(Task.run_id == MatchRun.id)
    interrupted = (
        MatchRun.status == RunStatus.RUNNING,
        MatchRun.created_at < clock.now() - LONGEST_SOLVE,
        ~of_worker.exists(),
    )
    for run in db.session.scalars(sa.select(MatchRun).where(*interrupted)):
        run.status, run.error = RunStatus.FAILED, "The run was interrupted. Start another."
        run.finished_at = clock.now()
    flush()


def _finish(run_id: UUID, *, problem: Problem) -> None:
    """Solves and keeps the result; where that breaks off, the run has failed and whoever watches over us is told."""
    try:
        result, error = solved(problem)
        with transaction():
            closing.close(run_id, result=result, error=error)
    except Exception:
        with transaction():
            closing.close(run_id, result=None, error=BROKEN_OFF)
        raise


def solved(problem: Problem) -> tuple[bytes | None, str]:
    """The result, or in words why there is none."""
    try:
        return document.render(problem, solve(problem)), ""
    except (PinsRefused, SolverFailed) as refusal:
        return None, str(refusal) or "The solver gave no answer."
