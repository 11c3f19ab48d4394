"""What stands around every page: the sections a person may open, their role in words, today's date."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, request, url_for

from consortium import access, clock
from web import words
from web.auth import can, somebody


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
    ("Households", "web.households.index", "households.read", "Households"),
    ("Match runs", "web.runs.index", "runs.read", "Match runs"),
    ("Positions", "web.positions.index", "positions.read", "Finance"),
    ("Agreements", "web.agreements.index", "agreements.read", "Finance"),
    ("Commitments", "web.commitments.index", "commitments.read", "Finance"),
    ("Purchases", "web.purchases.index", "purchases.read", "Finance"),
    ("Members", "web.members.index", "members.read", "Members"),
    ("Imports", "web.imports.index", "imports.read", "Imports"),
)
_SECTION = {endpoint.rsplit(".", 1)[0]: section for _, endpoint, _, section in PLACES} | {
    "web.suggestions": "Match runs"
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


def role_line(viewer: access.Viewer | None) -> str:
    """The roles a person holds, in words."""
    held = {role for roles in viewer.roles.values() for role in roles} if viewer else set()
    return ", ".join(word for role, word in words.ROLES.items() if role in held)


def around() -> dict[str, object]:
    """What every template may use."""
    person = somebody()
    return {
        "viewer": person,
        "role_line": role_line(person),
        "sections": sections,
        "neighbours": neighbours,
        "words": words,
        "today": clock.today(),
    }
