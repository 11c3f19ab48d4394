"""The list of erased records on the terminal: kept outside, applied after a restore; nothing is left in the file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from consortium.floor.db import transaction
from consortium.retention.disposals import Ground, confirm, propose
from tests import databases
from tests.commands.terminal import consortium
from tests.retention.filed import BORN, CHILDS_POSTCODE, HOME, WHY, WORD, Filed, managers

SECRET = "only the tests know this"
WORDS = [word.casefold().encode() for word in (WORD, BORN.isoformat(), CHILDS_POSTCODE, HOME)]


class Installation:
    """A database in a file, with what was erased in it and what the backup of before still holds."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.backup = folder, folder / "own.db", folder / "backup.db"
        self.app = databases.migrated(f"sqlite:///{self.path}")

    def fill(self) -> None:
        with self.app.app_context():
            with transaction():
                filed = Filed()
                filed.leave_traces()
            filed.match()
            with transaction():
                filed.close()
                self.ids = {entity: filed.id_of(entity) for entity in ("referrals", "households")}
        self.copy(self.path, self.backup)

    def erase(self) -> None:
        with self.app.app_context():
            for entity, key in self.ids.items():
                with transaction():
                    first, second = managers(entity)
                    asked = {"entity": entity, "record_id": key, "ground": Ground.PERSON_ASKED, "reason": WHY}
                    disposal = propose(first, **asked)
                with transaction():
                    confirm(second, disposal_id=disposal.id, version=disposal.version)

    def copy(self, source: Path, target: Path) -> None:
        """A copy of a database that nobody writes to any more."""
        databases.close(self.app)
        target.unlink(missing_ok=True)
        with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
            here.backup(there)
        here.close(), there.close()

    def run(self, *words: str):
        settings = {"DATABASE_URL": f"sqlite:///{self.path}", "SECRET_KEY": SECRET}
        return consortium(*words, folder=self.folder, **settings)

    def words_left(self) -> list[bytes]:
        """The words that stand anywhere in the files of the database, freed pages and journal included."""
        databases.close(self.app)
        held = b"".join(path.read_bytes() for path in self.folder.glob("own.db*")).lower()
        return [word for word in WORDS if word in held]


@pytest.fixture
def installation(tmp_path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    databases.close(made.app)


def test_an_older_copy_that_is_restored_is_erased_again_from_the_kept_list(installation):
    installation.fill()
    before = installation.words_left()
    installation.erase()
    erased, kept = installation.words_left(), installation.run("retention", "list").out
    (installation.folder / "list.csv").write_text(kept)
    installation.copy(installation.backup, installation.path)
    restored = installation.words_left()

    applied = installation.run("retention", "reapply", "list.csv")

    assert (before, erased, restored) == (WORDS, [], WORDS)
    assert applied.out == "2 on the list; 2 of them were back and are erased again.\n"
    assert installation.words_left() == []
    assert installation.run("audit", "verify").out.startswith("The audit trail holds: ")
    assert installation.run("retention", "list").out == kept


def test_applied_twice_the_list_changes_nothing(installation):
    installation.fill()
    installation.erase()
    (installation.folder / "list.csv").write_text(installation.run("retention", "list").out)

    applied = [installation.run("retention", "reapply", "list.csv").out for _ in range(2)]

    assert applied == ["2 on the list; 0 of them were back and are erased again.\n"] * 2


def test_what_money_kept_of_erased_records_is_swept_up_at_the_terminal(installation):
    swept = installation.run("retention", "sweep")

    assert (swept.code, swept.out) == (
        0, "0 purchases of erased records keep their days and numbers alone from now on.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("entity,id\n", 1),
        ("entity,id,erased_on\npurchases,4b0f0c5e-0000-4000-8000-000000000000,2026-01-01\n", 2),
        ("entity,id,erased_on\nreferrals,R-1,2026-01-01\n", 2),
        ("entity,id,erased_on\nreferrals,4b0f0c5e-0000-4000-8000-000000000000,soon\n", 2),
        ("entity,id,erased_on\nreferrals\n", 2),
    ],
)
def test_a_list_with_a_bad_line_is_refused_whole(installation, text, line):
    (installation.folder / "list.csv").write_text(text)

    done = installation.run("retention", "reapply", "list.csv")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"list.csv, line {line}: ")
