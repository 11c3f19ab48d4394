"""Flow chart of the pathway: one rail that parts into two equal branches, and at each stage a mark for every child."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from web.pictures.svg import line, mark, picture

MOST = 24  # marks of one stage; what is more is said in words
NARROWEST, LETTER = 86, 9.3  # of a stage, and of a letter of its name
WIDTH = 1190
ALONG, APART = 84, 54  # how far both plans run side by side, and how far they take to part


@dataclass(frozen=True)
class Stop:
    """One stage: how many children stand there, how many of them too long, the middle of their days, and the limit.

    days, limit: in words; short: both in the fewest.
    """

    name: str
    count: int
    over: int
    days: str
    limit: str
    short: str
    drifts: bool

    @property
    def lines(self) -> list[str]:
        """Its name, in lines."""
        return _lines(self.name)


@dataclass(frozen=True)
class End:
    """How many cases came out so since a day."""

    name: str
    count: int

    @property
    def lines(self) -> list[str]:
        """Its name, in lines."""
        return _lines(self.name)


@dataclass(frozen=True)
class Flow:
    """The rail, and both branches with their ends."""

    name: str
    rail: Sequence[Stop]
    home: Sequence[Stop]
    adoption: Sequence[Stop]
    homes: Sequence[End]
    adopted: Sequence[End]
    since: str


def wide(flow: Flow, *, title: str, finding: str) -> Markup:
    """The picture lying, for screens."""
    rail = _places(flow.rail, 6)
    parting = rail[-1] + 6
    branch = parting + ALONG + APART
    adoption = _places([*flow.adoption, *flow.adopted], branch)
    home = [branch, *_places(flow.homes, adoption[-1] - NARROWEST * (len(flow.homes) - 1))]
    y_home = 76.0
    y_adoption = y_home + _below(flow.home) + 92
    y = (y_home + y_adoption) / 2
    marks = [
        *_tints(flow.rail, rail, y),
        *_tints(flow.home, home, y_home),
        *_tints(flow.adoption, adoption, y_adoption),
        line(((12, y), (parting, y)), css="r-a"),
        _curve(parting, y - 3, branch, y_home, css="r-l"),
        _curve(parting, y + 3, branch, y_adoption, css="r-a"),
        *_stops(flow.rail, rail, y, "a"),
        *_stops(flow.home, home, y_home, "l"),
        *_stops(flow.adoption, adoption, y_adoption, "a"),
        *_ends(flow.homes, home[len(flow.home) :], y_home, flow.since, "l"),
        *_ends(flow.adopted, adoption[len(flow.adoption) :], y_adoption, flow.since, "a"),
        mark("text", "both plans", css="s", x=parting + 16, y=y + 17),
    ]
    height = max(y_adoption + _below(flow.adoption), y + _below(flow.rail)) + 6
    told = {"title": title, "desc": finding, "name": f"{flow.name}-wide"}
    return picture(marks, css="chart halo", width=WIDTH, height=height, **told)


def _lines(name: str) -> list[str]:
    return wrap(name, 13, break_long_words=False)


def _places(stops: Iterable[Stop | End], x: float) -> list[float]:
    """Where each stage begins, so that its marks and the letters of its name have room."""
    places = [x]
    for stop in stops:
        places.append(places[-1] + _room(stop))
    return places[:-1]


def _room(stop: Stop | End) -> float:
    return max(NARROWEST, LETTER * max(map(len, stop.lines), default=0) + 6)


def _below(stops: Iterable[Stop]) -> float:
    """How far a stage's marks and words reach below its rail."""
    return 32 + 14 * max((_rows(stop, 6) for stop in stops), default=1) + 54


