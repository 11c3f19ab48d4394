"""Targets: what each authority aims at for its children, version after version; never the law.

Without a version of its own an authority has the aims that the clock's data holds for everybody; it may adopt those
that are offered, set other weeks, or give an aim up from a day on. No version is ever changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import MemberKind, Viewer, require
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.rights import sight
from consortium.timescales.reading import LARGEST
from consortium.timescales.rules import Aim, StepKind, Term, shipped

LONGEST_SOURCE = 200


class Target(Record, Base):
    """One version of one aim of one authority, from a day on, until the next; without weeks it is given up."""

    __tablename__ = "targets"
    __table_args__ = (
        sa.UniqueConstraint(
            "authority_id",
            "code",
            "effective_from",
            info={"refusal": Conflict("This aim has a version from that day on.", code="recorded_already")},
        ),
        sa.CheckConstraint("weeks IS NULL OR weeks BETWEEN 1 AND 714", name="weeks"),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 1 AND 100", name="percent"),
    )

    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    code: Mapped[str] = mapped_column(sa.String(60))
    weeks: Mapped[int | None]
    percent: Mapped[int | None]
    effective_from: Mapped[date]
    source: Mapped[str] = mapped_column(sa.String(LONGEST_SOURCE))
    set_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    authority: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)


def known() -> Mapping[str, Aim]:
    """The aims that the clock's data names, by code: those for everybody, and those that are offered."""
    return {aim.code: aim for aim in shipped().aims}


def visible(viewer: Viewer) -> Select[Target]:
    """The versions of the authorities within the viewer's sight, by authority and aim, the latest first."""
    require(viewer, "targets.read")
    found = sa.select(Target).where(sight.of(viewer, "targets.read", owner=Target.authority_id))
    return scoped(found.order_by(Target.authority_id, Target.code, Target.effective_from.desc()))


def get(viewer: Viewer, *, target_id: UUID) -> Target:
    """One version within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Target.id == target_id))
    if found is None:
        raise NotFound
    return found


def set_(
    viewer: Viewer,
    *,
    code: str,
    effective_from: date,
    source: str,
    weeks: int | None = None,
    percent: int | None = None,
    authority_code: str | None = None,
) -> Target:
    """Sets how an authority aims at something from a day on; without weeks it gives the aim up.

    Cases that began before the day stay under the version of theirs. Raises Invalid; RuleBroken for a day that is not
    after the version before, for what governed is never changed.
    """
    require(viewer, "targets.set")
    authority = _authority(viewer, code=authority_code)
    _expect_sound(code=code, weeks=weeks, percent=percent, source=source)
    before = _latest(authority.id, code)
    if before is not None and effective_from < before:
        raise RuleBroken(f"This aim has a version from {before} on: give a later day.", code="later")
    set_by = {"set_by": viewer.user_id, "authority": authority, "authority_id": authority.id}
    given = {"weeks": weeks, "percent": percent, "effective_from": effective_from, "source": source.strip()}
    target = Target(code=code, **given, **set_by)
    db.session.add(target)
    flush()
    return target


@whole("the aims of an authority govern its cases, whoever looks at them")
def governing(*, authority_ids: Iterable[UUID]) -> dict[UUID, list[Aim]]:
    """Every version of every aim of each authority, with the days for which it holds: its own, or those for all."""
    ids = list(authority_ids)
    own: dict[tuple[UUID, str], list[Target]] = defaultdict(list)
    found = sa.select(Target).where(Target.authority_id.in_(ids)).order_by(Target.effective_from)
    for row in db.session.scalars(found).unique():
        own[row.authority_id, row.code].append(row)
    return {key: [one for aim in known().values() for one in _versions(aim, own[key, aim.code])] for key in ids}


def as_steps(aims: Sequence[Aim]) -> list[StepKind]:
    """The aims of one authority as steps of the clock: one kind for each aim, a term for each version."""
    found: dict[str, StepKind] = {}
    for aim in aims:
        term = Term("begun", aim.weeks, "weeks", aim.source, aim.effective_from, aim.effective_to)
        kind = found.get(aim.code) or StepKind(
            aim.code, aim.said, "target", aim.owner, aim.begins_with, "first", (aim.closed_by,), ()
        )
        found[aim.code] = replace(kind, terms=(*kind.terms, term))
    return list(found.values())


def _versions(aim: Aim, own: Sequence[Target]) -> Iterator[Aim]:
    """What holds for everybody up to the first version of one's own; then each version until the next."""
    first = own[0].effective_from if own else aim.effective_to
    if not aim.offered and aim.effective_from < first:
        yield replace(aim, effective_to=min(first, aim.effective_to))
    ends = [row.effective_from for row in own[1:]] + [date.max]
    for row, end in zip(own, ends, strict=False):
        if row.weeks is not None:
            told = replace(aim, weeks=row.weeks, percent=row.percent, source=row.source, offered=False)
            yield replace(told, effective_from=row.effective_from, effective_to=end)


def _authority(viewer: Viewer, *, code: str | None) -> members.Member:
    """The viewer's own authority, or the one that is named."""
    found = None
    if code is not None:
        found = members.by_code(viewer, code=code, kind=MemberKind.AUTHORITY)
    elif viewer.member_id is not None:
        found = members.get(viewer, member_id=viewer.member_id)
    if found is None or not sight.reaches(viewer, "targets.set", owner_id=found.id):
        raise NotFound
    return found


@whole("versions follow one another")
def _latest(authority_id: UUID, code: str) -> date | None:
    own = (Target.authority_id == authority_id, Target.code == code)
    return db.session.scalar(sa.select(sa.func.max(Target.effective_from)).where(*own))


def _expect_sound(*, code: str, weeks: int | None, percent: int | None, source: str) -> None:
    faults: dict[str, list[str]] = {}
    if code not in known():
        faults["code"] = [f"Choose one of the aims: {', '.join(known())}."]
    for name, value in (("weeks", weeks), ("percent", percent)):
        if value is not None and not 1 <= value <= LARGEST[name]:
            faults[name] = [f"Give a whole number from 1 to {LARGEST[name]}."]
    if not 1 <= len(source.strip()) <= LONGEST_SOURCE:
        faults["source"] = [f"Say who decided it, in at most {LONGEST_SOURCE} characters."]
    if faults:
        raise Invalid(faults)
