"""Households: registered, changed, held, withdrawn, brought back; who the carers are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.carers import Household
from tests.interference.side import Act, Acts, Picked, Side, boxes, on

POSTCODES = ("EH12 5AA", "EH6 7AA", "EH10 4BF", "KY11 1AA")
PARTS = ("household", "approval", "needs", "background")


def homes(side: Side, *conditions: Any) -> Select[Household]:
    """The households of the side's agency that still are."""
    return sa.select(Household).where(Household.agency_id == side.agency_id, Household.erased_on.is_(None), *conditions)


def named(row: Household | None, **more: Any) -> Picked | None:
    """A household as addresses name it."""
    return Picked({"household_id": row.id, **more}, version=row.version, row=row) if row else None


def home(side: Side) -> Picked | None:
    """A household in use."""
    return named(side.one(homes(side, Household.withdrawn_on.is_(None))))


def home_that_left(side: Side) -> Picked | None:
    """A household that was withdrawn."""
    return named(side.one(homes(side, Household.withdrawn_on.is_not(None))))


def home_that_comes_or_goes(side: Side) -> Picked | None:
    """Any household, with what can be done about whether it is in use."""
    row = side.one(homes(side))
    return named(row, act="restore" if row and row.withdrawn_on else "withdraw")


def home_and_part(side: Side) -> Picked | None:
    """A household, and which part of it is changed."""
    return named(side.one(homes(side)), name=side.any(*PARTS))


def new(side: Side, _: Picked) -> dict[str, Any]:
    """A household that nobody knew."""
    told = {"household_ref": f"H-{side.number()}", "agency": side.place.agency, "postcode": side.any(*POSTCODES)}
    approved = {"approved_fostering_on": "2026-01-05", "approved_adoption_on": "2026-01-05"}
    return told | approved | {"max_age_months": side.number(12, 60), "approved_children": side.number(1, 3)}


def pages_of_new(side: Side, _: Picked) -> list[dict[str, str]]:
    """The same in four pages."""
    first = {"go": "on", "household_ref": f"H-{side.number()}", "agency": side.place.agency}
    first |= boxes("approved_fostering_on", -300) | boxes("approved_adoption_on", -200)
    scope = {"go": "on", "max_age_months": "24", "approved_children": str(side.number(1, 3))}
    answers = {"go": "on", "need_prematurity": side.any("yes", "no", "discuss")}
    return [first | {"postcode": side.any(*POSTCODES)}, scope, answers, {"go": "on", "languages": "English"}]


def part_of(side: Side, picked: Picked) -> dict[str, str]:
    """Something else about one part of a household."""
    parts = {
        "household": boxes("review_due_on", side.number(1, 300)),
        "approval": {"max_travel_minutes": str(side.number(20, 120))},
        "needs": {"need_prematurity": side.any("yes", "no", "discuss")},
        "background": {"languages": side.any("English", "Gaelic", "Polish")},
    }
    return parts[picked.values["name"]]


def change_of(side: Side, _: Picked) -> dict[str, Any]:
    """Something else about a household."""
    return side.any(
        {"max_travel_minutes": side.number(20, 120)},
        {"approved_children": side.number(1, 3)},
        {"yes_needs": [side.any("prematurity", "prenatal_drugs")]},
        {"postcode": side.any(*POSTCODES)},
        {"hold_until": str(on(side.number(1, 90))), "hold_reason": "They are away."},
    )


def about_carers(side: Side, _: Picked) -> dict[str, str]:
    """Who the carers are."""
    return {"telephone": f"0131 496 {side.number(1000, 9999)}"}


ACTS: Acts = {
    "notes.on_household": Act("agency_worker", home, lambda side, picked: {"text": "They were away in June."}),
    "carers.register": Act("agency_worker", sends=new),
    "carers.change": Act("agency_worker", home, change_of),
    "carers.withdraw": Act("agency_manager", home, lambda side, picked: {}),
    "carers.restore": Act("agency_worker", home_that_left),
    "links.record_household": Act("agency_worker", home, about_carers),
    "web.households.register": Act("agency_worker", sends=pages_of_new),
    "web.households.change": Act("agency_manager", home_and_part, part_of),
    "web.households.hold": Act("agency_worker", home, lambda side, picked: boxes("hold_until", side.number(1, 90))),
    "web.households.free": Act("agency_worker", home),
    "web.households.leave": Act(
        "agency_worker", home_that_comes_or_goes, lambda side, _: {"reason": side.any("resigned", "approval_lapsed")}
    ),
    "web.files.household": Act("agency_worker", home, about_carers),
}
