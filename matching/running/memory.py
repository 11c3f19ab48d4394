"""The memory of decisions: where people decided otherwise than runs suggested, month by month, beside the policy."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed
from consortium.floor.guard import scoped
from consortium.linking.links import Link
from consortium.linking.pairs import EndReason
from consortium.rights import sight
from matching.running import runs
from matching.running.overruling import OverruleReason, Overruling
from matching.running.runs import MatchRun, RunConsortium, RunStatus
from matching.running.suggestions import Suggestion
from matching.terms import policies

K = TypeVar("K")
R = TypeVar("R")
# Of the reasons for which a link ends, those that say no to the pair itself.
NO_TO_THE_PAIR = (
    EndReason.DECLINED_BY_AUTHORITY,
    EndReason.DECLINED_BY_AGENCY,
    EndReason.CARERS_WITHDREW,
    EndReason.NOT_APPROVED,
)


@dataclass(frozen=True)
class Month:
    """One calendar month, by its first day, of one consortium. Every count is of suggestions, so of referrals.

    `policies`: the versions in force, in their order. `suggested`: pairs that runs of the month suggested, each once.
    `proposed`: links proposed from them. `set_aside` and `instead` (another household was proposed): by the reason of
    the month's decisions. `declined`: links from suggestions that a person's no ended in the month.
    """

    month: date
    policies: tuple[str, ...]
    suggested: int
    proposed: int
    set_aside: Mapping[OverruleReason, int]
    instead: Mapping[OverruleReason, int]
    declined: Mapping[EndReason, int]


def months(viewer: Viewer, *, consortium_code: str) -> list[Month]:
    """Every month of a consortium that the viewer coordinates in which anything of this was decided, the latest first.

    Runs over several consortia count in each of them; previews in none.
    """
    require(viewer, "suggestions.read")
    key = consortia.by_code(viewer, code=consortium_code).id
    if not sight.may_in(viewer, "suggestions.read", consortium_id=key):
        raise NotAllowed(f"You do not coordinate {consortium_code}.")
    suggested, proposed = _suggested(viewer, key)
    overruled = _overruled(viewer, key)
    declined = _declined(viewer, key)
    found = {*suggested, *proposed, *declined, *(month for month, _ in overruled)}
    return [
        Month(
            month,
            policies.versions_in(consortium_id=key, first=month, last=_last_day(month)),
            suggested[month],
            proposed[month],
            overruled.get((month, False), {}),
            overruled.get((month, True), {}),
            declined.get(month, {}),
        )
        for month in sorted(found, reverse=True)
    ]


def _of(viewer: Viewer, consortium_id: UUID) -> sa.ColumnElement[bool]:
    """The condition that a run was a person's, is done, and was over the consortium, within the viewer's sight."""
    over = sa.select(RunConsortium.run_id).where(RunConsortium.consortium_id == consortium_id)
    kept = MatchRun.status == RunStatus.DONE, ~MatchRun.is_preview, MatchRun.id.in_(over)
    return sa.and_(runs.in_scope(viewer), *kept)


def _suggested(viewer: Viewer, consortium_id: UUID) -> tuple[Counter[date], Counter[date]]:
    """How many pairs the runs of each month suggested, and from how many of these a link was proposed."""
    asked: Any = sa.select(MatchRun.created_at, Suggestion.referral_ref, Suggestion.household_ref, Suggestion.link_id)
    rows = db.session.execute(scoped(asked.join(MatchRun).where(_of(viewer, consortium_id)))).all()
    pairs = {(_month(row.created_at), row.referral_ref, row.household_ref) for row in rows}
    linked = {(_month(row.created_at), row.link_id) for row in rows if row.link_id}
    return Counter(month for month, *_ in pairs), Counter(month for month, _ in linked)


def _overruled(viewer: Viewer, consortium_id: UUID) -> dict[tuple[date, bool], Counter[OverruleReason]]:
    """How many were overruled, under the month and whether another household was proposed, by their reasons."""
    asked: Any = sa.select(Overruling.created_at, Overruling.link_id, Overruling.reason).join(MatchRun)
    rows = db.session.execute(scoped(asked.where(_of(viewer, consortium_id), Overruling.taken_back_at.is_(None)))).all()
    return _counted(((_month(row.created_at), row.link_id is not None), row.reason) for row in rows)


def _declined(viewer: Viewer, consortium_id: UUID) -> dict[date, Counter[EndReason]]:
    """How many links from suggestions a no has ended in each month, by its reason."""
    asked: Any = sa.select(Link.ended_at, Link.end_reason)
    asked = asked.join(Suggestion, Suggestion.link_id == Link.id).join(MatchRun)
    rows = db.session.execute(
        scoped(asked.where(_of(viewer, consortium_id), Link.end_reason.in_(NO_TO_THE_PAIR)))
    ).all()
    return _counted((_month(row.ended_at), row.end_reason) for row in rows)


def _counted(pairs: Iterable[tuple[K, R]]) -> dict[K, Counter[R]]:
    found: dict[K, Counter[R]] = {}
    for key, reason in pairs:
        found.setdefault(key, Counter())[reason] += 1
    return found


def _month(instant: datetime) -> date:
    return clock.day_of(instant).replace(day=1)


def _last_day(month: date) -> date:
    following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return date.fromordinal(following.toordinal() - 1)
