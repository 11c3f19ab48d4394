"""How rows of the transfers and unavailability sheets become records; offered to the imports.

Nothing of either is ever edited, so that a row is known by all it says: as many like it as stand already change
nothing, what was taken back does not come back by a file, and a changed cell is returned with what to do instead.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import imports
from consortium.importing.imports import Kind, Outcome, SomeRefused
from consortium.importing.incoming import told
from consortium.sheets.columns import Row
from contracts.ledger import posting
from contracts.sheets import TRANSFERS_CHECKS, TRANSFERS_COLUMNS, UNAVAILABILITY_COLUMNS
from contracts.years import reliefs, unit_transfers
from contracts.years.records import Relief, UnitTransfer

_CHANGED = "On this day other units were transferred between the two already: take that transfer back first."
_OTHERWISE = "For this reason other units were relieved already: take that relief back first."
_GONE = "This was recorded and taken back on {}: if it is to stand after all, record it in the console."


@dataclass(frozen=True)
class _Known:
    """What is recorded of what a row speaks of: how many stand with each content, and which were taken back when."""

    standing: Counter[Hashable]
    taken_back: Mapping[Hashable, date]


def write_transfers(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records each transfer that is not recorded yet, in the order in which they take effect."""
    return _write(viewer, rows, order=_in_effect, known=_known_transfers, record=_record_transfer, changed=_CHANGED)


def write_reliefs(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records each relief that is not recorded yet."""
    return _write(viewer, rows, order=_as_written, known=_known_reliefs, record=_record_relief, changed=_OTHERWISE)


def _in_effect(row: Row) -> tuple[date, str, str]:
    return row.values["on"], row.values["from_authority"], row.values["to_authority"]


def _as_written(row: Row) -> tuple[int]:
    return (row.line,)


def _write(
    viewer: Viewer,
    rows: Sequence[Row],
    *,
    order: Callable[[Row], tuple[Any, ...]],
    known: Callable[[Viewer, Row], tuple[Hashable, _Known]],
    record: Callable[[Viewer, Row], None],
    changed: str,
) -> list[Outcome]:
    found: dict[int, Outcome] = {}
    refusals: dict[int, ConsortiumError] = {}
    before: dict[Hashable, _Known] = {}
    used = Counter[Hashable]()
    for at, row in sorted(enumerate(rows), key=lambda numbered: order(numbered[1])):
        try:
            subject, now = known(viewer, row)
            kept = before.setdefault(subject, now)
            content = (subject, row.values["units"])
            found[at] = _outcome(kept, content, used, changed=changed)
            if found[at] == Outcome.CREATED:
                record(viewer, row)
        except ConsortiumError as refusal:
            refusals[at] = refusal
    if refusals:
        raise SomeRefused(refusals)
    return [found[at] for at in range(len(rows))]


def _outcome(kept: _Known, content: tuple[Hashable, int], used: Counter[Hashable], *, changed: str) -> Outcome:
    """What becomes of a row: as many as stand already change nothing; raises RuleBroken for what cannot be edited."""
    units = content[1]
    if used[content] < kept.standing[units]:
        used[content] += 1
        return Outcome.UNCHANGED
    if gone := kept.taken_back.get(units):
        raise RuleBroken(_GONE.format(gone), code="taken_back")
    if kept.standing:
        raise RuleBroken(changed, code="never_edited")
    return Outcome.CREATED


def _known_transfers(viewer: Viewer, row: Row) -> tuple[Hashable, _Known]:
    """Those of the same minimum, receiver and day."""
    giver, said = unit_transfers.giving(viewer, values=row.values), row.values
    receiver = sa.select(members.Member.id).where(members.Member.code == said["to_authority"])
    same = (UnitTransfer.to_authority_id.in_(receiver), UnitTransfer.transferred_on == said["on"])
    found = unit_transfers.visible(viewer, commitment_id=giver.id).where(*same)
    return (giver.id, said["to_authority"], said["on"]), _counted(db.session.scalars(found).unique())


def _known_reliefs(viewer: Viewer, row: Row) -> tuple[Hashable, _Known]:
    """Those of the same commitment and for the same reason."""
    commitment = unit_transfers.giving(viewer, values=row.values, field="authority_code")
    found = reliefs.visible(viewer, commitment_id=commitment.id).where(Relief.reason == row.values["reason"])
    return (commitment.id, row.values["reason"]), _counted(db.session.scalars(found).unique())


def _counted(found: Iterable[UnitTransfer | Relief]) -> _Known:
    standing, taken_back = Counter[Hashable](), dict[Hashable, date]()
    for one in found:
        if one.reversed_on is None:
            standing[one.units] += 1
        else:
            taken_back[one.units] = one.reversed_on
    return _Known(standing, taken_back)


def _record_transfer(viewer: Viewer, row: Row) -> None:
    unit_transfers.record(viewer, values=told(row, TRANSFERS_COLUMNS))


def _record_relief(viewer: Viewer, row: Row) -> None:
    reliefs.record(viewer, values=told(row, UNAVAILABILITY_COLUMNS))


@whole("what is counted of one authority is counted one after the other")
def _hold(rows: Sequence[Row], *, named: Sequence[str]) -> None:
    codes = {row.values[name] for row in rows for name in named}
    ids: Iterable[UUID] = db.session.scalars(sa.select(members.Member.id).where(members.Member.code.in_(codes)))
    posting.hold(*ids)


def hold_both(rows: Sequence[Row]) -> None:
    """Holds every authority that the rows name, before the first is written."""
    _hold(rows, named=("from_authority", "to_authority"))


def hold_relieved(rows: Sequence[Row]) -> None:
    """Holds every authority that is relieved, before the first row is written."""
    _hold(rows, named=("authority_code",))


imports.offer(
    Kind(
        name="transfers",
        columns=TRANSFERS_COLUMNS,
        checks=TRANSFERS_CHECKS,
        capability=unit_transfers.RECORD,
        write=write_transfers,
        at_once=True,
        begin=hold_both,
    )
)
imports.offer(
    Kind(
        name="unavailability",
        columns=UNAVAILABILITY_COLUMNS,
        checks=(),
        capability=reliefs.RECORD,
        write=write_reliefs,
        at_once=True,
        begin=hold_relieved,
    )
)
