"""The children sheet: one row a child; children with the same referral_ref are placed together."""

from collections.abc import Iterator, Sequence

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, known, once
from consortium.sheets.columns import Check, Column, Finding, Row
from consortium.sheets.vocabulary import NEEDS, SEXES, URGENCIES

COLUMNS: tuple[Column, ...] = (
    Column("referral_ref", cells.reference, required=True, meaning="The referral; siblings share one."),
    Column("child_ref", cells.reference, required=True, meaning="The child within the referral."),
    Column("authority_code", cells.authority, required=True, meaning="ONS code of the placing authority."),
    Column("date_of_birth", cells.day, meaning="The day of birth, or leave empty before birth."),
    Column("expected_date_of_delivery", cells.day, meaning="The expected day, before birth."),
    Column("sex", cells.choice(SEXES), meaning="F or M; empty when not known."),
    Column("urgency", cells.choice(URGENCIES), default="routine", meaning="urgent, soon or routine."),
    Column("needed_by", cells.day, meaning="The day a placement is needed; empty means as soon as possible."),
    Column("needs", cells.listing(cells.code_word), default=(), meaning="Codes separated by ;."),
    Column("ethnicity", cells.text, meaning="As the family describes it."),
    Column("religion", cells.text, meaning="As the family describes it."),
    Column("language", cells.text, meaning="The language of the child's home."),
    Column("contact_postcode", cells.postcode, meaning="Where contact with the birth family takes place."),
    Column("contact_sessions_per_week", cells.whole(0, 7), meaning="0 to 7."),
    Column("max_travel_minutes", cells.whole(0, 1440), default=60, meaning="The longest way to contact, in minutes."),
    Column("excluded_areas", cells.listing(cells.area), default=(), meaning="Outward codes, sectors or postcodes."),
    Column("conflicts", cells.listing(cells.code_word), default=(), meaning="Household references."),
    Column("open_links", cells.whole(0, 100), default=0, derived=True, meaning="Links open now."),
    VERSION,
)


def _born_or_expected(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        born, expected = row.values["date_of_birth"], row.values["expected_date_of_delivery"]
        if not row.has_read("date_of_birth", "expected_date_of_delivery"):
            continue
        if born is None and expected is None:
            sentence = "Fill in date_of_birth, or expected_date_of_delivery for a child not born yet."
            yield Finding(row.line, "date_of_birth", sentence)
        elif born is not None and expected is not None:
            sentence = "Keep one of the two days: clear expected_date_of_delivery once the child is born."
            yield Finding(row.line, "expected_date_of_delivery", sentence)


def _one_authority(rows: Sequence[Row]) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in rows:
        if not row.has_read("referral_ref", "authority_code"):
            continue
        other = first.setdefault(row.values["referral_ref"], row)
        if other.values["authority_code"] != row.values["authority_code"]:
            sentence = (
                f"Give the children of one referral one authority: line {other.line} has "
                f"{other.values['authority_code']}, this one {row.values['authority_code']}."
            )
            yield Finding(row.line, "authority_code", sentence)


CHECKS: tuple[Check, ...] = (
    _born_or_expected,
    _one_authority,
    once("referral_ref", "child_ref", sentence="Keep one row for this child: line {line} has the same references."),
    known("needs", NEEDS, called="needs"),
)
