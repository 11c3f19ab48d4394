"""What stands around every page: the sections a person may open, their role in words, today's date."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, request, url_for

from consortium import access, consortia
from consortium.accounts import people
from consortium.floor import clock
from consortium.notices import inbox
from consortium.rights import sight
from web import words
from web.auth import can, somebody
from web.paging import everything


@dataclass(frozen=True)
class Place:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


# label, the page it opens, the capability it asks for (None: any signed-in person), the section it belongs to.
PLACES = (
    ("Today", "web.home.today", None, "Today"),
    ("Referrals", "web.referrals.index", "referrals.read", "Referrals"),
    ("Where the children are", "web.pathway.index", "pathway.read", "Referrals"),
    ("What is due", "web.clock.index", "clock.read", "Referrals"),
    ("Targets", "web.targets.index", "targets.read", "Referrals"),
    ("Run charts", "web.run_charts.index", "targets.read", "Referrals"),
    ("Screening criteria", "web.screening.index", "criteria.read", "Referrals"),
    ("Duplicates", "web.duplicates.index", "duplicates.read", "Referrals"),
    ("Households", "web.households.index", "households.read", "Households"),
    ("Links", "web.links.index", "links.read", "Links"),
    ("Approaches", "web.approaches.index", "approaches.read", "Links"),
    ("Match runs", "web.runs.index", "runs.read", "Match runs"),
    ("Decisions on pairs", "web.pins.index", "pins.read", "Match runs"),
    ("Policy", "web.policies.index", "policies.read", "Match runs"),
    ("Positions", "web.positions.index", "positions.read", "Finance"),
    ("Year end", "web.year_ends.index", "positions.read", "Finance"),
    ("Closings", "web.closings.index", "closings.read", "Finance"),
    ("Money", "web.money.index", "money.read", "Finance"),
    ("Transfers of units", "web.unit_transfers.index", "unit_transfers.read", "Finance"),
    ("Statements", "web.statements.index", "statements.read", "Finance"),
    ("Agreements", "web.agreements.index", "agreements.read", "Finance"),
    ("Commitments", "web.commitments.index", "commitments.read", "Finance"),
    ("Prices", "web.tariffs.index", "tariffs.read", "Finance"),
    ("Purchases", "web.purchases.index", "purchases.read", "Finance"),
    ("Invoices", "web.invoices.index", "invoices.read", "Finance"),
    ("Reconcile", "web.reconcile.index", "invoices.read", "Finance"),
    ("Members", "web.members.index", "members.read", "Members"),
    ("Statistics", "web.statistics.index", "statistics.read", "Members"),
    ("Who may do what", "web.permissions.index", "members.read", "Members"),
    ("Done of itself", "web.schedule.index", "schedule.read", "Members"),
    ("People", "web.people.index", "people.read", "People"),
    ("Cover and recovery", "web.cover.index", "deputies.name", "People"),
    ("Retention terms", "web.retention_terms.index", "retention.set_terms", "Members"),
    ("Retention", "web.retention.index", "retention.read", "Retention"),
    ("Adopted people", "web.adopted.index", "identities.trace", "Retention"),
    ("Audit trail", "web.trail.index", "trail.read", "Audit trail"),
    ("Imports", "web.imports.index", "imports.read", "Imports"),
)
_SECTION = {endpoint.rsplit(".", 1)[0]: section for _, endpoint, _, section in PLACES} | {
    "web.moves": "Links",
    "web.stays": "Links",
    "web.transfers": "Links",
    "web.questions": "Match runs",
    "web.remedies": "Match runs",
    "web.scenarios": "Match runs",
    "web.tasks": "Match runs",
    "web.subject_access": "Retention",
    "web.plans": "Referrals",
    "web.gantt": "Referrals",
    "web.contact": "Referrals",
    "web.family": "Referrals",
    "web.documents": "Referrals",
}


def _open() -> Iterator[tuple[str, str, str]]:
    for label, endpoint, capability, section in PLACES:
        if endpoint in current_app.view_functions and (capability is None or can(capability)):
            yield label, endpoint, section


def sections() -> list[Place]:
    """The main navigation: the first page of each section that this person may open."""
    here = _SECTION.get(request.blueprint or "")
    firsts: dict[str, str] = {}
    for _, endpoint, section in _open():
        firsts.setdefault(section, endpoint)
    return [Place(section, url_for(endpoint), section == here) for section, endpoint in firsts.items()]


def neighbours() -> list[Place]:
    """The pages of the section one is in, where it has several."""
    here = _SECTION.get(request.blueprint or "")
    return [
        Place(label, url_for(endpoint), endpoint.startswith(f"{request.blueprint}."))
        for label, endpoint, section in _open()
        if section == here
    ]


def role_line() -> str:
    """The roles a person holds, and for whom they work: Agency worker, Tarvit Children's Trust."""
    person = somebody()
    if person is None:
        return ""
    held = {role for roles in person.roles.values() for role in roles}
    return ", ".join([*(word for role, word in words.ROLES.items() if role in held), *_whose(person)])


def _whose(person: access.Viewer) -> list[str]:
    if kept := sight.consortia_of(person, "members.change"):  # who keeps its members works for the consortium
        return [one.name for one in everything(consortia.visible(person)) if one.id in kept]
    return [name] if (name := people.employer_of(person)) else []


def unread() -> int:
    """How many notices wait for the person who looks."""
    person = somebody()
    return inbox.count_unread(person) if person else 0


def around() -> dict[str, object]:
    """What every template may use."""
    return {
        "viewer": somebody(),
        "role_line": role_line,
        "sections": sections,
        "neighbours": neighbours,
        "unread": unread,
        "words": words,
        "today": clock.today(),
    }
