"""A kept run as the file that replays it, for whoever runs the server: it holds all that the run looked at."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Viewer, require
from consortium.consortia import Consortium
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.roles import Stage
from consortium.trail import reading
from matching.replaying import replay
from matching.running import reopening, runs, versions
from matching.running.runs import MatchRun, RunConsortium


def export(viewer: Viewer, *, number: int, consortium_code: str | None = None) -> bytes:
    """The file of the run of this number, which the trail of every consortium of the run tells of.

    Solves outside any transaction. Raises NotFound; RuleBroken where several consortia have a run of this number and
    none is named, where there is no result, and where the run cannot be replayed any more.
    """
    require(viewer, "runs.read")
    if not viewer.operator:
        raise NotAllowed
    with transaction():
        run = _numbered(viewer, number=number, consortium_code=consortium_code)
        run_id, kept = run.id, _kept(run)
        said = {"solved_with": run.solved_with, "exported_with": versions.today()}
    try:
        written = replay.export(versions=said, **kept)
    except replay.NotReplayable as fault:
        raise RuleBroken(f"Run {number} cannot be replayed. {fault}", code="not_replayable") from fault
    with transaction():
        for one in runs.get(viewer, run_id=run_id).consortia:
            look: dict[str, Any] = {"stage": Stage.IDENTIFIED, "fields": ("snapshot", "document"), "action": "packed"}
            reading.note(viewer, entity="match_runs", entity_id=run_id, owner_id=one.consortium_id, **look)
    return written


def _numbered(viewer: Viewer, *, number: int, consortium_code: str | None) -> MatchRun:
    """The run that bears a number in a consortium, or in all of them that have one."""
    found = runs.visible(viewer).join(RunConsortium).where(RunConsortium.number == number)
    if consortium_code is not None:
        named = consortia.by_code(viewer, code=consortium_code)
        found = found.where(RunConsortium.consortium_id == named.id)
    known = db.session.scalars(found).unique().all()
    if not known:
        raise NotFound(f"There is no run {number}{f' of {consortium_code}' if consortium_code else ''}.")
    if len(known) > 1:
        several = ", ".join(sorted("+".join(_codes(run.id)) for run in known))
        said = f"Several consortia have a run {number}: {several}. Name the consortium: --consortium CODE."
        raise RuleBroken(said, code="which_run")
    return known[0]


def _codes(run_id: UUID) -> list[str]:
    """The codes of the consortia that a run was over."""
    of_run = sa.select(RunConsortium.consortium_id).where(RunConsortium.run_id == run_id)
    found = sa.select(Consortium.code).where(Consortium.id.in_(of_run)).order_by(Consortium.code)
    return list(db.session.scalars(scoped(found)))


def _kept(run: MatchRun) -> dict[str, Any]:
    """What was kept of a run, if all of it still is. Raises RuleBroken."""
    result = reopening.whole(run)
    told = {
        "number": run.number,
        "consortia": _codes(run.id),
        "as_of": run.as_of.isoformat(),
        "started_at": run.created_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "is_preview": run.is_preview,
        "inputs_sha256": run.inputs_sha256,
    }
    return {"run": told, "snapshot": run.snapshot, "document": result}
