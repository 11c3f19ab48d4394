"""Merit bars: the points of a pair as compartments as wide as their weights, always in the same order."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from web.pictures.svg import mark, picture

_HEIGHT = 12
_GAP = 1.5


def _compartments(weights: Mapping[str, int], *, width: float) -> Iterator[tuple[str, float, float]]:
    total = sum(weights.values()) or 1
    at = 0.0
    for code, weight in weights.items():
        span = width * weight / total
        if weight:
            yield code, at, max(span - _GAP, 0.5)
        at += span


def words(points: Mapping[str, int], *, weights: Mapping[str, int]) -> str:
    """The bar read aloud: "travel 12 of 30, willingness 25 of 25"."""
    return ", ".join(f"{code.replace('_', ' ')} {points.get(code, 0)} of {weight}" for code, weight in weights.items())


def bar(points: Mapping[str, int], *, weights: Mapping[str, int], name: str, title: str) -> Markup:
    """One pair's points; each compartment is a track, filled to what was earned."""
    rects = []
    for code, x, span in _compartments(weights, width=200):
        rects.append(mark("rect", css="f-t", x=x, y=0, width=span, height=_HEIGHT, rx=1))
        if earned := min(points.get(code, 0), weights[code]):
            filled = span * earned / weights[code]
            rects.append(mark("rect", css="f-a", x=x, y=0, width=filled, height=_HEIGHT, rx=1))
    told = words(points, weights=weights)
    return picture(
        rects, name=name, css="merit", width=200, height=_HEIGHT, title=title, desc=told, preserveAspectRatio="none"
    )


def key(weights: Mapping[str, int], *, name: str) -> Markup:
    """The numbers that stand above the compartments, as wide as the bars they explain."""
    width = 288.0
    marks = []
    for place, (_, x, span) in enumerate(_compartments(weights, width=width), start=1):
        marks.append(mark("text", str(place), css="s mid", x=x + span / 2, y=11))
        marks.append(mark("rect", css="f-g", x=x, y=15, width=span, height=3))
    told = "From left to right: " + ", ".join(f"{code.replace('_', ' ')} {most}" for code, most in weights.items())
    title = "How to read a merit bar"
    return picture(marks, name=name, css="chart merit-key", width=width, height=18, title=title, desc=told)
