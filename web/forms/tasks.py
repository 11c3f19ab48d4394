"""What is asked before a long question: the one term that each takes."""

from collections.abc import Mapping
from typing import Any

from matching import recruiting
from matching.beyond.wider import LONGEST_WAY
from matching.rules import MERITS
from matching.tasks.kinds import TaskKind
from matching.tasks.questions import EVERY_WEIGHT, MOST_PLANS, MOST_POINTS
from web.fields import Needed, PickField, TextField, WholeField
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


class RecruitmentForm(Form):
    """Over how many scenarios."""

    scenarios = WholeField(
        "Over how many scenarios of sampled demand?",
        [Needed("Enter a number of scenarios, such as 200.")],
        low=recruiting.LEAST_SCENARIOS,
        high=recruiting.MOST_SCENARIOS,
        default=recruiting.USUAL_SCENARIOS,
        description="More take longer and say more surely what this sample says; they say no more of the future.",
    )


class WiderForm(Form):
    """Who may take two, and which groups may be apart."""

    twice = TextField(
        "Households that may take two unrelated referrals",
        description="Their references as the run calls them, separated by semicolons: H-0142; H-0203.",
    )
    apart = TextField(
        "Brothers and sisters who may be placed apart",
        description="References of their referrals, separated by semicolons. They are still placed together where that "
        "costs no child a place.",
    )
    minutes = WholeField(
        "Within how many minutes of one another?", [Needed("Enter a number of minutes.")], high=LONGEST_WAY, default=30
    )

    def facts(self) -> dict[str, Any]:
        """The answers as the question takes them."""
        return {"twice": _refs(self.twice.data), "apart": dict.fromkeys(_refs(self.apart.data), self.minutes.data)}


def _refs(text: str | None) -> list[str]:
    return [ref for ref in (part.strip() for part in (text or "").split(";")) if ref]


FORMS: Mapping[TaskKind, type[Form]] = {
    TaskKind.ALTERNATIVES: AlternativesForm,
    TaskKind.FIRMNESS: FirmnessForm,
    TaskKind.WEIGHTS: WeightsForm,
    TaskKind.RECRUITMENT: RecruitmentForm,
    TaskKind.WIDER: WiderForm,
}
