"""Two consortia that do not know each other, and people of each role who hold tokens."""

from collections.abc import Callable

import pytest
from flask import Flask

from consortium import consortia, members, people, tokens
from consortium.access import OPERATOR, MemberKind, Role
from consortium.db import transaction
from tests.api.callers import Caller

MEMBERS = (
    ("S12000036", "City of Edinburgh", MemberKind.AUTHORITY, "EAST"),
    ("S12000047", "Fife", MemberKind.AUTHORITY, "EAST"),
    ("ROWAN", "Rowan Families", MemberKind.AGENCY, "EAST"),
    ("ASPEN", "Aspen Adoption", MemberKind.AGENCY, "EAST"),
    ("S12000049", "Glasgow City", MemberKind.AUTHORITY, "WEST"),
    ("ALDER", "Alder Care", MemberKind.AGENCY, "WEST"),
)


@pytest.fixture
def caller(app: Flask) -> Callable[..., Caller]:
    """Makes a person with one role, and calls with a token of theirs."""
    with app.app_context(), transaction():
        for code in ("EAST", "WEST"):
            consortia.found(OPERATOR, code=code)
        for code, name, kind, consortium in MEMBERS:
            members.add(OPERATOR, code=code, name=name, kind=kind, consortium_code=consortium)

    def make(role: Role, *, of: str | None = None, consortium: str = "EAST") -> Caller:
        with app.app_context(), transaction():
            email = f"{role}-{of}-{consortium}@example.org".lower()
            person = people.create(
                OPERATOR,
                email=email,
                name="Morag Innes",
                member_code=of,
                password="tide and heather 7",
                roles=[(consortium, role)],
            )
            return Caller(app.test_client(), tokens.issue(OPERATOR, user_id=person.id, name="test")[1])

    return make


@pytest.fixture
def coordinator(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.COORDINATOR)


@pytest.fixture
def stranger(caller: Callable[..., Caller]) -> Caller:
    """The coordinator of the other consortium."""
    return caller(Role.COORDINATOR, consortium="WEST")


@pytest.fixture
def agency_worker(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.AGENCY_WORKER, of="ROWAN")


@pytest.fixture
def other_agency_worker(caller: Callable[..., Caller]) -> Caller:
    """Of another agency in the same consortium."""
    return caller(Role.AGENCY_WORKER, of="ASPEN")


@pytest.fixture
def authority_worker(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.AUTHORITY_WORKER, of="S12000036")


@pytest.fixture
def finance_officer(caller: Callable[..., Caller]) -> Caller:
    return caller(Role.FINANCE_OFFICER, of="S12000036")


@pytest.fixture
def nobody(app: Flask) -> Caller:
    """Somebody without a token."""
    return Caller(app.test_client(), None)
