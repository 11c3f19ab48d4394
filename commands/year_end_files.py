"""The files of `consortium year-end` into results, and the results into a file; any bad row refuses them all."""

import argparse
import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from commands.several import Several
from consortium.floor import clock
from consortium.sheets import writing
from consortium.sheets.columns import Fault, Row
from contracts import minimums, sheets
from contracts.minimums import Commitment, Purchase, Tariff
from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed, Result, Unavailability, YearEnd
from contracts.year_end.transferring import Transfer

COLUMNS = [field.name for field in fields(Result)]
ENTRY_COLUMNS = ["agreement_ref", "authority_code", "period_start", "period_end", "entry", "units", "cause"]


@dataclass(frozen=True)
class Ended:
    """Every period that ended by a day, whether tariffs were given, and what should be known of the files."""

    as_of: date
    year_end: YearEnd
    is_priced: bool
    running: int
    notices: list[str]


def read(arguments: argparse.Namespace) -> Ended:
    """What the files give. Raises Refused with every fault of every file, transfers of too many units among them."""
    several = Several()
    committed = several.rows(arguments.commitments, sheets.COMMITMENTS_COLUMNS, sheets.COMMITMENTS_CHECKS)
    bought = several.rows(arguments.purchases, sheets.PURCHASES_COLUMNS, sheets.PURCHASES_CHECKS)
    moved = several.rows(arguments.transfers, sheets.TRANSFERS_COLUMNS, sheets.TRANSFERS_CHECKS)
    relieved = several.rows(arguments.unavailability, sheets.UNAVAILABILITY_COLUMNS)
    priced = several.rows(arguments.tariffs, sheets.TARIFFS_COLUMNS, sheets.TARIFFS_CHECKS)
    several.expect_sound()
    as_of = arguments.as_of or clock.today()
    agreed = Agreed(
        commitments=[Commitment.of(row.values) for row in committed],
        transfers=[Transfer.of(row.values) for row in moved],
        unavailability=[Unavailability.of(row.values) for row in relieved],
        tariffs=[Tariff.of(row.values) for row in priced],
    )
    purchases = [Purchase.of(row.values) for row in bought]
    year_end = attribution.of(agreed, purchases, as_of=as_of)
    _object(several, year_end, arguments, rows={"transfers": moved, "unavailability": relieved})
    several.expect_sound()
    return Ended(
        as_of=as_of,
        year_end=year_end,
        is_priced=arguments.tariffs is not None,
        running=sum(commitment.period_end > as_of for commitment in agreed.commitments),
        notices=[*map(str, several.notices), *_uncounted(agreed, purchases, as_of=as_of)],
    )


def _object(several: Several, year_end: YearEnd, arguments: argparse.Namespace, *, rows: dict[str, list[Row]]) -> None:
    """Each objection beside the row that it is about, in the order of the file."""
    for one in sorted(year_end.objections, key=lambda objection: (objection.of, objection.number)):
        path = getattr(arguments, one.of)
        fault = Fault(str(path), rows[one.of][one.number].line, one.column, one.sentence)
        if one.is_doubt:
            several.notices.append(fault)
        else:
            several.object_to(fault)


def _uncounted(agreed: Agreed, purchases: list[Purchase], *, as_of: date) -> list[str]:
    ended = [commitment for commitment in agreed.commitments if commitment.period_end <= as_of]
    return [minimums.uncounted(purchase) for purchase in minimums.uncountable(ended, purchases)]


def content(suffix: str, ended: Ended) -> bytes:
    """The results as a file of this ending: with every entry behind them, but in a CSV, which is one table."""
    results = [asdict(result) for result in ended.year_end.results]
    if suffix == ".json":
        document = {"as_of": ended.as_of, "results": results, "entries": _entries(ended)}
        return (json.dumps(document, ensure_ascii=False, indent=2, default=date.isoformat) + "\n").encode()
    rows = [{**result, "as_of": ended.as_of} for result in results]
    tables = {"Year end": ([*COLUMNS, "as_of"], rows), "Entries": (ENTRY_COLUMNS, _entries(ended))}
    return writing.file_bytes(suffix, tables)


def _entries(ended: Ended) -> list[dict[str, Any]]:
    """Every entry, in the order of attribution: each figure of a result is the sum of those of its kind."""
    return [
        {
            **{name: getattr(book.commitment, name) for name in ENTRY_COLUMNS[:4]},
            "entry": entry.kind.value,
            "units": entry.units,
            "cause": entry.cause,
        }
        for book in ended.year_end.books
        for entry in book.entries
    ]
