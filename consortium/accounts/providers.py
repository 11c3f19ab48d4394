"""Providers: councils' own sign-in services (OpenID Connect), and the people whom each of them vouches for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import Viewer, require
from consortium.accounts import invitations, people, sign_ins
from consortium.accounts.people import User
from consortium.accounts.sign_ins import Opened
from consortium.floor import clock, sealing
from consortium.floor.db import Base, Record, db, flush, transaction
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound
from consortium.trail import capture

PURPOSE = "provider"
LOCAL = {"127.0.0.1", "localhost"}
# How a provider says that it asked for more than a password (`amr`, RFC 8176).
STRONG = {"mfa", "otp", "hwk", "sc", "fpt", "face", "iris"}
# Said alike whatever does not fit, so that nobody learns here who has an account.
STRANGER = "Your organisation's sign-in does not open an account here. Ask your administrator for an invitation."


class Provider(Record, Base):
    """One organisation's sign-in service; it vouches for the people of that organisation and for nobody else."""

    __tablename__ = "providers"
    __table_args__ = (
        sa.UniqueConstraint("code", info={"refusal": Conflict("There is a provider with this code.")}),
        sa.UniqueConstraint("id", "member_id"),
    )

    member_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    code: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(200))
    issuer: Mapped[str] = mapped_column(sa.String(500))
    client_id: Mapped[str] = mapped_column(sa.String(200))
    sealed_secret: Mapped[str] = mapped_column(sa.Text)
    checks_second_factor: Mapped[bool]
    closed_at: Mapped[datetime | None]
    member: Mapped[members.Member] = relationship(lazy="joined", innerjoin=True)

    @property
    def client_secret(self) -> str:
        """The secret that the provider gave us."""
        return sealing.unseal(self.sealed_secret, purpose=PURPOSE)


class Identity(Record, Base):
    """Who a person is to their organisation's provider: a subject that it never gives to another."""

    __tablename__ = "identities"
    __table_args__ = (
        sa.UniqueConstraint("provider_id", "subject"),
        sa.UniqueConstraint("user_id"),
        sa.ForeignKeyConstraint(["provider_id", "member_id"], ["providers.id", "providers.member_id"]),
        sa.ForeignKeyConstraint(["user_id", "member_id"], ["users.id", "users.member_id"]),
    )

    member_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    user_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(sa.String(255))


def listed() -> list[Provider]:
    """The providers in use, by name; anybody may know them, for the sign-in page offers them."""
    return list(db.session.scalars(_in_use().order_by(Provider.name, Provider.id)))


def get(*, code: str) -> Provider:
    """One provider in use."""
    found = db.session.scalar(_in_use().where(Provider.code == code))
    if found is None:
        raise NotFound
    return found


def add(
    viewer: Viewer,
    *,
    code: str,
    name: str,
    member_code: str,
    issuer: str,
    client_id: str,
    client_secret: str,
    checks_second_factor: bool = False,
) -> Provider:
    """Records an organisation's provider; its secret is kept sealed. For the operator."""
    require(viewer, "people.create")
    employer = members.by_code(viewer, code=member_code)
    if not _is_address(issuer) or not code.isalnum() or not name.strip():
        raise Invalid({"issuer": ["Give a code of letters, a name, and an issuer that begins with https://."]})
    provider = Provider(
        member=employer,
        code=code,
        name=name.strip(),
        issuer=issuer.rstrip("/"),
        client_id=client_id,
        sealed_secret=sealing.seal(client_secret, purpose=PURPOSE),
        checks_second_factor=checks_second_factor,
    )
    db.session.add(provider)
    flush()
    return provider


def close(viewer: Viewer, *, code: str) -> Provider:
    """Takes a provider out of use: nobody signs in by it any more."""
    require(viewer, "people.create")
    provider = get(code=code)
    provider.closed_at = clock.now()
    flush()
    return provider


def open_(provider: Provider, *, claims: Mapping[str, Any], second_factor: bool) -> Opened:
    """Begins the sign-in of the person whom the provider's verified claims name.

    Where everybody needs a second factor, ours is asked for unless the provider checks one itself; one that says how it
    did so this time has to have. A refusal is kept.
    """
    strong = provider.checks_second_factor and ("amr" not in claims or bool(STRONG & set(map(str, claims["amr"]))))
    try:
        with transaction():
            user = admitted(provider, claims=claims)
            return sign_ins.begin(user_id=user.id, second_factor=second_factor and not strong)
    except NotAllowed:
        with transaction():
            capture.note(None, action="sign_in_failed", entity="providers", entity_id=provider.id)
        raise


def admitted(provider: Provider, *, claims: Mapping[str, Any]) -> User:
    """The person whom the provider's verified claims name.

    A subject that is known is its person, whatever address it has by now; an unknown one joins by the open invitation
    of its address, which the provider has to have verified. Raises NotAllowed alike for everybody else.
    """
    subject, address = str(claims.get("sub") or ""), _address(claims)
    user = db.session.scalar(
        sa.select(User)
        .join(Identity, Identity.user_id == User.id)
        .where(Identity.provider_id == provider.id, Identity.subject == subject, Identity.member_id == User.member_id)
    )
    if user is None and subject and address:
        user = _joining(provider, subject=subject, address=address)
    if user is None or user.disabled_at is not None:
        raise NotAllowed(STRANGER, code="stranger")
    return user


def may_stand_at(provider: Provider, *, address: str) -> bool:
    """Whether one of a provider's own addresses may be spoken to: as its issuer is, and not inside this network."""
    return _is_address(address) and urlsplit(address).scheme == urlsplit(provider.issuer).scheme


def _is_address(text: str) -> bool:
    """Whether this is a host on the internet, by its name and over https, or plain http on this machine, for tests."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or parts.fragment or not text.isprintable() or port == 0:
        return False
    named = "." in host and not host[-1].isdigit() and ":" not in host
    return named if parts.scheme == "https" else parts.scheme == "http" and host in LOCAL


def _in_use() -> Select[Provider]:
    return sa.select(Provider).where(Provider.closed_at.is_(None))


def _joining(provider: Provider, *, subject: str, address: str) -> User | None:
    invitation = invitations.of_address(address, member_id=provider.member_id)
    if invitation is None:
        return None
    user = invitations.join(invitation, password_hash=None)
    known = {"provider_id": provider.id, "user_id": user.id, "member_id": provider.member_id}
    db.session.add(Identity(subject=subject, **known))
    flush()
    return user


def _address(claims: Mapping[str, Any]) -> str:
    if claims.get("email_verified") is not True:
        return ""
    try:
        return people.normal_email(str(claims.get("email") or ""))
    except Invalid:
        return ""
