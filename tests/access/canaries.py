"""Canaries: in each pair every sensitive field holds a value of its own; wherever one is seen, somebody asks why.

The stages here are reviewed expectations, written down from the policy (domain: information governance) and apart from
the product's own table of disclosure.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from consortium.access import Role
from tests.access import names
from tests.documents import on_paper
from tests.documents.on_paper import bare

# From which stage of a link the other side reads a field, and from which the coordinator does; 9: never.
OF_HOUSEHOLD = {
    "carer_names": (3, 3), "address": (3, 3), "telephone": (3, 3), "email": (3, 3), "postcode": (3, 3),
    "ethnicity": (2, 2), "religion": (2, 2), "languages": (2, 2), "hold_reason": (9, 3),
}  # fmt: skip
SCHEDULE_OF_THE_MATCHED = (
    "birth_details", "appearance", "why_looked_after", "previous_involvement", "brothers_and_sisters",
    "contact_extent", "education",
)  # fmt: skip
OF_CHILD = {
    "given_names": (3, 3), "family_name": (3, 3), "home_address": (3, 3), "nursery": (3, 3), "date_of_birth": (3, 3),
    "contact_postcode": (3, 3), "health": (2, 2), "background": (2, 2), "ethnicity": (2, 2), "religion": (2, 2),
    "language": (2, 2), "excluded_areas": (9, 3), "move_note": (9, 0),
    "own_note": (9, 9), "shared_note": (2, 2),
    **dict.fromkeys(("nationality", "legal_status", "personality", "interests"), (2, 2)),
    **dict.fromkeys(SCHEDULE_OF_THE_MATCHED, (3, 3)),
}  # fmt: skip
# What is planned for a child: people's own words, whom it is about, and where the child can be found.
OF_PLAN = {
    "own_step": (3, 3), "step_note": (9, 3), "team": (3, 3), "contact_purpose": (3, 3), "venue": (3, 3),
    "times": (3, 3), "supervision": (3, 3), "handover": (3, 3), "family_purpose": (3, 3), "task": (9, 9),
}  # fmt: skip
FIELDS = {"household": OF_HOUSEHOLD, "child": OF_CHILD, "plan": OF_PLAN}
POSTCODES = {"postcode": ("EH10 4BF", "EH11 1JB", "EH12 5AA", "EH14 1TU")}
POSTCODES["contact_postcode"] = ("EH6 7AA", "EH7 5QG", "EH8 9YL", "EH9 1PL")
# What merits compare: coordinators read every reason of a suggestion, and the facts behind it (matching policy, 1).
COMPARING = ("/suggestions/", "/compare", "/comparison")
COMPARED = {"ethnicity", "religion", "languages", "language"}
PARTICULARS = {"carer_names", "address", "telephone", "email"}
TOLD = {"given_names", "family_name", "home_address", "nursery", "health", "background"} | {
    "nationality", "legal_status", "personality", "interests", *SCHEDULE_OF_THE_MATCHED,
}  # fmt: skip
WRITTEN = {"move_note", "own_note", "shared_note"}
CASE_STAFF = {
    "household": {Role.AGENCY_WORKER, Role.AGENCY_MANAGER},
    "child": {Role.AUTHORITY_WORKER, Role.AUTHORITY_MANAGER},
    "plan": {Role.AUTHORITY_WORKER, Role.AUTHORITY_MANAGER},
}


def _compares_of_a_run(asked: str) -> bool:
    return "/links/" not in asked and any(one in asked for one in COMPARING)


@dataclass(frozen=True)
class Canary:
    """One value, of which side's field, in the pair of which stage, and how it may be written."""

    side: str
    field: str
    stage: int
    texts: tuple[str, ...]

    def may_be_seen_by(self, who: tuple[Role, str] | None, *, asked: str) -> bool:
        """Whether the policy shows this field of this pair to somebody with this role at this organisation."""
        if who is None:
            return False
        role, employer = who
        owner, other = (names.AGENCY, names.AUTHORITY) if self.side == "household" else (names.AUTHORITY, names.AGENCY)
        linked, coordinator = FIELDS[self.side][self.field]
        if role in CASE_STAFF[self.side] and employer == owner:
            return True
        if role is Role.COORDINATOR and employer not in names.FAR:
            return self.stage >= coordinator or (self.field in COMPARED and _compares_of_a_run(asked))
        is_linked = role in CASE_STAFF["child" if self.side == "household" else "household"] and employer == other
        shown = role is Role.PANEL_ADVISER and employer == names.HUB and self.stage == 2
        return (is_linked or shown) and self.stage >= linked


