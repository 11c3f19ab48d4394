"""The application with everybody's records in it, copies of its database, and the hours at which things happen."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import time_machine
from flask import Flask

from consortium import members
from consortium.access import OPERATOR, Role, Viewer
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db, writing
from consortium.linking import links
from matching.running import suggestions
from tests import databases, factories
from tests.access import world
from tests.access.world import Ids
from tests.interference.places import WEST, A, B, Place
from tests.interference.records import WHY, Records

MORNING = datetime.combine(clock.today(), datetime.min.time(), UTC) + timedelta(hours=8)
NOON = MORNING + timedelta(hours=4)
BETWEEN = timedelta(seconds=61)  # from one change to the next: past the minute in which tries to sign in count
NOWHERE = f"H-{WEST.agency}-gone-1"  # what A keeps a child from; the other consortium has a household of that name
Routes = Iterable[Callable[[Flask], None]]


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Inside, it is this instant and stays so."""
    with time_machine.travel(instant, tick=False):
        yield


class Ground:
    """One application on one SQLite file, with the records of A, of B and of the other consortium."""

    def __init__(self, folder: Path, *, routes: Routes = ()) -> None:
        self.file = folder / "ground.db"
        self.app = databases.migrated(f"sqlite:///{self.file}", routes=routes)
        self.app.config.update(PROPAGATE_EXCEPTIONS=False, IDLE=timedelta(hours=24))
        with standing_at(MORNING), self.app.app_context(), _writing():
            self.world = world.made()
            db.session.commit()
            self._accept_what_a_run_suggests()
            self.records = {place: Records(self.world, place) for place in (B, WEST)}
            for records in self.records.values():
                records.make()
                db.session.commit()
        self.pristine = self.copy()

    def copy(self) -> sqlite3.Connection:
        """The database as it is, in memory."""
        taken = sqlite3.connect(":memory:")
        with self._file() as kept:
            kept.backup(taken)
        return taken

    def back_to(self, copy: sqlite3.Connection) -> None:
        """The database as it was."""
        with self._file() as kept:
            copy.backup(kept)

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """The file, which the application has let go of."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        kept = sqlite3.connect(self.file)
        try:
            yield kept
        finally:
            kept.close()

    def ids(self) -> dict[Place, tuple[list[Ids], Ids]]:
        """The ids of everybody's records: of the pairs, and of all else."""
        theirs = {place: (records.pairs, records.shared) for place, records in self.records.items()}
        return {A: (self.world.pairs, self.world.shared), **theirs}

    def members(self) -> dict[str, UUID]:
        """The ids of the authorities and agencies by their codes."""
        with self.app.app_context():
            codes = [code for place in (A, B, WEST) for code in (place.authority, place.agency)]
            return {code: members.by_code(OPERATOR, code=code).id for code in codes}

    def close(self) -> None:
        """Let go of the database and of the copy."""
        self.pristine.close()
        databases.close(self.app)

    def _accept_what_a_run_suggests(self) -> None:
        """A reads why its pair was suggested, its journey too: the match is approved."""
        hub = self._viewer(Role.COORDINATOR, A)
        link = suggestions.accept(hub, suggestion_id=self.world.shared["suggestion_id"], reason=WHY)
        for role in (Role.AUTHORITY_WORKER, Role.AGENCY_WORKER):
            links.agree(self._viewer(role, A), link_id=link.id, version=link.version)
        factories.approved(link, by=self._viewer(Role.AUTHORITY_MANAGER, A))
        self.world.pairs[0]["link_id"] = link.id
        referral = factories.referral(OPERATOR, factories.child(conflicts=[NOWHERE]), referral_ref="R-20")
        household = factories.household(household_ref="H-20")
        child = {"child_id": referral.children[0].id}
        self.world.pairs[3] = {"referral_id": referral.id, "household_id": household.id, **child}

    def _viewer(self, role: Role, place: Place) -> Viewer:
        key = self.world.people[role, place.employer(role)]
        return people.viewer_of(people.get(OPERATOR, user_id=key))


@contextmanager
def _writing() -> Iterator[None]:
    token = writing.set(True)
    yield
    writing.reset(token)
