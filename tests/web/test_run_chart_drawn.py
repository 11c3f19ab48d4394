"""A run chart as a drawing: a mark for each month, what is told from chance by its shape, cycles beneath."""

from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from tests.web.test_pictures import counted, parsed
from web.pictures import runs

POINTS = [runs.Point(date(2026, 1 + at, 1), Fraction(100 * at, 4), f"{at} of 4") for at in range(5)]
CYCLE = runs.Cycle(1, date(2026, 2, 3), date(2026, 4, 1), is_over=True)


def drawn(*points: runs.Point, frame: runs.Frame = runs.WIDE, **changes: object) -> ElementTree.Element:
    known = {"name": "r", "median": Fraction(50), "aim": None, "cycles": (), **changes}
    chart = runs.Runs(points=points or POINTS, **known)  # type: ignore[arg-type]
    return parsed(runs.draw(chart, frame=frame, title="<Aim>", finding="a < b"))


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter("text")]


@pytest.mark.parametrize("frame", [runs.WIDE, runs.NARROW])
def test_each_month_is_a_mark_and_the_picture_is_told_in_words(frame):
    root = drawn(frame=frame)

    assert counted(root, tag="circle", css="f-p") == 5
    assert (root.get("role"), root.findtext("title"), root.findtext("desc")) == ("img", "<Aim>", "a < b")
    assert {"none", "half", "all"} <= set(texts(root))
    assert not [mark for mark in root.iter() if mark.get("style")]


def test_shift_and_trend_are_told_by_shape_and_not_by_colour_alone():
    first, *rest = POINTS
    shift, trend = (
        runs.Point(first.month, first.percent, "0 of 4", **{name: True}) for name in ("in_shift", "in_trend")
    )

    assert counted(drawn(shift, *rest), tag="circle", css="f-a") == 1
    assert counted(drawn(trend, *rest), tag="circle", css="f-p") == 4


def test_the_median_and_the_aim_are_lines_of_their_own():
    both, neither = drawn(aim=90), drawn(median=None)

    assert (counted(both, tag="path", css="r-k"), counted(both, tag="path", css="dash")) == (1, 1)
    assert (counted(neither, tag="path", css="r-k"), counted(neither, tag="path", css="dash")) == (0, 0)


def test_a_cycle_is_a_bar_under_its_number_and_solid_once_it_is_over():
    over, running = (drawn(cycles=[runs.Cycle(7, CYCLE.starts, CYCLE.ends, done)]) for done in (True, False))

    assert "7" in texts(over)
    assert [one.find("rect").get("class") for one in (over, running)] == ["f-as o-a", "f-p o-a"]  # type: ignore[union-attr]


def test_one_point_alone_is_drawn_without_a_line():
    root = drawn(POINTS[0])

    assert counted(root, tag="path", css="r-a") == 0
    assert counted(root, tag="circle", css="f-p") == 1
