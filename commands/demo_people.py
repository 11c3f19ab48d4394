"""The people of a demo: one of each kind, invented, each with a password that this demo alone knows."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consortium.access import OPERATOR, MemberKind, Role
from consortium.accounts import people
from consortium.floor.db import transaction

LETTERS = "23456789bcdfghjkmnpqrstvwxz"
# Name, role, and the kind of member that employs such a person.
STAFF = (
    ("Isla Fenwick", Role.COORDINATOR, MemberKind.PARTNER),
    ("Ruaridh Ballantyne", Role.AGENCY_WORKER, MemberKind.AGENCY),
    ("Morag Imrie", Role.AUTHORITY_WORKER, MemberKind.AUTHORITY),
    ("Callum Petrie", Role.FINANCE_OFFICER, MemberKind.AUTHORITY),
    ("Shona Kerr", Role.AUTHORITY_MANAGER, MemberKind.AUTHORITY),
    ("Struan Meikle", Role.AGENCY_MANAGER, MemberKind.AGENCY),
    ("Ailsa Drummond", Role.PANEL_ADVISER, MemberKind.PARTNER),
    ("Fergus Laidlaw", Role.AUDITOR, MemberKind.PARTNER),
    ("Catriona Yule", Role.ADMINISTRATOR, MemberKind.PARTNER),
)


@dataclass(frozen=True)
class SignIn:
    """Somebody invented who may sign in to this demo, and what for."""

    email: str
    password: str
    role: Role
    employer: str


def employ(joined: Iterable[Mapping[str, Any]], owners: Counter[str]) -> list[SignIn]:
    """An account for each kind of user, at the member of its kind that owns most records.

    The coordinator's role covers every consortium, the others' those of their employer.
    """
    rows = list(joined)
    found = []
    for name, role, kind in STAFF:
        employer = max((one for one in rows if one["kind"] == kind), key=lambda one: owners[one["code"]])
        codes = {one["consortium"] for one in rows if role is Role.COORDINATOR or one["code"] == employer["code"]}
        sign_in = SignIn(f"{name.lower().replace(' ', '.')}@demo.example", _password(), role, employer["name"])
        with transaction():
            people.create(
                OPERATOR,
                email=sign_in.email,
                name=name,
                password=sign_in.password,
                member_code=employer["code"],
                roles=[(code, role) for code in sorted(codes)],
            )
        found.append(sign_in)
    return found


def _password() -> str:
    """Sixteen letters in fours: easily typed, and beyond guessing."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
