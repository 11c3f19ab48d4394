"""Rows and problems for tests of the pure core: one named row with what the test changes, and strategies of many."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from matching.assembly import assemble
from matching.policy import DEFAULT, Policy
from matching.problem import Problem

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Spot:
    """A place for tests: metres on the grid and a council."""

    easting: int | None
    northing: int | None
    council: str | None


PLACES = {
    "EH1 1AA": Spot(325000, 673000, "S12000036"),
    "EH12 5AA": Spot(322000, 673000, "S12000036"),
    "KY1 1AA": Spot(328000, 691000, "S12000047"),
    "G1 1AA": Spot(259000, 665000, "S12000049"),
    "KW15 1AA": Spot(344800, 1011000, "S12000023"),
    "BT1 1AA": Spot(None, None, "N09000003"),
}


def child(ref: str = "R-1", **changes: Any) -> dict[str, Any]:
    return {
        "referral_ref": ref,
        "child_ref": f"{ref}-a",
        "authority_code": "S12000036",
        "date_of_birth": TODAY - timedelta(days=90),
        "expected_date_of_delivery": None,
        "sex": "F",
        "urgency": "routine",
        "needed_by": None,
        "needs": (),
        "ethnicity": None,
        "religion": None,
        "language": None,
        "contact_postcode": "EH1 1AA",
        "contact_sessions_per_week": None,
        "max_travel_minutes": 60,
        "excluded_areas": (),
        "conflicts": (),
        "open_links": 0,
    } | changes


def household(ref: str = "H-1", **changes: Any) -> dict[str, Any]:
    return {
        "household_ref": ref,
        "agency": "TARVIT",
        "postcode": "EH12 5AA",
        "approved_fostering_on": TODAY - timedelta(days=400),
        "approved_adoption_on": TODAY - timedelta(days=400),
        "review_due_on": None,
        "min_age_months": 0,
        "max_age_months": 24,
        "approved_children": 1,
        "children_in_placement": 0,
        "sexes": ("F", "M"),
        "yes_needs": (),
        "discuss_needs": (),
        "no_needs": (),
        "experience": (),
        "ethnicity": (),
        "religion": (),
        "languages": (),
        "max_travel_minutes": 60,
        "available_from": None,
        "hold_until": None,
        "open_links": 0,
    } | changes


def pin(referral_ref: str = "R-1", household_ref: str = "H-1", **changes: Any) -> dict[str, Any]:
    row = {"referral_ref": referral_ref, "household_ref": household_ref, "decision": "pin", "override": False}
    return row | {"reason": "The panel asked for it."} | changes


def problem(children: list[dict[str, Any]], households: list[dict[str, Any]], **changes: Any) -> Problem:
    given: dict[str, Any] = {"as_of": TODAY, "policy": DEFAULT, "places": PLACES}
    return assemble(children=children, households=households, **(given | changes))


NEEDS = ("prematurity", "prenatal_alcohol", "sibling_contact")
_days = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
_maybe_day = st.none() | _days
_postcode = st.sampled_from(sorted(PLACES))
_words = st.lists(st.sampled_from(("gaelic", "english")), max_size=2, unique=True).map(tuple)
_some_needs = st.lists(st.sampled_from(NEEDS), max_size=3, unique=True).map(tuple)


@st.composite
def children(draw: st.DrawFn, ref: str, authority: str) -> list[dict[str, Any]]:
    return [
        child(
            ref,
            child_ref=f"{ref}-{number}",
            authority_code=authority,
            date_of_birth=draw(st.integers(-30, 700).map(lambda days: TODAY - timedelta(days=days))),
            sex=draw(st.sampled_from(("F", "M", None))),
            urgency=draw(st.sampled_from(("urgent", "soon", "routine"))),
            needed_by=draw(_maybe_day),
            needs=draw(_some_needs),
            language=draw(st.sampled_from((None, "Gaelic ", "english"))),
            contact_postcode=draw(st.none() | _postcode),
            max_travel_minutes=draw(st.sampled_from((0, 5, 40, 60))),
            excluded_areas=draw(st.sampled_from(((), (), ("EH12",), ("KY1 1",), ("G1 1AA",)))),
            conflicts=draw(st.sampled_from(((), (), ("H-0",)))),
            open_links=draw(st.sampled_from((0, 0, 0, 1))),
        )
        for number in range(draw(st.sampled_from((1, 1, 2))))
    ]


@st.composite
def households(draw: st.DrawFn, ref: str) -> dict[str, Any]:
    return household(
        ref,
        agency=draw(st.sampled_from(("TARVIT", "OCHIL"))),
        postcode=draw(_postcode),
        approved_fostering_on=draw(st.sampled_from((TODAY - timedelta(days=200), TODAY, None))),
        approved_adoption_on=draw(st.sampled_from((TODAY - timedelta(days=90), TODAY + timedelta(days=5)))),
        review_due_on=draw(_maybe_day),
        min_age_months=draw(st.sampled_from((0, 0, 3))),
        max_age_months=draw(st.sampled_from((6, 24))),
        approved_children=draw(st.integers(1, 3)),
        children_in_placement=draw(st.sampled_from((0, 0, 1))),
        sexes=draw(st.sampled_from((("F", "M"), ("F",), ()))),
        yes_needs=draw(_some_needs),
        no_needs=draw(st.sampled_from(((), (), ("prematurity",)))),
        experience=draw(_some_needs),
        languages=draw(_words),
        max_travel_minutes=draw(st.sampled_from((20, 60, 90))),
        available_from=draw(_maybe_day),
        hold_until=draw(_maybe_day),
        open_links=draw(st.sampled_from((0, 0, 0, 1))),
    )


MEMBERS = [
    {"code": "S12000036", "consortium": "EAST", "joined_on": None, "left_on": None},
    {"code": "S12000047", "consortium": "WEST", "joined_on": None, "left_on": TODAY + timedelta(days=10)},
    {"code": "TARVIT", "consortium": "EAST", "joined_on": TODAY - timedelta(days=1), "left_on": None},
    {"code": "TARVIT", "consortium": "WEST", "joined_on": TODAY + timedelta(days=3), "left_on": None},
    {"code": "OCHIL", "consortium": "WEST", "joined_on": None, "left_on": None},
]


@st.composite
def problems(draw: st.DrawFn, most: int = 4, easy: bool = False) -> Problem:
    """Whole problems of up to `most` a side; `easy` ones have few bars, so that many pairs stay possible."""
    numbers = st.integers(0, most)
    rows = [
        row
        for number in range(draw(numbers))
        for row in draw(children(f"R-{number}", draw(st.sampled_from(("S12000036", "S12000047")))))
    ]
    homes = [draw(households(f"H-{number}")) for number in range(draw(numbers))]
    if easy:
        rows = [
            row | {"open_links": 0, "excluded_areas": (), "conflicts": (), "contact_postcode": None} for row in rows
        ]
        lenient = {"review_due_on": None, "approved_fostering_on": TODAY, "sexes": (), "max_age_months": 30}
        homes = [home | lenient | {"available_from": None, "hold_until": None, "open_links": 0} for home in homes]
    travel = [{"from_district": "KY1", "to_district": "EH1", "minutes": draw(st.integers(0, 90))}]
    refs = st.tuples(st.integers(0, most).map("R-{}".format), st.integers(0, most).map("H-{}".format))
    known = {row["referral_ref"] for row in rows}, {home["household_ref"] for home in homes}
    forbids = [pair for pair in draw(st.sets(refs, max_size=2)) if pair[0] in known[0] and pair[1] in known[1]]
    weights = dict(DEFAULT.merits) | {"travel": draw(st.sampled_from((0, 30)))}
    return problem(
        rows,
        homes,
        members=draw(st.sampled_from((None, MEMBERS))) if not easy else None,
        travel=travel,
        pins=[pin(*pair, decision="forbid") for pair in forbids],
        previous=draw(st.lists(refs, max_size=2)),
        policy=Policy(version="t", grace_days=draw(st.sampled_from((0, 14))), merits=weights),
    )
