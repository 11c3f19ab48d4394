"""The contact agreement and the Family and Social Work Agreement, as their reader may read them."""

from typing import Any

from consortium.documents.sections import Document, Section, facts, said
from consortium.floor import clock
from consortium.planning.words import SIDES

CONTACT = {
    "purpose": "Purpose",
    "sessions_per_week": "Sessions a week",
    "venue": "Where",
    "times": "When",
    "supervision": "Supervision",
    "handover": "Handover",
    "from_on": "From",
    "review_on": "Reviewed by",
}
FAMILY = {
    "purpose": "Purpose",
    "started_on": "Begins",
    "review_days": "Reviews",
    "decide_by_on": "Decide by",
}
WITHHELD = "What tells where the child can be found is left out: the address may not be disclosed."
UNREAD = "Nothing of it is there to read."


def contact_agreement(found: dict[str, Any], *, made_for: str) -> Document:
    """The latest version of the contact agreement, who has agreed to it, and how often contact was before."""
    rows = found["contact"]
    sections = [Section("What is agreed", note=UNREAD)]
    if rows:
        note = WITHHELD if found["withheld"] else ""
        sections = [Section("What is agreed", facts=facts(rows[0], CONTACT), note=note), *_signed(rows[0])]
        sections += _before([row for row in rows[1:] if "from_on" in row])
    number = f"-v{rows[0]['number']}" if rows and "number" in rows[0] else ""
    return _document(
        "Contact agreement", f"contact-agreement-{found['referral_ref']}{number}", found, sections, made_for
    )


def family_agreement(found: dict[str, Any], *, made_for: str) -> Document:
    """The latest agreement with the parents, and what they have taken on where the reader may know it."""
    rows = found["family"]
    sections = [Section("What is agreed", note=UNREAD)]
    if rows:
        sections = [Section("What is agreed", facts=facts(rows[0], FAMILY))]
    if rows and "tasks" in rows[0]:
        tasks = [(one["text"], said(one["by_on"]), said(one["done_on"] or "not yet")) for one in rows[0]["tasks"]]
        heads = ("Task", "By", "Done")
        sections.append(
            Section("What the parents have taken on", heads=heads, rows=tasks, note="" if tasks else "None.")
        )
        sections.append(Section("Signed", facts=[(who, "") for who in ("Parents", "Social worker", "Day")]))
    name = f"family-agreement-{found['referral_ref']}"
    return _document("Family and Social Work Agreement", name, found, sections, made_for)


def _signed(row: dict[str, Any]) -> list[Section]:
    if "consents" not in row:
        return []
    signed = [(SIDES[one["side"]], one["by"], one.get("name", "–"), said(one["on"])) for one in row["consents"]]
    heads = ("Side", "Organisation", "By", "On")
    return [Section("Agreed to by", heads=heads, rows=signed, note="" if signed else "Nobody has agreed to it yet.")]


def _before(rows: list[dict[str, Any]]) -> list[Section]:
    """How often contact was: a version whose sessions are withheld tells its days alone."""
    if not rows:
        return []
    told = [(f"Version {one['number']}", said(one["from_on"]), said(one.get("sessions_per_week", "–"))) for one in rows]
    return [Section("Earlier versions", heads=("Version", "From", "Sessions a week"), rows=told)]


def _document(title: str, name: str, found: dict[str, Any], sections: list[Section], made_for: str) -> Document:
    ref = found["referral_ref"]
    return Document(name, f"{title}, {ref}", ref, made_for, clock.today(), [_case(found), *sections])


def _case(found: dict[str, Any]) -> Section:
    return Section("The case", facts=[("Referral", found["referral_ref"]), ("Authority", found["authority"])])
