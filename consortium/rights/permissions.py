"""The tables of permissions and of disclosure as a page that people read; written out, never edited by hand."""

from collections.abc import Iterator, Mapping

from consortium.disclosure import CHILD, HOUSEHOLD, Stages
from consortium.rights.capabilities import CAPABILITIES, Capability
from consortium.rights.readers import PURCHASE, Reader
from consortium.roles import Relation, Role

RELATIONS = {
    Relation.OWN: "own organisation",
    Relation.CONSORTIUM: "members of the consortium",
    Relation.HUB: "all of the consortium, for people of a partner or observer",
    Relation.LINKED: "opened by a link",
    Relation.SELF: "oneself",
}
INTRODUCTION = """# Who may do what, and who may read what

Written out of `capabilities`, `disclosure` and `readers` in `consortium/` by `consortium rights`; change those.
An act without a role is for the operator at the server's own terminal."""


def page() -> str:
    """The page in Markdown."""
    tables = (_acts(), _fields("household", HOUSEHOLD), _fields("child", CHILD), _purchase())
    return "\n".join([INTRODUCTION, "", *(line for table in tables for line in (*table, ""))])


def granted(capability: Capability) -> list[tuple[list[Role], str]]:
    """The roles that may do it, together with those that may do it to the same: to what, in words."""
    found: dict[str, list[Role]] = {}
    for role in Role:
        relations = capability.grants.get(role, frozenset())
        if relations:
            found.setdefault(", ".join(RELATIONS[one] for one in Relation if one in relations), []).append(role)
    return [(roles, whom) for whom, roles in found.items()]


def _acts() -> Iterator[str]:
    yield "## Acts"
    yield ""
    yield "| act | what it is | who may, and to what |"
    yield "|---|---|---|"
    for name, capability in CAPABILITIES.items():
        told = "; ".join(f"{_listed(roles)}: {whom}" for roles, whom in granted(capability))
        yield f"| `{name}` | {capability.sentence} | {told or 'operator'} |"


def _listed(roles: list[Role]) -> str:
    return "everybody" if len(roles) == len(Role) else ", ".join(role.replace("_", " ") for role in roles)


def _fields(noun: str, table: Mapping[str, Stages]) -> Iterator[str]:
    yield f"## Fields of a {noun}"
    yield ""
    yield "Its own organisation reads them all; who else reads a field, and from which stage of disclosure on:"
    yield ""
    yield "| field | linked organisation | coordinator |"
    yield "|---|---|---|"
    for name, stages in table.items():
        linked, coordinator = (f"L{int(stage)}" if stage else "never" for stage in stages)
        yield f"| `{name}` | {linked} | {coordinator} |"


def _purchase() -> Iterator[str]:
    yield "## Fields of a purchase"
    yield ""
    yield "Of those who see it. A field that is not theirs is left out, from the list and from the purchase itself:"
    yield ""
    yield "| field | " + " | ".join(Reader) + " |"
    yield "|---|" + "---|" * len(Reader)
    for name, readers in PURCHASE.items():
        yield f"| `{name}` | " + " | ".join("yes" if reader in readers else "no" for reader in Reader) + " |"
