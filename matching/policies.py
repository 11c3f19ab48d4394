"""The policies of a consortium, one after another: each is kept as it was, and a run names the one it followed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import clock
from consortium.access import Role, Viewer, require
from consortium.db import Base, Record, db, flush
from consortium.errors import Conflict, Invalid, NotFound, RuleBroken
from matching.policy import DEFAULT, Policy, PolicyRefused, as_mapping, from_mapping


class PolicyVersion(Record, Base):
    """A policy from the day it takes effect; owned by the consortium that signed it off, and never changed."""

    __tablename__ = "policies"
    __table_args__ = (
        sa.UniqueConstraint(
            "consortium_id", "name", info={"refusal": Conflict("The consortium has a policy of this version already.")}
        ),
        sa.UniqueConstraint(
            "consortium_id",
            "effective_on",
            info={"refusal": Conflict("Another policy of the consortium takes effect on this day.")},
        ),
        sa.CheckConstraint("name <> ''", name="has_name"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    effective_on: Mapped[date]
    terms: Mapped[dict[str, Any]]


def visible(viewer: Viewer) -> Select[PolicyVersion]:
    """The policies of the consortia that the viewer coordinates, the latest first."""
    require(viewer, "policies.read")
    found = sa.select(PolicyVersion).order_by(PolicyVersion.effective_on.desc(), PolicyVersion.id)
    if viewer.operator:
        return found
    return found.where(PolicyVersion.consortium_id.in_(list(viewer.consortia(Role.COORDINATOR))))


def adopt(
    viewer: Viewer, *, consortium_id: UUID, terms: Mapping[str, Any], effective_on: date | None = None
) -> PolicyVersion:
    """Puts a policy (the terms of policy.toml, with its version) into force from a day on (today)."""
    require(viewer, "policies.change")
    if not viewer.operator and consortium_id not in viewer.consortia(Role.COORDINATOR):
        raise NotFound
    try:
        policy = from_mapping(terms)
    except PolicyRefused as refused:
        raise Invalid({"terms": refused.sentences}) from refused
    if not policy.version.strip() or not policy.signed_off_by.strip():
        raise Invalid({"terms": ["Give the policy a version and say who signed it off."]})
    adopted = PolicyVersion(
        consortium_id=consortium_id,
        name=policy.version,
        effective_on=effective_on or clock.today(),
        terms=as_mapping(policy),
    )
    db.session.add(adopted)
    flush()
    return adopted


def in_force(consortium_ids: Collection[UUID], *, on: date) -> Policy:
    """The one policy that the consortia follow on a day: their latest, or the default where none has its own.

    Raises RuleBroken where they follow different ones, for one run has one policy.
    """
    followed = [_latest(consortium_id, on) for consortium_id in consortium_ids]
    if any(policy != followed[0] for policy in followed):
        raise RuleBroken("These consortia follow different policies: run each by itself.", code="different_policies")
    return followed[0] if followed else DEFAULT


def _latest(consortium_id: UUID, on: date) -> Policy:
    terms = db.session.scalar(
        sa.select(PolicyVersion.terms)
        .where(PolicyVersion.consortium_id == consortium_id, PolicyVersion.effective_on <= on)
        .order_by(PolicyVersion.effective_on.desc())
        .limit(1)
    )
    return DEFAULT if terms is None else from_mapping(terms)
