"""Amendments: new terms from a later day on; earlier versions stay as they are, and what is counted follows."""

from datetime import date
from typing import Any
from uuid import UUID

from consortium.access import Viewer
from consortium.floor.db import flush
from consortium.floor.errors import RuleBroken
from consortium.importing import entries
from contracts import agreements
from contracts.agreements import Agreement
from contracts.ledger import posting


def amend(
    viewer: Viewer, *, agreement_id: UUID, version: int, effective_on: date, terms: str, **agreed: Any
) -> Agreement:
    """Adds a version with new terms from a later day on; a typed term that is not given stays what it was."""
    agreement = agreements.coordinated(viewer, agreement_id=agreement_id, version=version)
    latest = agreement.versions[-1]
    if effective_on <= latest.effective_on:
        raise RuleBroken(
            f"The new terms begin after those of version {latest.number}, on a day later than {latest.effective_on}.",
            code="versions_in_order",
        )
    agreements.add_version(agreement, effective_on=effective_on, terms=terms, agreed=agreed)
    entries.touch(agreement)
    flush()
    posting.follow_agreement(viewer, agreement_id=agreement.id)
    return agreement
