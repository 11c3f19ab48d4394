"""Cash by month: what was owed for its days, what was billed and what was paid in it, side by side as bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.pictures.svg import line, mark, picture


@dataclass(frozen=True)
class Bars:
    """One month, or one year, in whole pence; None is not known. What is given back stands below the line."""

    short: str
    name: str
    owed: int
    billed: int | None
    paid: int | None

    @property
    def known(self) -> list[tuple[str, int]]:
        """The bars that there are, each with how it looks, always in one order."""
        every = (("f-a o-a", self.owed), ("f-as o-a", self.billed), ("f-p o-k", self.paid))
        return [(css, pence) for css, pence in every if pence is not None]


@dataclass(frozen=True)
class Frame:
    """The edges of the plot in pixels, and how many letters of a month fit."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    letters: int

    @property
    def is_narrow(self) -> bool:
        """Whether it is the form for telephones."""
        return self.width < 500


WIDE = Frame(width=900, height=280, left=72, right=890, top=16, bottom=244, letters=7)
NARROW = Frame(width=350, height=240, left=56, right=346, top=14, bottom=206, letters=1)
STEPS = (1, 2, 5)
LINES = 4


class _Scale:
    """Bars to x, pence to y."""

    def __init__(self, bars: Sequence[Bars], frame: Frame) -> None:
        self.frame = frame
        found = [0, *(pence for one in bars for _, pence in one.known)]
        self.step = _step(max(found) - min(found))
        self.low = min(found) // self.step * self.step
        self.high = max(-(-max(found) // self.step) * self.step, self.low + self.step)
        self.room = (frame.right - frame.left) / len(bars)

    def y(self, pence: int) -> float:
        inner = self.frame.bottom - self.frame.top
        return self.frame.bottom - inner * (pence - self.low) / (self.high - self.low)


def draw(bars: Sequence[Bars], *, frame: Frame, finding: str) -> Markup:
    """The picture in one frame; `finding` is the sentence it proves."""
    scale = _Scale(bars, frame)
    nothing = line(((frame.left, scale.y(0)), (frame.right, scale.y(0))), css="r-k thin")
    return picture(
        [*_grid(scale), *_bars(scale, bars), nothing],
        name=f"cash-{'narrow' if frame.is_narrow else 'wide'}",
        css="chart narrow halo" if frame.is_narrow else "chart halo",
        width=frame.width,
        height=frame.height,
        title="Cash by month: owed, billed and paid",
        desc=finding,
    )


def told(pence: int) -> str:
    """A figure of the axis: £0, £500, £25,000, £1.5m."""
    pounds = abs(pence) // 100
    sign = "−" if pence < 0 else ""
    if pounds >= 1_000_000:
        return f"{sign}£{f'{pounds / 1_000_000:.1f}'.removesuffix('.0')}m"
    return f"{sign}£{pounds:,}"


def _step(room: int) -> int:
    """A round number of pounds, in pence, of which at most a few lie in the room."""
    least, size = max(room // LINES, 1), 100
    while True:
        for step in STEPS:
            if step * size >= least:
                return step * size
        size *= 10


def _grid(scale: _Scale) -> Iterator[Markup]:
    for pence in range(scale.low, scale.high + 1, scale.step):
        y = scale.y(pence)
        yield line(((scale.frame.left, y), (scale.frame.right, y)), css="grid")
        yield mark("text", told(pence), css="s end", x=scale.frame.left - 8, y=y + 4)


def _bars(scale: _Scale, bars: Sequence[Bars]) -> Iterator[Markup]:
    frame, width = scale.frame, min(scale.room / 4, 22)
    every = -(-len(bars) * 30 // (frame.right - frame.left)) if frame.is_narrow and len(bars[0].short) > 3 else 1
    for at, one in enumerate(bars):
        middle = frame.left + scale.room * (at + 0.5)
        start = middle - width * len(one.known) / 2
        for place, (css, pence) in enumerate(one.known):
            top, bottom = scale.y(max(pence, 0)), scale.y(min(pence, 0))
            if pence:
                x, size = start + place * width + 0.75, max(bottom - top, 1.5)
                yield mark("rect", css=css, x=x, y=top, width=width - 1.5, height=size)
        if at % every == 0:
            said = one.short if len(one.short) > 3 else one.short[: frame.letters]
            yield mark("text", said, css="s mid", x=middle, y=frame.bottom + 20)
