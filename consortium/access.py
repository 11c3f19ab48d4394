"""Who is asking, and whether the table of capabilities lets them."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from consortium.floor.errors import NotAllowed
from consortium.rights.capabilities import CAPABILITIES
from consortium.roles import MemberKind as MemberKind
from consortium.roles import Relation as Relation
from consortium.roles import Role as Role
from consortium.roles import Stage as Stage


@dataclass(frozen=True)
class Viewer:
    """A person who asks: employed by one member, with roles in some consortia.

    The operator is the person at the server's own terminal and may do everything. `acts` narrows a token to some
    capabilities (None: to none).
    """

    user_id: UUID | None = None
    name: str = ""
    member_id: UUID | None = None
    member_kind: MemberKind | None = None
    roles: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)
    operator: bool = False
    acts: frozenset[str] | None = None
    left: frozenset[UUID] = frozenset()

    def holds(self, *roles: Role) -> bool:
        """Whether the viewer has one of the roles in any consortium."""
        return any(held & set(roles) for held in self.roles.values())

    def consortia(self, *roles: Role) -> frozenset[UUID]:
        """Today's consortia of the employer in which the viewer has one of the roles (any when none is named)."""
        here = ((key, held) for key, held in self.roles.items() if key not in self.left)
        return frozenset(key for key, held in here if not roles or held & set(roles))

    @property
    def serves_all(self) -> bool:
        """Whether the employer is a partner or observer, whose people serve a whole consortium."""
        return self.member_kind in {MemberKind.PARTNER, MemberKind.OBSERVER}


OPERATOR = Viewer(name="operator", operator=True)
# What is done of itself: as free as the operator, and named as itself in the audit trail.
SCHEDULER = Viewer(name="scheduler", operator=True)
WORKER = Viewer(name="worker", operator=True)

# Who last asked to act; the audit trail names them as the author of what is written, or refused, next.
acting: ContextVar[Viewer | None] = ContextVar("acting", default=None)
# The capability under which a door let the whole request in; empty where a verb is called from elsewhere.
doing: ContextVar[str] = ContextVar("doing", default="")


def may(viewer: Viewer, capability: str) -> bool:
    """Whether the viewer's roles include the act towards some record; unknown acts are nobody's."""
    known = CAPABILITIES.get(capability)
    if known is None or (viewer.acts is not None and capability not in viewer.acts):
        return False
    return viewer.operator or viewer.holds(*known.roles)


def consortia_of(viewer: Viewer, capability: str) -> frozenset[UUID]:
    """The consortia towards the whole of which the viewer may do this."""
    known = CAPABILITIES[capability]
    roles = known.through(Relation.CONSORTIUM)
    if viewer.serves_all:
        roles |= known.through(Relation.HUB)
    return viewer.consortia(*roles) if roles else frozenset()


def may_in(viewer: Viewer, capability: str, *, consortium_id: UUID) -> bool:
    """Whether the viewer may do this towards the whole of this consortium."""
    return viewer.operator or consortium_id in consortia_of(viewer, capability)


def require(viewer: Viewer, capability: str) -> None:
    """Refuses the act unless the viewer's roles include it, and notes who is acting."""
    acting.set(viewer)
    if not may(viewer, capability):
        raise NotAllowed
