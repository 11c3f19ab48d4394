"""Members: the authorities, agencies, practice partners and observers of the consortia, and when each belonged."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from consortium import consortia
from consortium.access import MemberKind, Viewer, consortia_of, may_in, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.importing import entries


class Member(Editable, Base):
    """An organisation; it may belong to several consortia."""

    __tablename__ = "members"
    __table_args__ = (
        sa.UniqueConstraint("code", info={"refusal": Conflict("There is a member with this code.")}),
        sa.CheckConstraint("code <> '' AND name <> ''", name="named"),
    )

    code: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[MemberKind] = mapped_column(words(MemberKind, name="kind"))
    memberships: Mapped[list["Membership"]] = relationship(back_populates="member")


class Membership(Editable, Base):
    """A member's time in one consortium: from the day it joined up to, not including, the day it left."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.UniqueConstraint("consortium_id", "member_id", "joined_on"),
        sa.Index(
            "uq_memberships_lasting",
            "consortium_id",
            "member_id",
            unique=True,
            sqlite_where=sa.text("left_on IS NULL"),
            postgresql_where=sa.text("left_on IS NULL"),
            info={"refusal": Conflict("The member belongs to this consortium already.", code="recorded_already")},
        ),
        sa.CheckConstraint(
            "left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on",
            name="joins_before_leaving",
            info={"refusal": RuleBroken("A member does not leave before it joined.", code="joins_before_leaving")},
        ),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    member_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"), index=True)
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    member: Mapped[Member] = relationship(back_populates="memberships")
    consortium: Mapped[consortia.Consortium] = relationship(lazy="joined")


class Alias(Record, Base):
    """A code that the council bore before its boundary was redrawn."""

    __tablename__ = "code_aliases"
    __table_args__ = (sa.UniqueConstraint("old_code"),)

    old_code: Mapped[str] = mapped_column(sa.String(40))
    code: Mapped[str] = mapped_column(sa.String(40))


_STAYS = (Membership.__table__.alias(), Membership.__table__.alias())  # a class's own would set all mappers up


def belonging(*, consortium_ids: Iterable[UUID], on: date | None = None) -> Select[UUID]:
    """The ids of the members of any of the consortia; on one day, or of all days when none is named."""
    found = sa.select(Membership.member_id).where(Membership.consortium_id.in_(list(consortium_ids)))
    return found if on is None else found.where(*_holds_on(on))


def together(
    *, first: Any, second: Any, on: date, consortium_ids: Iterable[UUID] | None = None
) -> sa.ColumnElement[bool]:
    """The condition that two members belong to one consortium on a day; to one of these, where some are named."""
    one, other = (stay.c for stay in _STAYS)
    shared = sa.select(one.id).where(other.consortium_id == one.consortium_id)
    shared = shared.where(one.member_id == first, other.member_id == second, *_holds_on(on, one), *_holds_on(on, other))
    if consortium_ids is not None:
        shared = shared.where(one.consortium_id.in_(list(consortium_ids)))
    return shared.exists()


def belongs(member_id: Any, *, consortium_id: Any, on: Any) -> sa.ColumnElement[bool]:
    """The condition that a member belongs to a consortium on a day; each is a column, or what stands for a value."""
    pair = (Membership.member_id == member_id, Membership.consortium_id == consortium_id)
    return sa.exists().where(*pair, *_holds_on(on))


def _holds_on(day: Any, stay: Any = Membership) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        sa.or_(stay.joined_on.is_(None), stay.joined_on <= day),
        sa.or_(stay.left_on.is_(None), stay.left_on > day),
    )


