"""Signing: one person for each side signs the exact text of a version; with the second signature it is locked."""

import hmac
from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import notices
from consortium.access import Viewer, may, require
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Conflict, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.notices import InConsortium, Staff, subjects
from consortium.notices.recipients import Recipient
from contracts import agreements, commitments
from contracts.agreeing import parties_to, proposals
from contracts.agreeing.texts import Text
from contracts.agreeing.versions import (
    Agreement,
    AgreementSignature,
    AgreementVersion,
    ProposedCommitment,
    Side,
    Status,
)
from contracts.commitments import Commitment
from contracts.ledger import posting

CHANGED = "The terms or the commitments were changed since you read them: read them again, then sign."


def to_be_signed(agreement: Agreement) -> AgreementVersion | None:
    """The version that may be signed: the draft, or the latest where nobody is bound yet; None where nothing waits."""
    if agreement.draft is not None:
        return agreement.draft
    return agreement.current if agreement.current.status is Status.UNSIGNED else None


@whole("a signature is for every commitment under the agreement, whosesoever it is")
def text_of(agreement: Agreement, *, version: AgreementVersion) -> Text:
    """All that a signature on a version is for, as it reads now."""
    under = (
        sa.select(Commitment).where(Commitment.agreement_id == agreement.id).execution_options(populate_existing=True)
    )
    rows = [commitments.as_row(one) for one in db.session.scalars(under).unique()]
    return Text(
        agreement_ref=agreement.ref,
        number=version.number,
        effective_on=version.effective_on,
        words=version.terms,
        terms=version.agreed.as_values(),
        commitments=[{name: value for name, value in row.items() if name != "version"} for row in rows],
        changes=[{**_whose(one), **one.said} for one in proposals.of(version)],
    )


def _whose(one: ProposedCommitment) -> dict[str, Any]:
    """Which commitment a change is of; a new one says whose it is itself."""
    return {"commitment": str(one.commitment_id)} if one.commitment_id else {}


def digest_of(agreement: Agreement, *, version: AgreementVersion) -> str:
    """What a signature on a version as it reads now would keep."""
    return version.signed_digest or text_of(agreement, version=version).digest(salt=version.salt)


def waits_for(agreement: Agreement, *, version: AgreementVersion) -> list[Side]:
    """The sides that have not signed a version as it reads now."""
    if version.status in (Status.SIGNED, Status.DISCARDED):
        return []
    return _waits_for(version, digest=digest_of(agreement, version=version))


def _waits_for(version: AgreementVersion, *, digest: str) -> list[Side]:
    signed = {one.side for one in version.signatures if one.is_of(digest)}
    return [side for side in Side if side not in signed]


def as_plain(version: AgreementVersion) -> dict[str, Any]:
    """What a version says, and how far it has come."""
    said = {name: getattr(version, name) for name in ("number", "effective_on", "terms", "status", "signed_on")}
    return said | version.agreed.as_values()


def told(viewer: Viewer, *, agreement: Agreement) -> list[dict[str, Any]]:
    """Every version with its signatures, and what it changes of the commitments that the viewer may see."""
    changes, waiting = _changes(viewer, agreement), to_be_signed(agreement)
    found = []
    for version in agreement.versions:
        digest = digest_of(agreement, version=version) if version is waiting else version.signed_digest
        signatures = [
            {"side": one.side, "member": one.member.code, "name": one.person.name, "signed_on": one.signed_on}
            | {"is_void": not one.is_of(digest or "")}
            for one in version.signatures
        ]
        known: dict[str, Any] = {"signatures": signatures, "changes": changes.get(version.id, [])}
        known["waits_for"] = _waits_for(version, digest=digest) if version is waiting and digest else []
        found.append(as_plain(version) | known | ({"digest": digest} if digest else {}))
    return found


def _changes(viewer: Viewer, agreement: Agreement) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for one in proposals.visible(viewer, version_ids=[version.id for version in agreement.versions]):
        whose = {"commitment_id": one.commitment_id, "authority_code": one.authority.code}
        whose["agency"] = one.agency.code if one.agency else None
        found.setdefault(one.version_id, []).append(one.as_entered() | whose)
    return found


