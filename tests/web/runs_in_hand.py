"""A small run made by the engine itself, without a database."""

from datetime import date
from typing import Any, NamedTuple

from matching.assembly import assemble
from matching.document import render
from matching.plan import solve
from matching.policy import DEFAULT
from matching.problem import canonical_json
from web import outcomes

AS_OF = date(2026, 11, 23)


class Spot(NamedTuple):
    """Where a postcode lies."""

    easting: int
    northing: int
    council: str


PLACES = {"EH12 5AA": Spot(321000, 673000, "S12000036"), "TD1 1AA": Spot(349000, 636000, "S12000026")}


def child(ref: str, **changes: Any) -> dict[str, Any]:
    """A child as a row of the sheet."""
    row: dict[str, Any] = {
        "referral_ref": ref, "child_ref": f"{ref}-1", "authority_code": "S12000036", "sex": "F",
        "date_of_birth": date(2026, 8, 20), "expected_date_of_delivery": None, "urgency": "soon", "needed_by": None,
        "needs": (), "ethnicity": None, "religion": None, "language": "English", "contact_postcode": "EH12 5AA",
        "contact_sessions_per_week": 3, "max_travel_minutes": 60, "excluded_areas": (), "conflicts": (),
        "open_links": 0,
    }  # fmt: skip
    return {**row, **changes}


def household(ref: str, **changes: Any) -> dict[str, Any]:
    """A household as a row of the sheet."""
    row: dict[str, Any] = {
        "household_ref": ref, "agency": "TCT", "postcode": "EH12 5AA", "approved_fostering_on": date(2026, 1, 5),
        "approved_adoption_on": date(2026, 1, 5), "review_due_on": None, "min_age_months": 0, "max_age_months": 24,
        "approved_children": 1, "children_in_placement": 0, "sexes": (), "yes_needs": (), "discuss_needs": (),
        "no_needs": (), "experience": (), "ethnicity": (), "religion": (), "languages": ("English",),
        "max_travel_minutes": 60, "available_from": None, "hold_until": None, "open_links": 0,
    }  # fmt: skip
    return {**row, **changes}


def outcome(*, children: list[dict[str, Any]], households: list[dict[str, Any]], **more: Any) -> outcomes.Outcome:
    """The outcome of a run over these rows."""
    problem = assemble(as_of=AS_OF, policy=DEFAULT, children=children, households=households, places=PLACES, **more)
    return outcomes.read(document=render(problem, solve(problem)), snapshot=canonical_json(problem.canonical()))
