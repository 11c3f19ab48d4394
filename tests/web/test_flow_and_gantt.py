"""The flow chart and the Gantt chart as drawings: each mark can be counted, and nothing is told by colour alone."""

from datetime import date
from xml.etree import ElementTree

import pytest

from tests.web.test_pictures import counted, parsed
from web.pictures import flow, gantt

TODAY = date(2026, 11, 23)


def stop(count: int = 0, over: int = 0, **changes: object) -> flow.Stop:
    known = {"name": "Searching", "days": "26 days", "limit": "target 28", "short": "26 of 28"}
    return flow.Stop(count=count, over=over, drifts=2 * over > count, **{**known, **changes})  # type: ignore[arg-type]


def drawn(*rail: flow.Stop, wide: bool = True) -> ElementTree.Element:
    whole = flow.Flow("f", rail, [stop()], [stop()], [flow.End("Home", 1)], [flow.End("Adopted", 2)], "since 1 Apr")
    return parsed((flow.wide if wide else flow.narrow)(whole, title="<Path>", finding="a < b"))


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter("text")]


@pytest.mark.parametrize("wide", [True, False])
def test_each_child_is_a_mark_and_those_over_are_diamonds(wide):
    before, after = drawn(stop(), wide=wide), drawn(stop(5, over=2), wide=wide)

    marks = [counted(one, tag="circle", css="f-a") for one in (before, after)]
    assert marks[1] - marks[0] == 3
    assert counted(after, tag="path", css="f-b") >= 2


@pytest.mark.parametrize("wide", [True, False])
def test_more_children_than_fit_are_said_by_number(wide):
    root = drawn(stop(200, over=3), wide=wide)

    assert f"+{200 - (flow.MOST - 1)}" in texts(root)
    assert counted(root, tag="circle", css="f-a") < 200


@pytest.mark.parametrize("wide", [True, False])
def test_a_stage_that_drifts_says_so_in_words_too(wide):
    assert any("drifts" in text for text in texts(drawn(stop(3, over=2), wide=wide)))
    assert not any("drifts" in text for text in texts(drawn(stop(4, over=2), wide=wide)))


@pytest.mark.parametrize("wide", [True, False])
def test_a_flow_chart_is_named_told_and_without_inline_style(wide):
    root = drawn(stop(1), wide=wide)

    assert (root.get("role"), root.findtext("title"), root.findtext("desc")) == ("img", "<Path>", "a < b")
    assert not [mark for mark in root.iter() if mark.get("style")]


def chart(*rows: gantt.Row, **changes: object) -> ElementTree.Element:
    groups = [gantt.Group("Return home", "", "l", rows), gantt.Group("Adoption", "ruled out 1 Nov", "a", ())]
    days = {"starts": date(2026, 7, 1), "ends": date(2027, 2, 1), "today": TODAY}
    whole = {"name": "g", "groups": groups, "ticks": (), **days, **changes}
    frame = whole.pop("frame", gantt.WIDE)
    told = {"title": "Both plans", "finding": "Both live."}
    return parsed(gantt.draw(gantt.Chart(**whole), frame=frame, **told))  # type: ignore[arg-type]


def row(**changes: object) -> gantt.Row:
    known = {"title": "Report <1>", "note": "due 30 Nov", "short": "due 30 Nov", "due": date(2026, 11, 30)}
    return gantt.Row(**{**known, **changes})  # type: ignore[arg-type]


def test_what_is_planned_is_an_outline_and_what_came_of_it_is_solid():
    planned, actual = (date(2026, 8, 1), date(2026, 11, 30)), (date(2026, 8, 9), TODAY)
    root = chart(row(planned=planned, actual=actual))

    outline, solid = root.findall("rect")
    assert (outline.get("class"), solid.get("class")) == ("f-p o-l", "f-l")
    assert float(outline.get("x", "")) < float(solid.get("x", ""))


def test_a_step_is_hollow_until_it_is_done():
    hollow, solid = (chart(row(done=done)) for done in (None, date(2026, 11, 30)))

    assert (counted(hollow, tag="circle", css="f-p"), counted(hollow, tag="circle", css="f-l")) == (1, 0)
    assert (counted(solid, tag="circle", css="f-p"), counted(solid, tag="circle", css="f-l")) == (0, 1)


def test_a_step_done_on_another_day_shows_both_and_the_way_between():
    root = chart(row(done=date(2026, 12, 30)))

    assert (counted(root, tag="circle", css="f-p"), counted(root, tag="circle", css="f-l")) == (1, 1)
    assert counted(root, tag="path", css="r-l") == 1


@pytest.mark.parametrize("frame", [gantt.WIDE, gantt.NARROW])
def test_both_plans_and_today_stand_on_it_and_its_words_are_escaped(frame):
    said = texts(chart(row(), frame=frame))

    assert {"Return home", "Adoption", "today", "Report <1>"} <= set(said)


@pytest.mark.parametrize("frame", [gantt.WIDE, gantt.NARROW])
def test_no_note_leaves_the_picture(frame):
    late = row(due=date(2027, 1, 31), short="40 days over", note="due 31 Jan, 40 days over")
    root = chart(row(due=date(2026, 7, 1)), late, frame=frame)

    ends = [one for one in root.iter("text") if "end" in one.get("class", "").split()]
    assert all(float(one.get("x", "")) <= frame.width for one in root.iter("text"))
    assert all(float(one.get("x", "")) >= len(one.text or "") * 6 for one in ends)


def test_law_is_a_diamond_and_a_target_a_circle():
    ticks = [gantt.Tick(TODAY, "review", True, "b"), gantt.Tick(TODAY, "26 weeks", False, "p")]

    root = chart(ticks=ticks)

    assert (counted(root, tag="path", css="f-b"), counted(root, tag="circle", css="o-k")) == (1, 1)


def test_today_stands_only_inside_the_picture():
    assert "today" not in texts(chart(today=date(2030, 1, 1)))
