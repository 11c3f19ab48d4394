"""The members sheet: who belongs to which consortium, and since when."""

from collections.abc import Iterator, Sequence
from datetime import date

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, in_order
from consortium.sheets.columns import Check, Column, Finding, Row
from consortium.sheets.vocabulary import MEMBER_KINDS

COLUMNS: tuple[Column, ...] = (
    Column("code", cells.member_code, required=True, meaning="ONS code of an authority; an agency's own code."),
    Column("name", cells.text, required=True, meaning="The organisation's name."),
    Column("kind", cells.choice(MEMBER_KINDS), required=True, meaning="authority, agency, partner or observer."),
    Column("consortium", cells.reference, required=True, meaning="The consortium's code."),
    Column("joined_on", cells.day, meaning="The first day of membership."),
    Column("left_on", cells.day, meaning="The first day no longer a member."),
    VERSION,
)


def _authorities_by_code(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        if row.has_read("code", "kind") and row.values["kind"] == "authority":
            try:
                cells.authority(row.values["code"] or "")
            except ValueError as refusal:
                yield Finding(row.line, "code", str(refusal))


def _one_kind(rows: Sequence[Row]) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in rows:
        if not row.has_read("code", "name", "kind"):
            continue
        other = first.setdefault(row.values["code"], row)
        if other.values["kind"] != row.values["kind"]:
            sentence = f"Give {row.values['code']} one kind: line {other.line} says {other.values['kind']}."
            yield Finding(row.line, "kind", sentence)
        elif other.values["name"] != row.values["name"]:
            sentence = f"Line {other.line} calls {row.values['code']} {other.values['name']}: both are taken."
            yield Finding(row.line, "name", sentence, notice=True)


def _once_at_a_time(rows: Sequence[Row]) -> Iterator[Finding]:
    held: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.has_read("code", "consortium", "joined_on", "left_on"):
            held.setdefault((row.values["code"], row.values["consortium"]), []).append(row)
    for rows_of_one in held.values():
        in_time = sorted(rows_of_one, key=lambda row: (row.values["joined_on"] or date.min, row.line))
        for before, row in zip(in_time, in_time[1:], strict=False):
            if (row.values["joined_on"] or date.min) < (before.values["left_on"] or date.max):
                sentence = f"Keep one row for this membership: line {before.line} covers the same days."
                yield Finding(row.line, "code", sentence)


CHECKS: tuple[Check, ...] = (
    _authorities_by_code,
    _one_kind,
    _once_at_a_time,
    in_order("joined_on", "left_on", sentence="Give a day of leaving that is not before the day of joining."),
)