def pooled(*, consortium_ids: Iterable[UUID], as_of: date) -> Select[UUID]:
    """The ids of the members whose records a match run over the consortia may look at on a day.

    Who left by then, or by today, took its records along. Those who have yet to join come in, and bars keep them apart
    by the day; but not while they belong to other consortia alone, whose business they are.
    """
    chosen, today = list(consortium_ids), clock.today()
    stays = sa.or_(Membership.left_on.is_(None), Membership.left_on > max(as_of, today))
    others = sa.select(consortia.Consortium.id).where(consortia.Consortium.id.not_in(chosen))
    elsewhere = belonging(consortium_ids=db.session.scalars(others), on=today)
    here = belonging(consortium_ids=chosen, on=today)
    at_home = sa.or_(Membership.member_id.in_(here), Membership.member_id.not_in(elsewhere))
    return belonging(consortium_ids=chosen).where(stays, at_home)


def visible(
    viewer: Viewer, *, kind: MemberKind | None = None, search: str | None = None, consortium_id: UUID | None = None
) -> Select[Member]:
    """The members of the viewer's consortia with their times there, by name."""
    found = _seen(viewer, kind=kind).options(selectinload(Member.memberships))
    if consortium_id is not None:
        found = found.where(Member.id.in_(belonging(consortium_ids=[consortium_id])))
    if search:
        sought = sa.or_(Member.name.icontains(search, autoescape=True), Member.code.icontains(search, autoescape=True))
        found = found.where(sought)
    return found


def get(viewer: Viewer, *, member_id: UUID) -> Member:
    """One member of the viewer's consortia."""
    found = db.session.scalar(visible(viewer).where(Member.id == member_id))
    if found is None:
        raise NotFound
    return found


def by_code(viewer: Viewer, *, code: str, kind: MemberKind | None = None) -> Member:
    """One member of the viewer's consortia by its code; a council's old codes are its aliases."""
    current = sa.func.coalesce(sa.select(Alias.code).where(Alias.old_code == code).scalar_subquery(), code)
    found = db.session.scalar(_seen(viewer, kind=kind).where(Member.code == current))
    if found is None:
        raise NotFound(f"No {kind or 'member'} with the code {code} is known here.")
    return found


def _seen(viewer: Viewer, *, kind: MemberKind | None) -> Select[Member]:
    require(viewer, "members.read")
    found = sa.select(Member).order_by(Member.name, Member.id)
    if not viewer.operator:
        shared = Member.id.in_(belonging(consortium_ids=viewer.consortia()))
        found = found.where(sa.or_(shared, Member.id == viewer.member_id))
    return found if kind is None else found.where(Member.kind == kind)


def add(
    viewer: Viewer,
    *,
    code: str,
    name: str,
    kind: MemberKind,
    consortium_code: str,
    joined_on: date | None = None,
    left_on: date | None = None,
) -> Member:
    """Brings an organisation into a consortium; one that another consortium knows keeps its recorded name."""
    consortium = _coordinated(viewer, consortium_code=consortium_code)
    code, name = code.strip(), name.strip()
    code = db.session.scalar(sa.select(Alias.code).where(Alias.old_code == code)) or code
    if not code or not name:
        raise Invalid({field: ["Fill this in."] for field, value in (("code", code), ("name", name)) if not value})
    member = db.session.scalar(sa.select(Member).where(Member.code == code))
    if member is None:
        member = Member(code=code, name=name, kind=MemberKind(kind))
        db.session.add(member)
        flush()
    _refuse_pulling(viewer, member=member)
    if member.kind != kind:
        raise RuleBroken(f"{code} is recorded as {member.kind} already; a member is of one kind.", code="other_kind")
    if overlapping(member, consortium_id=consortium.id, joined_on=joined_on, left_on=left_on):
        raise Conflict(f"{code} belongs to {consortium.code} on these days already.", code="recorded_already")
    member.memberships.append(Membership(consortium=consortium, joined_on=joined_on, left_on=left_on))
    flush()
    return member


def overlapping(
    member: Member, *, consortium_id: UUID, joined_on: date | None, left_on: date | None
) -> list[Membership]:
    """The member's times in a consortium that share a day with the given one, as the database knows them now."""
    times = sa.select(Membership).where(Membership.member_id == member.id, Membership.consortium_id == consortium_id)
    return [
        one
        for one in db.session.scalars(times.execution_options(populate_existing=True))
        if (one.joined_on or date.min) < (left_on or date.max) and (joined_on or date.min) < (one.left_on or date.max)
    ]


