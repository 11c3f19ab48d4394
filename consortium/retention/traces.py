"""Traces: where else a record has left something of itself; each room offers the function that erases its own.

The rooms above this one (`matching`, `contracts`) import it and offer theirs, as they do with sheets for the imports.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from consortium.rights.shares import Entity


@dataclass(frozen=True)
class Gone:
    """A record that is being erased: what it was called, whose and how old it was, and its meaningless name."""

    entity: Entity
    record_id: UUID
    owner_id: UUID
    owner_code: str
    ref: str
    child_refs: frozenset[str]
    child_ids: frozenset[UUID]
    alias: str
    made_at: datetime
    on: date

    @property
    def keys(self) -> Mapping[str, UUID]:
        """The column by which other rows point at it, with its id."""
        return {"household_id" if self.entity == "households" else "referral_id": self.record_id}


Erase = Callable[[Gone], None]
_ERASERS: dict[str, Erase] = {}


def offer(what: str, erase: Erase) -> None:
    """Makes known how a room erases what it keeps of a record."""
    _ERASERS[what] = erase


def erasers() -> tuple[Erase, ...]:
    """Every function that erases something of a record."""
    return tuple(_ERASERS.values())
