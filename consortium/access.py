"""Who is asking, and which acts each role includes; the only table of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from consortium.floor.errors import NotAllowed


class Role(StrEnum):
    """What a person does in one consortium."""

    COORDINATOR = "coordinator"
    AUTHORITY_WORKER = "authority_worker"
    AGENCY_WORKER = "agency_worker"
    FINANCE_OFFICER = "finance_officer"


class MemberKind(StrEnum):
    """What an organisation is to its consortium."""

    AUTHORITY = "authority"
    AGENCY = "agency"
    PARTNER = "partner"
    OBSERVER = "observer"


@dataclass(frozen=True)
class Viewer:
    """A person who asks: employed by one member, with roles in some consortia.

    The operator is the person at the server's own terminal and may do everything.
    """

    user_id: UUID | None = None
    name: str = ""
    member_id: UUID | None = None
    member_kind: MemberKind | None = None
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    operator: bool = False

    def holds(self, role: Role) -> bool:
        """Whether the viewer has the role in any consortium."""
        return any(role in roles for roles in self.roles.values())

    def consortia(self, *roles: Role) -> frozenset[UUID]:
        """The consortia in which the viewer has one of the roles (any role when none is named)."""
        return frozenset(key for key, held in self.roles.items() if not roles or held & set(roles))


OPERATOR = Viewer(name="operator", operator=True)

_COORDINATOR = frozenset({Role.COORDINATOR})
_EVERYBODY = frozenset(Role)
_AGENCY = frozenset({Role.COORDINATOR, Role.AGENCY_WORKER})
_AUTHORITY = frozenset({Role.COORDINATOR, Role.AUTHORITY_WORKER})
_FINANCE = frozenset({Role.COORDINATOR, Role.FINANCE_OFFICER})
_NOBODY: frozenset[Role] = frozenset()

CAPABILITIES: dict[str, frozenset[Role]] = {
    "consortia.read": _EVERYBODY,
    "consortia.found": _NOBODY,
    "members.read": _EVERYBODY,
    "members.add": _COORDINATOR,
    "members.change": _COORDINATOR,
    "people.read": _NOBODY,
    "people.create": _NOBODY,
    "people.change": _NOBODY,
    "tokens.read": _EVERYBODY,
    "tokens.issue": _EVERYBODY,
    "tokens.revoke": _EVERYBODY,
    "households.read": _AGENCY,
    "households.register": _AGENCY,
    "households.change": _AGENCY,
    "referrals.read": _AUTHORITY,
    "referrals.refer": _AUTHORITY,
    "referrals.change": _AUTHORITY,
    "placements.read": _EVERYBODY,
    "runs.read": _COORDINATOR,
    "runs.start": _COORDINATOR,
    "suggestions.read": _COORDINATOR,
    "pins.read": _COORDINATOR,
    "pins.change": _COORDINATOR,
    "travel.change": _COORDINATOR,
    "policies.read": _COORDINATOR,
    "policies.change": _COORDINATOR,
    "agreements.read": _FINANCE,
    "agreements.agree": _COORDINATOR,
    "agreements.change": _COORDINATOR,
    "commitments.read": _FINANCE,
    "commitments.agree": _COORDINATOR,
    "commitments.change": _COORDINATOR,
    "positions.read": _FINANCE,
    "purchases.read": _EVERYBODY,
    "purchases.record": _AUTHORITY,
    "purchases.change": _AUTHORITY,
    "imports.read": _EVERYBODY,
    "imports.take": frozenset({Role.COORDINATOR, Role.AUTHORITY_WORKER, Role.AGENCY_WORKER}),
}


def may(viewer: Viewer, capability: str) -> bool:
    """Whether the viewer's roles include the act in any consortium; unknown acts are nobody's."""
    if viewer.operator:
        return capability in CAPABILITIES
    allowed = CAPABILITIES.get(capability, _NOBODY)
    return any(viewer.holds(role) for role in allowed)


def require(viewer: Viewer, capability: str) -> None:
    """Refuses the act unless the viewer's roles include it."""
    if not may(viewer, capability):
        raise NotAllowed
