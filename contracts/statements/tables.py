"""A statement as tables: a workbook has one for each part, and a CSV has every figure in a row of its own; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from contracts.statements.figures import FIGURES, PENCE, UNITS, Money, Statement

Row = Mapping[str, Any]
HEAD = ("kind", "code", "name", "period_start", "period_end", "as_of", "detail")
KEYS = (
    *("part", "authority_code", "agency", "agreement_ref", "placement_ref", "charge", "from_day", "to_day"),
    *("from_days", "to_days"),
)
COLUMNS = (*HEAD, *KEYS, "figure", "value", "words")
"""What each row of the CSV says: of whom and when, of which part, which figure, and the sum behind a charge."""
OF_UNITS = (*UNITS, "shortfall_pence")
AGES = ("from_days", "to_days", "lines", "pence")
CASH = ("owed_pence", "billed_pence", "paid_pence")

SHEETS: Mapping[str, tuple[str, ...]] = {
    "Statement": (*HEAD, *FIGURES),
    "Commitments": (
        *("agreement_ref", "authority_code", "agency", "period_start", "period_end", "unit_basis", "has_ended"),
        *OF_UNITS,
    ),
    "Members": ("kind", "code", "name", "placements", *PENCE),
    "Placements": (
        *("placement_ref", "authority_code", "agency", "children", "moved_in_on", "ended_on"),
        *("is_confirmed", "is_priced", *PENCE),
    ),
    "Charges": (
        *("placement_ref", "authority_code", "agency", "charge", "from_day", "to_day", "pence", "vat_pence", "words"),
    ),
    "Months": ("start", *CASH),
    "Ageing": AGES,
    "Elsewhere": PENCE,
}
"""The columns of each sheet of the workbook."""


def sheets(statement: Statement) -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """Each sheet with its rows; a twin has none of what it leaves out."""
    rows: dict[str, list[Row]] = {
        "Statement": [_head(statement) | asdict(statement.totals)],
        "Commitments": [asdict(one) for one in statement.units],
        "Members": [
            asdict(one) | {"name": statement.names.get(one.code)} | asdict(one.money) for one in statement.parties
        ],
        "Placements": [asdict(one) | asdict(one.money) for one in statement.stays],
        "Charges": [asdict(one) for one in statement.charges],
        "Months": [asdict(one) for one in statement.months],
        "Ageing": [asdict(one) for one in statement.ageing],
        "Elsewhere": [asdict(statement.elsewhere)],
    }
    return {
        title: (SHEETS[title], [{name: row[name] for name in SHEETS[title]} for row in rows[title]]) for title in rows
    }


def rows(statement: Statement) -> Iterator[Row]:
    """Every figure that is known, in a row of its own."""
    head = _head(statement)
    for part, keys, figures in _parts(statement):
        for figure, value in figures.items():
            if value is not None:
                yield {**head, "part": part, **keys, "figure": figure, "value": value}
    for one in statement.charges:
        said = {name: getattr(one, name) for name in KEYS if hasattr(one, name)}
        for figure, value in (("pence", one.pence), ("vat_pence", one.vat_pence)):
            yield {**head, "part": "charge", **said, "figure": figure, "value": value, "words": one.words}


def _parts(statement: Statement) -> Iterator[tuple[str, Row, Row]]:
    """Each part with what it is of and its figures."""
    yield "total", {}, asdict(statement.totals)
    for one in statement.units:
        days = {"from_day": one.period_start, "to_day": one.period_end}
        keys = {"authority_code": one.authority_code, "agency": one.agency, "agreement_ref": one.agreement_ref}
        yield "commitment", keys | days, {name: getattr(one, name) for name in OF_UNITS}
    for party in statement.parties:
        side = {"authority": "authority_code", "agency": "agency"}[party.kind.value]
        yield "member", {side: party.code}, {"placements": party.placements} | asdict(party.money)
    for stay in statement.stays:
        keys = {name: getattr(stay, name) for name in ("authority_code", "agency", "placement_ref")}
        yield "placement", keys, {"children": stay.children} | asdict(stay.money)
    if statement.elsewhere != Money():
        yield "elsewhere", {}, asdict(statement.elsewhere)
    for month in statement.months:
        yield "month", {"from_day": month.start}, {name: getattr(month, name) for name in CASH}
    for age in statement.ageing:
        yield "ageing", {name: getattr(age, name) for name in AGES[:2]}, {"lines": age.lines, "pence": age.pence}


def _head(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.subject.kind.value,
        "code": statement.subject.code,
        "name": statement.subject.name,
        "period_start": statement.period_start,
        "period_end": statement.period_end,
        "as_of": statement.as_of,
        "detail": statement.detail.value,
    }
