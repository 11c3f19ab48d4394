"""Referrals: an authority's request to place a child, born or not, or siblings together, and what becomes of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from consortium import children, entries, members, placements, searches, shares, sight
from consortium.access import MemberKind, Viewer, require
from consortium.children import Child, Sex
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.searches import MOVES
from consortium.searches import ReferralStatus as ReferralStatus
from consortium.sheets.children import COLUMNS

HEAD = tuple(column for column in COLUMNS if column.name in children.IDENTITY)


class Referral(Editable, Base):
    """One or more children of one authority who are to be placed together."""

    __tablename__ = "referrals"
    __table_args__ = (
        sa.UniqueConstraint(
            "authority_id", "ref", info={"refusal": Conflict("The authority has a referral with this reference.")}
        ),
        sa.UniqueConstraint("id", "authority_id"),
        sa.ForeignKeyConstraint(["held_by", "authority_id"], ["users.id", "users.member_id"]),
        sa.CheckConstraint("ref <> ''", name="has_ref"),
        sa.CheckConstraint("(status = 'searching') = (closed_on IS NULL)", name="closed_at_its_end"),
    )

    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    status: Mapped[ReferralStatus] = mapped_column(
        words(ReferralStatus, name="status"), default=ReferralStatus.SEARCHING
    )
    closed_on: Mapped[date | None]
    erased_on: Mapped[date | None]
    held_by: Mapped[UUID | None]
    authority: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)
    children: Mapped[list["Child"]] = relationship(
        lazy="selectin", order_by="Child.ref", cascade="all, delete-orphan", back_populates="referral"
    )

    @validates("status")
    def _note_end(self, _name: str, status: ReferralStatus) -> ReferralStatus:
        """Keeps the day from which a referral searches no more: retention counts from it."""
        if status is not self.status:
            self.closed_on = None if status is ReferralStatus.SEARCHING else clock.today()
        return status

    @property
    def current_children(self) -> list["Child"]:
        """The children who are still to be placed."""
        return [child for child in self.children if child.lost_on is None]


def visible(
    viewer: Viewer,
    *,
    search: str | None = None,
    authority_id: UUID | None = None,
    status: ReferralStatus | None = None,
) -> Select[Referral]:
    """The referrals within the viewer's sight, by reference."""
    require(viewer, "referrals.read")
    found = _reached(viewer, "referrals.read").order_by(Referral.ref, Referral.id)
    if authority_id is not None:
        found = found.where(Referral.authority_id == authority_id)
    if status is not None:
        found = found.where(Referral.status == status)
    if search:
        found = found.where(Referral.ref.icontains(search, autoescape=True))
    return found


def get(viewer: Viewer, *, referral_id: UUID, act: str = "referrals.read") -> Referral:
    """One referral that the viewer may do this to."""
    require(viewer, act)
    found = db.session.scalar(_reached(viewer, act).where(Referral.id == referral_id))
    if found is None:
        raise NotFound
    return found


def get_child(viewer: Viewer, *, child_id: UUID, act: str = "referrals.read") -> Child:
    """One child of a referral that the viewer may do this to."""
    require(viewer, act)
    reached = _reached(viewer, act).with_only_columns(Referral.id)
    child = db.session.scalar(scoped(sa.select(Child).where(Child.id == child_id, Child.referral_id.in_(reached))))
    if child is None:
        raise NotFound
    return child


def _reached(viewer: Viewer, act: str) -> Select[Referral]:
    """The referrals that the table gives the viewer this act towards, and those that a share opens; none erased."""
    shared = shares.opens(viewer, act, entity="referrals", key=Referral.id)
    reached = sa.or_(sight.of(viewer, act, owner=Referral.authority_id), shared)
    return scoped(sa.select(Referral).where(reached, Referral.erased_on.is_(None)))


