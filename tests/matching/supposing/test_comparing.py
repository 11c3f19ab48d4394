"""Side by side: sums that agree with both plans, who gains and loses and why, and the same as with real facts."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.document import objective
from matching.plan import solve
from matching.policy import Policy
from matching.problem import Problem, canonical_json
from matching.reasons.difference import mates
from matching.supposing.changes import Change, HouseholdHeld, HouseholdLost, MemberLeaves, ReferralWithdrawn
from matching.supposing.changes import TermsChanged as Terms
from matching.supposing.comparing import Other, SideBySide, as_data, side_by_side
from matching.supposing.facts import FactChanged
from matching.supposing.reading import changes_of
from matching.supposing.scenarios import supposed
from matching.supposing.telling import in_words
from tests.matching.problems import MEMBERS, TODAY, child, household, problem, problems
from tests.matching.reasons.test_inputs import frozen

LATER = TODAY + timedelta(days=60)


def beside(given: Problem, *changes: Change, **terms: Any) -> SideBySide:
    other = supposed(given, changes)
    return side_by_side(given, solve(given), other, solve(other), changes=changes, **terms)


def only(found: SideBySide) -> Other:
    (one,) = found.others
    return one


def test_a_lost_household_costs_a_suggestion_and_is_why() -> None:
    one = only(beside(problem([child()], [household()]), HouseholdLost("H-1")))

    assert (one.standing, one.before, one.now, one.causes) == ("loses", "H-1", None, (1,))
    assert one.sentence == "R-1 would have no suggestion; in the run it has H-1. Why: H-1 (TARVIT) were lost."


def test_each_change_is_taken_back_alone_and_only_the_cause_is_named() -> None:
    given = problem(
        [child("R-1"), child("R-2", urgency="urgent")], [household("H-1"), household("H-2", max_age_months=0)]
    )

    one = only(beside(given, FactChanged("household_travel", "H-1", 59), FactChanged("max_age_months", "H-2", 24)))

    assert (one.referral_ref, one.standing, one.causes) == ("R-1", "gains", (2,))


def test_changes_that_are_needed_together_are_all_why() -> None:
    given = problem([child()], [household("H-1", max_age_months=0, hold_until=LATER)])
    older = {"change": "fact_changed", "fact": "max_age_months", "ref": "H-1", "value": 24}

    found = beside(given, *changes_of([{"change": "household_opened", "household_ref": "H-1"}, older]))

    assert only(found).causes == (1, 2)


def test_where_either_of_two_changes_would_do_neither_is_named() -> None:
    given = problem([child()], [household()])

    one = only(beside(given, HouseholdHeld("H-1", LATER), FactChanged("max_age_months", "H-1", 0)))

    assert (one.standing, one.causes) == ("loses", ())
    assert one.sentence.endswith("Taking back one change alone would not undo it.")


def test_who_is_supposed_and_who_is_gone_are_told_as_such() -> None:
    twins = {"change": "referral_added", "referral_ref": "WHAT-IF-1", "authority": "S12000036", "ages_months": [3, 3]}
    given = problem([child("R-1")], [household(approved_children=2)])

    found = beside(given, ReferralWithdrawn("R-1"), *changes_of([twins]))

    assert [(one.referral_ref, one.standing, one.now) for one in found.others] == [
        ("R-1", "gone", None),
        ("WHAT-IF-1", "new", "H-1"),
    ]
    assert (found.placed_before["routine"], found.placed_now["routine"]) == (1, 2)
    assert found.sentence == "2 of 2 children would have a suggestion; in the run it is 1 of 1 child."


def test_points_are_compared_where_the_weights_are_the_same() -> None:
    given = problem([child()], [household()])

    same, other = beside(given, Terms({"grace_days": 3})), beside(given, Terms({"travel": 40}))

    assert (same.points_before, same.points_now) == (objective(given, solve(given))["points"],) * 2
    assert (other.points_before, other.points_now) == (None, None)
    assert "are not compared" in in_words(other)


def test_where_time_runs_out_no_cause_is_made_up() -> None:
    given = problem([child()], [household("H-1"), household("H-2")])

    found = beside(given, HouseholdLost("H-1"), HouseholdHeld("H-2", LATER), go_on=lambda: False)

    assert found.is_cut
    assert only(found).causes == ()
    assert only(found).sentence.endswith("Why was not found in time.")


def test_who_is_without_is_told_with_the_bars_the_most_urgent_first() -> None:
    rows = [child("R-1"), child("R-2", urgency="urgent")]

    found = beside(problem(rows, [household()]), HouseholdHeld("H-1", LATER))

    assert [(one.referral_ref, one.before, one.reasons) for one in found.without] == [
        ("R-2", "H-1", (("not_available", 1),)),
        ("R-1", None, (("not_available", 1),)),
    ]


def drawn(given: Problem, numbers: list[int]) -> list[Change]:
    """Changes of a problem, one for each record at the most."""
    found: list[Change] = []
    for number, home in zip(numbers, given.households, strict=False):
        places = FactChanged("approved_children", home.ref, home.approved_children + 1)
        held = HouseholdHeld(home.ref, LATER + timedelta(days=1))
        found += [[HouseholdLost(home.ref)], [places], [held], []][number % 4]
    found += [ReferralWithdrawn(one.ref) for one in given.referrals[:1] if numbers[0] % 2]
    agencies = sorted(given.agencies)[:1] if numbers[1] % 3 == 0 else []
    return [*found, *map(MemberLeaves, agencies)]


@settings(max_examples=150, deadline=None)
@given(problems(), st.lists(st.integers(0, 11), min_size=5, max_size=5))
def test_the_sums_are_those_of_both_plans_and_the_bytes_are_the_same_again(given: Problem, numbers: list[int]) -> None:
    changes = drawn(given, numbers)
    if not changes:
        return
    found, other = beside(given, *changes), supposed(given, changes)

    for said, of in ((found.placed_before, given), (found.placed_now, other)):
        assert said == {name: value for name, value in objective(of, solve(of)).items() if name != "points"}
    gone = sum(one.children for one in found.without)
    assert sum(found.placed_now.values()) + gone == sum(found.asked_now.values())
    old, new = mates(given, solve(given)), mates(other, solve(other))
    assert {one.referral_ref for one in found.others} == {
        ref for ref in old.keys() | new.keys() if old.get(ref, "-") != new.get(ref, "-")
    }
    assert canonical_json(as_data(found)) == canonical_json(as_data(beside(given, *changes)))


@settings(max_examples=100, deadline=None)
@given(problems(), st.lists(st.integers(0, 11), min_size=5, max_size=5))
def test_a_frozen_run_supposes_the_same_as_the_files_did(given: Problem, numbers: list[int]) -> None:
    changes = drawn(given, numbers)
    if not changes:
        return

    of_files, of_frozen = (
        mates(other, solve(other)) for other in (supposed(given, changes), supposed(frozen(given), changes))
    )

    assert of_files == of_frozen


def test_a_scenario_is_the_run_that_the_changed_sheets_would_give() -> None:
    rows = [child("R-1", urgency="urgent"), child("R-2"), child("R-3", contact_postcode="KY1 1AA")]
    homes = [household("H-1"), household("H-2", agency="OCHIL"), household("H-3", max_age_months=0), household("H-4")]
    members = [row | {"consortium": "EAST", "joined_on": None, "left_on": None} for row in MEMBERS[2:]]
    members.append({"code": "S12000036", "consortium": "EAST", "joined_on": None, "left_on": None})
    changes = changes_of(json.loads(WHAT_IF))

    scenario = supposed(problem(rows, homes, members=members), changes)

    born = TODAY.replace(month=9)
    twins = [child("WHAT-IF-1", child_ref=f"WHAT-IF-1-{n}", date_of_birth=born, sex=None, needs=("x",)) for n in (1, 2)]
    now = [homes[0] | {"approved_children": 2}, homes[1], homes[2] | {"max_age_months": 24}]
    gone = [row | {"left_on": TODAY} if row["code"] == "OCHIL" else row for row in members]
    terms = {"policy": Policy(version="what-if", merits=dict(scenario.policy.merits)), "members": gone}
    real = problem([*rows[:2], *twins], now, **terms)
    assert mates(scenario, solve(scenario)) == mates(real, solve(real))
    assert objective(scenario, solve(scenario)) == objective(real, solve(real))
    assert scenario.canonical() == real.canonical()


WHAT_IF = """[
  {"change": "terms_changed", "terms": {"travel": 12}},
  {"change": "referral_added", "referral_ref": "WHAT-IF-1", "authority": "S12000036", "ages_months": [2, 2],
   "needs": ["x"], "contact_postcode": "EH1 1AA"},
  {"change": "fact_changed", "fact": "approved_children", "ref": "H-1", "value": 2},
  {"change": "fact_changed", "fact": "max_age_months", "ref": "H-3", "value": 24},
  {"change": "household_lost", "household_ref": "H-4"},
  {"change": "referral_withdrawn", "referral_ref": "R-3"},
  {"change": "member_leaves", "member": "OCHIL"}
]"""
