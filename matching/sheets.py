"""The sheets of a run alone: minutes between districts, what a coordinator has decided, kinds of households to try."""

from collections.abc import Iterator, Sequence

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, ages_in_order, known, once
from consortium.sheets.columns import Cell, Check, Column, Finding, Row
from consortium.sheets.vocabulary import DECISIONS, NEEDS

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


def _area(cell: Cell) -> str:
    typed = cells.text(cell)
    return cells.authority(typed) if cells.is_ons_code(typed) else cells.district(typed)


ARCHETYPE_COLUMNS: tuple[Column, ...] = (
    Column("area", _area, required=True, meaning="A council's ONS code, or an outward code (EH12)."),
    Column("agency", cells.reference, meaning="The agency's code; empty: whichever works with the same authorities."),
    Column("min_age_months", cells.whole(0, 216), default=0, meaning="The youngest approved for."),
    Column("max_age_months", cells.whole(0, 216), required=True, meaning="The oldest approved for."),
    Column("children", cells.whole(1, 20), default=1, meaning="How many at any one time."),
    Column("needs", cells.listing(cells.code_word), default=(), meaning="Needs that it would accept, separated by ;."),
    Column("max_travel_minutes", cells.whole(0, 1440), default=60, meaning="The longest way to contact, in minutes."),
)
MOST_ARCHETYPES = 200


def _no_more_than_can_be_compared(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows[MOST_ARCHETYPES:]:
        yield Finding(row.line, None, f"Take out rows: {MOST_ARCHETYPES} kinds of households are the most in one file.")


def _differing(rows: Sequence[Row]) -> Iterator[Finding]:
    first: dict[tuple[object, ...], int] = {}
    for row in rows:
        if not row.unread:
            said = {**row.values, "needs": tuple(sorted({need.casefold() for need in row.values["needs"]}))}
            line = first.setdefault(tuple(said.values()), row.line)
            if line != row.line:
                yield Finding(row.line, None, f"Keep one row for this kind of household: line {line} says the same.")


ARCHETYPE_CHECKS: tuple[Check, ...] = (
    ages_in_order,
    _no_more_than_can_be_compared,
    _differing,
    known("needs", NEEDS, called="needs"),
)
