"""PDSA cycles: what an authority or a consortium tries so as to meet an aim better (plan, do, study, act), and when.

An authority's cycles are its own people's, and its coordinator reads them; a consortium's are read by all who take part
in it and written by who coordinates it. They are about the work and name nobody.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import access, consortia, members
from consortium.access import Viewer, require
from consortium.course.targets import known
from consortium.floor.db import Base, Editable, db, expect_version, flush
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.rights import sight
from consortium.rights.capabilities import CAPABILITIES

READ, WRITE = "cycles.read", "cycles.record"
TEXTS = ("plan", "do", "study", "act")
LONGEST_TITLE, LONGEST_TEXT = 120, 5_000
CHANGED = frozenset({"title", *TEXTS, "started_on", "ended_on"})


class PdsaCycle(Editable, Base):
    """One cycle, towards one aim, of one authority or of one consortium."""

    __tablename__ = "pdsa_cycles"
    __table_args__ = (
        sa.CheckConstraint("(authority_id IS NULL) <> (consortium_id IS NULL)", name="one_owner"),
        sa.CheckConstraint("title <> '' AND aim <> ''", name="named"),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on",
            name="ended_after_it_began",
            info={"refusal": RuleBroken("A cycle does not end before it began.", code="ended_before_it_began")},
        ),
        sa.Index("ix_pdsa_cycles_authority_id", "authority_id"),
        sa.Index("ix_pdsa_cycles_consortium_id", "consortium_id"),
    )

    authority_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    consortium_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("consortia.id"))
    aim: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    plan: Mapped[str] = mapped_column(sa.Text, default="")
    do: Mapped[str] = mapped_column(sa.Text, default="")
    study: Mapped[str] = mapped_column(sa.Text, default="")
    act: Mapped[str] = mapped_column(sa.Text, default="")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    authority: Mapped[members.Member | None] = relationship(lazy="joined")
    consortium: Mapped[consortia.Consortium | None] = relationship(lazy="joined")

    @property
    def owner(self) -> str:
        """Whose it is, by name."""
        found = self.authority or self.consortium
        return found.name if found else ""


def visible(viewer: Viewer, *, aim: str | None = None) -> Select[PdsaCycle]:
    """The cycles of the authorities within the viewer's sight and of the consortia they take part in, latest first."""
    require(viewer, READ)
    found = sa.select(PdsaCycle).where(_reached(viewer, READ))
    if aim is not None:
        found = found.where(PdsaCycle.aim == aim)
    return scoped(found.order_by(PdsaCycle.created_at.desc(), PdsaCycle.id))


def get(viewer: Viewer, *, cycle_id: UUID, changing: bool = False) -> PdsaCycle:
    """One cycle that the viewer may read, or that is theirs to change."""
    found = db.session.scalar(visible(viewer).where(PdsaCycle.id == cycle_id))
    if found is None or (changing and not may_change(viewer, cycle=found)):
        raise NotFound
    return found


def may_change(viewer: Viewer, *, cycle: PdsaCycle) -> bool:
    """Whether a cycle that the viewer reads is theirs to change: of their authority, or of a consortium they lead."""
    if not access.may(viewer, WRITE):
        return False
    if cycle.consortium_id is not None:
        return sight.may_in(viewer, WRITE, consortium_id=cycle.consortium_id)
    return cycle.authority_id is not None and sight.owns(viewer, WRITE, owner_id=cycle.authority_id)


def owners(viewer: Viewer) -> dict[str, str]:
    """For whom the viewer may record a cycle: the codes of consortia they coordinate, or "" for their own authority."""
    own = viewer.member_id is not None and sight.owns(viewer, WRITE, owner_id=viewer.member_id)
    found = {"": "Our own authority"} if own and not viewer.operator else {}
    led = consortia.visible(viewer)
    if not viewer.operator:
        led = led.where(consortia.Consortium.id.in_(sight.consortia_of(viewer, WRITE)))
    return found | {one.code: one.name for one in db.session.scalars(led)}


def record(
    viewer: Viewer, *, aim: str, title: str, started_on: date, consortium_code: str | None = None, **more: Any
) -> PdsaCycle:
    """Records a cycle of the viewer's own authority, or of the consortium that is named; `more`: the texts, `ended_on`.

    Who has no authority of their own and coordinates one consortium need not name it.
    """
    require(viewer, WRITE)
    if aim not in known():
        raise Invalid({"aim": [f"Choose one of the aims: {', '.join(known())}."]})
    said = _read({"title": title, "started_on": started_on, **more})
    cycle = PdsaCycle(aim=aim, recorded_by=viewer.user_id, **_owner(viewer, consortium_code), **said)
    db.session.add(cycle)
    flush()
    return cycle


def change(viewer: Viewer, *, cycle_id: UUID, version: int, values: Mapping[str, Any]) -> PdsaCycle:
    """Writes a cycle on: its title, what was planned, done, studied and acted upon, and its days."""
    require(viewer, WRITE)
    held = scoped(sa.select(PdsaCycle).where(PdsaCycle.id == cycle_id, _reached(viewer, WRITE)))
    cycle = db.session.scalar(held.with_for_update(of=PdsaCycle).execution_options(populate_existing=True))
    if cycle is None or not may_change(viewer, cycle=cycle):
        raise NotFound
    expect_version(cycle, version)
    if entries.amend(cycle, _read(values)):
        entries.touch(cycle)
    flush()
    return cycle


def _reached(viewer: Viewer, act: str) -> sa.ColumnElement[bool]:
    if viewer.operator:
        return sa.true()
    taking_part = viewer.consortia(*CAPABILITIES[act].roles)
    return sa.or_(sight.of(viewer, act, owner=PdsaCycle.authority_id), PdsaCycle.consortium_id.in_(taking_part))


def _owner(viewer: Viewer, consortium_code: str | None) -> dict[str, UUID | None]:
    may = owners(viewer)
    code = consortium_code or ("" if "" in may or len(may) != 1 else next(iter(may)))
    if code == "":
        if "" not in may:
            raise Invalid({"consortium_code": ["Name the consortium whose cycle it is."]})
        return {"authority_id": viewer.member_id}
    consortium = consortia.by_code(viewer, code=code)
    if code not in may:
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    return {"consortium_id": consortium.id}


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept; raises Invalid with a sentence for each that cannot be."""
    faults = {name: ["There is no such field."] for name in values.keys() - CHANGED}
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    said |= {name: "" for name in (*TEXTS, "title") if name in said and said[name] is None}
    if "title" in said and not 1 <= len(said["title"]) <= LONGEST_TITLE:
        faults["title"] = [f"Say in 1 to {LONGEST_TITLE} characters what is tried."]
    for name in TEXTS:
        if len(said.get(name, "")) > LONGEST_TEXT:
            faults[name] = [f"Use at most {LONGEST_TEXT:,} characters."]
    if "started_on" in said and said["started_on"] is None:
        faults["started_on"] = ["Give the day on which it began."]
    if faults:
        raise Invalid(faults)
    return said
