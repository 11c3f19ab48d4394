"""Who acts in a demo, and for whom: the authority and the agency whose people may sign in, and those who serve both."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.demo_people import SignIn
from consortium import members
from consortium.access import OPERATOR, Role, Viewer
from consortium.accounts import people
from consortium.members import Member


@dataclass(frozen=True)
class Cast:
    """One person of each kind, with the authority's and the agency's codes and ids."""

    coordinator: Viewer
    adviser: Viewer
    worker: Viewer
    manager: Viewer
    agency: Viewer
    authority: Member
    provider: Member


def of(staff: Sequence[SignIn]) -> Cast:
    """The people of a demo as they act."""
    known = {one.role: people.viewer_of(people.by_email(OPERATOR, email=one.email)) for one in staff}
    worker, agency = known[Role.AUTHORITY_WORKER], known[Role.AGENCY_WORKER]
    return Cast(
        coordinator=known[Role.COORDINATOR],
        adviser=known[Role.PANEL_ADVISER],
        worker=worker,
        manager=known[Role.AUTHORITY_MANAGER],
        agency=agency,
        authority=_employer(worker),
        provider=_employer(agency),
    )


def _employer(viewer: Viewer) -> Member:
    if viewer.member_id is None:
        raise LookupError("Everybody in a demo works for a member.")
    return members.get(OPERATOR, member_id=viewer.member_id)
