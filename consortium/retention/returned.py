"""Rows that an import gave back as they were sent: those that speak of an erased record go, with the file's name."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consortium.floor.db import db, flush
from consortium.importing.imports import Import
from consortium.members import Alias, Member
from consortium.retention import records
from consortium.retention.traces import Gone
from consortium.rights.shares import Entity
from consortium.roles import MemberKind

SHEETS: Mapping[Entity, str] = {"referrals": "children", "households": "households"}
OWNER_COLUMNS: Mapping[Entity, str] = {"referrals": "authority_code", "households": "agency"}


@dataclass(frozen=True)
class _Called:
    """What a row may call the record (its references, alone or after its owner's code), and the codes of others."""

    names: Set[str]
    others: Set[str]
    owner_column: str

    def is_in(self, cells: Mapping[str, Any]) -> bool:
        """Whether a row names the record, and says of no other member that it is theirs."""
        named = any(part.strip() in self.names for cell in cells.values() for part in str(cell).split(";"))
        return named and str(cells.get(self.owner_column) or "").strip() not in self.others


def forget(gone: Gone) -> None:
    """Takes out the rows that name the record, what was said of a sheet's rows, and what its sender called the file.

    A file of the kind that holds such records, sent by the owner or for it, is taken to have held this one. The files
    of those who never shared a consortium with the owner only happen to use the same references.
    """
    near, hubs = set(db.session.scalars(records.near(gone.owner_id))), (MemberKind.PARTNER, MemberKind.OBSERVER)
    hub = sa.select(Member.id).where(Member.kind.in_(hubs), Member.id.in_(near))
    senders, called = {None, gone.owner_id, *db.session.scalars(hub)}, _called(gone)
    for kept in db.session.scalars(sa.select(Import)):
        if kept.member_id not in senders | near:
            continue
        left = [row for row in kept.returned_rows if not called.is_in(row["cells"])]
        own_sheet = kept.kind == SHEETS[gone.entity] and kept.member_id in senders
        if own_sheet or len(left) < len(kept.returned_rows):
            kept.returned_rows = left
            kept.notices = [said for said in kept.notices if ", line " not in said]
            kept.filename = f"{kept.kind}, name erased"
        elif any(name.casefold() in kept.filename.casefold() for name in called.names):
            kept.filename = f"{kept.kind}, name erased"
    flush()


def _called(gone: Gone) -> _Called:
    """A council's old codes are its own as well."""
    codes = set(db.session.scalars(sa.select(Member.code)))
    old = {row.old_code: row.code for row in db.session.execute(sa.select(Alias.old_code, Alias.code))}
    own = {gone.owner_code, *(old_code for old_code, code in old.items() if code == gone.owner_code)}
    refs = {gone.ref, *gone.child_refs}
    names = refs | {f"{code}/{ref}" for code in own for ref in refs}
    return _Called(names, (codes | old.keys()) - own, OWNER_COLUMNS[gone.entity])
