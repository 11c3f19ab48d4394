"""Bottlenecks: referrals left, households right, a line for each possible pair and a thick one for the suggested."""

from collections.abc import Sequence
from itertools import chain

from markupsafe import Markup

from matching.running.questions import Shared
from web.pictures.svg import line, mark, number, picture
from web.shown import count

MOST = 24  # more on a side are no picture: the table tells them
_STEP, _TOP, _WIDTH, _INSET = 30, 18, 400, 92


def draw(shared: Shared, *, name: str) -> Markup:
    """One bottleneck; nothing where no household is possible, or where there are too many to follow a line."""
    sides = shared.referrals, shared.households
    if not shared.households or max(map(len, sides)) > MOST:
        return Markup("")
    height = _TOP * 2 + _STEP * (max(map(len, sides)) - 1)
    left, right = (_heights(side, height=height) for side in sides)
    lines = [
        line(((_INSET, left[referral]), (_WIDTH - _INSET, right[home])), css="r-a" if chosen else "r-g")
        for referral, home, chosen in sorted(shared.pairs, key=lambda pair: pair[2])
    ]
    who = [_referral(ref, y, alone=ref in shared.without) for ref, y in left.items()]
    homes = [_household(ref, y) for ref, y in right.items()]
    counts = zip((*sides, shared.pairs), ("referral", "household", "possible pair"), strict=True)
    told = ", ".join(count(len(one), what) for one, what in counts) + "."
    title = "Who could go where"
    marks = chain(lines, *who, *homes)
    return picture(marks, name=name, css="chart art", width=_WIDTH, height=height, title=title, desc=told)


def _heights(refs: Sequence[str], *, height: float) -> dict[str, float]:
    first = (height - _STEP * (len(refs) - 1)) / 2
    return {ref: first + _STEP * place for place, ref in enumerate(refs)}


def _referral(ref: str, y: float, *, alone: bool) -> tuple[Markup, Markup]:
    at = _INSET
    diamond = f"M{at} {number(y - 7)}l7 7-7 7-7-7z"
    shape = mark("path", css="f-b", d=diamond) if alone else mark("circle", css="f-a", cx=at, cy=y, r=5)
    return mark("text", ref, css="end tb" if alone else "end", x=at - 14, y=y + 4), shape


def _household(ref: str, y: float) -> tuple[Markup, Markup]:
    at = _WIDTH - _INSET
    return mark("rect", css="f-k", x=at - 5, y=y - 5, width=10, height=10, rx=2), mark("text", ref, x=at + 14, y=y + 4)