def change(viewer: Viewer, *, member_id: UUID, version: int, name: str) -> Member:
    """Corrects a member's name; a coordinator of each consortium it belongs to may, its code and kind are fixed."""
    require(viewer, "members.change")
    member = get(viewer, member_id=member_id)
    if not may_rename(viewer, member=member):
        raise NotAllowed("Only who coordinates every consortium of this member may rename it.")
    if not name.strip():
        raise Invalid({"name": ["Give the member a name."]})
    expect_version(member, version)
    if entries.amend(member, {"name": name.strip()}):
        entries.touch(member)
    flush()
    return member


def may_rename(viewer: Viewer, *, member: Member) -> bool:
    """Whether the viewer coordinates every consortium that the member belongs to."""
    homes = {membership.consortium_id for membership in member.memberships}
    return viewer.operator or homes <= consortia_of(viewer, "members.change")


def change_membership(
    viewer: Viewer,
    *,
    membership_id: UUID,
    version: int,
    joined_on: date | None = None,
    left_on: date | None = None,
) -> Membership:
    """Sets the days on which a member joined and left one consortium; `version` is the membership's."""
    require(viewer, "members.change")
    membership = db.session.get(Membership, membership_id)
    if membership is None or (not viewer.operator and membership.consortium_id not in viewer.consortia()):
        raise NotFound
    _coordinated(viewer, consortium_code=membership.consortium.code)
    _refuse_pulling(viewer, member=membership.member)
    home = membership.consortium_id
    others = overlapping(membership.member, consortium_id=home, joined_on=joined_on, left_on=left_on)
    expect_version(membership, version)
    if any(other is not membership for other in others):
        raise Conflict("The member belongs to this consortium on these days already.", code="recorded_already")
    if entries.amend(membership, {"joined_on": joined_on, "left_on": left_on}):
        entries.touch(membership)
    flush()
    for follow in _FOLLOWERS:
        follow(viewer, member_id=membership.member_id)
    return membership


Follow = Callable[..., None]
_FOLLOWERS: list[Follow] = []


def when_days_change(follow: Follow) -> None:
    """Makes known what follows (viewer, member_id) when a member's days change; a room above this one offers it."""
    _FOLLOWERS.append(follow)


def _refuse_pulling(viewer: Viewer, *, member: Member) -> None:
    """Nobody brings an organisation into their own sight that is not in it: the operator alone may join them.

    Whoever left, or is yet to join elsewhere, has records too: only a member of one's own consortia today is one's own.
    """
    if viewer.operator or member.id is None:
        return
    mine = belonging(consortium_ids=consortia_of(viewer, "members.change"), on=clock.today())
    known = sa.select(Membership.id).where(Membership.member_id == member.id)
    if db.session.scalar(known.limit(1)) and not db.session.scalar(mine.where(Membership.member_id == member.id)):
        raise NotAllowed(f"{member.code} is known to this server already; its operator can bring it in.")


def as_row(membership: Membership) -> dict[str, Any]:
    """The membership as a row of the members sheet; its version is the membership's."""
    member = membership.member
    return {
        "code": member.code,
        "name": member.name,
        "kind": member.kind.value,
        "consortium": membership.consortium.code,
        "joined_on": membership.joined_on,
        "left_on": membership.left_on,
        "version": membership.version,
    }


def _coordinated(viewer: Viewer, *, consortium_code: str) -> consortia.Consortium:
    require(viewer, "members.change")
    try:
        consortium = consortia.by_code(viewer, code=consortium_code)
    except NotFound:
        raise Invalid({"consortium": [f"No consortium with the code {consortium_code} is known here."]}) from None
    if not may_in(viewer, "members.change", consortium_id=consortium.id):
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    consortia.hold(consortium_ids=[consortium.id])
    return consortium
