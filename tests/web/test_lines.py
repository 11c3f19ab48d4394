"""Positions are read line by line: a word, a sentence, what is counted, worst first."""

from datetime import date
from uuid import uuid4

from contracts import minimums
from web import lines

NOW = date(2026, 11, 23)
THIS_YEAR = (date(2026, 4, 1), date(2027, 4, 1))
LAST_YEAR = (date(2025, 4, 1), date(2026, 4, 1))


def bought(ref: str, day: date, *, children: int = 1) -> minimums.Purchase:
    return minimums.Purchase(ref, "S12000047", "TCT", children, day, day)


def line(
    authority: str, *purchases: minimums.Purchase, minimum: int = 2, year: tuple[date, date] = THIS_YEAR
) -> lines.Line:
    commitment = minimums.Commitment("AG-1", "S12000047", None, *year, minimum)
    position = minimums.position(commitment, purchases, as_of=NOW)
    counted = lines.counted(purchases, unit_basis="child", count_event="moved_in")
    return lines.Line(uuid4(), authority, None, "moved_in", 0, position, counted, NOW)


def test_the_worst_stands_first():
    met, behind = line("Fife", bought("P-1", date(2026, 5, 1), children=2)), line("Angus", minimum=4)

    assert [one.authority for one in lines.periods([met, behind])[0].lines] == ["Angus", "Fife"]


def test_the_open_period_stands_before_those_that_are_over():
    names = [period.name for period in lines.periods([line("Fife", year=LAST_YEAR), line("Fife")])]

    assert names == ["1 April 2026 to 31 March 2027", "1 April 2025 to 31 March 2026"]


def test_the_figures_of_a_period_are_the_sums_of_its_lines():
    period = lines.periods([line("Fife", bought("P-1", date(2026, 5, 1))), line("Angus", minimum=4)])[0]

    assert [figure for _, figure, _ in period.figures] == [6, 1, 5, 1]
    assert period.gone == "236 of 365 days have passed."


def test_counted_purchases_add_up_in_the_order_of_their_days():
    found = lines.counted(
        [bought("P-2", date(2026, 9, 1), children=2), bought("P-1", date(2026, 5, 1))],
        unit_basis="child",
        count_event="moved_in",
    )

    assert [(one.purchase.placement_ref, one.units, one.so_far) for one in found] == [("P-1", 1, 1), ("P-2", 2, 3)]


def test_a_line_says_how_it_counts():
    assert line("Fife").counting == (
        "Counted by child, on the day the child moves in. A child’s return home counts in full."
    )


def test_a_line_is_drawn_with_a_table_of_the_same():
    drawing = line("Fife", bought("P-1", date(2026, 5, 1))).drawing

    assert [what for _, what, _, _ in drawing.rows] == ["The period begins", "P-1", "As at this day"]
    assert "1 of 2 taken by 23 November 2026" in drawing.wide
