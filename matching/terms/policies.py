"""Policies: what a consortium signed off about matching, from which day, each kept for the runs that went by it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import consortia, members
from consortium.access import Viewer, require
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Invalid, NotAllowed, NotFound
from consortium.floor.guard import scoped, whole
from consortium.linking import links
from consortium.rights import sight
from matching.policy import DEFAULT, Policy, PolicyRefused, as_mapping, from_mapping, from_toml


class SignedPolicy(Record, Base):
    """A policy as a consortium signed it off, never changed: it governs from its day until another one's has come.

    Of two with one day the later signed governs.
    """

    __tablename__ = "policies"
    __table_args__ = (
        sa.UniqueConstraint("consortium_id", "number"),
        sa.UniqueConstraint("id", "consortium_id"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    number: Mapped[int]
    effective_on: Mapped[date]
    content: Mapped[dict[str, Any]]

    @property
    def terms(self) -> Policy:
        """The policy as matching reads it."""
        return from_mapping(self.content)


def visible(viewer: Viewer) -> Select[SignedPolicy]:
    """The policies of the consortia that the viewer coordinates, the latest first."""
    require(viewer, "policies.read")
    found = sa.select(SignedPolicy).order_by(SignedPolicy.created_at.desc(), SignedPolicy.number.desc())
    if viewer.operator:
        return scoped(found)
    return scoped(found.where(SignedPolicy.consortium_id.in_(sight.consortia_of(viewer, "policies.read"))))


def get(viewer: Viewer, *, policy_id: UUID) -> SignedPolicy:
    """One policy of a consortium that the viewer coordinates."""
    found = db.session.scalar(visible(viewer).where(SignedPolicy.id == policy_id))
    if found is None:
        raise NotFound
    return found


@whole("policies are numbered within a consortium")
def sign(
    viewer: Viewer,
    *,
    consortium_code: str,
    toml: str = "",
    terms: Mapping[str, Any] | None = None,
    effective_on: date | None = None,
) -> SignedPolicy:
    """Records a policy, given as TOML or as its terms, that governs the consortium's runs from a day (today) on.

    Never from a day that is past: a run of that day went by the policy of then.
    """
    require(viewer, "policies.change")
    consortium = consortia.by_code(viewer, code=consortium_code)
    if not sight.may_in(viewer, "policies.change", consortium_id=consortium.id):
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    try:
        policy = from_toml(toml) if terms is None else from_mapping(terms)
    except PolicyRefused as refused:
        raise Invalid({"policy": refused.sentences}) from refused
    if effective_on is not None and effective_on < clock.today():
        raise Invalid({"effective_on": ["A policy takes effect today or later: past runs went by another."]})
    consortia.hold(consortium_ids=[consortium.id])
    latest = db.session.scalar(
        sa.select(sa.func.max(SignedPolicy.number)).where(SignedPolicy.consortium_id == consortium.id)
    )
    term = {"number": (latest or 0) + 1, "effective_on": effective_on or clock.today()}
    signed = SignedPolicy(consortium_id=consortium.id, content=as_mapping(policy), **term)
    db.session.add(signed)
    flush()
    return signed


def in_force(viewer: Viewer) -> list[SignedPolicy]:
    """The policy in force today of each consortium that the viewer coordinates and that has signed one."""
    require(viewer, "policies.read")
    return governing(consortium_ids=list(sight.consortia_of(viewer, "policies.read")), on=clock.today())


@whole("the policy in force governs whoever runs")
def governing(*, consortium_ids: list[UUID], on: date) -> list[SignedPolicy]:
    """The policy that governs each of the consortia on a day, of those that have one by then.

    A run for a past day goes by the policy of today, one for a later day by the policy of that day.
    """
    taken = SignedPolicy.consortium_id.in_(consortium_ids), SignedPolicy.effective_on <= on
    found = db.session.scalars(sa.select(SignedPolicy).where(*taken))
    latest: dict[UUID, SignedPolicy] = {}
    for one in sorted(found, key=lambda one: (one.effective_on, one.number)):
        latest[one.consortium_id] = one
    return list(latest.values())


@whole("what governed a consortium is told to whoever asks for its decisions")
def versions_in(*, consortium_id: UUID, first: date, last: date) -> tuple[str, ...]:
    """The versions by which a consortium's runs went from one day to another, both included, in their order."""
    found = db.session.scalars(sa.select(SignedPolicy).where(SignedPolicy.consortium_id == consortium_id))
    taken = sorted((one for one in found if one.effective_on <= last), key=lambda one: (one.effective_on, one.number))
    before = [one for one in taken if one.effective_on <= first][-1:]
    within = [one for one in taken if one.effective_on > first]
    default = [] if before else [DEFAULT.version]
    return tuple(dict.fromkeys([*default, *(one.terms.version for one in (*before, *within))]))


def terms_of(signed: SignedPolicy | None) -> Policy:
    """The policy to go by: the signed one, or the default where none was signed."""
    return signed.terms if signed else DEFAULT


@whole("which consortia two members share is the same for whoever asks")
def shared(*, authority_id: UUID, agency_id: UUID, on: date) -> list[UUID]:
    """The consortia that both members belong to on a day."""
    both = (members.belongs(key, consortium_id=Consortium.id, on=on) for key in (authority_id, agency_id))
    return list(db.session.scalars(sa.select(Consortium.id).where(*both).order_by(Consortium.code)))


@whole("how many links may be open is the policy's of the consortia that both sides are in")
def caps(*, authority_id: UUID, agency_id: UUID) -> tuple[int, int]:
    """The most links that may be open at once of a household and of a referral between these two members."""
    both = shared(authority_id=authority_id, agency_id=agency_id, on=clock.today())
    signed = {one.consortium_id: one for one in governing(consortium_ids=both, on=clock.today())}
    terms = [terms_of(signed.get(consortium_id)) for consortium_id in both] or [DEFAULT]
    return max(one.max_open_links_household for one in terms), max(one.max_open_links_referral for one in terms)


links.cap_by(caps)
