"""Amendments: new terms from a later day on; earlier versions stay as they are, and what is counted follows.

Where both sides have signed the agreement an amendment is a draft with what it would change of the commitments, and
holds once both sides have signed it too.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from consortium import notices
from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import flush
from consortium.floor.errors import RuleBroken
from consortium.importing import entries
from contracts import agreements, commitments
from contracts.agreeing import parties_to, proposals
from contracts.agreeing.versions import Agreement, AgreementVersion
from contracts.ledger import posting

Values = dict[str, Any]


def amend(
    viewer: Viewer,
    *,
    agreement_id: UUID,
    version: int,
    effective_on: date,
    terms: str,
    changes: Sequence[Values] = (),
    added: Sequence[Values] = (),
    ended: Sequence[Values] = (),
    **agreed: Any,
) -> Agreement:
    """Adds a version with new terms from a later day on; a typed term that is not given stays what it was.

    A draft may change commitments (each with its `commitment_id` and what becomes of its columns), add some, and end
    some on a day, with the minimum that the terms leave of them unless another is given.
    """
    agreement = agreements.coordinated(viewer, agreement_id=agreement_id, version=version)
    _expect_next(agreement, effective_on=effective_on)
    if (changes or added or ended) and not agreement.is_signed:
        raise RuleBroken(
            f"{agreement.ref} is not signed by both sides: change and add its commitments themselves.", code="unsigned"
        )
    new = agreements.add_version(viewer, agreement=agreement, effective_on=effective_on, terms=terms, agreed=agreed)
    entries.touch(agreement)
    flush()
    _put_all(viewer, agreement, new, changes=changes, added=added, ended=ended)
    if new.is_amendment:
        tell(viewer, agreement=agreement, version=new, code="agreement.to_sign")
    else:
        posting.follow_agreement(viewer, agreement_id=agreement.id)
    return agreement


def discard(viewer: Viewer, *, agreement_id: UUID, version: int) -> Agreement:
    """The draft will not be signed: it stays on the record as discarded, and another may be proposed."""
    agreement = agreements.coordinated(viewer, agreement_id=agreement_id, version=version)
    agreements.hold(agreement)
    if agreement.draft is None:
        raise RuleBroken("No amendment waits to be signed: there is nothing to discard.", code="no_draft")
    agreement.draft.discarded_on = clock.today()
    entries.touch(agreement)
    flush()
    return agreement


def tell(viewer: Viewer, *, agreement: Agreement, version: AgreementVersion, code: str) -> None:
    """Tells those who may sign a version, for either side, that it waits for them."""
    waiting = parties_to.who_may_sign(agreement, version=version)
    to = [notices.Staff(member_id, may="agreements.sign") for ids in waiting.values() for member_id in ids]
    notices.tell(viewer, code=code, about=agreement, to=to, cause=str(version.number))


def _expect_next(agreement: Agreement, *, effective_on: date) -> None:
    """Refuses a second draft, and terms that begin before those that hold."""
    if agreement.draft is not None:
        raise RuleBroken(
            f"Version {agreement.draft.number} waits to be signed: have it signed, or discard it first.", code="draft"
        )
    latest = agreement.current
    if effective_on <= latest.effective_on:
        raise RuleBroken(
            f"The new terms begin after those of version {latest.number}, on a day later than {latest.effective_on}.",
            code="versions_in_order",
        )


def _put_all(
    viewer: Viewer,
    agreement: Agreement,
    draft: AgreementVersion,
    *,
    changes: Sequence[Values],
    added: Sequence[Values],
    ended: Sequence[Values],
) -> None:
    whose: Any = {"agreement": agreement, "draft": draft}
    for one in changes:
        said = {name: value for name, value in one.items() if name != "commitment_id"}
        proposals.put(viewer, **whose, commitment_id=one["commitment_id"], values=said)
    for one in ended:
        commitment = commitments.get(viewer, commitment_id=one["commitment_id"])
        values = proposals.ended(commitment, ended_on=one["ended_on"], version=draft)
        if one.get("minimum_units") is not None:
            values["minimum_units"] = one["minimum_units"]
        proposals.put(viewer, **whose, commitment_id=commitment.id, values=values)
    for one in added:
        proposals.put_new(viewer, **whose, values=one)
