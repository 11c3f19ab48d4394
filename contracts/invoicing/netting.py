"""Netting: a line that was billed before, and the credit note that gives exactly it back, are together nothing."""

from collections.abc import Collection, Hashable, Mapping
from uuid import UUID

from contracts.reconciling import repeats
from contracts.reconciling.records import Line


def pairs(lines: Mapping[UUID, Line], *, repeated: Collection[UUID]) -> dict[UUID, UUID]:
    """Each repeated line that a later credit note of the same placement, charge, days and amount gives back: with it.

    Without this the credit note would be held against the line that was rightly billed, and the repeat would stand.
    """
    order = sorted(lines, key=lambda key: repeats.order(lines[key]))
    giving: dict[Hashable, list[UUID]] = {}
    for key in reversed(order):
        if lines[key].is_credit:
            giving.setdefault(_what(lines[key], -lines[key].net_pence), []).append(key)
    found = {}
    for key in order:
        line = lines[key]
        fitting = giving.get(_what(line, line.net_pence), []) if key in repeated and not line.is_credit else []
        if fitting and lines[fitting[-1]].invoice_date >= line.invoice_date:
            found[key] = fitting.pop()
    return found


def _what(line: Line, pence: int) -> Hashable:
    return line.placement_ref, line.charge, line.from_day, line.to_day, pence
