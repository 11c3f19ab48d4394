"""Positions are read line by line: a word, a sentence, what is counted, worst first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from consortium.access import OPERATOR
from consortium.floor.db import db, writing
from contracts import positions
from tests import factories
from web import lines

NOW = date(2026, 11, 23)


@pytest.fixture
def floor(app: Flask) -> Iterator[None]:
    """Edinburgh, Fife and an agency, with an agreement."""
    token = writing.set(True)
    with app.app_context():
        factories.pool()
        factories.member(factories.FIFE)
        factories.agreement()
        yield
        db.session.rollback()
    writing.reset(token)


def read(*found: Any) -> list[lines.Line]:
    return lines.paired(found, positions.of(OPERATOR, as_of=NOW), as_of=NOW)


def test_the_worst_stands_first(floor: None):
    met, behind = factories.commitment(minimum_units=1), factories.commitment(authority_code=factories.FIFE)
    factories.purchase()

    assert [line.commitment for line in read(met, behind)] == [behind, met]


def test_the_open_period_stands_before_those_that_are_over(floor: None):
    over = factories.commitment(period_start=date(2025, 4, 1), period_end=date(2026, 4, 1))

    names = [period.name for period in lines.periods(read(over, factories.commitment()))]

    assert names == ["1 April 2026 to 31 March 2027", "1 April 2025 to 31 March 2026"]


def test_the_figures_of_a_period_are_the_sums_of_its_lines(floor: None):
    found = factories.commitment(), factories.commitment(authority_code=factories.FIFE, minimum_units=1)
    factories.purchase()

    period = lines.periods(read(*found))[0]

    assert [figure for _, figure, _ in period.figures] == [4, 1, 3, 2]
    assert period.gone == "236 of 365 days have passed."


def test_a_line_says_how_it_counts(floor: None):
    line = read(factories.commitment(agency="ROWAN", unit_basis="sibling_group", count_event="match_approved"))[0]

    assert line.counting == (
        "Counted by sibling group, on the day the match is approved, and only with ROWAN by name. "
        "A child’s return home counts in full."
    )


def test_a_line_is_drawn_with_a_table_of_the_same(floor: None):
    drawing = read(factories.commitment())[0].drawn([(date(2026, 5, 1), 1)])

    assert [what for _, what, _, _ in drawing.rows] == ["The period begins", "1 taken", "As at this day"]
    assert "0 of 3 taken by 23 November 2026" in drawing.wide
