"""Figures: the whole of a consortium in numbers, the same for everybody in it, and nothing of it told apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock, guard
from consortium.floor.errors import Invalid, NotFound
from consortium.linking import links
from consortium.roles import EMPLOYERS, MemberKind
from consortium.statistics import counted, figures, periods
from consortium.statistics.figures import Name, Withheld
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
AUTHORITIES, AGENCIES = (factories.EDINBURGH, factories.FIFE, factories.GLASGOW), ("ROWAN", "ASPEN", "ALDER")
LAST_YEAR = periods.years_over(clock.today(), most=1)[0]


@pytest.fixture
def three(begun):
    """A consortium of three authorities and three agencies."""
    begun(_three)


def _three():
    for code in (*AUTHORITIES, *AGENCIES):
        factories.member(code)


def refer(*, each: int = 3, **values):
    """So many children of each authority, unborn and routine unless told otherwise."""
    unborn = {"date_of_birth": None, "expected_date_of_delivery": clock.today() + timedelta(days=60)}
    for code in AUTHORITIES:
        for _ in range(each):
            factories.referral(OPERATOR, factories.child(**unborn | values), authority_code=code)


def register(*, each: int = 3, **values):
    """So many households of each agency."""
    made = [factories.household(agency=code, **values) for code in AGENCIES for _ in range(each)]
    return made[0]


def of(viewer=OPERATOR, **asked):
    return figures.of(viewer, consortium_code="EAST", **asked)


def cells(found, name: Name, by: str):
    """A breakdown of a figure, without the cells that are not shown."""
    figure = next(one for one in found.figures if one.name is name)
    return {cell: n for part in figure.breakdowns if part.by == by for cell, n in part.cells.items() if n is not None}


def test_children_waiting_are_told_by_age_and_urgency(three):
    refer()
    for urgency in ("urgent", "soon"):
        refer(urgency=urgency, date_of_birth=clock.today() - timedelta(days=30), expected_date_of_delivery=None)
    for days in (250, 500):
        refer(date_of_birth=clock.today() - timedelta(days=days), expected_date_of_delivery=None)

    found = of()

    assert found.total(Name.CHILDREN_WAITING) == 45
    ages = {"unborn": 9, "under_6_months": 18, "6_to_11_months": 9, "1_year_or_older": 9}
    assert cells(found, Name.CHILDREN_WAITING, "age") == ages
    assert cells(found, Name.CHILDREN_WAITING, "urgency") == {"urgent": 9, "soon": 9, "routine": 27}


def test_who_was_lost_or_whose_search_has_ended_waits_no_more(three):
    refer(each=4)
    lost, withdrawn = (factories.referral() for _ in range(2))
    referrals.record_loss(OPERATOR, child_id=lost.children[0].id, version=1)
    referrals.withdraw(OPERATOR, referral_id=withdrawn.id, version=1)

    assert of().total(Name.CHILDREN_WAITING) == 12


def test_households_available_are_told_by_the_oldest_age(three):
    for months in (12, 24, 36):
        register(max_age_months=months)

    found = of()

    assert found.total(Name.HOUSEHOLDS_AVAILABLE) == 27
    counts = {"up_to_1_year": 9, "up_to_2_years": 9, "over_2_years": 9}
    assert cells(found, Name.HOUSEHOLDS_AVAILABLE, "approved_to") == counts


LATER, EARLIER = clock.today() + timedelta(days=9), clock.today() - timedelta(days=9)


@pytest.mark.parametrize(
    "values",
    [
        {"approved_fostering_on": LATER},
        {"approved_adoption_on": None},
        {"review_due_on": EARLIER},
        {"available_from": LATER},
        {"hold_until": LATER},
        {"approved_children": 0},
    ],
)
def test_a_household_that_cannot_take_a_child_is_not_available(three, values):
    register()
    factories.household(**values)

    assert of().total(Name.HOUSEHOLDS_AVAILABLE) == 9


def test_a_household_that_is_full_or_has_left_is_not_available(three):
    register()
    full, left = factories.household(approved_children=1), factories.household()
    factories.purchase(household_ref=full.ref)
    carers.withdraw(OPERATOR, household_id=left.id, version=1)

    assert of().total(Name.HOUSEHOLDS_AVAILABLE) == 9


def test_open_links_are_told_by_how_far_they_have_come(three):
    for number in range(9):
        sides = (AUTHORITIES[number % 3], AGENCIES[number // 3])
        home, child = factories.household(agency=sides[1]), factories.referral(authority_code=sides[0])
        links.propose(OPERATOR, referral_id=child.id, household_id=home.id, reason="The ages agree.")

    assert of().total(Name.OPEN_LINKS) == 9
    assert cells(of(), Name.OPEN_LINKS, "state") == {}  # nine proposed, none further: who sees them would know of none


BEFORE, END = datetime(2026, 9, 30, 12, tzinfo=UTC), datetime(2026, 9, 30, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((None, None, None), "proposed"),
        ((BEFORE, None, None), "proposed"),
        ((BEFORE, END, None), "proposed"),
        ((BEFORE, BEFORE, None), "exploring"),
        ((BEFORE, BEFORE, END), "exploring"),
        ((BEFORE, BEFORE, BEFORE), "approved"),
    ],
)
def test_a_link_stands_where_it_had_come_by_then(steps, state):
    assert counted.state_at(END, steps=steps) == state


def place(*, each: int, moved_in_on: date, **values):
    """So many children of each authority, who move in with households of each agency in turn."""
    for number in range(each * 3):
        sides = {"authority_code": AUTHORITIES[number % 3], "agency": AGENCIES[number // 3 % 3]}
        factories.purchase(moved_in_on=moved_in_on, history=True, **sides, **values)


def test_children_who_moved_in_are_told_by_the_quarters_of_a_year(three):
    for month in (4, 7, 10):
        place(each=3, moved_in_on=date(LAST_YEAR.begins, month, 1))
    place(each=3, moved_in_on=LAST_YEAR.last_day, children=2)
    place(each=3, moved_in_on=LAST_YEAR.end)

    quarters = cells(of(), Name.CHILDREN_PLACED, "quarter")

    assert list(quarters.values()) == [9, 9, 9, 18]
    assert of(period=LAST_YEAR.name).total(Name.CHILDREN_PLACED) == 45
    assert of(period="2001-02").total(Name.CHILDREN_PLACED) is None


def test_none_and_few_are_told_alike(three):
    nothing = of().figures
    refer(each=1)
    register(each=1)

    assert of().figures == nothing
    assert {(one.total, one.withheld) for one in nothing} == {(None, Withheld.SMALL)}
    assert all(part.is_hidden for one in nothing for part in one.breakdowns)


def test_who_takes_its_own_away_is_left_with_five_or_sees_nothing(three):
    for code, number in ((factories.EDINBURGH, 6), (factories.FIFE, 4)):
        for _ in range(number):
            factories.referral(authority_code=code)
    hidden = of().total(Name.CHILDREN_WAITING)
    factories.referral(authority_code=factories.GLASGOW)

    assert (hidden, of().total(Name.CHILDREN_WAITING)) == (None, 11)


def test_of_two_authorities_neither_reads_the_others_number():
    for code in (*AUTHORITIES[:2], *AGENCIES):
        factories.member(code)
    for code in AUTHORITIES[:2] * 9:
        factories.referral(authority_code=code)

    (figure,) = [one for one in of().figures if one.name is Name.CHILDREN_WAITING]

    assert (figure.total, figure.withheld) == (None, Withheld.FEW_MEMBERS)


@pytest.mark.parametrize(
    ("joined", "left", "shown"), [(None, None, 9), (LAST_YEAR.end, None, None), (None, LAST_YEAR.last_day, None)]
)
def test_a_year_in_which_there_were_but_two_for_a_time_is_withheld_whole(joined, left, shown):
    for code in (*AUTHORITIES, *AGENCIES[:2]):
        factories.member(code)
    factories.member(AGENCIES[2], joined_on=joined, left_on=left)
    place(each=3, moved_in_on=LAST_YEAR.start)

    assert of().total(Name.CHILDREN_PLACED) == shown


def test_an_agency_that_is_alone_has_nobody_to_work_out():
    factories.member("ROWAN")
    for _ in range(5):
        factories.household()

    assert of().total(Name.HOUSEHOLDS_AVAILABLE) == 5


def test_what_was_recorded_since_the_quarter_ended_is_counted_in_the_next(three):
    later = datetime(clock.today().year + 1, 5, 5, 12, tzinfo=UTC)
    refer()
    with time_machine.travel(later, tick=False):
        before = of()
        refer()
        register()
        same = of()
    with time_machine.travel(later + timedelta(days=60), tick=False):
        after = of()

    assert (before.as_of, after.as_of) == (date(later.year, 3, 31), date(later.year, 6, 30))
    assert same.figures == before.figures
    assert (before.total(Name.CHILDREN_WAITING), after.total(Name.CHILDREN_WAITING)) == (9, 18)


def test_what_ends_after_the_quarter_still_counts_for_it(three):
    refer(each=2)
    last, home = factories.referral(), register(each=2)
    with time_machine.travel(datetime(clock.today().year + 1, 5, 5, 12, tzinfo=UTC), tick=False):
        before = of().figures
        referrals.withdraw(OPERATOR, referral_id=last.id, version=1)
        carers.withdraw(OPERATOR, household_id=home.id, version=1)

        assert of().figures == before


def test_children_of_other_consortia_and_of_who_left_are_not_counted(three):
    refer()
    factories.member("S12000014", left_on=clock.today())
    factories.member("S12000021", of="WEST")
    for code in ("S12000014", "S12000021") * 5:
        factories.referral(authority_code=code)

    assert of().total(Name.CHILDREN_WAITING) == 9


def test_every_role_reads_the_same_figures(three):
    refer()
    expected = of().figures
    people = [
        factories.viewer(role, at={MemberKind.AUTHORITY: "S12000036", MemberKind.AGENCY: "ROWAN"}[kind])
        for role in Role
        for kind in EMPLOYERS[role] & {MemberKind.AUTHORITY, MemberKind.AGENCY}
    ]

    token = guard.on_duty.set(True)
    found = [of(viewer).figures for viewer in people]
    guard.on_duty.reset(token)

    assert found == [expected] * 14


@pytest.mark.parametrize("code", ["WEST", "NOWHERE", ""])
def test_another_consortium_is_no_more_there_than_an_unknown_one(three, code):
    factories.member("S12000021", of="WEST")
    viewer = factories.viewer(Role.COORDINATOR)

    with pytest.raises(NotFound, match=r"^There is no such record\.$"):
        figures.of(viewer, consortium_code=code)


def test_a_year_that_is_not_over_is_refused(three):
    with pytest.raises(Invalid):
        of(period=periods.FinancialYear(LAST_YEAR.begins + 1).name)
