"""What an amendment changes of the commitments under its agreement, in words, for who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consortium.access import Viewer
from consortium.floor.errors import NotFound
from contracts import agreements, commitments, minimums
from contracts.agreeing import proposals
from contracts.agreeing.versions import ProposedCommitment
from contracts.agreements import Agreement, AgreementVersion
from contracts.commitments import Commitment
from contracts.year_end.memberships import Member
from web.forms.commitments import shown_terms
from web.paging import everything


@dataclass(frozen=True)
class Change:
    """What becomes of one commitment: (what, as it is, as it becomes); of a new one nothing was before."""

    commitment_id: UUID | None
    authority: str
    agency: str | None
    terms: list[tuple[str, str, str]]


def of(viewer: Viewer, version: AgreementVersion) -> list[Change]:
    """All that a version changes, or changed, of the commitments that the viewer may see."""
    return [_change(one) for one in proposals.visible(viewer, version_ids=[version.id])]


def committed(viewer: Viewer, *, agreement_id: UUID) -> list[Commitment]:
    """The commitments under an agreement that the viewer may see, by name and period."""
    found = everything(commitments.visible(viewer, agreement_id=agreement_id))
    return sorted(found, key=lambda one: (one.authority.name, one.period_start))


def pair(viewer: Viewer, *, agreement_id: UUID, commitment_id: UUID) -> tuple[Commitment, Agreement]:
    """A commitment and the agreement that it stands under."""
    commitment = commitments.get(viewer, commitment_id=commitment_id)
    if commitment.agreement_id != agreement_id:
        raise NotFound
    return commitment, agreements.get(viewer, agreement_id=agreement_id)


def as_drafted(agreement: Agreement, commitment: Commitment) -> dict[str, Any]:
    """A commitment as the draft would have it, to go on from."""
    found = proposals.of(agreement.draft) if agreement.draft else []
    said: Mapping[str, Any] = next((one.as_entered() for one in found if one.commitment_id == commitment.id), {})
    return commitments.as_row(commitment) | dict(said)


def left_of(agreement: Agreement, commitment: Commitment) -> tuple[Member, int] | None:
    """The days of membership, and what the terms leave of the minimum, where they cut the period; None where not."""
    stay = proposals.stay_of(commitment)
    version = agreement.draft or agreement.current
    return (stay, proposals.left_of(commitment, stay=stay, version=version)) if stay else None


def _change(one: ProposedCommitment) -> Change:
    agency = one.agency.name if one.agency else None
    was, whose = one.as_was(), {"agreement_ref": "", "authority_code": "", "agency": None}
    after = shown_terms(minimums.Commitment.of(whose | was | one.as_entered()))
    before = shown_terms(minimums.Commitment.of(whose | was)) if was else dict.fromkeys(after, "")
    changed = [(name, before[name], said) for name, said in after.items() if before[name] != said]
    return Change(one.commitment_id, one.authority.name, agency, changed)
