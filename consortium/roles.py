"""Roles, and how a person may stand to a record: the words in which every permission is written."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a person does in one consortium."""

    COORDINATOR = "coordinator"
    AUTHORITY_WORKER = "authority_worker"
    AUTHORITY_MANAGER = "authority_manager"
    AGENCY_WORKER = "agency_worker"
    AGENCY_MANAGER = "agency_manager"
    FINANCE_OFFICER = "finance_officer"
    PANEL_ADVISER = "panel_adviser"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class MemberKind(StrEnum):
    """What an organisation is to its consortium."""

    AUTHORITY = "authority"
    AGENCY = "agency"
    PARTNER = "partner"
    OBSERVER = "observer"


class Stage(IntEnum):
    """How far a record is disclosed to those it does not belong to (domain: information governance)."""

    STATISTICS = 0
    ANONYMISED = 1  # L1: reference, age band, area, needs
    FULL_PROFILE = 2  # L2: once both sides have agreed to explore the link
    IDENTIFIED = 3  # L3: names and addresses, once the match is approved


class Relation(StrEnum):
    """How a person stands to a record; the capability table says which relation gives which act."""

    OWN = "own"  # it belongs to the organisation that employs them
    CONSORTIUM = "consortium"  # it belongs to a member of a consortium in which they have the role
    HUB = "hub"  # as consortium, for those employed by a partner or observer, who serve all of it
    LINKED = "linked"  # an open share gives their organisation sight of it, to the share's stage
    SELF = "self"  # it is about themselves


# What a person may do follows from whom they work for.
EMPLOYERS: dict[Role, frozenset[MemberKind]] = {
    Role.COORDINATOR: frozenset(MemberKind),
    Role.AUTHORITY_WORKER: frozenset({MemberKind.AUTHORITY}),
    Role.AUTHORITY_MANAGER: frozenset({MemberKind.AUTHORITY}),
    Role.AGENCY_WORKER: frozenset({MemberKind.AGENCY}),
    Role.AGENCY_MANAGER: frozenset({MemberKind.AGENCY}),
    Role.FINANCE_OFFICER: frozenset(MemberKind),
    Role.PANEL_ADVISER: frozenset(MemberKind),
    Role.AUDITOR: frozenset(MemberKind),
    Role.ADMINISTRATOR: frozenset(MemberKind),
}
