"""A scenario beside its run in words, for the terminal."""

from matching.problem import URGENCIES
from matching.rules import BARS, TAKEN
from matching.supposing.comparing import SideBySide, Without

HEADING = "Supposed: nothing of this is real"
_COUNTS = {bar.code: (bar.one, bar.many) for bar in BARS} | {TAKEN[0]: (TAKEN[1], TAKEN[2])}


def in_words(found: SideBySide) -> str:
    """What is supposed, both plans by urgency, who has another household and why, and who has none."""
    lines = [
        HEADING,
        *(f"  {n}. What if {said}?" for n, said in enumerate(found.supposed, start=1)),
        "",
        found.sentence,
    ]
    lines += [f"  {each}" for each in _by_urgency(found)]
    others = [f"  {one.sentence}" for one in found.others] or ["  Everybody has the same suggestion as in the run."]
    lines += ["", "Who would have another household", *others]
    if found.is_cut:
        lines.append("  There was no time to take back every change: a cause may be missing.")
    if found.without:
        lines += ["", "Without a suggestion", *(line for one in found.without for line in _reasons(one))]
    return "\n".join(lines)


def counted(code: str, households: int) -> str:
    """So many households under a bar, in words that follow the number."""
    return _COUNTS[code][households != 1]


def _by_urgency(found: SideBySide) -> list[str]:
    rows = [
        f"{urgency}: {found.placed_now[urgency]} of {found.asked_now[urgency]}, "
        f"in the run {found.placed_before[urgency]} of {found.asked_before[urgency]}"
        for urgency in URGENCIES
        if found.asked_now[urgency] or found.asked_before[urgency]
    ]
    if found.points_now is None:
        return [*rows, "points: by other weights they are another measure, and are not compared"]
    return [*rows, f"points: {found.points_now}, in the run {found.points_before}"]


def _reasons(one: Without) -> list[str]:
    count = "1 child" if one.children == 1 else f"{one.children} children"
    had = f"; in the run with {one.before}" if one.before else ""
    reasons = [f"{households:>8} {counted(code, households)}" for code, households in one.reasons]
    return [f"  {one.referral_ref} ({one.urgency}, {count}{had})", *(reasons or ["      there is no household in it"])]
