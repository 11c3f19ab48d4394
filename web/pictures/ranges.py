"""Range bars: over which weights a suggestion stays, on the stretch that was looked at, with today's as a line."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from web.pictures.svg import mark, picture

_WIDTH, _HEIGHT, _THICK = 200.0, 12.0, 8.0


def bar(found: Mapping[str, Any], pair: Mapping[str, Any], *, name: str, title: str, told: str) -> Markup:
    """One pair's range, and paler where it is in the plan again; `told` says the same in words."""
    low = found["looked_at"]["from"]
    scale = _WIDTH / (found["looked_at"]["to"] - low + 1)

    def stretch(first: int, last: int, css: str) -> Markup:
        span = (last - first + 1) * scale
        return mark("rect", css=css, x=(first - low) * scale, y=2, width=span, height=_THICK)

    marks = [mark("rect", css="f-t", x=0, y=2, width=_WIDTH, height=_THICK)]
    marks += [stretch(first, last, "f-as") for first, last in pair["elsewhere"]]
    marks.append(stretch(pair["from"], pair["to"], "f-a"))
    today = (found["today"] - low + 0.5) * scale
    marks.append(mark("line", css="today", x1=today, y1=0, x2=today, y2=_HEIGHT))
    return picture(
        marks,
        name=name,
        css="merit",
        width=_WIDTH,
        height=_HEIGHT,
        title=title,
        desc=told,
        preserveAspectRatio="none",
    )
