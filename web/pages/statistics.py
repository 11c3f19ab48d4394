"""Statistics: the whole consortium in a few numbers that everybody in it may read, small ones hidden."""

from flask import Blueprint, render_template, request

from consortium import consortia
from consortium.floor import clock
from consortium.statistics import figures, periods, suppression
from consortium.statistics.figures import Figure, Name, Statistics
from consortium.statistics.periods import FinancialYear
from web.auth import may, viewer
from web.forms import Answer
from web.paging import again, everything
from web.shown import count, day

pages = Blueprint("statistics", __name__, url_prefix="/statistics")
YEARS = 3  # the years that the page offers; older ones are asked for by their address


@pages.get("/")
@may("statistics.read")
def index() -> Answer:
    """The figures of one consortium, and of the year that the address asks for."""
    offered = everything(consortia.visible(viewer()))
    code = request.args.get("consortium") or next((one.code for one in offered), "")
    found = figures.of(viewer(), consortium_code=code, period=request.args.get("period"))
    chosen = {
        "consortia": [(one.name, again(consortium=one.code), None) for one in offered],
        "years": [
            (written(one), again(period=one.name), None) for one in periods.years_over(clock.today(), most=YEARS)
        ],
    }
    shown = {"lede": told(found), "figures": by_time(found), "year": written(found.year), "least": suppression.LEAST}
    return render_template("statistics/index.html", found=found, **chosen, **shown)


def told(found: Statistics) -> str:
    """What can be said of the consortium in one breath."""
    waiting, homes = found.total(Name.CHILDREN_WAITING), found.total(Name.HOUSEHOLDS_AVAILABLE)
    said = [
        waiting and count(waiting, "child was waiting for a household", "children were waiting for a household"),
        homes and count(homes, "household was available", "households were available"),
    ]
    shown = " and ".join(part for part in said if part)
    if not shown:
        return f"How many children were waiting on {day(found.as_of)}, and how many households were free, is not shown."
    return f"On {day(found.as_of)}, {shown}."


def by_time(found: Statistics) -> dict[str, list[Figure]]:
    """What stood on the day, and what happened over the year."""
    year = [one for one in found.figures if one.name is Name.CHILDREN_PLACED]
    return {"stood": [one for one in found.figures if one not in year], "happened": year}


def written(year: FinancialYear) -> str:
    """2025/26."""
    return year.name.replace("-", "/")
