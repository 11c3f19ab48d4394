"""The pathway as it is drawn and told: names of stages, limits in words, and the sentence that the picture proves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from markupsafe import Markup

from consortium.pictures.pathway import Pathway
from consortium.pictures.stages import Branch, Ending, Stage, StageCode
from consortium.pictures.whose import Whose
from web.pictures import flow
from web.shown import count, day

STAGES: Mapping[StageCode, str] = {
    StageCode.SCREENING: "Screening",
    StageCode.SEARCHING: "Searching",
    StageCode.EXPLORING: "Exploring a link",
    StageCode.PANEL: "Panel",
    StageCode.DECISION: "Decision",
    StageCode.INTRODUCTIONS: "Introductions",
    StageCode.ASSESSMENT: "Parenting assessment",
    StageCode.GOING_HOME: "Going home",
    StageCode.PERMANENCE_PANEL: "Permanence panel",
    StageCode.PERMANENCE_DECISION: "Permanence decision",
    StageCode.APPLICATION: "To lodge",
    StageCode.COURT: "Court",
}
ENDINGS: Mapping[Ending, str] = {
    Ending.HOME: "Home to a parent",
    Ending.KIN: "To kin",
    Ending.ADOPTED: "Adopted",
    Ending.OTHER: "Another ending",
}
_PLACES = {
    StageCode.SCREENING: "in screening",
    StageCode.SEARCHING: "in the search for a household",
    StageCode.EXPLORING: "where links are explored",
    StageCode.PANEL: "before the panel",
    StageCode.DECISION: "at the decision on the match",
    StageCode.INTRODUCTIONS: "at the introductions",
    StageCode.ASSESSMENT: "in the parenting assessment",
    StageCode.PERMANENCE_PANEL: "before the permanence panel",
    StageCode.PERMANENCE_DECISION: "at the permanence decision",
    StageCode.APPLICATION: "before the application is lodged",
}


@dataclass(frozen=True)
class Drawing:
    """The picture in both its forms."""

    wide: Markup
    narrow: Markup


def days(number: Fraction | None) -> str:
    """26 days, 26.5 days; a dash where nobody stands."""
    if number is None:
        return "–"
    return count(int(number), "day") if number.denominator == 1 else f"{float(number):.1f} days"


def limit(stage: Stage) -> str:
    """Law 14, target 28, target 84 to 98; nothing where none is set."""
    if not stage.limits:
        return "no target"
    least, most = stage.limits[0], stage.limits[-1]
    return f"{stage.kind.basis} {least}" + (f" to {most}" if most > least else "")


def short(stage: Stage) -> str:
    """90 of 112; 30 of 14; 12 days: the median and the limit in days, where there is one; the name fits beside."""
    if stage.median is None:
        return limit(stage)
    if not stage.limits:
        return days(stage.median)
    middle = days(stage.median).partition(" ")[0]
    return f"{middle} of {limit(stage).partition(' ')[2]}"


def scope(found: Pathway) -> str:
    """Whose children these are."""
    return of_whom(found.whose)


def of_whom(found: Whose) -> str:
    """The name of the one authority, or how many there are."""
    shown = found.shown
    return shown[0].name if len(shown) == 1 else f"all {len(shown)} authorities"


def drift(found: Pathway) -> str:
    """Where the drift is, in a sentence."""
    worst = found.drifting
    if not worst:
        return "No stage drifts: at none of them more than half of the children have stood too long."
    others = f", and {count(len(worst) - 1, 'other stage')} too" if len(worst) > 1 else ""
    return f"Drift is {_PLACES[worst[0].kind.code]}{others}."


def cause(found: Pathway) -> str:
    """What is known of the stage that drifts most."""
    if not found.drifting:
        return ""
    one = found.drifting[0]
    many = f"{one.over} of {one.count}" if one.count > 1 else "The one child"
    have = "have" if one.over > 1 else "has"
    least = limit(one).replace(" ", " of ", 1)
    return f"{many} there {have} waited past the {least} days; half have waited {days(one.median)} or more."


def told(found: Pathway) -> str:
    """The whole picture for whoever cannot see it."""
    stands = ", ".join(f"{STAGES[code].lower()} {stage.count}" for code, stage in found.stages.items())
    ends = ", ".join(f"{ENDINGS[how].lower()} {number}" for how, number in found.endings.items())
    return f"Children at each stage: {stands}. {drift(found)} {cause(found)} Since {day(found.since)}: {ends}."


def drawing(found: Pathway) -> Drawing:
    """The picture of it."""
    parts = {branch: [_stop(one) for one in found.stages.values() if one.kind.branch is branch] for branch in Branch}
    rail, home, adoption = (parts[branch] for branch in Branch)
    since = f"since {_short(found.since)}"
    homes, adopted = _ends(found, Ending.HOME, Ending.KIN), _ends(found, Ending.ADOPTED)
    picture = flow.Flow("pathway", rail, home, adoption, homes, adopted, since)
    said = {"title": f"The permanence pathway on {day(found.as_of)}, {scope(found)}", "finding": told(found)}
    return Drawing(flow.wide(picture, **said), flow.narrow(picture, **said))


def _stop(stage: Stage) -> flow.Stop:
    name = STAGES[stage.kind.code]
    said = days(stage.median), limit(stage), short(stage)
    return flow.Stop(name, stage.count, stage.over, *said, stage.drifts)


def _ends(found: Pathway, *which: Ending) -> list[flow.End]:
    return [flow.End(ENDINGS[how], found.endings[how]) for how in which]


def _short(value: date) -> str:
    return f"{value.day} {value:%b}"
