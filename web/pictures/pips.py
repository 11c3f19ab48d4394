"""Unit pips: a small minimum as marks that can be counted."""

from markupsafe import Markup

from web.pictures.svg import line, mark, picture

_STEP = 15
MOST = 12


def _said(taken: int, minimum: int) -> str:
    parts = [f"{taken} taken"]
    if taken < minimum:
        parts.append(f"{minimum - taken} still to take")
    if taken > minimum:
        parts.append(f"{taken - minimum} above the minimum")
    return ", ".join(parts)


def pips(taken: int, *, minimum: int, name: str) -> Markup:
    """Filled for taken, hollow for still to take, a stroke where the minimum was passed; nothing beyond twelve."""
    count = max(taken, minimum)
    if not 0 < count <= MOST:
        return Markup("")
    marks = [
        mark(
            "rect", css="f-a o-a" if place < taken else "f-p o-g", x=place * _STEP + 1, y=2, width=10, height=10, rx=1.5
        )
        for place in range(count)
    ]
    if 0 < minimum < taken:
        x = minimum * _STEP - 1.5
        marks.append(line(((x, 0), (x, 14)), css="o-k"))
    width = count * _STEP
    return picture(
        marks,
        name=name,
        css="pips",
        width=width,
        height=14,
        title="Units taken of the minimum",
        desc=_said(taken, minimum),
    )