def _born_on(stage: int) -> date:
    return date(2026, 5, 11 + stage)


def _canary(side: str, field: str, stage: int) -> Canary:
    if field in POSTCODES:
        postcode = POSTCODES[field][stage]
        return Canary(side, field, stage, (postcode, postcode.replace(" ", ""), postcode.replace(" ", "%20")))
    if field == "date_of_birth":
        day = _born_on(stage)
        return Canary(side, field, stage, (day.isoformat(), f"{day.day} {day:%B %Y}", f"{day.day} {day:%B}"))
    if field == "excluded_areas":
        return Canary(side, field, stage, (f"EH4{stage + 1}",))
    return Canary(side, field, stage, (f"{side}{field}canary{stage}".replace("_", ""),))


def all_of(stage: int) -> list[Canary]:
    """Those of one pair."""
    return [_canary(side, field, stage) for side, fields in FIELDS.items() for field in fields]


EVERY = [canary for stage in range(4) for canary in all_of(stage)]
# By what most texts have in common: looked for first, for a page is searched for every one of them.
SHARED = "canary"
AREA = 4  # letters
FOLDED = [(canary, [text.casefold() for text in canary.texts]) for canary in EVERY]
OTHERS = [(canary, texts) for canary, texts in FOLDED if not all(SHARED in text for text in texts)]


def planted(stage: int) -> dict[str, dict[str, Any]]:
    """What the verbs are given to record, for one pair."""
    found: dict[str, dict[str, Any]] = {
        name: {} for name in ("household", "child", "particulars", "told", "plan", "written")
    }
    for one in all_of(stage):
        group = {"household": "particulars", "child": "told", "plan": "plan"}[one.side]
        group = group if one.field in PARTICULARS | TOLD else "written" if one.field in WRITTEN else one.side
        found[group][one.field] = _value(one)
    found["household"]["hold_until"] = date(2026, 1, 6)
    return found


def _value(one: Canary) -> Any:
    text = one.texts[0]
    if one.field == "date_of_birth":
        return _born_on(one.stage)
    if one.field in ("languages", "excluded_areas"):
        return [text]
    return f"{text}@example.org" if one.field == "email" else text


def everything() -> sa.ColumnElement[bool]:
    """The condition under which nothing is kept from anybody, for controls."""
    return sa.true()


def out_of_place(answer: Any, *, who: tuple[Role, str] | None, asked: str) -> list[str]:
    """The canaries that somebody was shown, in a body or a header, and should not have been."""
    if answer.mimetype == "application/pdf":
        held = bare(str(answer.headers)) + on_paper.words(answer.get_data())
        seen = [one for one in EVERY if any(bare(text) in held for text in one.texts)]
    else:
        held = f"{answer.headers}\n{answer.get_data().decode('utf-8', 'replace')}".casefold()
        sought = FOLDED if SHARED in held else OTHERS
        seen = [one for one, texts in sought if any(text in held and _is_told(text, held) for text in texts)]
    wrong = [one for one in seen if not one.may_be_seen_by(who, asked=asked)]
    return [f"{asked}: {who} saw {one.side}.{one.field} of pair {one.stage}" for one in wrong]


def _is_told(text: str, held: str) -> bool:
    """Whether it stands there as a word: chance writes the few letters of an area into signatures now and then."""
    return len(text) > AREA or re.search(rf"(?<![\w-]){text}(?![\w-])", held) is not None
