"""The sheets of promises and purchases: what was promised, bought, transferred and relieved, and at what price."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, in_order, known, once
from consortium.sheets.columns import Check, Column, Finding, Row
from consortium.sheets.vocabulary import CHARGES, COUNT_EVENTS, END_REASONS, UNIT_BASES, VAT_TREATMENTS

COMMITMENTS_COLUMNS: tuple[Column, ...] = (
    Column("agreement_ref", cells.reference, required=True, meaning="The agreement it stands in."),
    Column("authority_code", cells.authority, required=True, meaning="ONS code of the committed authority."),
    Column("agency", cells.reference, meaning="Only this agency's placements count; empty: any agency's."),
    Column("period_start", cells.day, required=True, meaning="The first day."),
    Column("period_end", cells.day, required=True, meaning="The day after the last."),
    Column("minimum_units", cells.whole(0, 10_000), required=True, meaning="What is to be taken at least."),
    Column("unit_basis", cells.choice(UNIT_BASES), default="child", meaning="child or sibling_group."),
    Column("count_event", cells.choice(COUNT_EVENTS), default="moved_in", meaning="moved_in or match_approved."),
    Column("shortfall_price_pct", cells.whole(0, 1_000), default=100, meaning="Of the placement fee."),
    Column("tolerance_units", cells.whole(0, 10_000), default=0, meaning="Shortfall forgiven."),
    Column("carry_forward_cap", cells.whole(0, 10_000), default=0, meaning="Excess that may be carried forward."),
    Column("carry_forward_expiry_months", cells.whole(0, 1_200), meaning="Empty means 12."),
    Column("make_up_months", cells.whole(0, 1_200), default=0, meaning="How long a paid shortfall may be made up."),
    VERSION,
)

PURCHASES_COLUMNS: tuple[Column, ...] = (
    Column("placement_ref", cells.reference, required=True, meaning="The placement: known by it to its authority."),
    Column("authority_code", cells.authority, required=True, meaning="ONS code of the placing authority."),
    Column("agency", cells.reference, required=True, meaning="The agency's code."),
    Column("household_ref", cells.reference, meaning="The household the child moved to."),
    Column("referral_ref", cells.reference, meaning="The referral it came from."),
    Column("children", cells.whole(1, 20), required=True, meaning="How many were placed together."),
    Column("match_approved_on", cells.day, meaning="The day of the decision on the match."),
    Column("moved_in_on", cells.day, required=True, meaning="The day that counts and prices."),
    Column("adoption_order_on", cells.day, meaning="The day of the adoption order."),
    Column("ended_on", cells.day, meaning="The first day no longer placed."),
    Column("end_reason", cells.code_word, meaning="Why the placement ended."),
    Column("confirmed_on", cells.day, meaning="When both sides had confirmed the day of moving in."),
    Column("order_number", cells.reference, meaning="The authority's order."),
    Column("cost_code", cells.reference, meaning="The authority's cost code."),
    VERSION,
)

TARIFFS_COLUMNS: tuple[Column, ...] = (
    Column("tariff_ref", cells.reference, required=True, meaning="The price list."),
    Column("valid_from", cells.day, required=True, meaning="The first day."),
    Column("valid_to", cells.day, meaning="The day after the last; empty: until further notice."),
    Column("agency", cells.reference, meaning="Its own tariff goes before a general one."),
    Column("charge", cells.choice(CHARGES), required=True, meaning="What the price is for."),
    Column("children", cells.whole(1, 20), meaning="The group size this price is for; empty: any."),
    Column("amount_pence", cells.whole(0, 10_000_000_000), required=True, meaning="Whole pence."),
    Column("vat", cells.choice(VAT_TREATMENTS), default="exempt", meaning="exempt, standard, zero or outside."),
    VERSION,
)

TRANSFERS_COLUMNS: tuple[Column, ...] = (
    Column("from_authority", cells.authority, required=True, meaning="ONS code of the giver, whose minimum it is."),
    Column("to_authority", cells.authority, required=True, meaning="ONS code of the receiver, who took the units."),
    Column("agreement_ref", cells.reference, required=True, meaning="The giver's agreement."),
    Column("period_end", cells.day, required=True, meaning="The day after the last of the giver's period."),
    Column("units", cells.whole(1, 10_000), required=True, meaning="How many units are attributed to the giver."),
    Column("on", cells.day, required=True, meaning="The day of the transfer: the earlier goes first."),
    Column("reason", cells.text, required=True, meaning="Why, for who reads it years later."),
)

UNAVAILABILITY_COLUMNS: tuple[Column, ...] = (
    Column("agreement_ref", cells.reference, required=True, meaning="The agreement of the commitment."),
    Column("authority_code", cells.authority, required=True, meaning="ONS code of the committed authority."),
    Column("period_end", cells.day, required=True, meaning="The day after the last of the period."),
    Column("units", cells.whole(1, 10_000), required=True, meaning="Units for which the agency offered nobody."),
    Column("reason", cells.text, required=True, meaning="Why, for who reads it years later."),
)


def _apart(rows: Sequence[Row]) -> Iterator[Finding]:
    """Periods of one authority may overlap only when both commitments name an agency, and not the same one."""
    by_authority: dict[str, list[Row]] = {}
    for row in rows:
        if row.has_read("authority_code", "agency", "period_start", "period_end"):
            by_authority.setdefault(row.values["authority_code"], []).append(row)
    for committed in by_authority.values():
        furthest: dict[str | None, Row] = {}
        for row in sorted(committed, key=lambda row: (row.values["period_start"], row.line)):
            agency = row.values["agency"]
            rivals = furthest.values() if agency is None else (furthest.get(agency), furthest.get(None))
            for other in rivals:
                if other is not None and other.values["period_end"] > row.values["period_start"]:
                    yield Finding(row.line, "period_start", _overlap(other))
                    break
            if agency not in furthest or furthest[agency].values["period_end"] < row.values["period_end"]:
                furthest[agency] = row


def _overlap(other: Row) -> str:
    return (
        f"Move this period, or name different agencies: it overlaps the commitment in line {other.line} "
        "of the same authority."
    )


def _one_price(rows: Sequence[Row]) -> Iterator[Finding]:
    by_price: dict[Hashable, list[Row]] = {}
    for row in rows:
        if row.has_read("agency", "charge", "children", "valid_from", "valid_to"):
            priced = (row.values["agency"], row.values["charge"], row.values["children"])
            by_price.setdefault(priced, []).append(row)
    for prices in by_price.values():
        until, line = date.min, 0
        for row in sorted(prices, key=lambda row: (row.values["valid_from"], row.line)):
            if row.values["valid_from"] < until:
                sentence = f"Keep one price for each day: line {line} has the same charge for the same days."
                yield Finding(row.line, "valid_from", sentence)
            if (row.values["valid_to"] or date.max) > until:
                until, line = row.values["valid_to"] or date.max, row.line


def _two_authorities(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        if row.has_read("from_authority", "to_authority"):
            given, taken = row.values["from_authority"], row.values["to_authority"]
            if given == taken and given is not None:
                yield Finding(row.line, "to_authority", "Name another authority: a transfer is between two.")


COMMITMENTS_CHECKS: tuple[Check, ...] = (
    in_order(
        "period_start",
        "period_end",
        same_day=False,
        sentence="Give a period_end after period_start: it is the day after the last day.",
    ),
    _apart,
)
PURCHASES_CHECKS: tuple[Check, ...] = (
    once("placement_ref", sentence="Keep one row for this placement: line {line} has the same reference."),
    in_order("moved_in_on", "adoption_order_on", sentence="Give a day that is not before moved_in_on."),
    in_order("moved_in_on", "ended_on", sentence="Give a day that is not before moved_in_on."),
    known("end_reason", END_REASONS, called="end reasons"),
)
TARIFFS_CHECKS: tuple[Check, ...] = (
    in_order("valid_from", "valid_to", same_day=False, sentence="Give a valid_to after valid_from."),
    _one_price,
)
TRANSFERS_CHECKS: tuple[Check, ...] = (_two_authorities,)