def by_ref(viewer: Viewer, *, authority_code: str, ref: str) -> Referral:
    """One referral within the viewer's sight, by the reference its authority gave it."""
    found = visible(viewer).join(members.Member, members.Member.id == Referral.authority_id)
    referral = db.session.scalar(found.where(members.Member.code == authority_code, Referral.ref == ref))
    if referral is None:
        raise NotFound
    return referral


def refer(viewer: Viewer, *, values: Mapping[str, Any]) -> Referral:
    """Records a referral: `authority_code`, `children` (each under the children sheet's columns, `child_ref`
    optional) and, optionally, `referral_ref`.
    """
    require(viewer, "referrals.refer")
    referred, rest = _split(values)
    if not referred:
        raise Invalid({"children": ["Refer at least one child."]})
    head = entries.complete(entries.read(rest, HEAD), HEAD, optional={"referral_ref"})
    authority = _authority(viewer, code=head["authority_code"])
    ref = head["referral_ref"] or entries.new_ref("R")
    referral = Referral(authority_id=authority.id, authority=authority, ref=ref)
    referral.held_by = viewer.user_id if viewer.member_id == authority.id else None
    for child in referred:
        _add_child(referral, child)
    db.session.add(referral)
    flush()
    for placement in placements.know_referral(referral_id=referral.id, authority_id=authority.id, ref=ref):
        searches.follow(placement, referral=referral)
    return referral


def change(viewer: Viewer, *, referral_id: UUID, version: int, values: Mapping[str, Any]) -> Referral:
    """Changes the named `children`, and adds those whose `child_ref` is new or not given; others stay as they are."""
    referral = _editable(viewer, referral_id=referral_id, version=version)
    given, rest = _split(values)
    entries.read(rest, HEAD, fixed=children.IDENTITY)
    held = {child.ref: child for child in referral.children}
    changed = False
    for one in given:
        child = held.get(str(one.get("child_ref") or "").strip())
        if child is None:
            _add_child(referral, one)
            changed = True
        else:
            changed |= children.change(child, {name: value for name, value in one.items() if name != "child_ref"})
    if changed:
        entries.touch(referral)
    flush()
    return referral


def change_child(viewer: Viewer, *, child_id: UUID, version: int, values: Mapping[str, Any]) -> Child:
    """Changes the given columns of one child; `version` is the referral's."""
    child = get_child(viewer, child_id=child_id, act="referrals.change")
    _editable(viewer, referral_id=child.referral_id, version=version)
    if children.change(child, values):
        entries.touch(child.referral)
    flush()
    return child


def record_birth(viewer: Viewer, *, child_id: UUID, version: int, born_on: date, sex: Sex | None = None) -> Child:
    """An expected child is born: the same child from now on has a day of birth. `version` is the referral's."""
    child = _unborn(viewer, child_id=child_id, version=version, born_on=born_on)
    child.date_of_birth = born_on
    child.sex = Sex(sex) if sex else child.sex
    entries.touch(child.referral)
    flush()
    return child


def record_twins(
    viewer: Viewer,
    *,
    child_id: UUID,
    version: int,
    born_on: date | None = None,
    sexes: Sequence[Sex | None] = (None, None),
) -> tuple[Child, Child]:
    """One expected child turns out to be two, before birth or at it; both stay in the referral."""
    first = _unborn(viewer, child_id=child_id, version=version, born_on=born_on)
    if len(sexes) != 2:
        raise Invalid({"sexes": ["Give the sex of both children, or leave both out."]})
    referral = first.referral
    copied = {name: getattr(first, name) for name in children.PLAIN}
    second = Child(authority_id=first.authority_id, ref=entries.new_ref("C"), **copied)
    referral.children.append(second)
    for child, sex in zip((first, second), sexes, strict=True):
        child.date_of_birth = born_on
        child.sex = Sex(sex) if sex else child.sex
    entries.touch(referral)
    flush()
    return first, second


