"""Previews: each night a match run over every consortium, for its coordinators to look at; it proposes nothing.

A preview is solved before anything is written, and kept in the transaction of the night's job. The last few of each
consortium are kept, and any from which a coordinator proposed a link; the trail keeps that the others were.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

import sqlalchemy as sa

from consortium import notices
from consortium.access import SCHEDULER, Viewer, may
from consortium.consortia import Consortium
from consortium.floor.db import db, flush, release
from consortium.floor.guard import whole
from consortium.notices import subjects, telling
from consortium.schedule import jobs
from consortium.schedule.jobs import Job
from matching import document
from matching.running import runs, starting
from matching.running.runs import MatchRun, RunConsortium, RunStatus
from matching.running.starting import Ready
from matching.running.suggestions import Suggestion, Unmatched
from matching.tasks import records

NIGHTS_KEPT = 7


@dataclass(frozen=True)
class Night:
    """One consortium's run, solved and not kept."""

    ready: Ready
    result: bytes | None
    error: str


def prepare(day: date) -> list[Night]:
    """The runs of a night: one for each consortium in which any child waits."""
    ids = db.session.scalars(sa.select(Consortium.id).order_by(Consortium.id)).all()
    release()
    looked_at = [starting.look(SCHEDULER, as_of=day, consortium_ids=[key]) for key in ids]
    return [Night(one, *starting.solved(one.problem)) for one in looked_at if one.problem.referrals]


def keep(viewer: Viewer, *, day: date, prepared: list[Night]) -> None:
    """Keeps them, and tells the coordinators of each that suggests anything else than the last run."""
    for night in prepared:
        before = _suggested_last(night.ready.consortium_ids)
        run = starting.keep_preview(viewer, ready=night.ready, result=night.result, error=night.error)
        if night.result is None or set(document.suggested_pairs(night.result)) != before:
            to = [notices.InConsortium(one) for one in night.ready.consortium_ids]
            notices.tell(viewer, code="run.preview", about=run, to=to)
        _forget_old(night.ready.consortium_ids)


@whole("a preview is of use for some nights, and of every consortium")
def _forget_old(consortium_ids: Collection[UUID]) -> None:
    """Deletes the previews beyond the last few, and marks as read what was told of them: it would lead nowhere."""
    own = sa.select(RunConsortium.run_id).where(RunConsortium.consortium_id.in_(consortium_ids))
    chosen = sa.select(Suggestion.run_id).where(Suggestion.link_id.is_not(None))
    previews = sa.select(MatchRun).where(MatchRun.is_preview, MatchRun.id.in_(own)).order_by(MatchRun.number.desc())
    old = list(db.session.scalars(previews.offset(NIGHTS_KEPT).where(MatchRun.id.not_in(chosen))))
    ids = [run.id for run in old]
    for table in (Suggestion, Unmatched):
        for row in db.session.scalars(sa.select(table).where(table.run_id.in_(ids))):
            db.session.delete(row)
    flush()
    records.forget(ids)
    for run in old:
        db.session.delete(run)
    telling.close(entity="match_runs", ids=ids)
    flush()


@whole("a preview is held against the last run, whoever started it")
def _suggested_last(consortium_ids: Collection[UUID]) -> set[tuple[str, str]]:
    own = sa.select(RunConsortium.run_id).where(RunConsortium.consortium_id.in_(consortium_ids))
    done = sa.select(MatchRun.document).where(MatchRun.status == RunStatus.DONE, MatchRun.id.in_(own))
    last = db.session.scalar(done.order_by(MatchRun.number.desc()).limit(1))
    return set(document.suggested_pairs(last)) if last else set()


def _named(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not may(viewer, "runs.read"):
        return {}
    found = db.session.scalars(runs.visible(viewer).where(MatchRun.id.in_(ids)))
    return {one.id: f"Run {one.number}" for one in found}


subjects.offer("match_runs", _named)
JOB = jobs.offer(
    Job("match.preview", "Makes a preview of a match run for each consortium", time(2, 30), keep, prepare=prepare)
)
