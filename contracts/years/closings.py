"""Closings: one person proposes how the period of an agreement ended, another confirms it, and it stands for good."""

import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db, expect_version, flush
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.rights import sight
from contracts import agreements
from contracts.agreements import Agreement
from contracts.years import settling
from contracts.years.closed import Closing, ClosingStatus
from contracts.years.settling import Preview

ACT = "years.close"


MOVES: Mapping[ClosingStatus, tuple[ClosingStatus, ...]] = {
    ClosingStatus.PROPOSED: (ClosingStatus.WITHDRAWN, ClosingStatus.CLOSED),
    ClosingStatus.WITHDRAWN: (),
    ClosingStatus.CLOSED: (),
}
"""From a status to those that may follow; nothing follows an end."""


def visible(viewer: Viewer, *, agreement_id: UUID | None = None, live: bool | None = None) -> Select[Closing]:
    """The closings of the agreements that the viewer sees the whole of, the latest period first."""
    require(viewer, "closings.read")
    found = sa.select(Closing)
    if not viewer.operator:
        found = found.where(Closing.consortium_id.in_(sight.consortia_of(viewer, "closings.read")))
    if agreement_id is not None:
        found = found.where(Closing.agreement_id == agreement_id)
    if live is not None:
        found = found.where((Closing.status == ClosingStatus.PROPOSED) == sa.literal(live))
    return scoped(found).order_by(Closing.period_end.desc(), Closing.created_at.desc(), Closing.id)


def get(viewer: Viewer, *, closing_id: UUID) -> Closing:
    """One closing within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Closing.id == closing_id))
    if found is None:
        raise NotFound
    return found


def told(closing: Closing) -> dict[str, Any]:
    """A closing with its figures and entries, as plain data."""
    return {
        **{name: getattr(closing, name) for name in ("id", "agreement_id", "status", "digest", "ended_at", "version")},
        "agreement_ref": closing.agreement.ref,
        "period_end": closing.period_end,
        "commitments": [one | {"period_start": date.fromisoformat(one["period_start"])} for one in closing.parts],
        "proposed_by": closing.proposer.name,
        "proposed_at": closing.created_at,
        "ended_by": closing.ender.name if closing.ender else None,
    }


def preview(viewer: Viewer, *, agreement_id: UUID, period_end: date) -> Preview:
    """A period of an agreement as it would be closed now, and what has to be done first."""
    agreement = _own(viewer, "closings.read", agreement_id=agreement_id)
    return settling.preview(agreement, period_end=period_end)


def propose(viewer: Viewer, *, agreement_id: UUID, period_end: date) -> Closing:
    """Proposes to close a period as its preview stands: its transfers, what is carried, the shortfalls and their price.

    Refused before the period is over, before an earlier one of the agreement is closed, and while a shortfall has no
    price or a transfer is in doubt.
    """
    agreement, person = _own(viewer, ACT, agreement_id=agreement_id), _person(viewer)
    document = settling.settled(agreement, period_end=period_end)
    closing = Closing(agreement=agreement, consortium_id=agreement.consortium_id, period_end=period_end)
    closing.document, closing.digest, closing.proposed_by = document, settling.digest(document), person
    db.session.add(closing)
    flush()
    return closing


def confirm(viewer: Viewer, *, closing_id: UUID, version: int) -> Closing:
    """The second person confirms: the ledgers get what the year end makes of the units, and the shortfalls are owed."""
    closing, person = _open(viewer, ClosingStatus.CLOSED, closing_id=closing_id, version=version)
    if closing.proposed_by == person:
        raise RuleBroken("You proposed to close this period: another person confirms it.", code="alone")
    settling.hold(closing.agreement_id)
    found = settling.settled(closing.agreement, period_end=closing.period_end)
    if not hmac.compare_digest(settling.digest(found), closing.digest):
        raise RuleBroken(
            "The figures are not those that were proposed: something was recorded since. Withdraw the proposal, look "
            "at the preview and propose it anew.",
            code="changed_meanwhile",
        )
    _end(closing, ClosingStatus.CLOSED, by=person)
    settling.post(viewer, document=found, period_end=closing.period_end)
    return closing


def withdraw(viewer: Viewer, *, closing_id: UUID, version: int) -> Closing:
    """Whoever may close takes a proposal back; nothing was closed."""
    closing, person = _open(viewer, ClosingStatus.WITHDRAWN, closing_id=closing_id, version=version)
    _end(closing, ClosingStatus.WITHDRAWN, by=person)
    return closing


def _own(viewer: Viewer, act: str, *, agreement_id: UUID) -> Agreement:
    """The agreement, where the viewer may do this towards the whole of it."""
    require(viewer, act)
    agreement = agreements.get(viewer, agreement_id=agreement_id)
    if not sight.may_in(viewer, act, consortium_id=agreement.consortium_id):
        raise NotAllowed
    return agreement


def _open(viewer: Viewer, target: ClosingStatus, *, closing_id: UUID, version: int) -> tuple[Closing, UUID]:
    """The closing and the person, where the closing may become this."""
    require(viewer, ACT)
    closing, person = get(viewer, closing_id=closing_id), _person(viewer)
    if not sight.may_in(viewer, ACT, consortium_id=closing.consortium_id):
        raise NotAllowed
    expect_version(closing, version)
    if target not in MOVES[closing.status]:
        allowed = ", ".join(MOVES[closing.status]) or "nothing more"
        raise RuleBroken(f"The closing is {closing.status}; what may follow: {allowed}.", code="status")
    return closing, person


def _end(closing: Closing, status: ClosingStatus, *, by: UUID) -> None:
    closing.status, closing.ended_at, closing.ended_by = status, clock.now(), by
    entries.touch(closing)
    flush()


def _person(viewer: Viewer) -> UUID:
    if viewer.user_id is None:
        raise RuleBroken("Two people close a period; the operator cannot.", code="no_person")
    return viewer.user_id
