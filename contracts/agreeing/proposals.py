"""Proposals: what an amendment would change of the commitments under its agreement, until both sides have signed it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight
from contracts import agreements, commitments
from contracts.agreeing.versions import Agreement, AgreementVersion, ProposedCommitment
from contracts.commitments import Commitment
from contracts.sheets import COMMITMENTS_CHECKS, COMMITMENTS_COLUMNS
from contracts.year_end import memberships
from contracts.year_end.memberships import Member

Said = Mapping[str, Any]
DAYS = ("period_start", "period_end")


def propose(viewer: Viewer, *, agreement_id: UUID, version: int, commitment_id: UUID, values: Said) -> Agreement:
    """The draft would change these terms of a commitment; what it would change of it until now is replaced."""
    agreement, draft = _drafting(viewer, agreement_id=agreement_id, version=version)
    put(viewer, agreement=agreement, draft=draft, commitment_id=commitment_id, values=values)
    return _touched(agreement)


def propose_new(viewer: Viewer, *, agreement_id: UUID, version: int, values: Said) -> Agreement:
    """The draft would add a commitment, given under the columns of the commitments sheet."""
    agreement, draft = _drafting(viewer, agreement_id=agreement_id, version=version)
    put_new(viewer, agreement=agreement, draft=draft, values=values)
    return _touched(agreement)


def put(viewer: Viewer, *, agreement: Agreement, draft: AgreementVersion, commitment_id: UUID, values: Said) -> None:
    """Adds a changed commitment to a draft, or takes it out where nothing would change."""
    commitment = commitments.get(viewer, commitment_id=commitment_id)
    if commitment.agreement_id != agreement.id:
        raise Invalid({"commitment_id": [f"This commitment stands under another agreement than {agreement.ref}."]})
    entered = entries.read(values, COMMITMENTS_COLUMNS, fixed=commitments.IDENTITY)
    entries.check(commitments.as_row(commitment) | entered, COMMITMENTS_CHECKS)
    said = commitments.differing(commitment, entered=entered)
    _expect_room(viewer, draft=draft, commitment=commitment, said=said)
    known = (ProposedCommitment.version_id == draft.id, ProposedCommitment.commitment_id == commitment.id)
    for before in _found(*known):
        db.session.delete(before)
    flush()
    if said:
        owners = {"authority_id": commitment.authority_id, "agency_id": commitment.agency_id}
        _keep(draft, commitment_id=commitment.id, **owners, said=said, was=commitments.as_row(commitment))


def put_new(viewer: Viewer, *, agreement: Agreement, draft: AgreementVersion, values: Said) -> None:
    """Adds a new commitment to a draft."""
    entered, authority, agency = commitments.read(viewer, values=values, named={"agreement_ref"})
    if agreement.consortium_id not in {one.consortium_id for one in authority.memberships}:
        raise Invalid({"authority_code": [f"{authority.name} is no member of {agreement.consortium.name}."]})
    owners = {"authority_id": authority.id, "agency_id": agency.id if agency else None}
    days = {name: entered[name] for name in DAYS}
    under = {"agreement_id": agreement.id, "consortium_id": agreement.consortium_id}
    commitments.refuse_overlap(viewer, commitment=Commitment(**under, **owners, **days))
    said = {name: value for name, value in entered.items() if name not in ("agreement_ref", "version")}
    _keep(draft, commitment_id=None, **owners, said=said, was={})


def ended(commitment: Commitment, *, ended_on: date, version: AgreementVersion) -> dict[str, Any]:
    """What ends a commitment early: its period, and the minimum that the terms of a version leave of it."""
    if not commitment.period_start < ended_on < commitment.period_end:
        raise Invalid({"ended_on": ["Give a day after the first and before the end of the period."]})
    return {
        "period_end": ended_on,
        "minimum_units": left_of(commitment, stay=Member(left_on=ended_on), version=version),
    }


def left_of(commitment: Commitment, *, stay: Member, version: AgreementVersion) -> int:
    """The minimum of an authority that is a member for a part of the period alone, as a version's terms cut it."""
    days, rounding = (commitment.period_start, commitment.period_end), version.pro_rata_rounding
    return memberships.minimum(commitment.minimum_units, days, stay, convention=version.pro_rata, rounding=rounding)


