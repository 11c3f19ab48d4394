"""Run chart: a point for each month, the median, the aim, what is told from chance, and below it the cycles tried."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from web.pictures.svg import line, mark, picture

LEVELS = ((0, "none"), (50, "half"), (100, "all"))


@dataclass(frozen=True)
class Point:
    """One month: its first day, how many of the children met the aim, and what its point belongs to."""

    month: date
    percent: Fraction
    label: str
    in_shift: bool = False
    in_trend: bool = False


@dataclass(frozen=True)
class Cycle:
    """One cycle: by which number it is known, and its days."""

    number: int
    starts: date
    ends: date
    is_over: bool


@dataclass(frozen=True)
class Runs:
    """The points by month, the median of them, the per cent that is aimed at, and the cycles."""

    name: str
    points: Sequence[Point]
    median: Fraction | None
    aim: int | None
    cycles: Sequence[Cycle]


@dataclass(frozen=True)
class Frame:
    """The edges of the plot in pixels, and how wide a label of a point is."""

    width: int
    left: int
    right: int
    label: int

    @property
    def is_narrow(self) -> bool:
        """Whether it is the form for telephones."""
        return self.width < 500


WIDE = Frame(width=1160, left=52, right=1040, label=46)
NARROW = Frame(width=350, left=38, right=342, label=48)
TOP, BOTTOM, LANE = 26, 230, 20


class _Scale:
    """Days to x, per cent to y."""

    def __init__(self, runs: Runs, frame: Frame) -> None:
        self.frame = frame
        days = [one.month for one in runs.points]
        days += [day for one in runs.cycles for day in (one.starts, one.ends)]
        self.first, self.last = min(days), max(days)

    def x(self, day: date) -> float:
        whole = max((self.last - self.first).days, 1)
        inner = self.frame.right - self.frame.left - 24
        return self.frame.left + 12 + inner * (day - self.first).days / whole

    def y(self, percent: float | Fraction) -> float:
        return BOTTOM - (BOTTOM - TOP) * float(percent) / 100


def draw(runs: Runs, *, frame: Frame, title: str, finding: str) -> Markup:
    """The picture in one frame; `finding` tells what it shows."""
    scale = _Scale(runs, frame)
    behind = [*_levels(scale), *_cycles(scale, runs)]
    marks = [*behind, *_months(scale, runs), *_lines(scale, runs), *_points(scale, runs)]
    return picture(
        marks,
        name=f"{runs.name}-{'narrow' if frame.is_narrow else 'wide'}",
        css="chart narrow halo" if frame.is_narrow else "chart halo",
        width=frame.width,
        height=BOTTOM + 34 + LANE * len(runs.cycles),
        title=title,
        desc=finding,
    )


def _levels(scale: _Scale) -> Iterator[Markup]:
    for percent, said in LEVELS:
        y = scale.y(percent)
        yield line(((scale.frame.left, y), (scale.frame.right, y)), css="grid")
        yield mark("text", said, css="s end", x=scale.frame.left - 8, y=y + 4)


def _months(scale: _Scale, runs: Runs) -> Iterator[Markup]:
    """Names of months under their points, as many as there is room for; the year with the first and each January."""
    end = float("-inf")
    for at, one in enumerate(runs.points):
        x, whole = scale.x(one.month), at == 0 or one.month.month == 1
        said = f"{one.month:%b %Y}" if whole else f"{one.month:%b}"
        half = len(said) * 3.8
        middle = min(max(x, half), scale.frame.width - half)
        if middle - half > end:
            yield mark("text", said, css="s mid", x=middle, y=BOTTOM + 20)
            end = middle + half + 8


def _lines(scale: _Scale, runs: Runs) -> Iterator[Markup]:
    frame = scale.frame
    if runs.aim is not None:
        y = scale.y(runs.aim)
        yield line(((frame.left, y), (frame.right, y)), css="r-g dash")
        if not frame.is_narrow:
            yield mark("text", f"aim {runs.aim} %", css="s", x=frame.right + 8, y=y + 4)
    if runs.median is not None:
        y = scale.y(runs.median)
        yield line(((frame.left, y), (frame.right, y)), css="r-k thin")
        near = runs.aim is not None and abs(scale.y(runs.aim) - y) < 16
        if not frame.is_narrow:
            yield mark("text", "median", css="b", x=frame.right + 8, y=y + (18 if near else 4))
    if len(runs.points) > 1:
        yield line([(scale.x(one.month), scale.y(one.percent)) for one in runs.points], css="r-a thin")


def _points(scale: _Scale, runs: Runs) -> Iterator[Markup]:
    """Hollow by itself, solid in a shift, a diamond in a trend; how many of how many where there is room."""
    end, level = float("-inf"), 0.0
    for one in runs.points:
        x, y = scale.x(one.month), scale.y(one.percent)
        css = "f-a o-a" if one.in_shift else "f-p o-a"
        if one.in_trend:
            yield mark("path", css=css, d=f"M{x:.1f} {y - 7.5:.1f}l7.5 7.5-7.5 7.5-7.5-7.5z")
        else:
            yield mark("circle", css=css, cx=x, cy=y, r=5)
        above = y - 11 if y > TOP + 14 else y + 22
        if x - scale.frame.label / 2 > end or abs(above - level) > 24:
            yield mark("text", one.label, css="s mid", x=x, y=above)
            end, level = x + scale.frame.label / 2, above


def _cycles(scale: _Scale, runs: Runs) -> Iterator[Markup]:
    """A bar for each cycle, solid once it is over, under its number."""
    for at, one in enumerate(runs.cycles):
        x, until, y = scale.x(one.starts), scale.x(one.ends), BOTTOM + 36 + LANE * at
        css = "f-as o-a" if one.is_over else "f-p o-a"
        yield mark("rect", css=css, x=x, y=y, width=max(until - x, 4), height=12, rx=2)
        near = x < scale.frame.left + 14
        yield mark("text", f"{one.number}", css="b" if near else "b end", x=until + 6 if near else x - 6, y=y + 11)
        yield line(((x, TOP), (x, y)), css="grid")
