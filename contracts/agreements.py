"""Agreements: what the members of a consortium promised one another, in numbered versions that are never rewritten."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import consortia
from consortium.access import MemberKind, Relation, Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, db, expect_version, flush
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight
from consortium.rights.capabilities import CAPABILITIES
from contracts.agreeing.terms import BY_NAME, Terms, faults
from contracts.agreeing.versions import Agreement as Agreement
from contracts.agreeing.versions import AgreementVersion as AgreementVersion
from contracts.agreeing.versions import ProposedCommitment
from contracts.lapses import Rule

OF_THE_COUNT = ("minimum_stay_days", "aborted_introduction_counts")
"""The terms on which it depends how many units a placement is: see `lapses`."""


def visible(viewer: Viewer, *, search: str | None = None) -> Select[Agreement]:
    """The agreements within the viewer's sight, by reference."""
    require(viewer, "agreements.read")
    found = scoped(sa.select(Agreement).where(in_scope(viewer))).order_by(Agreement.ref, Agreement.id)
    if search:
        sought = (Agreement.ref, Agreement.title)
        found = found.where(sa.or_(*(column.icontains(search, autoescape=True) for column in sought)))
    return found


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that an agreement is within sight: coordinated, or counted by a finance officer of the consortium.

    A finance officer of an authority or agency sees the agreements under which its own commitments stand.
    """
    if viewer.operator:
        return sa.true()
    whole = sight.consortia_of(viewer, "agreements.read")
    conditions: list[sa.ColumnElement[bool]] = [Agreement.consortium_id.in_(whole)]
    if viewer.member_id and sight.owns(viewer, "agreements.read", owner_id=viewer.member_id):
        committed = Base.metadata.tables["commitments"].c
        own = sa.or_(committed.authority_id == viewer.member_id, committed.agency_id == viewer.member_id)
        conditions.append(Agreement.id.in_(sa.select(committed.agreement_id).where(own)))
        conditions.append(Agreement.id.in_(_to_be_signed(viewer)))
    return sa.or_(*conditions)


def _to_be_signed(viewer: Viewer) -> Any:
    """The agreements to which the viewer's employer is a party without a commitment of its own under them.

    An amendment would give it one; or it is an agency of the consortium, and a commitment counts any agency's.
    """
    proposed, owners = ProposedCommitment, (ProposedCommitment.authority_id, ProposedCommitment.agency_id)
    mine = sa.or_(*(owner == viewer.member_id for owner in owners))
    found = sa.select(AgreementVersion.agreement_id).join(proposed, proposed.version_id == AgreementVersion.id)
    found = found.where(mine, AgreementVersion.discarded_on.is_(None))
    if viewer.member_kind is not MemberKind.AGENCY:
        return found
    committed = Base.metadata.tables["commitments"].c
    here = viewer.consortia(*CAPABILITIES["agreements.read"].through(Relation.OWN))
    any_agency = (committed.agency_id.is_(None), committed.consortium_id.in_(here))
    return sa.union(found, sa.select(committed.agreement_id).where(*any_agency))


def get(viewer: Viewer, *, agreement_id: UUID) -> Agreement:
    """One agreement within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Agreement.id == agreement_id))
    if found is None:
        raise NotFound
    return found


def agree(
    viewer: Viewer,
    *,
    consortium_code: str,
    ref: str,
    title: str,
    effective_on: date | None = None,
    terms: str = "",
    **agreed: Any,
) -> Agreement:
    """Records an agreement with its first version: in words, and the typed terms of `agreeing.terms` by name."""
    require(viewer, "agreements.agree")
    consortium = consortia.by_code(viewer, code=consortium_code)
    if not sight.may_in(viewer, "agreements.agree", consortium_id=consortium.id):
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    missing = [name for name, value in (("ref", ref), ("title", title)) if not value.strip()]
    if missing:
        raise Invalid({name: ["Fill this in: it is needed."] for name in missing})
    agreement = Agreement(consortium=consortium, consortium_id=consortium.id, ref=ref.strip(), title=title.strip())
    day = effective_on or clock.today()
    add_version(viewer, agreement=agreement, effective_on=day, terms=terms, agreed=agreed)
    db.session.add(agreement)
    flush()
    return agreement


