"""Who is who: A, which watches; B, its neighbour in the same consortium; and a consortium that knows neither."""

from dataclasses import dataclass

from consortium.access import Role
from tests import factories


@dataclass(frozen=True)
class Place:
    """One authority and one agency of a consortium, and the hub that serves them."""

    of: str
    authority: str
    agency: str

    @property
    def hub(self) -> str:
        """The code of the partner that serves the consortium."""
        return f"HUB-{self.of}"

    def employer(self, role: str) -> str:
        """For whom somebody works who does this here."""
        if "authority" in role:
            return self.authority
        return self.agency if "agency" in role else self.hub


A = Place("EAST", factories.EDINBURGH, "ROWAN")
B = Place("EAST", factories.FIFE, "ASPEN")
WEST = Place("WEST", factories.GLASGOW, "ALDER")


@dataclass(frozen=True)
class Observer:
    """Somebody who reads all that the application shows them."""

    role: Role
    employer: str
    place: Place

    def is_told(self, told: frozenset[str], *, by: Place) -> bool:
        """Whether a change made at a place is shown to them by right, because it is of something that they share.

        The place itself is told, and whoever serves the whole consortium is told of everything in it; `told` names the
        others: an employer, a role, or everybody of the consortium.
        """
        if self.employer in {by.authority, by.agency, *told}:
            return True
        if self.place.of != by.of:
            return False
        serves = self.role in SERVING or (self.role is Role.FINANCE_OFFICER and self.employer == self.place.hub)
        return serves or bool(told & {EVERYBODY, self.role.value})


SERVING = (Role.COORDINATOR, Role.AUDITOR)
EVERYBODY = "everybody"
OBSERVERS = (
    Observer(Role.AUTHORITY_WORKER, A.authority, A),
    Observer(Role.AUTHORITY_MANAGER, A.authority, A),
    Observer(Role.FINANCE_OFFICER, A.authority, A),
    Observer(Role.AGENCY_WORKER, A.agency, A),
    Observer(Role.AGENCY_MANAGER, A.agency, A),
    Observer(Role.FINANCE_OFFICER, A.agency, A),
    Observer(Role.ADMINISTRATOR, A.agency, A),
    Observer(Role.PANEL_ADVISER, A.hub, A),
    Observer(Role.COORDINATOR, A.hub, A),
    Observer(Role.AUDITOR, A.hub, A),
    Observer(Role.FINANCE_OFFICER, A.hub, A),
    Observer(Role.COORDINATOR, WEST.hub, WEST),
    Observer(Role.AUDITOR, WEST.hub, WEST),
    Observer(Role.ADMINISTRATOR, WEST.hub, WEST),
    Observer(Role.FINANCE_OFFICER, WEST.hub, WEST),
    Observer(Role.AUTHORITY_MANAGER, WEST.authority, WEST),
    Observer(Role.AGENCY_WORKER, WEST.agency, WEST),
)