def record_loss(viewer: Viewer, *, child_id: UUID, version: int, on: date | None = None) -> Referral:
    """A child has died or was not born alive: it leaves the search; the referral is kept, concluded when it was the
    last.
    """
    child = get_child(viewer, child_id=child_id, act="referrals.change")
    referral = _editable(viewer, referral_id=child.referral_id, version=version)
    if child.lost_on is not None:
        raise RuleBroken("This is recorded already.", code="recorded_already")
    if on is not None and on > clock.today():
        raise Invalid({"on": ["Give a day that has come."]})
    child.lost_on = on or clock.today()
    status = referral.status if referral.current_children else ReferralStatus.CONCLUDED
    searches.put(viewer, referral=referral, status=status)
    return referral


def withdraw(viewer: Viewer, *, referral_id: UUID, version: int) -> Referral:
    """The authority no longer seeks a placement."""
    return _move(viewer, "withdraw", referral_id=referral_id, version=version)


def resume(viewer: Viewer, *, referral_id: UUID, version: int) -> Referral:
    """The authority seeks a placement again."""
    return _move(viewer, "resume", referral_id=referral_id, version=version)


def conclude(viewer: Viewer, *, referral_id: UUID, version: int) -> Referral:
    """The search has ended: the children are placed, or will not be."""
    return _move(viewer, "conclude", referral_id=referral_id, version=version)


def as_rows(referral: Referral) -> list[dict[str, Any]]:
    """The children still to be placed as rows of the children sheet."""
    known = {"referral_ref": referral.ref, "authority_code": referral.authority.code, "version": referral.version}
    return [children.as_row(child) | known for child in referral.current_children]


def _split(values: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], dict[str, Any]]:
    given = values.get("children", ())
    if not isinstance(given, Sequence) or not all(isinstance(child, Mapping) for child in given):
        raise Invalid({"children": ["Give a list of children."]})
    return list(given), {name: value for name, value in values.items() if name != "children"}


def _authority(viewer: Viewer, *, code: str) -> members.Member:
    try:
        authority = members.by_code(viewer, code=code, kind=MemberKind.AUTHORITY)
    except NotFound:
        raise Invalid({"authority_code": [f"No authority with the code {code} is known here."]}) from None
    if not sight.reaches(viewer, "referrals.refer", owner_id=authority.id):
        raise Invalid({"authority_code": [f"You may not refer children of {code}."]})
    return authority


def _add_child(referral: Referral, values: Mapping[str, Any]) -> None:
    child = children.new(values, authority_id=referral.authority_id)
    if any(other.ref == child.ref for other in referral.children):
        raise Invalid({"child_ref": [f"{child.ref} is the reference of another child of this referral."]})
    referral.children.append(child)


def _unborn(viewer: Viewer, *, child_id: UUID, version: int, born_on: date | None) -> Child:
    child = get_child(viewer, child_id=child_id, act="referrals.change")
    _editable(viewer, referral_id=child.referral_id, version=version)
    if child.date_of_birth is not None or child.lost_on is not None:
        raise RuleBroken("The child is not expected any more.", code="not_expected")
    if born_on is not None and born_on > clock.today():
        raise Invalid({"born_on": ["Give a day that has come."]})
    return child


def _editable(viewer: Viewer, *, referral_id: UUID, version: int) -> Referral:
    referral = get(viewer, referral_id=referral_id, act="referrals.change")
    expect_version(referral, version)
    return referral


def _move(viewer: Viewer, verb: str, *, referral_id: UUID, version: int) -> Referral:
    referral = _editable(viewer, referral_id=referral_id, version=version)
    origins, target = MOVES[verb]
    if referral.status not in origins:
        allowed = ", ".join(name for name, (froms, _) in MOVES.items() if referral.status in froms)
        raise RuleBroken(f"The referral is {referral.status}; what can be done with it: {allowed}.", code="status")
    if target is ReferralStatus.SEARCHING and not referral.current_children:
        raise RuleBroken("No child of this referral is to be placed any more.", code="no_children")
    searches.put(viewer, referral=referral, status=target)
    return referral