def add_version(
    viewer: Viewer, *, agreement: Agreement, effective_on: date, terms: str, agreed: Mapping[str, Any]
) -> AgreementVersion:
    """The next version of an agreement; a typed term that is not given is that of the version that holds.

    Where both sides have signed the agreement it is a draft, which they have to sign too.
    """
    before = agreement.current.agreed if agreement.versions else Terms()
    added = AgreementVersion(
        consortium_id=agreement.consortium_id,
        number=len(agreement.versions) + 1,
        effective_on=effective_on,
        terms=terms.strip(),
        drafted_by=viewer.user_id,
        is_amendment=agreement.is_signed,
        **settled(before, changes=agreed).as_values(),
    )
    agreement.versions.append(added)
    return added


def settled(before: Terms, *, changes: Mapping[str, Any]) -> Terms:
    """The terms with some of them changed; raises Invalid where a value or their whole does not stand."""
    values = before.as_values() | dict(changes)
    if wrong := faults(values):
        raise Invalid(wrong)
    return Terms(**{name: BY_NAME[name].settled(value) for name, value in values.items()})


def change(viewer: Viewer, *, agreement_id: UUID, version: int, title: str) -> Agreement:
    """Corrects the title."""
    agreement = coordinated(viewer, agreement_id=agreement_id, version=version)
    if not title.strip():
        raise Invalid({"title": ["Fill this in: it is needed."]})
    if entries.amend(agreement, {"title": title.strip()}):
        entries.touch(agreement)
    flush()
    return agreement


def coordinated(viewer: Viewer, *, agreement_id: UUID, version: int) -> Agreement:
    """An agreement that the viewer coordinates, as it was when it was read."""
    require(viewer, "agreements.change")
    agreement = get(viewer, agreement_id=agreement_id)
    if not sight.may_in(viewer, "agreements.change", consortium_id=agreement.consortium_id):
        raise NotAllowed
    expect_version(agreement, version)
    return agreement


@whole("the terms under which what the caller reached stands")
def terms_on(day: date, *, agreement_id: UUID) -> Terms:
    """The terms in force on a day; before the first version's day, what holds where nothing is agreed."""
    known = sa.select(AgreementVersion).where(
        AgreementVersion.agreement_id == agreement_id, AgreementVersion.effective_on <= day, holding()
    )
    found = db.session.scalar(known.order_by(AgreementVersion.number.desc()).limit(1))
    return found.agreed if found else Terms()


@whole("an agreement that the caller reached, as it is once nobody else changes it")
def hold(agreement: Agreement) -> None:
    """Holds an agreement until the transaction ends, and reads it anew; its authorities are held before it."""
    held = sa.select(Agreement.id).where(Agreement.id == agreement.id).with_for_update(key_share=True)
    db.session.execute(held)
    db.session.expire(agreement)
    for version in agreement.versions:
        db.session.refresh(version)


def holding() -> sa.ColumnElement[bool]:
    """The condition that a version holds from its day on, as `AgreementVersion.holds` says."""
    is_signed = AgreementVersion.signed_on.is_not(None)
    return sa.or_(is_signed, sa.and_(AgreementVersion.is_amendment.is_(False)))


@whole("whether an agreement is signed decides what may be changed under it")
def expect_open(agreement_id: UUID) -> None:
    """Refuses what changes a commitment of an agreement that both sides have signed; holds the agreement meanwhile.

    The authority of the commitment is held before.
    """
    held = sa.select(Agreement.ref).where(Agreement.id == agreement_id).with_for_update(read=True)
    ref = db.session.scalar(held)
    signed = (AgreementVersion.agreement_id == agreement_id, AgreementVersion.signed_on.is_not(None))
    if db.session.scalar(sa.select(AgreementVersion.id).where(*signed).limit(1)) is not None:
        raise RuleBroken(
            f"{ref} is signed by both sides: propose an amendment that changes its commitments.", code="signed"
        )


@whole("what the agreements of commitments say of placements that end")
def rules_of(*agreement_ids: UUID) -> dict[UUID, tuple[Rule, ...]]:
    """What each agreement says of placements that end, from which day on; nothing where every placement counts."""
    columns = (AgreementVersion.effective_on, *(getattr(AgreementVersion, name) for name in OF_THE_COUNT))
    found = sa.select(AgreementVersion.agreement_id, *columns).where(
        AgreementVersion.agreement_id.in_(agreement_ids), holding()
    )
    known: dict[UUID, list[Rule]] = {}
    for agreement_id, *said in db.session.execute(found.order_by(AgreementVersion.number)):
        known.setdefault(agreement_id, []).append(Rule(*said))
    return {key: tuple(rules) for key, rules in known.items() if not all(rule.lets_all_count for rule in rules)}
