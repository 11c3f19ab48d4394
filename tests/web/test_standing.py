"""An authority's standing follows from its position alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from web import standing

NOW = date(2026, 11, 23)


@dataclass
class Position:
    """The figures of one position."""

    taken_units: int
    minimum_units: int = 3
    expected_by_now: Decimal = Decimal("1.94")
    tolerance: int = 0
    period_start: date = date(2026, 4, 1)
    period_end: date = date(2027, 4, 1)

    @property
    def remaining_units(self) -> int:
        return max(0, self.minimum_units - self.taken_units)

    @property
    def shortfall_units(self) -> int:
        return max(0, self.remaining_units - self.tolerance)

    @property
    def excess_units(self) -> int:
        return max(0, self.taken_units - self.minimum_units)


@pytest.mark.parametrize(
    ("position", "as_of", "word"),
    [
        (Position(3), NOW, "Met"),
        (Position(2), NOW, "On course by pace"),
        (Position(1), NOW, "Behind pace"),
        (Position(0, minimum_units=1, expected_by_now=Decimal("0.49")), NOW, "On course by pace"),
        (Position(0, minimum_units=1, expected_by_now=Decimal("0.50")), NOW, "Behind pace"),
        (Position(2), date(2027, 4, 1), "Ended short"),
        (Position(2, tolerance=1), date(2027, 4, 1), "Within tolerance"),
        (Position(0), date(2026, 3, 31), "Not begun"),
        (Position(2, minimum_units=0), NOW, "No minimum"),
    ],
)
def test_the_word_follows_from_the_figures(position: Position, as_of: date, word: str):
    assert standing.standing(position, as_of=as_of).word == word


@pytest.mark.parametrize(
    ("position", "as_of", "sentence"),
    [
        (Position(2), NOW, "One more by 31 March 2027 meets it."),
        (Position(1), NOW, "Two more by 31 March 2027 meet it."),
        (Position(3), NOW, "Nothing more is owed."),
        (Position(4), NOW, "One above the minimum."),
        (Position(2, minimum_units=0), NOW, "Two bought without a minimum."),
        (Position(1), date(2027, 5, 1), "Two fewer than agreed. The period is over."),
    ],
)
def test_a_sentence_says_what_would_change_it(position: Position, as_of: date, sentence: str):
    assert standing.next_step(position, as_of=as_of) == sentence


def test_a_burn_up_is_told_in_one_sentence():
    told = "1 of 3 taken by 23 November 2026; the pace expects 1.94 by then. Two more by 31 March 2027 meet it."

    assert standing.finding(Position(1), as_of=NOW) == told
