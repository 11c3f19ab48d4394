"""A run chart as it is drawn and told: points with their labels, and the sentence that the picture proves."""

from fractions import Fraction

from consortium.pictures.run_charts import RunChart
from consortium.timescales.aims import RULE
from consortium.timescales.run_charts import ENOUGH, RULES
from web.onpath import Drawing, of_whom
from web.pictures import runs
from web.shown import count

DENOMINATOR, TOLD_APART = RULE, RULES
CHILDREN = "child", "children"


def weeks(found: RunChart) -> str:
    """26 weeks; 20 or 26 weeks, where authorities differ."""
    numbers = " or ".join(str(one) for one in found.weeks)
    return f"{numbers} weeks" if found.weeks != [1] else "1 week"


def lede(found: RunChart) -> str:
    """How the aim is met, as one would say it on the telephone."""
    if not found.weeks:
        return "No authority that you see is held to this aim."
    total = found.total
    if not total.counted:
        return f"Within {weeks(found)}. No child counts yet, {of_whom(found.whose)}."
    of = f"{total.met} of {count(total.counted, *CHILDREN)}"
    return f"{of} had it within {weeks(found)}, {of_whom(found.whose)}."


def about(median: Fraction | None) -> str:
    """None, about 3 in 10, all: a middle is never given as a percentage of few."""
    if median is None:
        return "there is no point yet"
    tenths = round(float(median) / 10)
    return {0: "none, or nearly", 10: "all, or nearly"}.get(tenths, f"about {tenths} in 10")


def changed(found: RunChart) -> str:
    """Whether the rules tell a change from chance."""
    points = found.points
    said = [f"A shift of {count(len(run), 'point')}, {_months(found, run)}." for run in found.shifts]
    said += [f"A trend of {count(len(run), 'point')}, {_months(found, run)}." for run in found.trends]
    told = " ".join(said) or "No shift and no trend: what goes up and down may be chance."
    few = f" With {count(len(points), 'point')} this is little to go by: about {ENOUGH} are needed."
    return told + (few if len(points) < ENOUGH else "")


def drawing(found: RunChart) -> Drawing | None:
    """The chart in both its forms; None while there is no point."""
    if not found.points:
        return None
    shifted, going = ({at for run in way for at in run} for way in (found.shifts, found.trends))
    points = [
        runs.Point(one.first, value, f"{one.measure.met} of {one.measure.counted}", at in shifted, at in going)
        for at, (one, value) in enumerate(zip(found.points, found.values, strict=True))
    ]
    cycles = [
        runs.Cycle(at, one.started_on, min(one.ended_on or found.as_of, found.as_of), one.ended_on is not None)
        for at, one in enumerate(found.cycles, start=1)
        if one.started_on <= found.as_of
    ]
    aim = found.percents[0] if len(found.percents) == 1 else None
    chart = runs.Runs("runs", points, found.median, aim, cycles)
    said = {"title": f"{found.aim.said}, month by month", "finding": f"{lede(found)} {changed(found)}"}
    return Drawing(runs.draw(chart, frame=runs.WIDE, **said), runs.draw(chart, frame=runs.NARROW, **said))


def _months(found: RunChart, run: tuple[int, ...]) -> str:
    first, last = found.points[run[0]].first, found.points[run[-1]].first
    return f"{first:%B %Y} to {last:%B %Y}"
