"""The files of `consortium reconcile` into answers; any bad row in any of them refuses them all."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from commands.several import Several
from consortium.floor import clock
from consortium.sheets import writing
from consortium.sheets.columns import Fault, Row
from contracts import invoice_sheets, sheets
from contracts.charging.prices import PLACEMENT_FEE, Price, Prices
from contracts.reconciling import three_way
from contracts.reconciling.records import Answer, Line, Missing, Placement, Receipt
from contracts.reconciling.three_way import Reconciliation

LINES = (
    "supplier",
    "invoice_number",
    "line",
    "status",
    "exceptions",
    "placement_ref",
    "expected_pence",
    "confidence",
)
MISSING = ("placement_ref", "charge", "from_day", "to_day", "expected_pence")


@dataclass(frozen=True)
class Reconciled:
    """What was found on a day, and what should be known of the files though nothing has to be mended."""

    as_of: date
    found: Reconciliation
    notices: list[str]


def read(arguments: argparse.Namespace) -> Reconciled:
    """The answers that the files give. Raises Refused with every fault of every file."""
    files = Several()
    billed = files.rows(arguments.invoices, invoice_sheets.INVOICES_COLUMNS, invoice_sheets.INVOICES_CHECKS)
    bought = files.rows(arguments.purchases, sheets.PURCHASES_COLUMNS, sheets.PURCHASES_CHECKS)
    priced = files.rows(arguments.tariffs, sheets.TARIFFS_COLUMNS, sheets.TARIFFS_CHECKS)
    confirmed = files.rows(arguments.receipts, invoice_sheets.RECEIPTS_COLUMNS, invoice_sheets.RECEIPTS_CHECKS)
    for fault in _of_no_placement(arguments.receipts, confirmed, bought):
        files.object_to(fault)
    files.expect_sound()
    as_of = arguments.as_of or clock.today()
    placements = [Placement.of(row.values) for row in bought]
    prices = [Price.of(row.values) for row in priced]
    receipts = [Receipt.of(row.values) for row in confirmed]
    found = three_way.reconcile([Line.of(row.values) for row in billed], placements, prices, receipts, as_of=as_of)
    said = [str(notice) for notice in files.notices]
    return Reconciled(as_of, found, [*said, *_without_a_fee(placements, prices, as_of)])


def _of_no_placement(path: Path | None, confirmed: Sequence[Row], bought: Sequence[Row]) -> list[Fault]:
    """Hours that no purchase stands behind: no line could rest on them, and nobody would see that they are lost."""
    known = {row.values["placement_ref"] for row in bought}
    sentence = "Write the reference of one of the purchases: none of them has this one."
    return [
        Fault(str(path), row.line, "placement_ref", sentence)
        for row in confirmed
        if row.has_read("placement_ref") and row.values["placement_ref"] not in known
    ]


def _without_a_fee(placements: Sequence[Placement], prices: Sequence[Price], as_of: date) -> list[str]:
    """Placements whose fee nobody could miss, because the tariff does not say what it is."""
    listed = Prices(prices)
    refs = sorted(
        one.placement_ref
        for one in placements
        if one.is_confirmed(as_of) and listed.of(PLACEMENT_FEE, one.agency, one.children, one.moved_in_on) is None
    )
    return [f"{ref} has no placement fee in the tariffs: what is missing of it is not told." for ref in refs]


def document(reconciled: Reconciled) -> dict[str, Any]:
    """The result as plain values: the same rows give the same document, in whatever order they stood."""
    lines = [{**_line(one), "confidence": float(one.confidence)} for one in reconciled.found.answers]
    missing = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in _missing(one).items()}
        for one in reconciled.found.missing
    ]
    return {"as_of": reconciled.as_of.isoformat(), "lines": lines, "missing": missing}


def tables(reconciled: Reconciled) -> dict[str, writing.Table]:
    """The result as sheets: the lines, with why each is what it is, then what is missing."""
    as_of = reconciled.as_of
    lines = [{**_line(one), "because": one.because, "as_of": as_of} for one in reconciled.found.answers]
    missing = [{**_missing(one), "as_of": as_of} for one in reconciled.found.missing]
    return {"Lines": ([*LINES, "because", "as_of"], lines), "Missing": ([*MISSING, "as_of"], missing)}


def _line(answer: Answer) -> dict[str, Any]:
    values = (
        answer.line.supplier,
        answer.line.invoice_number,
        answer.line.line,
        answer.status,
        [code.value for code in answer.exceptions],
        answer.placement_ref,
        answer.expected_pence,
        answer.confidence,
    )
    return dict(zip(LINES, values, strict=True))


def _missing(one: Missing) -> dict[str, Any]:
    return {key: getattr(one, key) for key in MISSING}
