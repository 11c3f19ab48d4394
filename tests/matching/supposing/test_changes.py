"""Each kind of change does what its sentence says to a copy, and is refused where it makes no sense."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from consortium.sheets import cells
from matching.helping.concessions import MAY_CHANGE
from matching.policy import DEFAULT
from matching.problem import Household, Problem
from matching.supposing import additions, facts
from matching.supposing.changes import HouseholdHeld, HouseholdLost, HouseholdOpened, MemberLeaves, ReferralWithdrawn
from matching.supposing.changes import TermsChanged as Terms
from matching.supposing.facts import FactChanged
from matching.supposing.reading import change_of
from matching.supposing.scenarios import KINDS, Unsupposable, sentences, supposed
from tests.matching.problems import MEMBERS, TODAY, child, household, pin, problem
from tests.matching.reasons.test_inputs import frozen

LATER = TODAY + timedelta(days=60)
REFERRAL = {"referral_ref": "WHAT-IF-1", "authority": "S12000036", "ages_months": (3, 3)}
HOME = {"household_ref": "WHAT-IF-1", "agency": "TARVIT", "postcode": "EH12 5AA"}


def whole(**terms: Any) -> Problem:
    homes = [household("H-1", discuss_needs=("prematurity",)), household("H-2", hold_until=LATER), household("H-3")]
    return problem([child("R-1", needs=("prematurity",)), child("R-2")], homes, **terms)


def home(found: Problem, ref: str) -> Household:
    return next(one for one in found.households if one.ref == ref)


def refused(changes: Any, given: Problem | None = None) -> str:
    with pytest.raises(Unsupposable) as why:
        supposed(given or whole(), changes)
    return " ".join(why.value.sentences)


def test_a_lost_household_is_gone_with_the_decisions_on_its_pairs() -> None:
    found = supposed(whole(pins=[pin("R-1", "H-1"), pin("R-2", "H-2", decision="forbid")]), [HouseholdLost("H-1")])

    assert [one.ref for one in found.households] == ["H-2", "H-3"]
    assert [one.household_ref for one in found.pins] == ["H-2"]


def test_a_withdrawn_referral_is_gone_with_the_decisions_on_its_pairs() -> None:
    found = supposed(whole(pins=[pin("R-1", "H-1")]), [ReferralWithdrawn("R-1")])

    assert ([one.ref for one in found.referrals], found.pins) == (["R-2"], ())


def test_a_household_is_held_and_another_is_opened() -> None:
    found = supposed(whole(), [HouseholdHeld("H-1", LATER), HouseholdOpened("H-2")])

    assert home(found, "H-1").hold_until == LATER
    assert home(found, "H-2").hold_until == TODAY


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (FactChanged("approved_children", "H-1", 3), "approved_children", 3),
        (FactChanged("min_age_months", "H-1", 3), "min_age_months", 3),
        (FactChanged("max_age_months", "H-1", 48), "max_age_months", 48),
        (FactChanged("household_travel", "H-1", 90), "max_travel_minutes", 90),
        (FactChanged("available_from", "H-1", LATER), "available_from", LATER),
        (FactChanged("answer", "H-1", "yes", "prematurity"), "yes_needs", ("prematurity",)),
    ],
)
def test_a_fact_of_a_household_has_its_other_value_and_no_other_fact_changes(change, field, value) -> None:
    before, after = home(whole(), "H-1"), home(supposed(whole(), [change]), "H-1")

    assert getattr(after, field) == value
    differing = {one.name for one in fields(Household) if getattr(before, one.name) != getattr(after, one.name)}
    assert differing - {"discuss_needs"} == {field}


def test_a_child_may_be_supposed_to_travel_further() -> None:
    found = supposed(whole(), [FactChanged("child_travel", "R-1", 90, "R-1-a")])

    assert [one.children[0].max_travel_minutes for one in found.referrals] == [90, 60]


def test_twins_are_one_referral_of_two_children_of_the_age_that_was_said() -> None:
    found = supposed(whole(), [additions.ReferralAdded(**REFERRAL, sexes=("F", "M"))])

    twins = next(one for one in found.referrals if one.ref == "WHAT-IF-1")
    assert [(one.date_of_birth, one.sex) for one in twins.children] == [(date(2026, 8, 22), sex) for sex in ("F", "M")]
    assert twins.placement_day == TODAY


@pytest.mark.parametrize(("day", "months", "born"), [("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 13, "2024-12-15")])
def test_a_child_is_as_many_whole_months_old_as_was_said(day: str, months: int, born: str) -> None:
    given = whole(as_of=date.fromisoformat(day))
    change = additions.ReferralAdded("WHAT-IF-1", "S12000036", (months,))

    (found,) = [one for one in supposed(given, [change]).referrals if one.ref == "WHAT-IF-1"]

    assert found.children[0].date_of_birth == date.fromisoformat(born)


def test_a_household_may_be_supposed_as_well() -> None:
    found = home(supposed(whole(), [additions.HouseholdAdded(**HOME, yes_needs=("prematurity",))]), "WHAT-IF-1")

    assert (found.approved_fostering_on, found.approved_adoption_on, found.sexes) == (TODAY, TODAY, ("F", "M"))
    assert (found.yes_needs, found.children_in_placement, found.open_links) == (("prematurity",), 0, 0)


def test_other_terms_leave_the_rest_as_the_run_has_them_and_are_nobodys_policy() -> None:
    found = supposed(whole(), [Terms({"travel": 40, "grace_days": 3})]).policy

    assert (found.version, found.signed_off_by, found.grace_days) == ("what-if", "", 3)
    assert found.merits == {**DEFAULT.merits, "travel": 40}


@pytest.mark.parametrize("known", ["members", "frozen", "nobody"])
def test_an_agency_that_leaves_shares_no_consortium_from_that_day_on(known: str) -> None:
    members = [row | {"joined_on": None, "left_on": None, "consortium": "EAST"} for row in MEMBERS[:4]]
    rows = [child("R-1"), child("R-2", needed_by=LATER)]
    given = problem(rows, [household()], members=None if known == "nobody" else members)
    given = frozen(given) if known == "frozen" else given

    found = supposed(given, [MemberLeaves("TARVIT", LATER)])

    assert [found.apart(one.authority, one.placement_day) for one in found.referrals] == [frozenset(), {"TARVIT"}]


def test_an_authority_that_leaves_shares_no_consortium_with_anybody() -> None:
    found = supposed(whole(), [MemberLeaves("S12000036")])

    assert found.apart("S12000036", TODAY) == {"TARVIT"}


def test_a_supposed_child_is_kept_apart_as_its_authority_is_on_the_nearest_day() -> None:
    given = frozen(problem([child("R-1", authority_code="S12000047")], [household()], members=MEMBERS))
    added = additions.ReferralAdded("WHAT-IF-1", "S12000047", (3,), needed_by=LATER)

    assert supposed(given, [added]).apart("S12000047", LATER) == given.apart("S12000047", TODAY) == {"TARVIT"}
    unknown = additions.ReferralAdded("WHAT-IF-1", "S12000036", (3,))
    assert "does not know with whom S12000036 shares a consortium. It knows it of S12000047." in refused(
        [unknown], given
    )
    elsewhere = additions.HouseholdAdded("WHAT-IF-1", "OCHIL", "EH12 5AA")
    assert "does not know with whom OCHIL shares" in refused([elsewhere], given)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (HouseholdLost("H-9"), "H-9 is not among the households of this run."),
        (ReferralWithdrawn("R-9"), "R-9 is not among the referrals of this run."),
        (HouseholdHeld("H-1", TODAY), "holds nobody: the run is for 2026-11-22. Name a later day."),
        (HouseholdHeld("H-2", LATER), "H-2 is on hold until 2027-01-21 already."),
        (HouseholdOpened("H-1"), "H-1 is available and not on hold."),
        (FactChanged("ethnicity", "H-1", "x"), "“ethnicity” is not a fact that may be supposed otherwise"),
        (FactChanged("approved_children", "H-1", 1), "H-1 has this already: approved_children is 1."),
        (FactChanged("approved_children", "H-1", 0), "a whole number from 1 to 20."),
        (FactChanged("max_age_months", "H-1", True), "a whole number from 0 to 216."),
        (FactChanged("available_from", "H-1", 3), "is a day"),
        (FactChanged("answer", "H-1", "no", "prematurity"), "a “no” is not talked round"),
        (FactChanged("answer", "H-1", "yes", "smoking"), "name one of prematurity."),
        (FactChanged("answer", "H-2", "yes", "prematurity"), "name none: there is none."),
        (FactChanged("child_travel", "R-1", 90, "R-2-a"), "name one of R-1-a."),
        (FactChanged("household_travel", "H-1", 90, "x"), "name nothing."),
        (FactChanged("min_age_months", "H-1", 30), "H-1 would be approved from more months than up to"),
        (Terms({"travel": 30}), "These are the terms of the run already."),
        (Terms({"fees": 3}), "“fees” is not a term of the policy"),
        (Terms({"version": 3}), "“version” is not a term of the policy"),
        (Terms({"travel": -1}), "The weight of travel is a whole number from 0 to 10000."),
        (MemberLeaves("ALDER"), "ALDER is neither an agency nor an authority of this run."),
        (MemberLeaves("TARVIT", TODAY - timedelta(days=1)), "is before the day of the run"),
        (additions.ReferralAdded(**{**REFERRAL, "referral_ref": "R-7"}), "Call it WHAT-IF- and up to 10"),
        (additions.ReferralAdded(**{**REFERRAL, "ages_months": ()}), "1 to 6 children"),
        (additions.ReferralAdded(**{**REFERRAL, "ages_months": (217,)}), "ages_months: whole numbers from 0 to 216."),
        (additions.ReferralAdded(**REFERRAL, sexes=("F",)), "Give a sex for each age, or none."),
        (additions.ReferralAdded(**REFERRAL, sexes=("F", "X")), "sexes: F, M."),
        (additions.ReferralAdded(**REFERRAL, urgency="now"), "urgency: urgent, soon, routine."),
        (additions.ReferralAdded(**REFERRAL, contact_postcode="EH99 9ZZ"), "is not a postcode whose place is known."),
        (additions.HouseholdAdded(**{**HOME, "postcode": "EH99 9ZZ"}), "is not a postcode whose place is known."),
        (additions.HouseholdAdded(**HOME, yes_needs=("a",), no_needs=("a",)), "Keep one answer for each need"),
        (additions.HouseholdAdded(**HOME, approved_children=0), "approved_children: whole numbers from 1 to 20."),
        (additions.HouseholdAdded(**HOME, min_age_months=25), "would be approved from more months than up to"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(change, why: str) -> None:
    assert why in refused([change])


def test_a_set_is_refused_that_is_empty_too_large_or_says_a_thing_twice() -> None:
    lost, larger = HouseholdLost("H-1"), FactChanged("approved_children", "H-1", 3)

    assert refused([]) == "Suppose at least one change."
    assert refused([HouseholdLost(f"H-{number}") for number in range(21)]).startswith("Suppose 20 changes at the most")
    assert refused([lost, larger]) == "Change 2: Change 1 is of H-1 too: keep one of the two."
    assert "Change 2" in refused([larger, FactChanged("approved_children", "H-1", 2)])
    assert "supposes other terms too" in refused([Terms({"travel": 1}), Terms({"kept": 1})])
    assert "WHAT-IF-1 too" in refused([additions.HouseholdAdded(**HOME), HouseholdLost("WHAT-IF-1")])


def test_two_facts_of_one_household_are_no_contradiction() -> None:
    found = supposed(whole(), [FactChanged("approved_children", "H-1", 3), FactChanged("max_age_months", "H-1", 48)])

    assert (home(found, "H-1").approved_children, home(found, "H-1").max_age_months) == (3, 48)


def test_only_what_people_may_change_can_be_supposed_of_a_record() -> None:
    assert set(facts.FACTS) == {one.code for one in MAY_CHANGE} - {"hold_until"}


def test_the_order_in_which_changes_are_said_says_nothing() -> None:
    changes = [MemberLeaves("TARVIT"), additions.ReferralAdded(**REFERRAL), HouseholdOpened("H-2"), Terms({"kept": 9})]

    assert supposed(whole(), changes).canonical() == supposed(whole(), changes[::-1]).canonical()


def test_no_real_record_can_be_called_as_a_supposed_one_is() -> None:
    assert cells.SUPPOSED == additions.PREFIX
    with pytest.raises(ValueError, match="Give another reference"):
        cells.reference("what-if-1")


def test_a_supposed_reference_that_an_old_run_knows_is_refused() -> None:
    given = problem([child("WHAT-IF-1")], [household()])

    assert "WHAT-IF-1 is in the run already" in refused([additions.ReferralAdded(**REFERRAL)], given)


def test_each_kind_says_what_it_supposes() -> None:
    changes = [change_of(row) for row in EACH]

    assert {type(one) for one in changes} == set(KINDS)
    assert sentences(whole(), changes) == tuple(SAID)


def test_the_run_is_never_touched() -> None:
    given = whole()
    before = given.canonical()

    supposed(given, [change_of(row) for row in EACH])

    assert given.canonical() == before


EACH: list[dict[str, Any]] = [
    {"change": "terms_changed", "terms": {"travel": 40, "grace_days": 7}},
    {"change": "household_added", **HOME, "approved_children": 2},
    {"change": "referral_added", **REFERRAL, "needs": ["prenatal_alcohol"]},
    {"change": "household_held", "household_ref": "H-1", "until": "2027-01-21"},
    {"change": "fact_changed", "fact": "approved_children", "ref": "H-1", "value": 4},
    {"change": "fact_changed", "fact": "child_travel", "ref": "R-1", "part": "R-1-a", "value": 90},
    {"change": "household_opened", "household_ref": "H-2"},
    {"change": "household_lost", "household_ref": "H-3"},
    {"change": "referral_withdrawn", "referral_ref": "R-2"},
    {"change": "member_leaves", "member": "TARVIT", "on": "2027-01-21"},
]
SAID = [
    "grace days were 7 instead of 14 and the weight of travel were 40 instead of 30",
    "TARVIT had one more household, WHAT-IF-1, in EH12 5AA: approved for 2 children of 0 to 24 months",
    "S12000036 referred 2 children more as WHAT-IF-1: 3 and 3 months old, routine, needed at once, "
    "with prenatal alcohol",
    "H-1 (TARVIT) were on hold until 2027-01-21",
    "H-1 (TARVIT) were approved for 4 children instead of 1 (more than 3 need an exemption)",
    "S12000036 accepted 90 minutes to contact for R-1-a of R-1 instead of 60",
    "H-2 (TARVIT) were available at once",
    "H-3 (TARVIT) were lost",
    "R-2 (S12000036) were withdrawn",
    "TARVIT left on 2027-01-21",
]
