"""Gantt chart: groups of rows over time, outline planned, solid actual, today as a line, and marks of a clock below."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from web.pictures.svg import line, mark, picture

Span = tuple[date, date]


@dataclass(frozen=True)
class Row:
    """One row with its note, and a shorter one for where there is little room.

    A step has no `planned` span and is a mark on the day by which it is due. Without a day it is a head.
    actual: from the day it began to the day it ended or today. `look`: how it stands, by which the note is coloured.
    """

    title: str
    note: str
    short: str
    due: date | None
    planned: Span | None = None
    actual: Span | None = None
    done: date | None = None
    lapsed: bool = False
    look: str = "s"
    head: bool = False


@dataclass(frozen=True)
class Group:
    """The rows of one plan; colour is `l` for return home and `a` for adoption."""

    title: str
    note: str
    colour: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Tick:
    """One mark of the clock: law is a diamond, a target a circle; `look`: ok, b (overdue), w (late) or p (to come)."""

    day: date
    note: str
    law: bool
    look: str


@dataclass(frozen=True)
class Chart:
    """What is drawn, from one day up to, and without, another."""

    name: str
    starts: date
    ends: date
    today: date
    groups: Sequence[Group]
    ticks: Sequence[Tick]


@dataclass(frozen=True)
class Frame:
    """The edges of a picture in pixels: `row` high, with titles in a column on the left or, without one, above."""

    width: int
    left: int
    right: int
    row: int
    letters: int

    @property
    def letter(self) -> float:
        """The width of a letter of a note, about."""
        return 8.4 if self.is_narrow else 6.8

    @property
    def is_narrow(self) -> bool:
        """Whether titles stand above their bars."""
        return self.left < 100


WIDE = Frame(width=1180, left=270, right=1170, row=26, letters=3)
NARROW = Frame(width=350, left=4, right=346, row=42, letters=1)
TOP = 34


class _Paper:
    """The marks so far, and how far down the picture they reach."""

    def __init__(self, chart: Chart, frame: Frame) -> None:
        self.chart, self.frame = chart, frame
        self.marks: list[Markup] = []
        self.y = float(TOP)

    def x(self, day: date) -> float:
        """Where a day stands."""
        gone = (day - self.chart.starts).days / max((self.chart.ends - self.chart.starts).days, 1)
        return self.frame.left + (self.frame.right - self.frame.left) * min(max(gone, 0), 1)

    def say(self, text: str, x: float, y: float, css: str = "") -> None:
        """Words."""
        self.marks.append(mark("text", text, x=x, y=y, css=css) if css else mark("text", text, x=x, y=y))

    def beside(self, text: str, ends: Sequence[float], y: float, css: str) -> None:
        """Words after a mark, or before it where the picture would end first."""
        first, last = min(ends), max(ends)
        if last + 8 + len(text) * self.frame.letter <= self.frame.right:
            self.say(text, last + 8, y, css)
        else:
            self.say(text, max(first - 8, len(text) * self.frame.letter), y, f"{css} end")


def draw(chart: Chart, *, frame: Frame, title: str, finding: str) -> Markup:
    """The picture in one frame; `finding` tells what it shows."""
    paper = _Paper(chart, frame)
    for at, group in enumerate(chart.groups):
        _group(paper, group, first=not at)
    _ticks(paper)
    height = paper.y + 8
    behind = [*_months(paper, height), *_today(paper, height)]
    return picture(
        [*behind, *paper.marks],
        name=f"{chart.name}-{'narrow' if frame.is_narrow else 'wide'}",
        css="chart narrow halo" if frame.is_narrow else "chart halo",
        width=frame.width,
        height=height,
        title=title,
        desc=finding,
    )


def _months(paper: _Paper, height: float) -> Iterator[Markup]:
    chart, frame = paper.chart, paper.frame
    firsts = list(_firsts(chart.starts, chart.ends))
    room = (frame.right - frame.left) / max(len(firsts), 1)
    every = max(1, int((14 + 8 * frame.letters) / room) + 1)
    for at, first in enumerate(firsts):
        x = paper.x(first)
        yield line(((x, 22), (x, height - 8)), css="grid")
        if at % every == 0:
            new_year = first.month == 1 or not at
            long = f"{first:%b %Y}" if new_year else f"{first:%b}"
            yield mark("text", f"{first:%b}"[:1] if frame.letters == 1 else long, css="s", x=x + 4, y=16)


def _firsts(starts: date, ends: date) -> Iterator[date]:
    months = ((year, month) for year in range(starts.year, ends.year + 1) for month in range(1, 13))
    return (first for year, month in months if starts <= (first := date(year, month, 1)) < ends)


def _today(paper: _Paper, height: float) -> Iterator[Markup]:
    if paper.chart.starts <= paper.chart.today < paper.chart.ends:
        x = paper.x(paper.chart.today)
        yield line(((x, 22), (x, height - 8)), css="today")
        near_end = x + 48 > paper.frame.right
        yield mark("text", "today", css="b end" if near_end else "b", x=x - 5 if near_end else x + 5, y=32)


def _group(paper: _Paper, group: Group, *, first: bool) -> None:
    frame = paper.frame
    if not first:
        paper.y += 10
        paper.marks.append(line(((0, paper.y), (frame.width, paper.y)), css="grid"))
    paper.y += 24
    paper.say(group.title, 0, paper.y, f"t{group.colour}")
    if group.note:
        x = 14 + len(group.title) * 8.6
        paper.say(group.note, x, paper.y, "s")
    for row in group.rows:
        _row(paper, group.colour, row)


def _row(paper: _Paper, colour: str, row: Row) -> None:
    frame = paper.frame
    bare = row.head and row.due is None and frame.is_narrow
    paper.y += 24 if bare else frame.row + (6 if row.head else 0)
    y = paper.y - 4.5
    indent = 12 if not row.head and row.planned is None and not frame.is_narrow else 0
    paper.say(row.title, indent, paper.y - (18 if frame.is_narrow and not bare else 0), "b" if row.head else "")
    if row.due is not None:
        note = row.short if frame.is_narrow else row.note
        paper.beside(note, _shape(paper, colour, row, row.due, y), paper.y, row.look)


def _shape(paper: _Paper, colour: str, row: Row, due: date, y: float) -> list[float]:
    """Draws bar or step; gives where its marks end."""
    ends = [paper.x(due)]
    if row.planned:
        begun, until = (paper.x(day) for day in row.planned)
        ends.append(begun)
        css = f"f-p o-{colour}" + (" dash" if row.lapsed else "")
        paper.marks.append(_bar(css, begun, until, y=y - 7, height=14, rx=2))
        ends.append(until)
    if row.actual:
        begun, until = (paper.x(day) for day in row.actual)
        paper.marks.append(_bar(f"f-{colour}", begun, until, y=y - 4, height=8, rx=1))
        ends += [begun, until]
    if row.planned is None:
        ends += _step(paper, colour, row, paper.x(due), y)
    return ends


def _bar(css: str, begun: float, until: float, *, y: float, height: float, rx: float) -> Markup:
    return mark("rect", css=css, x=begun, y=y, width=max(until - begun, 3), height=height, rx=rx)


def _step(paper: _Paper, colour: str, row: Row, due: float, y: float) -> Iterable[float]:
    """A step: hollow on the day by which it is due, solid on the day it was done, and the way between the two."""
    if row.done is not None:
        done = paper.x(row.done)
        if abs(done - due) > 12:
            paper.marks.append(line(((due, y), (done, y)), css=f"r-{colour} thin"))
            paper.marks.append(mark("circle", css=f"f-p o-{colour}", cx=due, cy=y, r=5.5))
        paper.marks.append(mark("circle", css=f"f-{colour}", cx=done, cy=y, r=5.5))
        return (due - 5, due + 5, done - 5, done + 5)
    if row.lapsed:
        paper.marks.append(mark("path", css="o-g", d=f"M{due - 4:.1f} {y - 4:.1f}l8 8M{due + 4:.1f} {y - 4:.1f}l-8 8"))
    else:
        late = row.look == "tb"
        paper.marks.append(mark("circle", css="f-p o-b" if late else f"f-p o-{colour}", cx=due, cy=y, r=5.5))
    return (due - 5, due + 5)


def _ticks(paper: _Paper) -> None:
    """The clock's marks in a row of their own; where their words would meet, the later one steps down a line."""
    if not paper.chart.ticks:
        return
    paper.y += 12
    paper.marks.append(line(((0, paper.y), (paper.frame.width, paper.y)), css="grid"))
    paper.y += 26
    paper.say("Clock", 0, paper.y, "b")
    if paper.frame.is_narrow:
        paper.y += 24
    base = paper.y
    ends: list[float] = []
    for tick in sorted(paper.chart.ticks, key=lambda one: one.day):
        x, half = paper.x(tick.day), len(tick.note) * paper.frame.letter / 2
        middle = min(max(x, paper.frame.left + half), paper.frame.right - half)
        lane = next((at for at, end in enumerate(ends) if middle - half > end + 6), len(ends))
        ends[lane : lane + 1] = [middle + half]
        paper.marks.append(_tick(tick, x, base - 5))
        paper.say(tick.note, middle, base + 18 + lane * 16, "tb mid" if tick.look == "b" else "s mid")
    paper.y = base + 18 + len(ends) * 16


def _tick(tick: Tick, x: float, y: float) -> Markup:
    css = "f-p o-k" if tick.look == "p" else f"f-{tick.look}"
    if tick.law:
        return mark("path", css=css, d=f"M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z")
    return mark("circle", css=css, cx=x, cy=y, r=6)
