"""People: who may sign in, whom they work for, what they do in which consortium, and for whom they stand in."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia, members
from consortium.access import MemberKind, Role, Viewer, require
from consortium.accounts import passwords
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.importing import entries
from consortium.rights import sight
from consortium.roles import EMPLOYERS

# What nobody does in another's stead: who keeps the accounts, and who watches, is named for good.
NEVER_DEPUTISED = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


class SignInBy(StrEnum):
    """How a person proves who they are."""

    PASSWORD = "password"
    PROVIDER = "provider"


class User(Editable, Base):
    """A person who may sign in, employed by one member."""

    __tablename__ = "users"
    __table_args__ = (
        sa.UniqueConstraint("email", info={"refusal": Conflict("There is an account with this address.")}),
        sa.UniqueConstraint("id", "member_id"),
        sa.CheckConstraint("email <> '' AND name <> ''", name="named"),
    )

    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    sign_in_by: Mapped[SignInBy] = mapped_column(words(SignInBy, name="sign_in_by"), default=SignInBy.PASSWORD)
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    disabled_at: Mapped[datetime | None]
    member: Mapped[members.Member | None] = relationship(lazy="joined")
    grants: Mapped[list["Grant"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    stands_in: Mapped[list["Deputyship"]] = relationship(
        lazy="selectin", primaryjoin="User.id == foreign(Deputyship.deputy_id)", viewonly=True
    )

    @property
    def kind(self) -> MemberKind | None:
        """What kind of member employs the person."""
        return self.member.kind if self.member else None


class Grant(Record, Base):
    """A role that a person has in a consortium."""

    __tablename__ = "grants"
    __table_args__ = (
        sa.UniqueConstraint(
            "user_id",
            "consortium_id",
            "role",
            info={"refusal": Conflict("The person has this role there already.", code="recorded_already")},
        ),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    role: Mapped[Role] = mapped_column(words(Role, name="role"))


class Deputyship(Record, Base):
    """Some days on which one person does another's work, of the same employer; both days included."""

    __tablename__ = "deputyships"
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id", "member_id"], ["users.id", "users.member_id"]),
        sa.ForeignKeyConstraint(["deputy_id", "member_id"], ["users.id", "users.member_id"]),
        sa.CheckConstraint("user_id <> deputy_id AND until_on >= from_on", name="another_for_some_days"),
        sa.Index("ix_deputyships_deputy_id", "deputy_id"),
    )

    member_id: Mapped[UUID]
    user_id: Mapped[UUID]
    deputy_id: Mapped[UUID]
    from_on: Mapped[date]
    until_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    absent: Mapped[User] = relationship(
        lazy="joined", innerjoin=True, primaryjoin="foreign(Deputyship.user_id) == User.id", viewonly=True
    )
    deputy: Mapped[User] = relationship(primaryjoin="foreign(Deputyship.deputy_id) == User.id", viewonly=True)


# Asked at every request, and so put together once.
_EMPLOYER = sa.select(members.Member.name).where(members.Member.id == sa.bindparam("member_id"))
_PEOPLE = sa.bindparam("user_ids", expanding=True, type_=sa.Uuid())
_TODAY = sa.bindparam("today", type_=sa.Date())
_HELD = (Grant.consortium_id, Grant.role)
_ROLES = sa.union_all(
    sa.select(Grant.user_id, *_HELD, members.belongs(User.member_id, consortium_id=Grant.consortium_id, on=_TODAY))
    .join(User, User.id == Grant.user_id)
    .where(Grant.user_id.in_(_PEOPLE)),
    sa.select(
        Deputyship.deputy_id,
        *_HELD,
        members.belongs(Deputyship.member_id, consortium_id=Grant.consortium_id, on=_TODAY),
    )
    .join(User, User.id == Deputyship.user_id)
    .join(Grant, Grant.user_id == Deputyship.user_id)
    .where(Deputyship.deputy_id.in_(_PEOPLE), Deputyship.ended_at.is_(None), User.disabled_at.is_(None))
    .where(Deputyship.from_on <= _TODAY, Deputyship.until_on >= _TODAY, Grant.role.not_in(NEVER_DEPUTISED)),
)


def visible(viewer: Viewer, *, search: str | None = None) -> Select[User]:
    """The people whose employers the viewer may see into, by name."""
    require(viewer, "people.read")
    found = sa.select(User).where(sight.of(viewer, "people.read", owner=User.member_id)).order_by(User.name, User.id)
    if search:
        sought = (column.icontains(search, autoescape=True) for column in (User.name, User.email))
        found = found.where(sa.or_(*sought))
    return found


def get(viewer: Viewer, *, user_id: UUID, act: str = "people.read") -> User:
    """One person to whom the viewer may do this; everybody may read their own record."""
    if viewer.user_id == user_id and act == "people.read":
        chosen = sa.select(User).where(User.id == user_id)
    else:
        require(viewer, act)
        chosen = sa.select(User).where(User.id == user_id, sight.of(viewer, act, owner=User.member_id))
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def known(viewer: Viewer, *, email: str) -> User | None:
    """The person with this address within the viewer's sight, if there is one."""
    return db.session.scalar(visible(viewer).where(User.email == normal_email(email)))


def by_email(viewer: Viewer, *, email: str) -> User:
    """The person with this address within the viewer's sight."""
    user = known(viewer, email=email)
    if user is None:
        raise NotFound(f"Nobody has an account under {email}.")
    return user


