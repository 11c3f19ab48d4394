"""Suppression: whoever knows the rule, all that is shown and their own records cannot narrow a hidden number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.statistics import suppression
from consortium.statistics.suppression import Published, Tally
from tests.statistics import attackers
from tests.statistics.attackers import LINKS, NO_MEMBER, NOBODYS, THREE, TWO, attackers_of, narrowed

PAIR, PAIRS, THREES, ONE_AND_PAIR = ((0, 1),), ((0, 1), (2, 3)), ((0, 1, 2),), ((0,), (1, 2))
# The smallest number shown, and up to which size every table is tried. Below five more kinds of table are within reach.
SIZES = {
    "a pair": (5, {"owners": NOBODYS, "blocks": PAIR, "most": 30}),
    "three together": (5, {"owners": NOBODYS, "blocks": THREES, "most": 24}),
    "one and a pair": (5, {"owners": NOBODYS, "blocks": ONE_AND_PAIR, "most": 24}),
    "two alone": (5, {"owners": NOBODYS, "blocks": ((0,), (1,)), "most": 30}),
    "two pairs": (5, {"owners": NOBODYS, "blocks": PAIRS, "most": 18}),
    "two pairs and one, from three": (3, {"owners": NOBODYS, "blocks": (*PAIRS, (4,)), "most": 12}),
    "three pairs, from two": (2, {"owners": NOBODYS, "blocks": (*PAIRS, (4, 5)), "most": 8}),
    "a pair of two members": (5, {"owners": TWO, "blocks": PAIR, "most": 18}),
    "a pair of three members": (5, {"owners": THREE, "blocks": PAIR, "most": 12}),
    "one and a pair, of two members": (5, {"owners": TWO, "blocks": ONE_AND_PAIR, "most": 12}),
    "two pairs of two members, from two": (2, {"owners": TWO, "blocks": PAIRS, "most": 8}),
    "one and a pair, of three members, from two": (2, {"owners": THREE, "blocks": ONE_AND_PAIR, "most": 7}),
    "a pair of links, from three": (3, {"owners": LINKS, "blocks": PAIR, "most": 8}),
    "two breakdowns": (5, {"owners": NOBODYS, "blocks": PAIR, "most": 16, "both_ways": True}),
    "two breakdowns of two members, from three": (3, {"owners": TWO, "blocks": PAIR, "most": 8, "both_ways": True}),
}


def cells(*blocks: tuple[int, ...]) -> list[list[Tally]]:
    """Cells of which no reader owns anything."""
    return [[Tally(count) for count in block] for block in blocks]


@st.composite
def tables(draw):
    """Whoever owns them, up to seven cells of small numbers and large, in blocks of up to three."""
    owners = draw(st.sampled_from([NOBODYS, TWO, THREE, LINKS, tuple((letter,) for letter in "ABCDE")]))
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda sizes: 2 <= sum(sizes) <= 7))
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    row = st.tuples(*[st.one_of(st.integers(0, 2), st.integers(0, 12))] * sum(sizes))
    blocks = tuple(tuple(range(start, start + size)) for start, size in zip(starts, sizes, strict=True))
    return {whose: draw(row) for whose in owners}, blocks


@pytest.mark.parametrize("name", SIZES)
def test_no_hidden_number_can_be_narrowed_over_every_table_up_to_a_size(monkeypatch, name):
    least, size = SIZES[name]
    monkeypatch.setattr(suppression, "LEAST", least)

    assert narrowed(**size) == []


@given(tables(), st.data())
def test_no_hidden_number_of_a_larger_table_can_be_narrowed(made, data):
    table, blocks = made
    attacker, value = data.draw(st.sampled_from(attackers_of(list(table)))), data.draw(st.integers(0, 4))
    counts = attackers.shown(table, blocks).breakdowns[0]

    for cell in (at for at, count in enumerate(counts) if count is None):
        assert attackers.may_be(table, attacker, blocks=blocks, cell=cell, value=value)


@given(tables())
def test_what_is_shown_is_true_and_leaves_nobody_with_fewer_than_five_of_others(made):
    table, blocks = made
    published = attackers.shown(table, blocks)
    counts = [published.total, *published.breakdowns[0]]

    for attacker in attackers_of(list(table)):
        numbers = attackers.numbers(table, attacker)
        shown = zip(counts, [sum(numbers), *numbers], strict=True)
        assert all(number >= 5 for count, number in shown if count is not None)
    true = attackers.numbers(table, NO_MEMBER)
    assert all(count in (None, number) for count, number in zip(counts, [sum(true), *true], strict=True))


def only_small_cells(blocks):
    """What is shown without secondary suppression: every cell but the small."""
    return tuple(None if cell.is_small else cell.count for block in blocks for cell in block)


@pytest.mark.parametrize(
    "name",
    [
        "a pair",
        "one and a pair",
        "two pairs of two members, from two",
        "one and a pair, of two members",
        "a pair of links, from three",
        "two breakdowns",
    ],
)
def test_without_the_secondary_suppression_attackers_succeed(monkeypatch, name):
    least, size = SIZES[name]
    monkeypatch.setattr(suppression, "LEAST", least)
    monkeypatch.setattr(suppression, "_shown", only_small_cells)

    assert narrowed(**size)


@pytest.mark.parametrize("name", ["one and a pair", "two alone", "two pairs", "one and a pair, of two members"])
def test_without_a_look_at_what_hidden_blocks_sum_to_attackers_succeed(monkeypatch, name):
    monkeypatch.setattr(suppression, "_gives_away", lambda hidden: False)

    assert narrowed(**SIZES[name][1])


def test_if_own_records_were_not_taken_away_members_would_succeed(monkeypatch):
    monkeypatch.setattr(Tally, "others", property(lambda tally: tally.count))

    assert any(told.startswith("A, who has") for told in narrowed(owners=TWO, blocks=PAIR, most=12))


def test_if_small_totals_were_shown_attackers_would_succeed(monkeypatch):
    monkeypatch.setattr(suppression, "nothing", lambda blocks: Published(sum(blocks[0], Tally()).count, ((None,) * 3,)))

    assert narrowed(owners=NOBODYS, blocks=THREES, most=10)


def test_the_search_for_another_table_fails_where_there_is_none(monkeypatch):
    monkeypatch.setattr(suppression, "_gives_away", lambda hidden: False)

    found = [attackers.may_be({(): (9, 2, 1)}, NO_MEMBER, blocks=ONE_AND_PAIR, cell=1, value=n) for n in range(5)]

    assert found == [True, True, True, True, False]


def test_a_second_breakdown_of_a_small_total_would_give_it_away_and_is_hidden_with_it():
    assert suppression.published(cells((2, 2)), cells((4,))) == Published(None, ((None, None), (None,)))


@pytest.mark.parametrize(
    ("blocks", "shown"),
    [
        (((9, 8), (7, 5)), (9, 8, 7, 5)),
        (((9, 8), (7, 4)), (9, 8, None, None)),  # the total less the others would tell it
        (((9, 8), (7, 0)), (9, 8, None, None)),  # none is told like few
        (((9, 8), (2, 3)), (9, 8, None, None)),
        (((9, 8), (2, 2)), (None, None, None, None)),  # together they are small
        (((9, 1), (8, 1)), (None, None, None, None)),
        (((9,), (8, 4)), (9, None, None)),
        (((4,), (8, 9)), (None, None, None)),  # one cell has nothing to be mistaken for
        (((9, 4),), (None, None)),
    ],
)
def test_blocks_are_shown_or_hidden_together(blocks, shown):
    assert suppression.published(cells(*blocks)) == Published(sum(map(sum, blocks)), (shown,))


def test_a_number_that_is_mostly_one_members_is_small_whatever_its_size():
    units = [("a", ["Edinburgh"])] * 30 + [("a", ["Fife"])] * 4 + [("b", [name]) for name in "ABCDEFG"]

    assert suppression.published(suppression.tallied([["a", "b"]], units)) == Published(41, ((None, None),))


def test_a_unit_is_its_own_to_each_of_its_owners_once():
    (((tally),),) = suppression.tallied([["a"]], [("a", ["Fife", "ROWAN"]), ("a", ["Fife", "Fife"])])

    assert (tally.count, tally.own, tally.others) == (2, {"Fife": 2, "ROWAN": 1}, 0)


def test_breakdowns_of_different_totals_are_not_published_together():
    for breakdowns in ((cells((9, 8)), cells((9, 9))), ()):
        with pytest.raises(ValueError, match="one total"):
            suppression.published(*breakdowns)
