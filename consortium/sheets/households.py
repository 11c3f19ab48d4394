"""The households sheet: one row a carer household with its approvals, scope, availability and answers to needs."""

from collections.abc import Iterator, Sequence

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, ages_in_order, known, once
from consortium.sheets.columns import Check, Column, Finding, Row
from consortium.sheets.vocabulary import NEEDS, SEXES

ANSWERS = ("yes_needs", "discuss_needs", "no_needs")
LIMIT = 3
"""Children a household may foster at any one time; more needs an exemption (LAC Regulations, 27A)."""

_codes = cells.listing(cells.code_word)

COLUMNS: tuple[Column, ...] = (
    Column("household_ref", cells.reference, required=True, meaning="The household's reference within its agency."),
    Column("agency", cells.reference, required=True, meaning="The agency's code."),
    Column("postcode", cells.postcode, required=True, meaning="Where the household lives."),
    Column("approved_fostering_on", cells.day, meaning="The decision to approve as foster carers."),
    Column("approved_adoption_on", cells.day, meaning="The decision to approve as adopters."),
    Column("review_due_on", cells.day, meaning="When the approval is to be reviewed next."),
    Column("min_age_months", cells.whole(0, 216), default=0, meaning="The youngest approved for."),
    Column("max_age_months", cells.whole(0, 216), required=True, meaning="The oldest approved for."),
    Column("approved_children", cells.whole(0, 20), required=True, meaning="How many at any one time."),
    Column("children_in_placement", cells.whole(0, 20), default=0, derived=True, meaning="How many now."),
    Column("sexes", cells.listing(cells.choice(SEXES)), default=SEXES, meaning="F;M, F or M."),
    Column("yes_needs", _codes, default=(), meaning="Needs answered with yes."),
    Column("discuss_needs", _codes, default=(), meaning="Needs to be talked over."),
    Column("no_needs", _codes, default=(), meaning="Needs answered with no."),
    Column("experience", _codes, default=(), meaning="Needs cared for before."),
    Column("ethnicity", cells.listing(), default=(), meaning="Separated by ;."),
    Column("religion", cells.listing(), default=(), meaning="Separated by ;."),
    Column("languages", cells.listing(cells.code_word), default=(), meaning="Separated by ;."),
    Column("max_travel_minutes", cells.whole(0, 1440), default=60, meaning="The longest way to contact, in minutes."),
    Column("available_from", cells.day, meaning="The first day free."),
    Column("hold_until", cells.day, meaning="The first day free again after a hold."),
    Column("open_links", cells.whole(0, 100), default=0, derived=True, meaning="Links open now."),
    VERSION,
)


def _answered_once(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        answered: dict[str, str] = {}
        for column in ANSWERS:
            for need in row.values[column]:
                other = answered.setdefault(need.casefold(), column)
                if other != column:
                    yield Finding(row.line, column, f"Keep one answer for {need}: it stands in {other} too.")


def _exemption(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        if (row.values["approved_children"] or 0) > LIMIT:
            sentence = f"More than {LIMIT} children at any one time need an exemption: taken as written."
            yield Finding(row.line, "approved_children", sentence, notice=True)


_ONCE = once(
    "agency",
    "household_ref",
    sentence="Keep one row for this household: line {line} has the same agency and reference.",
)

CHECKS: tuple[Check, ...] = (
    _answered_once,
    ages_in_order,
    _exemption,
    _ONCE,
    *(known(column, NEEDS, called="needs") for column in (*ANSWERS, "experience")),
)

# A match knows a household by its reference alone, which says all that the check of agency and reference would.
MATCHING_CHECKS: tuple[Check, ...] = (
    *(check for check in CHECKS if check is not _ONCE),
    once("household_ref", sentence="Give each household its own reference: line {line} has the same one."),
)
