"""Ageing: lines that do not agree, a mark each, by how long already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.pictures.svg import mark, picture

LABEL, STEP, ROW, TOP, MOST = 130, 14, 34, 8, 24


@dataclass(frozen=True)
class Band:
    """How long already, how many lines, and what is at stake, in words."""

    name: str
    lines: int
    stake: str


def draw(bands: Sequence[Band], *, name: str, finding: str, narrow: bool) -> Markup:
    """A row for each age, the youngest first; where the lines are many, their number alone stands for the rest."""
    most = 8 if narrow else MOST
    width = 350 if narrow else 620
    return picture(
        [one for at, band in enumerate(bands) for one in _row(band, y=TOP + ROW * at, most=most)],
        name=f"{name}-{'narrow' if narrow else 'wide'}",
        css="chart narrow" if narrow else "chart",
        width=width,
        height=TOP + ROW * len(bands),
        title="Lines that do not agree, by how long already",
        desc=finding,
    )


def _row(band: Band, *, y: int, most: int) -> Iterator[Markup]:
    shown = min(band.lines, most)
    yield mark("text", band.name, css="s", x=0, y=y + 14)
    for at in range(shown):
        yield mark("rect", css="f-a o-a", x=LABEL + at * STEP, y=y + 4, width=10, height=10, rx=1.5)
    said = f"{band.lines}, {band.stake}" if band.lines else "none"
    yield mark("text", said, css="s", x=LABEL + shown * STEP + (8 if shown else 0), y=y + 14)
