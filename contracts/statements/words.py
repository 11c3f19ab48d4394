"""The words of a statement: what each figure is called, and the sentence that says it in one breath; pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from contracts.charging.pence import pounds
from contracts.statements.figures import Age, Detail, Kind, Statement

UNITS: Mapping[str, str] = {
    "promised": "Promised",
    "taken": "Taken",
    "transferred": "Transferred",
    "carried_in": "Carried in",
    "made_up": "Made up",
    "relieved": "Relieved",
    "tolerated": "Tolerated",
    "short": "Short",
    "above": "Above the minimum",
    "carried_out": "Carried forward",
}
PENCE: Mapping[str, str] = {
    "owed_pence": "Owed",
    "vat_pence": "VAT on it",
    "billed_pence": "Billed",
    "paid_pence": "Paid",
    "disputed_pence": "In dispute",
    "uninvoiced_pence": "Owed, not yet billed",
}
COUNTS: Mapping[str, str] = {
    "commitments": "Commitments",
    "placements": "Placements",
    "children": "Children placed",
    "unconfirmed": "Not yet confirmed by both sides",
    "unpriced": "Without a price in the tariff",
}
SHORTFALL = {"shortfall_pence": "Price of what is short"}
FIGURES: Mapping[str, str] = {**COUNTS, **UNITS, **SHORTFALL, **PENCE}
CHARGES: Mapping[str, str] = {
    "placement_fee": "Placement fee",
    "fostering_weekly": "Fostering, by the week",
    "contact_hourly": "Supervised contact, by the hour",
    "monthly_after_12": "Monthly fee after a year",
}
KINDS: Mapping[Kind, str] = {Kind.AUTHORITY: "Authority", Kind.AGENCY: "Agency", Kind.CONSORTIUM: "Consortium"}
UNBILLED = "No invoice is recorded, so that what was billed, paid or disputed is not known."
NOTHING = "–"
NOT_SHOWN = "not shown"


def day(value: date) -> str:
    """20 November 2026."""
    return f"{value.day} {value:%B %Y}"


def days(start: date, end: date) -> str:
    """1 April 2026 to 31 March 2027; `end` is the day after the last."""
    last = end - timedelta(days=1)
    return day(start) if start == last else f"{day(start)} to {day(last)}"


def period(statement: Statement) -> str:
    """The period of a statement, by both its days."""
    return days(statement.period_start, statement.period_end)


def figure(statement: Statement, name: str) -> str:
    """A total as people read it."""
    value = getattr(statement.totals, name)
    if value is None:
        return NOT_SHOWN if statement.detail is Detail.OUTSIDE else NOTHING
    return pounds(value) if name in PENCE or name in SHORTFALL else str(value)


def money(pence: int | None) -> str:
    """Pence as people read them; a dash where they are not known."""
    return NOTHING if pence is None else pounds(pence)


def units(value: int | None) -> str:
    """Units as people read them; a dash for what only a year end settles."""
    return NOTHING if value is None else str(value)


def age(one: Age) -> str:
    """8 to 30 days."""
    return f"{one.from_days} days and longer" if one.to_days is None else f"{one.from_days} to {one.to_days} days"


def sentences(statement: Statement) -> list[str]:
    """What the statement comes to, first what was taken, then what is owed and what of it was billed."""
    told = [_taken(statement), _owed(statement)]
    totals = statement.totals
    if statement.detail is not Detail.OUTSIDE and not statement.is_billed:
        told.append(UNBILLED)
    if totals.unpriced:
        told.append(f"For {_count(totals.unpriced, 'placement')} the tariff has no price: what is owed is not known.")
    if totals.unconfirmed:
        waiting = f"{_count(totals.unconfirmed, 'placement')} {'waits' if totals.unconfirmed == 1 else 'wait'}"
        told.append(f"{waiting} for both sides to confirm the day of moving in; nothing is owed until then.")
    return told


def _taken(statement: Statement) -> str:
    totals, name = statement.totals, statement.subject.name
    days = f"from {day(statement.period_start)} to {day(statement.period_end - timedelta(days=1))}"
    if totals.taken is None or totals.promised is None:
        return f"{name}, {days}: how many were taken is not shown, for small numbers are hidden."
    if not totals.commitments:
        alone = " that names it alone" if statement.subject.kind is Kind.AGENCY else ""
        return f"No commitment{alone} has a day {days}: {name} is told of placements alone."
    if statement.subject.kind is Kind.AGENCY:
        promised = f"{totals.promised} {_were(totals.promised)} promised to {name} alone"
        return f"{promised} {days}, and {totals.taken} {_were(totals.taken)} taken of it."
    whose = name if statement.subject.kind is Kind.AUTHORITY else f"Together the authorities of {name}"
    if totals.taken > totals.promised:
        return f"{whose} took {totals.taken} {days}, {totals.taken - totals.promised} more than promised."
    return f"{whose} took {totals.taken} of the {totals.promised} promised {days}."


def _owed(statement: Statement) -> str:
    totals = statement.totals
    if totals.owed_pence is None:
        return "What is owed is not shown, for it would tell of few."
    until = "" if statement.as_of >= statement.period_end else f" for the days before {day(statement.as_of)}"
    owed = f"{pounds(totals.owed_pence)} is owed{until}"
    if totals.billed_pence is None or totals.paid_pence is None:
        return f"{owed}."
    disputed = f"; {pounds(totals.disputed_pence)} is in dispute" if totals.disputed_pence else ""
    return f"{owed}; {pounds(totals.billed_pence)} was billed and {pounds(totals.paid_pence)} paid{disputed}."


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