def _rows(stop: Stop, wide_: int) -> int:
    return max(1, -(-min(stop.count, MOST) // wide_))


def _curve(x: float, y: float, to_x: float, to_y: float, *, css: str) -> Markup:
    parts, middle = x + ALONG, to_x - APART / 2
    way = f"M{x:.1f} {y:.1f}H{parts:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}H{WIDTH}"
    return mark("path", css=css, d=way)


def _tints(stops: Sequence[Stop], places: Sequence[float], y: float) -> Iterator[Markup]:
    for stop, x in zip(stops, places, strict=False):
        if stop.drifts:
            yield mark("rect", css="f-bs", x=x - 6, y=y - 84, width=_room(stop), height=84 + _below(stops), rx=6)


def _stops(stops: Sequence[Stop], places: Sequence[float], y: float, colour: str) -> Iterator[Markup]:
    rows = max((_rows(stop, 6) for stop in stops), default=1)
    for stop, x in zip(stops, places, strict=False):
        yield from _stop(stop, x, y, colour, under=y + 32 + 14 * rows)


def _stop(stop: Stop, x: float, y: float, colour: str, *, under: float) -> Iterator[Markup]:
    yield from _head(stop, x, y)
    if stop.drifts:
        yield mark("text", "drifts", css="tb", x=x + 8 + 17 * len(str(stop.count)), y=y - 19)
    yield _station(stop, x + 6, y, colour)
    yield from _children(stop, x + 5, y + 26, colour, wide_=6)
    if stop.count:
        yield mark("text", stop.days, css="tb" if stop.drifts else "b", x=x, y=under + 6)
    yield mark("text", stop.limit, css="s", x=x, y=under + 23)
    if stop.over:
        yield _diamond(x + 5, under + 36, 5.5)
        yield mark("text", f"{stop.over} over", css="s", x=x + 16, y=under + 40)


def _head(stop: Stop | End, x: float, y: float) -> Iterator[Markup]:
    """The name, its last line nearest to the number, and the number."""
    for at, name in enumerate(reversed(stop.lines)):
        yield mark("text", name, css="b", x=x, y=y - 50 - 16 * at)
    yield mark("text", str(stop.count), css="n", x=x, y=y - 17)


def _station(stop: Stop, x: float, y: float, colour: str) -> Markup:
    if stop.drifts:
        return mark("path", css="f-p o-b", d=f"M{x:.1f} {y - 8:.1f}l8 8-8 8-8-8z")
    return mark("circle", css=f"f-p {'o-st' if colour == 'a' else 'o-l'}", cx=x, cy=y, r=6)


def _children(stop: Stop, x: float, y: float, colour: str, *, wide_: int) -> Iterator[Markup]:
    """A mark for each child, those who have stood there too long first; beyond the most that fit, a number."""
    shown = min(stop.count, MOST - 1) if stop.count > MOST else stop.count
    for at in range(shown):
        across, down = x + 14 * (at % wide_), y + 14 * (at // wide_)
        if at < stop.over:
            yield _diamond(across, down, 6)
        else:
            yield mark("circle", css=f"f-{colour}", cx=across, cy=down, r=4.5)
    if shown < stop.count:
        across, down = x + 14 * (shown % wide_) - 5, y + 14 * (shown // wide_) + 4
        yield mark("text", f"+{stop.count - shown}", css="s", x=across, y=down)


def _diamond(x: float, y: float, size: float) -> Markup:
    way = f"M{x:.1f} {y - size:.1f}l{size} {size}-{size} {size}-{size}-{size}z"
    return mark("path", css="f-b", d=way)


def _ends(ends: Sequence[End], places: Sequence[float], y: float, since: str, colour: str) -> Iterator[Markup]:
    for end, x in zip(ends, places, strict=True):
        yield from _head(end, x, y)
        yield mark("circle", css=f"f-{colour}", cx=x + 6, cy=y, r=7)
        yield mark("text", since, css="s", x=x, y=y + 28)


def narrow(flow: Flow, *, title: str, finding: str) -> Markup:
    """The picture standing, for telephones."""
    marks: list[Markup] = []
    y, rail = 18.0, flow.rail
    for colour, x, stops in (("a", 12.0, rail), ("l", 8.0, flow.home), ("a", 15.0, flow.adoption)):
        for stop in stops:
            marks += _upright(stop, x, y, colour)
            y += 46 + 14 * _rows(stop, 16)
    parting = 18.0 + sum(46 + 14 * _rows(stop, 16) for stop in rail[:-1])
    home_end = y
    for colour, x, ends in (("l", 8.0, flow.homes), ("a", 15.0, flow.adopted)):
        for end in ends:
            marks += _upright_end(end, x, y, colour, flow.since)
            home_end = y if colour == "l" else home_end
            y += 34
    rails = [
        line(((12, 18), (12, parting)), css="r-a"),
        line(((8, parting), (8, home_end)), css="r-l"),
        line(((15, parting), (15, y - 34)), css="r-a"),
    ]
    told = {"title": title, "desc": finding, "name": f"{flow.name}-narrow"}
    return picture([*rails, *marks], css="chart narrow halo", width=350, height=y - 14, **told)


def _upright(stop: Stop, x: float, y: float, colour: str) -> Iterator[Markup]:
    yield _station(stop, x, y - 1, colour)
    yield mark("text", stop.name, css="b", x=34, y=y + 4)
    yield mark("text", stop.short, css="tb end" if stop.drifts else "s end", x=348, y=y + 4)
    yield mark("text", str(stop.count), css="n", x=34, y=y + 30)
    yield from _children(stop, 47 + 17 * len(str(stop.count)), y + 22, colour, wide_=14)
    if stop.over:
        words = f"{stop.over} over, drifts" if stop.drifts else f"{stop.over} over"
        yield mark("text", words, css="tb end" if stop.drifts else "s end", x=348, y=y + 26)


def _upright_end(end: End, x: float, y: float, colour: str, since: str) -> Iterator[Markup]:
    yield mark("circle", css=f"f-{colour}", cx=x, cy=y - 1, r=7)
    yield mark("text", str(end.count), css="b", x=34, y=y + 4)
    yield mark("text", f"{end.name}, {since}", x=44 + 9 * len(str(end.count)), y=y + 4)
