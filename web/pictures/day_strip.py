"""The day strip: a square for each day, a row confirmed and a row billed; what has no twin is struck through."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from contracts.charging.days import Span
from web.pictures.svg import line, mark, picture
from web.shown import count, day

_LEFT, _STEP, _SIDE = 92, 26, (20, 16)
_ROWS = (34, 60)
USUAL = 31
"""A shorter strip is as wide, so that its squares are no larger than those of a month."""
MOST = 62
"""More days than in two months make no picture that can be read: the sum tells them in words."""


def day_strip(billed: Span, *, confirmed: Sequence[Span], name: str) -> Markup:
    """The days of a bill against those that were confirmed and are free; nothing where there are too many."""
    if not 0 < billed.days <= MOST:
        return Markup("")
    days = [billed.start + timedelta(days=at) for at in range(billed.days)]
    right = [any(span.start <= one < span.end for span in confirmed) for one in days]
    parts = [mark("text", word, x=0, y=y) for word, y in zip(("Confirmed", "Billed"), _ROWS, strict=True)]
    for at, (one, is_right) in enumerate(zip(days, right, strict=True)):
        parts += _of_day(at, one, is_right)
    return picture(
        parts,
        name=name,
        css="chart month" if billed.days <= USUAL else "chart months",
        width=_LEFT + max(billed.days, USUAL) * _STEP,
        height=68,
        title=f"{day(billed.start)} to {day(days[-1])}, day by day",
        desc=_said(billed.days, sum(right)),
    )


def _of_day(at: int, one: date, is_right: bool) -> list[Markup]:
    width, height = _SIDE
    x = _LEFT + at * _STEP
    above = mark("rect", css="f-a o-a" if is_right else "f-p o-g", x=x, y=22, width=width, height=height, rx=2)
    parts = [mark("text", str(one.day), x=x + width / 2, y=14, css="s mid"), above]
    if is_right:
        return [*parts, mark("rect", css="f-a o-a", x=x, y=48, width=width, height=height, rx=2)]
    struck = mark("rect", css="f-bs o-b", x=x + 1, y=49, width=width - 2, height=height - 2, rx=2)
    return [*parts, struck, line(((x + 6, 60), (x + 14, 52)), css="r-b thin")]


def _said(billed: int, right: int) -> str:
    if right == billed:
        return f"All {count(billed, 'day')} billed are confirmed."
    return f"Of {count(billed, 'day')} billed, {right or 'none'} can be; the other {billed - right} are struck through."
