"""Burn-up: the units an authority took in a period against its minimum, in steps, because a unit is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from markupsafe import Markup

from web.pictures.svg import line, mark, picture


@dataclass(frozen=True)
class Taken:
    """Units counted on one day, and what they are called."""

    day: date
    units: int
    label: str


@dataclass(frozen=True)
class Burnup:
    """One authority's period; `ends` is the day after the last."""

    name: str
    authority: str
    starts: date
    ends: date
    as_of: date
    minimum: int
    taken: Sequence[Taken]

    @property
    def until(self) -> date:
        """The day up to which units are counted."""
        return min(max(self.as_of, self.starts), self.ends)

    @property
    def total(self) -> int:
        """All units taken."""
        return sum(step.units for step in self.taken)

    def expected(self, day: date) -> float:
        """The pace: the minimum times the share of the period that has gone."""
        gone = min(max((day - self.starts).days, 0), (self.ends - self.starts).days)
        return self.minimum * gone / (self.ends - self.starts).days


@dataclass(frozen=True)
class Frame:
    """The edges of the plot inside a picture, in pixels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    letters: int


WIDE = Frame(width=700, height=300, left=36, right=600, top=22, bottom=266, letters=3)
NARROW = Frame(width=350, height=260, left=22, right=272, top=22, bottom=226, letters=1)


class _Scale:
    """Days to x and units to y."""

    def __init__(self, burnup: Burnup, frame: Frame) -> None:
        self.frame, self.burnup = frame, burnup
        self.days = (burnup.ends - burnup.starts).days
        self.most = max(burnup.minimum, burnup.total) + 1

    def x(self, day: date) -> float:
        return self.days_in((day - self.burnup.starts).days)

    def days_in(self, days: float) -> float:
        return self.frame.left + (self.frame.right - self.frame.left) * days / self.days

    def y(self, units: float) -> float:
        return self.frame.bottom - (self.frame.bottom - self.frame.top) * units / self.most


def _grid(scale: _Scale) -> Iterator[Markup]:
    every = -(-scale.most // 8)
    for units in range(0, scale.most + 1, every):
        y = scale.y(units)
        yield line(((scale.frame.left, y), (scale.frame.right, y)), css="grid")
        yield mark("text", str(units), css="s end", x=scale.frame.left - 10, y=y + 4)


def _month_starts(starts: date, ends: date) -> list[date]:
    firsts = [date(year, month, 1) for year in range(starts.year, ends.year + 1) for month in range(1, 13)]
    return [first for first in firsts if starts <= first < ends]


def _months(scale: _Scale) -> Iterator[Markup]:
    frame, burnup = scale.frame, scale.burnup
    firsts = _month_starts(burnup.starts, burnup.ends)
    room = (frame.right - frame.left) / max(len(firsts), 1)
    every = max(1, round((12 + 8 * frame.letters) / room + 0.49))
    for first in firsts[::every]:
        middle = min(scale.x(first + timedelta(days=15)), float(frame.right))
        yield mark("text", f"{first:%b}"[: frame.letters], css="s mid", x=middle, y=frame.bottom + 20)


def _pace(scale: _Scale) -> Iterator[Markup]:
    minimum, points, level = scale.burnup.minimum, [(float(scale.frame.left), scale.y(0))], 0
    for unit in range(1, minimum + 1):
        x = scale.days_in((unit - 0.5) * scale.days / minimum)
        points += [(x, scale.y(level)), (x, scale.y(unit))]
        level = unit
    if minimum:
        yield line([*points, (scale.frame.right, scale.y(level))], css="r-g dash")


def _steps(scale: _Scale) -> Iterator[Markup]:
    points, marks, level = [(float(scale.frame.left), scale.y(0))], [], 0
    for step in sorted(scale.burnup.taken, key=lambda taken: taken.day):
        x = scale.x(step.day)
        points += [(x, scale.y(level)), (x, scale.y(level + step.units))]
        marks += [mark("circle", css="f-a", cx=x, cy=scale.y(level + unit + 1), r=4.5) for unit in range(step.units)]
        marks.append(_day(scale, step.day, x=x, y=scale.y(level + 0.5) + 4))
        level += step.units
    yield line([*points, (scale.x(scale.burnup.until), scale.y(level))], css="r-a")
    yield from marks


def _day(scale: _Scale, day: date, *, x: float, y: float) -> Markup:
    """The day beside its riser: on the left, where the line has not yet climbed, or on the right near the axis."""
    said = f"{day.day} {day:%b}"
    if x - scale.frame.left < 56:
        return mark("text", said, css="s", x=x + 8, y=y)
    return mark("text", said, css="s end", x=x - 8, y=y)


def _today(scale: _Scale) -> Iterator[Markup]:
    burnup, frame = scale.burnup, scale.frame
    if burnup.starts <= burnup.as_of < burnup.ends:
        x = scale.x(burnup.as_of)
        yield line(((x, frame.top - 8), (x, frame.bottom)), css="today")
        near, said = x - frame.left < 56, f"{burnup.as_of.day} {burnup.as_of:%b}"
        yield mark("text", said, css="s" if near else "s end", x=x + 6 if near else x - 6, y=frame.top + 2)


def _ends(scale: _Scale) -> Iterator[Markup]:
    burnup, frame = scale.burnup, scale.frame
    least, taken = scale.y(burnup.minimum), scale.y(burnup.total)
    if burnup.minimum:
        yield line(((frame.left, least), (frame.right, least)), css="today")
        short = "Minimum" if frame.letters > 1 else "Min."
        yield mark("text", f"{short} {burnup.minimum}", css="b", x=frame.right + 8, y=least + 4)
    below = taken + 20 if burnup.total else taken - 10
    yield mark("text", f"{burnup.total} taken", css="ta", x=scale.x(burnup.until) + 8, y=below)


def draw(burnup: Burnup, *, frame: Frame, finding: str) -> Markup:
    """The picture in one frame; `finding` is the sentence it proves."""
    scale = _Scale(burnup, frame)
    marks = [*_grid(scale), *_months(scale), *_pace(scale), *_today(scale), *_ends(scale), *_steps(scale)]
    return picture(
        marks,
        name=f"{burnup.name}-{'wide' if frame.letters > 1 else 'narrow'}",
        css="chart halo" if frame.letters > 1 else "chart narrow halo",
        width=frame.width,
        height=frame.height,
        title=f"{burnup.authority}: units taken against the minimum",
        desc=finding,
    )


def rows(burnup: Burnup) -> list[tuple[date, str, int, float]]:
    """The same as a table: day, what happened, taken so far, expected by then."""
    steps = sorted(burnup.taken, key=lambda taken: taken.day)
    sums = accumulate(step.units for step in steps)
    counted = [(step.day, step.label, total) for step, total in zip(steps, sums, strict=True)]
    last = burnup.ends - timedelta(days=1)
    told = [(burnup.starts, "The period begins", 0), *counted]
    if burnup.starts < burnup.as_of < last:
        told.append((burnup.as_of, "As at this day", burnup.total))
    return [(day, what, total, burnup.expected(day)) for day, what, total in told]
