"""People: who may sign in, whom they work for, and what they do in which consortium."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from zxcvbn import zxcvbn

from consortium import consortia, entries, members
from consortium.access import Role, Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.roles import EMPLOYERS

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
GUESSABLE = 3  # of zxcvbn's scores 0 to 4, the least that is taken
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)


class User(Editable, Base):
    """A person who may sign in; employed by one member, or by none when only coordinating."""

    __tablename__ = "users"
    __table_args__ = (
        sa.UniqueConstraint("email", info={"refusal": Conflict("There is an account with this address.")}),
        sa.CheckConstraint("email <> '' AND name <> ''", name="named"),
    )

    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    disabled_at: Mapped[datetime | None]
    member: Mapped[members.Member | None] = relationship(lazy="joined")
    grants: Mapped[list["Grant"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


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


def visible(viewer: Viewer) -> Select[User]:
    """All people, by name; for the operator."""
    require(viewer, "people.read")
    return sa.select(User).order_by(User.name, User.id)


def get(viewer: Viewer, *, user_id: UUID) -> User:
    """One person; everybody may read their own record, the operator any."""
    user = db.session.get(User, user_id)
    if user is None or not (viewer.operator or viewer.user_id == user_id):
        raise NotFound
    return user


def known(viewer: Viewer, *, email: str) -> User | None:
    """The person with this address, if there is one; for the operator."""
    return db.session.scalar(visible(viewer).where(User.email == normal_email(email)))


def by_email(viewer: Viewer, *, email: str) -> User:
    """The person with this address; for the operator."""
    user = known(viewer, email=email)
    if user is None:
        raise NotFound(f"Nobody has an account under {email}.")
    return user


def create(
    viewer: Viewer,
    *,
    email: str,
    name: str,
    password: str,
    member_code: str | None = None,
    roles: Iterable[tuple[str, Role]] = (),
) -> User:
    """Makes an account; `roles` are pairs of a consortium's code and a role there.

    A role fits the employer: an agency worker works for an agency. Raises Invalid for an address or password that
    will not do, Conflict when the address has an account.
    """
    require(viewer, "people.create")
    address, hashed = normal_email(email), hashed_password(password, known=[*name.split(), email])
    if not name.strip():
        raise Invalid({"name": ["Give the person's name."]})
    employer = members.by_code(viewer, code=member_code) if member_code else None
    user = User(email=address, name=name.strip(), member=employer, password_hash=hashed)
    for code, role in roles:
        user.grants.append(_grant(viewer, employer, consortium_code=code, role=role))
    db.session.add(user)
    flush()
    return user


def grant(
    viewer: Viewer, *, user_id: UUID, version: int, consortium_code: str, role: Role, member_code: str | None = None
) -> User:
    """Gives a person a role in a consortium; `member_code`, where it is given, is whom they are known to work for."""
    require(viewer, "people.change")
    user = get(viewer, user_id=user_id)
    expect_version(user, version)
    if user.disabled_at is not None:
        raise RuleBroken(f"The account {user.email} is closed.", code="closed")
    if member_code and (user.member is None or user.member.code != member_code):
        employer = user.member.code if user.member else "no member"
        raise Invalid({"member_code": [f"{user.name} works for {employer}, and goes on to."]})
    user.grants.append(_grant(viewer, user.member, consortium_code=consortium_code, role=role))
    entries.touch(user)
    flush()
    return user


def disable(viewer: Viewer, *, user_id: UUID, version: int) -> User:
    """Closes an account: its sign-ins and tokens end with it at once."""
    require(viewer, "people.change")
    user = get(viewer, user_id=user_id)
    expect_version(user, version)
    user.disabled_at = clock.now()
    flush()
    return user


def viewer_of(user: User) -> Viewer:
    """The person as a viewer, with the roles of today."""
    held: dict[UUID, set[Role]] = {}
    for one in user.grants:
        held.setdefault(one.consortium_id, set()).add(one.role)
    return Viewer(
        user_id=user.id,
        name=user.name,
        member_id=user.member_id,
        member_kind=user.member.kind if user.member else None,
        roles={consortium_id: frozenset(roles) for consortium_id, roles in held.items()},
    )


def normal_email(text: str) -> str:
    """The address as accounts are known by it: compatibility letters folded, lower case."""
    address = unicodedata.normalize("NFKC", text).strip().casefold()
    local, _, domain = address.rpartition("@")
    if not local or "." not in domain or len(address) > 254 or any(c.isspace() or ord(c) < 32 for c in address):
        raise Invalid({"email": ["Give an address such as name@example.scot."]})
    return address


def hashed_password(password: str, *, known: Iterable[str] = ()) -> str:
    """The password's argon2id hash. Takes some 65 ms: call it before the first query of a transaction.

    Common passwords, and those that are guessed from `known` (the person's name and address), are refused: zxcvbn's
    list of the most frequent passwords and its guesses decide.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid({"password": [f"Use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."]})
    if zxcvbn(password, user_inputs=["concurrency", "consortium", *known], max_length=128)["score"] < GUESSABLE:
        raise Invalid({"password": ["This is easily guessed. Use several words that do not belong together."]})
    return HASHER.hash(password)


def is_password(password: str, *, hashed: str | None) -> bool:
    """Whether the password is the hashed one; takes as long for an unknown account (None) as for a known one."""
    try:
        HASHER.verify(hashed or _nobodys_hash(), password[:LONGEST_PASSWORD])
    except VerificationError:
        return False
    return hashed is not None


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("the password of an account that does not exist")


def _grant(viewer: Viewer, employer: members.Member | None, *, consortium_code: str, role: Role) -> Grant:
    role = Role(role)
    consortium = consortia.by_code(viewer, code=consortium_code)
    if employer is None or employer.kind not in EMPLOYERS[role]:
        wanted = " or ".join(sorted(EMPLOYERS[role]))
        raise RuleBroken(f"A person with the role {role} works for a member of the kind {wanted}.", code="employer")
    return Grant(consortium_id=consortium.id, role=role)
