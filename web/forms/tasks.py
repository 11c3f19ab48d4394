"""What is asked before a long question: the one term that each takes."""

from collections.abc import Mapping

from matching.rules import MERITS
from matching.tasks.kinds import EVERY_WEIGHT, MOST_PLANS, MOST_POINTS, TaskKind
from web.fields import Needed, PickField, WholeField
from web.forms import Form


class AlternativesForm(Form):
    """How many other plans."""

    most = WholeField(
        "How many plans at most?", [Needed("Enter how many plans, such as 5.")], low=1, high=MOST_PLANS, default=5
    )


class FirmnessForm(Form):
    """How near to the best a plan has to be."""

    points = WholeField(
        "Within how many points of the best plan?",
        [Needed("Enter a number of points, such as 5.")],
        high=MOST_POINTS,
        default=5,
    )


class WeightsForm(Form):
    """Which weight is turned."""

    merit = PickField(
        "Which weight?",
        [Needed("Choose a weight, or every one.")],
        words={EVERY_WEIGHT: "Every one, one at a time"} | {merit.code: merit.code.capitalize() for merit in MERITS},
    )


FORMS: Mapping[TaskKind, type[Form]] = {
    TaskKind.ALTERNATIVES: AlternativesForm,
    TaskKind.FIRMNESS: FirmnessForm,
    TaskKind.WEIGHTS: WeightsForm,
}
