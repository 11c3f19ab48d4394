"""The course of cases: what happened is recorded, and taken back."""

from typing import Any

import sqlalchemy as sa

from consortium.course import targets
from consortium.course.cycles import PdsaCycle
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


def cycle(side: Side) -> Picked | None:
    """A cycle of the authority's own."""
    row = side.one(sa.select(PdsaCycle).where(PdsaCycle.authority_id == side.authority_id))
    return Picked({"cycle_id": row.id}, version=row.version) if row else None


def tried(side: Side, _: Picked) -> dict[str, Any]:
    """Something that is tried from a day on."""
    known = {"aim": side.any(*targets.known()), "title": f"Try number {side.number()}"}
    return known | {"started_on": str(on(-side.number(1, 300)))}


def typed_try(side: Side, _: Picked) -> dict[str, Any]:
    """The same, typed."""
    known = {"aim": side.any(*targets.known()), "title": f"Try number {side.number()}"}
    return known | boxes("started_on", -side.number(1, 300))


def learnt(side: Side, _: Picked) -> dict[str, str]:
    """What came of it."""
    return {"study": f"It helped {side.number()} times."}


def typed_learnt(side: Side, _: Picked) -> dict[str, str]:
    """The same, typed."""
    return {"title": "Tried again", "study": f"It helped {side.number()} times."} | boxes("started_on", -200)


ACTS: Acts = {
    "run_charts.record": Act("authority_worker", sends=tried),
    "run_charts.change": Act("authority_manager", cycle, learnt),
    "web.run_charts.add": Act("authority_manager", sends=typed_try),
    "web.run_charts.change": Act("authority_worker", cycle, typed_learnt),
    "targets.set_": Act("authority_manager", sends=aim),
    "web.targets.set_": Act("authority_manager", sends=typed_aim),
    "course.record": Act("authority_worker", case, happened),
    "course.reverse": Act("authority_worker", recorded, why),
    "web.clock.record": Act("authority_worker", case, typed),
    "web.clock.reverse": Act("authority_manager", recorded, why),
}
