"""An agreement of Edinburgh and Fife with any agency of the consortium, and who may sign it for each side."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from consortium.access import OPERATOR, Role, Viewer
from contracts import agreements
from contracts.agreeing import amendments, signing
from contracts.agreements import Agreement
from tests import factories

YEAR = {"period_start": date(2026, 4, 1), "period_end": date(2027, 4, 1)}


@dataclass(frozen=True)
class Known:
    """What a commitment is known by, whichever transaction asks."""

    id: UUID


class Parties:
    """Both sides, with a commitment of each authority."""

    def __init__(self, *, pooled: bool = False) -> None:
        if not pooled:
            factories.pool()
            factories.member(factories.FIFE)
        self.agreement_id = factories.agreement().id
        self.edinburgh = Known(factories.commitment(minimum_units=3).id)
        self.fife = Known(factories.commitment(authority_code=factories.FIFE, minimum_units=2).id)
        self.authority, self.agency = self.officer(factories.EDINBURGH), self.officer("ROWAN")
        self.of_fife = self.officer(factories.FIFE)
        self.coordinator = factories.viewer(Role.COORDINATOR)

    @property
    def agreement(self) -> Agreement:
        """The agreement as it is now."""
        return agreements.get(OPERATOR, agreement_id=self.agreement_id)

    def officer(self, at: str) -> Viewer:
        """Somebody who signs for this organisation."""
        return factories.viewer(Role.FINANCE_OFFICER, at=at)

    def digest(self) -> str:
        """What is to be signed, as it reads now."""
        version = signing.to_be_signed(self.agreement)
        assert version is not None
        return signing.digest_of(self.agreement, version=version)

    def sign(self, *people: Viewer) -> Agreement:
        """Each of them signs what is to be read now."""
        for one in people:
            signing.sign(one, agreement_id=self.agreement_id, digest=self.digest())
        return self.agreement

    def signed(self) -> Agreement:
        """Signed by both sides."""
        return self.sign(self.authority, self.agency)

    def amend(self, on: date = date(2026, 9, 1), **said: Any) -> Agreement:
        """The coordinator proposes an amendment."""
        known = {"agreement_id": self.agreement_id, "version": self.agreement.version, "terms": "Amended."}
        return amendments.amend(self.coordinator, **known, effective_on=on, **said)