def refuse_beyond(viewer: Viewer, *, user: User, act: str) -> None:
    """Refuses to touch the whole of an account that is used in consortia beyond the viewer's.

    That is for its own employer's people, and for those who may do it in every consortium where the account is used.
    """
    if viewer.operator or (user.member_id and sight.owns(viewer, act, owner_id=user.member_id)):
        return
    if not {one.consortium_id for one in user.grants} <= sight.consortia_of(viewer, act):
        raise RuleBroken("This person has roles in other consortia too: take away those in yours.", code="elsewhere")


def create(
    viewer: Viewer,
    *,
    email: str,
    name: str,
    password: str,
    member_code: str | None = None,
    roles: Iterable[tuple[str, Role]] = (),
) -> User:
    """Makes an account; `roles` are pairs of a consortium's code and a role there. For the operator.

    A role fits the employer: an agency worker works for an agency. Raises Invalid for an address or password that
    will not do, Conflict when the address has an account.
    """
    require(viewer, "people.create")
    address, hashed = normal_email(email), passwords.hashed(password, known=[*name.split(), email])
    if not name.strip():
        raise Invalid({"name": ["Give the person's name."]})
    employer = members.by_code(viewer, code=member_code) if member_code else None
    user = User(email=address, name=name.strip(), member=employer, password_hash=hashed)
    for code, role in roles:
        consortium = consortia.by_code(viewer, code=code)
        user.grants.append(granted(employer, consortium_id=consortium.id, role=role))
    db.session.add(user)
    flush()
    return user


def grant(
    viewer: Viewer, *, user_id: UUID, version: int, consortium_code: str, role: Role, member_code: str | None = None
) -> User:
    """Gives a person a role in a consortium; `member_code`, where it is given, is whom they are known to work for."""
    user = get(viewer, user_id=user_id, act="people.create")
    expect_version(user, version)
    if user.disabled_at is not None:
        raise RuleBroken(f"The account {user.email} is closed.", code="closed")
    if member_code and (user.member is None or user.member.code != member_code):
        employer = user.member.code if user.member else "no member"
        raise Invalid({"member_code": [f"{user.name} works for {employer}, and goes on to."]})
    consortium = consortia.by_code(viewer, code=consortium_code)
    user.grants.append(granted(user.member, consortium_id=consortium.id, role=role))
    entries.touch(user)
    flush()
    return user


def granted(employer: members.Member | None, *, consortium_id: UUID, role: Role) -> Grant:
    """A role in a consortium for somebody who works for this member; raises RuleBroken where the two do not fit."""
    role = Role(role)
    if employer is None or employer.kind not in EMPLOYERS[role]:
        wanted = " or ".join(sorted(EMPLOYERS[role]))
        raise RuleBroken(f"A person with the role {role} works for a member of the kind {wanted}.", code="employer")
    if all(one.consortium_id != consortium_id or one.left_on is not None for one in employer.memberships):
        raise RuleBroken(f"{employer.name} does not belong to that consortium: bring it in first.", code="employer")
    return Grant(consortium_id=consortium_id, role=role)


def who(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The columns of a person of which `viewer_of` makes a viewer, added to a selection that has joined them."""
    employer = found.outerjoin(members.Member, members.Member.id == User.member_id)
    return employer.add_columns(User.id, User.name, User.member_id, User.disabled_at, members.Member.kind)


def employer_of(viewer: Viewer) -> str:
    """The name of the organisation that the viewer works for; empty where there is none."""
    return db.session.scalar(_EMPLOYER, {"member_id": viewer.member_id}) or ""


def viewer_of(person: Any, *, acts: frozenset[str] | None = None) -> Viewer:
    """The person, a User or a row of `who`, as a viewer; `acts` narrows what they may do to what a token carries."""
    return viewers_of([person], acts=acts)[0]


def viewers_of(found: Sequence[Any], *, acts: frozenset[str] | None = None) -> list[Viewer]:
    """See `viewer_of`: with the roles of today, their own and those of whoever they stand in for.

    Nobody stands in for a closed account, nor passes on what they have as a deputy.
    """
    held: dict[UUID, dict[UUID, frozenset[Role]]] = {one.id: {} for one in found}
    left: dict[UUID, set[UUID]] = {one.id: set() for one in found}
    asked = {"user_ids": list(held), "today": clock.today()}
    for user_id, consortium_id, role, belongs in db.session.execute(_ROLES, asked):
        held[user_id][consortium_id] = held[user_id].get(consortium_id, frozenset()) | {role}
        if not belongs:
            left[user_id].add(consortium_id)
    return [
        Viewer(
            user_id=one.id,
            name=one.name,
            member_id=one.member_id,
            member_kind=one.kind,
            roles=held[one.id],
            acts=acts,
            left=frozenset(left[one.id]),
        )
        for one in found
    ]


def normal_email(text: str) -> str:
    """The address as accounts are known by it: compatibility letters folded, lower case, and no two that look alike."""
    address = _folded(_folded(text).strip().casefold())
    _, _, domain = address.rpartition("@")
    if "." not in domain or len(address) > 254 or not all(map(_is_plain, address)) or not _is_of_mail(address):
        raise Invalid({"email": ["Give an address such as name@example.scot."]})
    return address


def _is_of_mail(address: str) -> bool:
    """Whether a letter can bear the address; accents are no matter to mail, though the parser knows none."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", address) if letter.isascii())
    try:
        found = Address(addr_spec=bare)
    except (MessageError, ValueError, IndexError):
        return False
    return bool(found.username and found.domain)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _is_plain(letter: str) -> bool:
    """Whether nobody takes it for another: ASCII that is seen, or such a letter with an accent, as Gaelic has them."""
    bare, *marks = list(unicodedata.normalize("NFD", letter))
    return "!" <= bare <= "~" and (bare.isalpha() or not marks)
