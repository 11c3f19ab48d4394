"""The smallest change for a pair: enough, no more than enough, and of nothing that nobody may be asked to change."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks import plain
from consortium.sheets import children as children_sheet
from consortium.sheets import households as households_sheet
from matching.helping.concessions import LONGEST_WAY, MAY_CHANGE, MOST_CHILDREN, NEVER, OLDEST, Relaxation, relaxed
from matching.helping.relaxing import Smallest, sentence, smallest
from matching.pinning import pinned
from matching.pool import Pool
from matching.problem import Problem
from matching.rules import BARS, PINNED
from tests.matching.problems import TODAY, child, household, pin, problem, problems

PROTECTED = {"sex", "sexes", "ethnicity", "religion", "language", "languages", "date_of_birth"}
SAFETY = {"needs", "no_needs", "excluded_areas", "conflicts", "postcode", "contact_postcode", "experience"}


def of_pair(found: Problem, row: int = 0, col: int = 0) -> Smallest:
    pool = Pool(found)
    return smallest(found, pool, pinned(found, pool), referral=row, household=col)


def bars_after(found: Problem, changes: Any, row: int, col: int) -> set[str]:
    after = relaxed(found, changes)
    return plain.bars(after, after.referrals[row], after.households[col])


def one_less(change: Relaxation) -> Relaxation:
    """The same change by one day, month, minute or child less."""
    before: Any = change.before
    step = timedelta(days=1) if isinstance(before, date) else 1
    after: Any = change.after
    return replace(change, after=after + step if after < before else after - step)


def all_that_may_change(found: Problem, row: int, col: int) -> Problem:
    """Every permitted fact of a pair at its most lenient."""
    home, referral = found.households[col], found.referrals[row]
    numbers = {"min_age_months": 0, "max_age_months": OLDEST, "approved_children": MOST_CHILDREN}
    lenient = replace(home, available_from=None, hold_until=None, max_travel_minutes=LONGEST_WAY, **numbers)
    young = tuple(replace(each, max_travel_minutes=LONGEST_WAY) for each in referral.children)
    return replace(found, referrals=(replace(referral, children=young),), households=(lenient,))


@given(problems())
@settings(max_examples=80, deadline=None)
def test_the_smallest_change_is_enough_and_no_less_would_be(found: Problem) -> None:
    for row, referral in enumerate(found.referrals):
        for col, home in enumerate(found.households):
            answer = of_pair(found, row, col)
            broken = plain.bars(found, referral, home)
            assert bars_after(found, answer.changes, row, col) == set(answer.in_the_way)
            if broken and not answer.in_the_way:
                for change in answer.changes:
                    rest = [each for each in answer.changes if each != change]
                    assert bars_after(found, rest, row, col)
                    assert bars_after(found, [*rest, one_less(change)], row, col)


@given(problems())
@settings(max_examples=50, deadline=None)
def test_a_pair_has_no_change_only_where_the_most_lenient_facts_would_not_do(found: Problem) -> None:
    for row in range(len(found.referrals)):
        for col in range(len(found.households)):
            lenient = all_that_may_change(found, row, col)
            hopeless = plain.bars(lenient, lenient.referrals[0], lenient.households[0])
            assert set(of_pair(found, row, col).in_the_way) == hopeless


@given(problems())
@settings(max_examples=30, deadline=None)
def test_nothing_protected_clinical_or_safe_is_ever_changed(found: Problem) -> None:
    for row in range(len(found.referrals)):
        for col in range(len(found.households)):
            after = relaxed(found, of_pair(found, row, col).changes)
            assert changed(found, after) <= {term.field for term in MAY_CHANGE} - {"yes_needs"}


def changed(before: Problem, after: Problem) -> set[str]:
    old = [*before.households, *(each for referral in before.referrals for each in referral.children)]
    new = [*after.households, *(each for referral in after.referrals for each in referral.children)]
    pairs = [(one, other, field.name) for one, other in zip(old, new, strict=True) for field in fields(one)]
    return {name for one, other, name in pairs if getattr(one, name) != getattr(other, name)}


def test_every_bar_may_be_lifted_or_says_why_it_never_is() -> None:
    lifted = {term.bar for term in MAY_CHANGE if term.bar}

    assert lifted | set(NEVER) == {bar.code for bar in BARS} | {PINNED[0]}
    assert not lifted & set(NEVER)
    assert not {term.field for term in MAY_CHANGE} & (PROTECTED | SAFETY)


@pytest.mark.parametrize(
    ("sheet", "field", "largest"),
    [
        (households_sheet, "approved_children", MOST_CHILDREN),
        (households_sheet, "min_age_months", OLDEST),
        (households_sheet, "max_age_months", OLDEST),
        (households_sheet, "max_travel_minutes", LONGEST_WAY),
        (children_sheet, "max_travel_minutes", LONGEST_WAY),
    ],
)
def test_no_value_is_asked_for_that_the_sheets_would_refuse(sheet: Any, field: str, largest: int) -> None:
    (column,) = [column for column in sheet.COLUMNS if column.name == field]

    assert column.read(str(largest)) == largest
    with pytest.raises(ValueError, match="from 0 to"):
        column.read(str(largest + 1))


@pytest.mark.parametrize(
    ("asked", "offered", "said"),
    [
        (
            {"date_of_birth": TODAY - timedelta(days=830)},
            {},
            "H-1 (TARVIT) were approved up to 27 months instead of 24.",
        ),
        ({}, {"min_age_months": 6}, "H-1 (TARVIT) were approved from 2 months instead of 6."),
        (
            {},
            {"children_in_placement": 3, "approved_children": 3},
            "H-1 (TARVIT) were approved for 4 children instead of 3 (more than 3 need an exemption).",
        ),
        ({}, {"hold_until": date(2027, 1, 1)}, "the hold on H-1 (TARVIT) ended on 2026-12-06 instead of 2027-01-01."),
        (
            {"max_travel_minutes": 20},
            {"postcode": "KY1 1AA", "max_travel_minutes": 15},
            "H-1 (TARVIT) accepted 28 minutes to contact instead of 15 "
            "and S12000036 accepted 28 minutes to contact for R-1-a of R-1 instead of 20.",
        ),
    ],
)
def test_the_smallest_change_is_told_in_words(asked: dict[str, Any], offered: dict[str, Any], said: str) -> None:
    found = problem([child(**asked)], [household(**offered)])

    assert sentence(found, of_pair(found), referral=0, household=0) == (
        f"The smallest change: R-1 with H-1 would be possible if {said}"
    )


def test_what_stands_in_the_way_for_good_is_told_with_its_reason() -> None:
    found = problem([child(needs=("prematurity",))], [household(no_needs=("prematurity",), min_age_months=6)])

    assert sentence(found, of_pair(found), referral=0, household=0) == (
        "Nothing that may be asked for would make R-1 with H-1 possible. "
        "A household that answers “no” to a need is not talked round."
    )


def test_three_changes_at_once_are_more_than_is_asked() -> None:
    late = TODAY + timedelta(days=90)
    found = problem([child()], [household(min_age_months=6, available_from=late, hold_until=late)])

    said = sentence(found, of_pair(found), referral=0, household=0)

    assert said.startswith("No one or two changes would make R-1 with H-1 possible. It would take 3: if H-1 (TARVIT)")


def test_a_pin_elsewhere_is_not_undone_by_facts() -> None:
    found = problem([child("R-1"), child("R-2")], [household("H-1"), household("H-2")], pins=[pin("R-1", "H-2")])

    assert of_pair(found, 0, 0).in_the_way == of_pair(found, 1, 1).in_the_way == ("pinned",)
    assert of_pair(found, 0, 1).in_the_way == ()


def test_a_child_older_than_any_approval_can_say_is_in_nobodys_reach() -> None:
    found = problem([child(date_of_birth=date(2005, 1, 1))], [household()])

    assert sentence(found, of_pair(found), referral=0, household=0).endswith("would be enough.")
