"""Statutory content: twelve items, of which those that are missing are shown, and none is demanded."""

from consortium.disclosure import CHILD, WHEREABOUTS
from consortium.particulars import OF_CHILD
from consortium.referrals import statutory
from consortium.roles import Stage

WHOLE = {name: "Known." for item in statutory.ITEMS for name in (item.field, *item.also)}


def test_the_schedule_has_twelve_items_in_its_own_order():
    assert [item.number for item in statutory.ITEMS] == list(range(1, 13))


def test_what_is_not_recorded_is_missing():
    assert [item.number for item in statutory.missing({})] == list(range(1, 13))
    assert statutory.missing(WHOLE) == []
    assert [item.number for item in statutory.missing(WHOLE | {"sex": None})] == [1]


def test_every_item_is_a_particular_with_a_stage_and_what_tells_a_place_is_hidden_with_the_address():
    assert set(statutory.FIELDS) <= set(OF_CHILD)
    assert all(CHILD[name][0] in (Stage.FULL_PROFILE, Stage.IDENTIFIED) for name in statutory.FIELDS)
    assert {"birth_details", "brothers_and_sisters", "contact_extent", "education"} <= WHEREABOUTS
