"""The course of cases: what happened is recorded, and taken back."""

from typing import Any

import sqlalchemy as sa

from consortium.course import targets
from consortium.course.events import CaseEvent, standing
from consortium.referrals import Referral
from tests.interference.changes.cases import cases
from tests.interference.side import Act, Acts, Picked, Side, boxes, on

KINDS = ("cpo_made", "icso_made", "cso_made", "accommodated", "panel_recommended")


def case(side: Side) -> Picked | None:
    """A referral that still is."""
    row = side.one(cases(side, Referral.closed_on.is_(None)))
    return Picked({"referral_id": row.id}) if row else None


def recorded(side: Side) -> Picked | None:
    """Something that was recorded and counts."""
    row = side.one(
        sa.select(CaseEvent).where(CaseEvent.authority_id == side.authority_id, standing(), _is_still(CaseEvent))
    )
    return Picked({"referral_id": row.referral_id, "event_id": row.id}) if row else None


def _is_still(table: type[CaseEvent]) -> sa.ColumnElement[bool]:
    return table.referral_id.in_(sa.select(Referral.id).where(Referral.erased_on.is_(None)))


def happened(side: Side, _: Picked) -> dict[str, str]:
    """Something on a day of the last months."""
    return {"event": side.any(*KINDS), "on": str(on(-side.number(1, 300)))}


def typed(side: Side, _: Picked) -> dict[str, str]:
    """The same, typed."""
    return {"event": side.any(*KINDS), **boxes("on", -side.number(1, 300))}


def why(side: Side, _: Picked) -> dict[str, str]:
    """Why it is taken back."""
    return {"reason": f"It was another child's, case {side.number()}."}


def aim(side: Side, _: Picked) -> dict[str, Any]:
    """Other weeks for an aim, from another day on."""
    day, known = str(on(side.number(1, 9_000))), {"source": "The committee"}
    return {"code": side.any(*targets.known()), "weeks": side.number(1, 60), "effective_from": day, **known}


def typed_aim(side: Side, _: Picked) -> dict[str, Any]:
    """The same, typed."""
    known = {"code": side.any(*targets.known()), "weeks": str(side.number(1, 60)), "source": "The committee"}
    return known | boxes("effective_from", side.number(1, 9_000))


ACTS: Acts = {
    "targets.set_": Act("authority_manager", sends=aim),
    "web.targets.set_": Act("authority_manager", sends=typed_aim),
    "course.record": Act("authority_worker", case, happened),
    "course.reverse": Act("authority_worker", recorded, why),
    "web.clock.record": Act("authority_worker", case, typed),
    "web.clock.reverse": Act("authority_manager", recorded, why),
}
