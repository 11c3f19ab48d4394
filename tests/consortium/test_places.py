"""Places: nobody moves in where there is no place left, and what has ended takes none."""

from datetime import date, timedelta

import pytest

from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.errors import RuleBroken
from consortium.importing import imports
from contracts import purchases
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture(autouse=True)
def home(begun):
    """A household that is approved for two children."""
    begun(factories.pool)
    return factories.household(household_ref="H-1", approved_children=2)


def place(**values):
    return factories.purchase(household_ref="H-1", **values)


@pytest.mark.parametrize(("living", "said"), [(0, "has 2 places free"), (1, "has 1 place free"), (2, "has no places")])
def test_more_children_than_there_are_places_are_refused(living, said):
    if living:
        place(children=living)

    with pytest.raises(RuleBroken, match=f"approved for 2 at one time and {said}"):
        place(children=3)


def test_a_place_is_free_on_the_day_on_which_the_one_before_ended():
    place(children=2, moved_in_on=JUNE, ended_on=JULY)

    assert place(children=2, moved_in_on=JULY).placement.children == 2


def test_a_place_that_is_taken_later_is_not_given_away_before():
    place(children=2, moved_in_on=JULY)

    with pytest.raises(RuleBroken, match="no places free from 2026-06-01"):
        place(moved_in_on=JUNE)
    assert place(moved_in_on=JUNE, ended_on=JULY).placement.ended_on == JULY


def test_stays_that_follow_one_another_take_one_place():
    days = [clock.today() + timedelta(days=days) for days in (10, 20, 30)]
    place(moved_in_on=days[0], ended_on=days[1])
    place(moved_in_on=days[1], ended_on=days[2])

    assert place(moved_in_on=days[0]).placement.ended_on is None


def test_an_ended_placement_is_history_and_never_refused():
    assert place(children=9, moved_in_on=JUNE, ended_on=JULY).placement.children == 9


@pytest.mark.parametrize("values", [{"children": 2}, {"household_ref": "H-1"}, {"ended_on": None}], ids=str)
def test_a_change_that_needs_a_place_is_refused_where_there_is_none(values):
    place()
    elsewhere = {"household_ref": None} if "household_ref" in values else {}
    ended = {"children": 2, "ended_on": JULY} if "ended_on" in values else {}
    bought = factories.purchase(**{"household_ref": "H-1"} | elsewhere | ended)
    if elsewhere:
        place()

    with pytest.raises(RuleBroken, match="free from 2026-06-01"):
        purchases.change(OPERATOR, purchase_id=bought.id, version=1, values=values)


def test_an_import_gives_back_the_open_placements_for_which_there_is_no_place():
    sheet = "placement_ref,authority_code,agency,household_ref,children,moved_in_on,ended_on\n"
    rows = "P-1,S12000036,ROWAN,H-1,9,2025-01-01,2025-06-01\nP-2,S12000036,ROWAN,H-1,9,2026-06-01,\n"

    taken = imports.take(OPERATOR, kind="purchases", content=(sheet + rows).encode(), filename="purchases.csv")

    (returned,) = taken.returned_rows
    assert (taken.created, returned["line"]) == (1, 3)
    assert "has 2 places free" in returned["faults"][0]["sentence"]
