"""The travel and pins sheets: minutes between districts, and what a coordinator has decided beforehand."""

from collections.abc import Iterator, Sequence

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, once
from consortium.sheets.columns import Check, Column, Finding, Row
from consortium.sheets.vocabulary import DECISIONS

TRAVEL_COLUMNS: tuple[Column, ...] = (
    Column("from_district", cells.district, required=True, meaning="Outward code of the household."),
    Column("to_district", cells.district, required=True, meaning="Outward code of the contact place."),
    Column("minutes", cells.whole(0, 1440), required=True, meaning="Door to door."),
    VERSION,
)
TRAVEL_CHECKS: tuple[Check, ...] = (
    once("from_district", "to_district", sentence="Keep one row for this way: line {line} has the same two districts."),
)

PINS_COLUMNS: tuple[Column, ...] = (
    Column("referral_ref", cells.reference, required=True, meaning="The referral."),
    Column("household_ref", cells.reference, required=True, meaning="The household."),
    Column("decision", cells.choice(DECISIONS), required=True, meaning="pin or forbid."),
    Column("override", cells.yes, default=False, meaning="yes: distance, dates and open links may be passed over."),
    Column("reason", cells.text, required=True, meaning="Kept on the record."),
    VERSION,
)


def _pinned_once(rows: Sequence[Row]) -> Iterator[Finding]:
    for side, other in (("referral_ref", "household_ref"), ("household_ref", "referral_ref")):
        first: dict[str, Row] = {}
        for row in rows:
            if row.values["decision"] != "pin" or not row.has_read(side, other):
                continue
            earlier = first.setdefault(row.values[side], row)
            if earlier.values[other] != row.values[other]:
                sentence = f"Keep one pin for {row.values[side]}: line {earlier.line} pins it elsewhere."
                yield Finding(row.line, side, sentence)


PINS_CHECKS: tuple[Check, ...] = (
    once(
        "referral_ref",
        "household_ref",
        sentence="Keep one decision for this pair: line {line} has the same two references.",
    ),
    _pinned_once,
)
