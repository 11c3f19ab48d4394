"""Both sides of a suggestion stand field by field, and what differs comes first."""

from datetime import date
from typing import Any

from tests.web.runs_in_hand import AS_OF, child, household, outcome
from web.facts import Fact, Fit, Side, facts, proper

SIDE = Side(as_of=AS_OF, grace_days=14, minutes={"R-1-1": 22})


def compared(asked: dict[str, Any], has: dict[str, Any], *, side: Side = SIDE) -> list[Fact]:
    pair = outcome(children=[child("R-1", **asked)], households=[household("H-1", **has)]).suggestions[0]
    return facts(pair.referral, pair.household, side=side)


def named(found: list[Fact], name: str) -> Fact:
    return next(fact for fact in found if fact.name == name)


def test_what_differs_comes_first_and_what_is_alike_last():
    found = compared({"language": "Polish", "religion": "Church of Scotland"}, {"languages": ("English",)})

    assert found[0] == Fact("Language", "Polish", "English", Fit.MISMATCH)


def test_a_need_is_matched_by_yes_and_left_open_by_discuss_or_silence():
    found = compared({"needs": ("prematurity", "high_contact")}, {"yes_needs": ("prematurity",)})
    said = {fact.said: fact.fit for fact in found if fact.asked == "A household that accepts it"}

    assert said == {"yes": Fit.MATCH, "not asked": Fit.UNKNOWN}


def test_what_a_household_has_cared_for_before_is_said_need_by_need():
    found = compared({"needs": ("prematurity", "high_contact")}, {"experience": ("prematurity",)})

    assert named(found, "Has cared for such needs before").said == "born early"
    assert named(found, "Has cared for such needs before").fit == Fit.MISMATCH


def test_what_is_not_recorded_is_unknown_and_never_a_mismatch():
    found = compared({"ethnicity": "White Scottish"}, {})

    assert named(found, "Ethnicity") == Fact("Ethnicity", "White Scottish", "not recorded", Fit.UNKNOWN)
    assert named(found, "Carers’ review").fit == Fit.UNKNOWN


def test_unknown_minutes_are_unknown():
    found = compared({}, {}, side=Side(as_of=AS_OF, grace_days=14, minutes={"R-1-1": None}))

    assert named(found, "Travel to family time").fit == Fit.UNKNOWN


def test_what_a_pin_overrode_is_a_mismatch():
    overridden = Side(as_of=AS_OF, grace_days=14, minutes={"R-1-1": 90}, broken=frozenset({"too_far"}))
    found = compared({}, {}, side=overridden)

    assert found[0].name == "Travel to family time"
    assert found[0].fit == Fit.MISMATCH


def test_a_child_of_unknown_sex_is_unknown_only_where_the_approval_names_one_sex():
    assert named(compared({"sex": None}, {"sexes": ("F",)}), "Sex").fit == Fit.UNKNOWN
    assert named(compared({"sex": None}, {"sexes": ("F", "M")}), "Sex").fit == Fit.MATCH


def test_the_ages_are_those_of_the_day_the_child_would_move():
    found = compared({"date_of_birth": date(2026, 8, 20), "needed_by": date(2027, 1, 20)}, {})

    assert named(found, "Age") == Fact("Age", "5 months", "0 to 24 months", Fit.MATCH)


def test_folded_words_get_their_capitals_back():
    assert proper("church of scotland") == "Church of Scotland"
