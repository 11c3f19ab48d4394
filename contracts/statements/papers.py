"""A statement as a document to print: the same figures, part by part, in the words that people read."""

from collections.abc import Iterator

from consortium.access import Viewer
from consortium.documents import papers
from consortium.documents.papers import Printed
from consortium.documents.sections import Document, Section
from contracts.charging.pence import pounds
from contracts.owing.charges import Charge
from contracts.statements import words
from contracts.statements.figures import PENCE, Detail, Kind, Money, Statement, Units

CASH = ("Owed", "Billed", "Paid", "In dispute", "Not yet billed")
TWINS = {
    Detail.FULL: "",
    Detail.SUMS: " It holds sums and counts alone, and no reference of any placement.",
    Detail.OUTSIDE: " Small numbers are not shown, and with them whatever would give them away.",
}


def printed(viewer: Viewer, *, statement: Statement) -> Printed:
    """The PDF of a statement that this person was given."""
    return papers.on_paper(document(statement, made_for=papers.reader(viewer)))


def document(statement: Statement, *, made_for: str) -> Document:
    """What is printed of a statement."""
    title = f"Statement, {statement.subject.name}, {words.period(statement)}"
    reference = f"{statement.subject.code}-{statement.period_start}-{statement.period_end}"
    sections = [one for one in _sections(statement) if one.facts or one.rows or one.note]
    return Document(f"statement-{reference}", title, statement.subject.code, made_for, statement.as_of, sections)


def _sections(statement: Statement) -> Iterator[Section]:
    told = " ".join(words.sentences(statement)) + TWINS[statement.detail]
    yield Section("What it comes to", note=told, facts=_totals(statement))
    for one in statement.units:
        yield Section(_commitment(statement, one), facts=_units(one))
    yield Section("Member by member", heads=("Member", "Placements", *CASH), rows=_members(statement), figures=6)
    heads = ("Placement", "With", *CASH)
    yield Section("Placement by placement", heads=heads, rows=_placements(statement), figures=5)
    charged = ("Placement", "Charge", "Days", "How it comes", "Amount", "VAT")
    yield Section("Every charge", heads=charged, rows=[_charge(one) for one in statement.charges], figures=2)
    yield Section("Month by month", heads=("Month", "Owed", "Billed", "Paid"), rows=_months(statement), figures=3)
    aged = ("Open for", "Lines", "At stake")
    yield Section("Lines that do not agree", heads=aged, rows=_ages(statement), figures=2)


def _ages(statement: Statement) -> list[tuple[str, ...]]:
    return [(words.age(one), str(one.lines), pounds(one.pence)) for one in statement.ageing]


def _totals(statement: Statement) -> list[tuple[str, str]]:
    head = [
        (words.KINDS[statement.subject.kind], statement.subject.name),
        ("Period", words.period(statement)),
        ("As the records stood on", words.day(statement.as_of)),
    ]
    return [*head, *((label, words.figure(statement, name)) for name, label in words.FIGURES.items())]


def _commitment(statement: Statement, one: Units) -> str:
    whose = statement.names.get(one.authority_code, one.authority_code)
    only = f", with {statement.names.get(one.agency, one.agency)} alone" if one.agency else ""
    return f"{whose}, agreement {one.agreement_ref}{only}"


def _units(one: Units) -> list[tuple[str, str]]:
    days = words.days(one.period_start, one.period_end)
    counted = "children" if one.unit_basis == "child" else "sibling groups"
    units = [(label, words.units(getattr(one, name))) for name, label in words.UNITS.items()]
    head = [("Its period", days), ("Counted in", counted), ("Over", "yes" if one.has_ended else "not yet")]
    return [*head, *units, (words.SHORTFALL["shortfall_pence"], words.money(one.shortfall_pence))]


def _members(statement: Statement) -> list[tuple[str, ...]]:
    return [
        (statement.names.get(one.code, one.code), str(one.placements), *_cash(one.money)) for one in statement.parties
    ]


def _placements(statement: Statement) -> list[tuple[str, ...]]:
    """With whom: on an agency's statement the authority, on an authority's the agency, else both."""
    rows: list[tuple[str, ...]] = []
    for one in statement.stays:
        codes = {Kind.AUTHORITY: [one.agency], Kind.AGENCY: [one.authority_code]}
        both = codes.get(statement.subject.kind, [one.authority_code, one.agency])
        rows.append((one.placement_ref, ", ".join(statement.names.get(code, code) for code in both), *_cash(one.money)))
    if statement.stays and statement.elsewhere != Money():
        rows.append(("of none of these", words.NOTHING, *_cash(statement.elsewhere)))
    return rows


def _charge(one: Charge) -> tuple[str, ...]:
    days = words.day(one.from_day) if one.to_day is None else words.days(one.from_day, one.to_day)
    kind = words.CHARGES.get(one.charge, one.charge)
    return one.placement_ref, kind, days, one.words, pounds(one.pence), pounds(one.vat_pence)


def _months(statement: Statement) -> list[tuple[str, ...]]:
    return [
        (f"{one.start:%B %Y}", *map(words.money, (one.owed_pence, one.billed_pence, one.paid_pence)))
        for one in statement.months
    ]


def _cash(money: Money) -> Iterator[str]:
    yield from (words.money(getattr(money, name)) for name in PENCE if name != "vat_pence")