def stay_of(commitment: Commitment) -> Member | None:
    """From when until when its authority belongs to the consortium, where that is not for the whole period."""
    own = [one for one in commitment.authority.memberships if one.consortium_id == commitment.consortium_id]
    joined = min((one.joined_on or date.min for one in own), default=date.min)
    left = max((one.left_on or date.max for one in own), default=date.max)
    if joined <= commitment.period_start and left >= commitment.period_end:
        return None
    return Member(joined, left)


@whole("what an amendment changes, whosesoever the commitments are")
def of(version: AgreementVersion) -> list[ProposedCommitment]:
    """All that a version would change, or changed, of the commitments under its agreement."""
    return _found(ProposedCommitment.version_id == version.id)


def visible(viewer: Viewer, *, version_ids: Iterable[UUID]) -> list[ProposedCommitment]:
    """What these versions change, as far as the viewer may see commitments of those whose they are."""
    owners = (ProposedCommitment.authority_id, ProposedCommitment.agency_id)
    mine = (sight.is_own(viewer, "commitments.read", owner=owner) for owner in owners)
    coordinated = ProposedCommitment.consortium_id.in_(sight.consortia_of(viewer, "commitments.read"))
    reached = sa.true() if viewer.operator else sa.or_(coordinated, *mine)
    found = scoped(sa.select(ProposedCommitment).where(ProposedCommitment.version_id.in_(version_ids), reached))
    return list(db.session.scalars(found.order_by(ProposedCommitment.created_at, ProposedCommitment.id)))


@whole("what both sides have signed is carried out, whosesoever the commitments are")
def carry_out(viewer: Viewer, *, agreement: Agreement, version: AgreementVersion) -> None:
    """Changes the commitments as a signed version says, from its day on; entries of the ledger follow."""
    for one in of(version):
        entered = entries.read(one.said, COMMITMENTS_COLUMNS)
        if one.commitment_id is None:
            sides = (one.authority, one.agency)
            entered = entries.complete(entered, COMMITMENTS_COLUMNS, optional={"agreement_ref"})
            commitments.settle_new(viewer, agreement=agreement, sides=sides, entered=entered, amendment=version.number)
        else:
            commitment = db.session.get_one(Commitment, one.commitment_id)
            settled: Any = {"amendment": version.number, "on": version.effective_on}
            commitments.settle(viewer, commitment=commitment, entered=entered, **settled)


def _drafting(viewer: Viewer, *, agreement_id: UUID, version: int) -> tuple[Agreement, AgreementVersion]:
    agreement = agreements.coordinated(viewer, agreement_id=agreement_id, version=version)
    if agreement.draft is None:
        raise RuleBroken(
            "No amendment is being drafted: propose one first, where both sides have signed, or change the commitment "
            "itself, where they have not.",
            code="no_draft",
        )
    return agreement, agreement.draft


def _touched(agreement: Agreement) -> Agreement:
    entries.touch(agreement)
    flush()
    return agreement


def _expect_room(viewer: Viewer, *, draft: AgreementVersion, commitment: Commitment, said: Said) -> None:
    """Refuses days that another commitment of the authority's counts already."""
    days = {name: said.get(name, getattr(commitment, name)) for name in DAYS}
    owners = {"authority_id": commitment.authority_id, "agency_id": commitment.agency_id}
    under = {"agreement_id": draft.agreement_id, "consortium_id": draft.consortium_id}
    moved = Commitment(id=commitment.id, **under, **owners, **days)
    commitments.refuse_overlap(viewer, commitment=moved)


def _keep(draft: AgreementVersion, *, said: Said, was: Said, **owners: Any) -> None:
    known = {"version_id": draft.id, "consortium_id": draft.consortium_id}
    db.session.add(ProposedCommitment(**known, **owners, said=_plain(said), was=_plain(was)))
    flush()


def _plain(row: Said) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


@whole("what an amendment changes, whosesoever the commitments are")
def _found(*conditions: sa.ColumnElement[bool]) -> list[ProposedCommitment]:
    found = sa.select(ProposedCommitment).where(*conditions)
    return list(db.session.scalars(found.order_by(ProposedCommitment.created_at, ProposedCommitment.id)))