def to_read(viewer: Viewer, *, agreement_id: UUID) -> tuple[Agreement, AgreementVersion | None]:
    """An agreement with the version that the viewer may sign; None where nothing waits. Refuses who may sign none."""
    require(viewer, parties_to.ACT)
    agreement = agreements.get(viewer, agreement_id=agreement_id)
    version = to_be_signed(agreement)
    parties_to.side_of(viewer, agreement=agreement, version=version or agreement.current)
    return agreement, version


def sign(viewer: Viewer, *, agreement_id: UUID, digest: str) -> Agreement:
    """Signs the version that waits, for the employer's side; `digest` is that of the text as the signer read it.

    Two people sign, one for each side; nobody for both, and nobody on another's behalf. Whatever changes after the
    first signature makes it void: that side signs what it reads then.
    """
    require(viewer, parties_to.ACT)
    agreement, version = _held(viewer, agreement_id=agreement_id)
    side = parties_to.side_of(viewer, agreement=agreement, version=version)
    text = text_of(agreement, version=version)
    if not hmac.compare_digest(text.digest(salt=version.salt).encode(), digest.encode()):
        raise Conflict(CHANGED, code="changed_meanwhile")
    for one in (one for one in version.signatures if one.is_of(digest)):
        if one.side is side:
            raise RuleBroken(
                f"{one.member.name} has signed for this side, on {one.signed_on}.", code="recorded_already"
            )
    _add(viewer, version, side=side, digest=digest)
    if not waits_for(agreement, version=version):
        _lock(viewer, agreement, version, text=text, digest=digest)
    entries.touch(agreement)
    flush()
    _tell(viewer, agreement, version)
    return agreement


def _held(viewer: Viewer, *, agreement_id: UUID) -> tuple[Agreement, AgreementVersion]:
    """The agreement and the version to sign, with every authority that is concerned held, and then the agreement."""
    agreement = agreements.get(viewer, agreement_id=agreement_id)
    _hold_authorities(agreement)
    agreements.hold(agreement)
    version = to_be_signed(agreement)
    if version is None:
        raise RuleBroken(
            f"Version {agreement.current.number} is signed by both sides, and no amendment waits to be signed.",
            code="status",
        )
    return agreement, version


@whole("what is counted of one authority is counted one after the other")
def _hold_authorities(agreement: Agreement) -> None:
    under = sa.select(Commitment.authority_id).where(Commitment.agreement_id == agreement.id)
    proposed = [
        one.authority_id for version in agreement.versions if version.holds is False for one in proposals.of(version)
    ]
    posting.hold(*db.session.scalars(under), *proposed)


def _add(viewer: Viewer, version: AgreementVersion, *, side: Side, digest: str) -> None:
    version.signatures.append(
        AgreementSignature(
            version_id=version.id,
            consortium_id=version.consortium_id,
            member_id=viewer.member_id,
            side=side,
            signed_by=viewer.user_id,
            signed_on=clock.today(),
            digest=digest,
        )
    )
    flush()


def _lock(viewer: Viewer, agreement: Agreement, version: AgreementVersion, *, text: Text, digest: str) -> None:
    """Both sides have signed the same text: it binds, and what it changes takes effect."""
    version.signed_on, version.signed_digest, version.signed_text = clock.today(), digest, text.written()
    flush()
    proposals.carry_out(viewer, agreement=agreement, version=version)
    posting.follow_agreement(viewer, agreement_id=agreement.id)


def _tell(viewer: Viewer, agreement: Agreement, version: AgreementVersion) -> None:
    """The other side is told that it has to sign; once both have, everybody who has a stake, and the coordinators."""
    sides, waiting = parties_to.who_may_sign(agreement, version=version), waits_for(agreement, version=version)
    to: list[Recipient]
    if waiting:
        to = [Staff(member_id, may=parties_to.ACT) for side in waiting for member_id in sides[side]]
        notices.tell(viewer, code="agreement.to_sign", about=agreement, to=to, cause=f"{version.number} {waiting[0]}")
        return
    to = [*(Staff(member_id) for ids in sides.values() for member_id in ids), InConsortium(agreement.consortium_id)]
    notices.tell(viewer, code="agreement.signed", about=agreement, to=to, cause=str(version.number))


def _named(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, str]:
    """How notices name agreements to who may see them."""
    if not may(viewer, "agreements.read"):
        return {}
    found = agreements.visible(viewer).where(Agreement.id.in_(ids))
    return {one.id: one.ref for one in db.session.scalars(found)}


subjects.offer("agreements", _named)
