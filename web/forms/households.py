"""What is asked about a household: four short pages, each a form of its own when a record is changed."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from consortium.sheets import cells
from consortium.sheets.vocabulary import NEEDS, SEXES
from web import words
from web.fields import CellField, ChoiceField, DayField, ListField, ManyField, Needed, PickField, WholeField
from web.forms import Form, Versioned
from web.journey import Journey, Steps
from web.shown import day

SEXES_ASKED = {"any": "Any", "F": "Girls only", "M": "Boys only"}
PARTS = {
    "household": {
        "Postcode": "postcode",
        "Approved as foster carers on": "approved_fostering_on",
        "Approved as adopters on": "approved_adoption_on",
        "Next review due on": "review_due_on",
    },
    "approval": {
        "Youngest, in months": "min_age_months",
        "Oldest, in months": "max_age_months",
        "Children at any one time": "approved_children",
        "The approval is for": "sexes",
        "Longest way to family time, in minutes": "max_travel_minutes",
        "Available from": "available_from",
        "On hold until": "hold_until",
    },
    "needs": {"Yes": "yes_needs", "Discuss": "discuss_needs", "No": "no_needs"},
    "background": {
        "Have cared before for a child with": "experience",
        "Languages": "languages",
        "Ethnicity": "ethnicity",
        "Religion": "religion",
    },
}
_HOLD = {"On hold until": "hold_until", "Reason": "hold_reason"}
_NEED = "need_"
_SAID = ("yes", "discuss", "no")
NEED_WORDS = {code: words.sentence_case(words.need(code)) for code in NEEDS}


class _NamedForm(Form):
    """Whose household it is, and what they call it; fields stand in the order in which they are written."""

    agency = PickField("Agency", [Needed("Choose the agency that approved the household.")], words={})
    household_ref = CellField(
        "Your reference",
        read=cells.reference,
        description="It should say nothing about the family. Left empty, the next free one is given.",
    )


class ApprovalsForm(Form):
    """Who they are to the consortium, and both approvals."""

    postcode = CellField(
        "Postcode",
        [Needed("Enter the postcode where the household lives.")],
        read=cells.postcode,
        description="For travel time and areas to avoid. The child’s side does not see it.",
    )
    approved_fostering_on = DayField("Approved as foster carers on", description="The day of the agency’s decision.")
    approved_adoption_on = DayField("Approved as adopters on", description="The day of the agency’s decision.")
    review_due_on = DayField("Next review of the approval due on")


class NewHouseholdForm(_NamedForm, ApprovalsForm):
    """The first page of a registration: the household also needs its agency, and may have a reference."""


class ScopeForm(Form):
    """What the approval says, and when the household is free."""

    min_age_months = WholeField("Youngest", high=216)
    max_age_months = WholeField("Oldest", [Needed("Enter the oldest age the approval allows, in months.")], high=216)
    approved_children = WholeField(
        "Children at any one time",
        [Needed("Enter how many children the approval allows at any one time.")],
        low=1,
        high=20,
        description="More than 3 needs an exemption.",
    )
    sexes = ChoiceField("The approval is for", words=SEXES_ASKED, default="any")
    max_travel_minutes = WholeField(
        "Longest way to family time, in minutes", high=1440, description="Left empty, 60 minutes are counted."
    )
    available_from = DayField("Available from", description="Leave empty if they are free now.")
    hold_until = DayField("On hold until", description="The first day they are free again. Leave empty if not on hold.")

    def validate(self, extra_validators: Any = None) -> bool:
        """The oldest age is not below the youngest."""
        sound = bool(super().validate(extra_validators))
        low, high = self.min_age_months.data or 0, self.max_age_months.data
        if high is not None and high < low:
            self.max_age_months.errors = [f"The oldest age must not be below the youngest, {low} months."]
            return False
        return sound

    def facts(self) -> dict[str, Any]:
        """As the sheet has them: an empty youngest age is birth, any sex is both."""
        facts = super().facts()
        facts["sexes"] = SEXES if facts["sexes"] in (None, "any") else (facts["sexes"],)
        return facts | {"min_age_months": facts["min_age_months"] or 0}


class AnswersForm(Form):
    """One answer to each need: what was not asked bars nothing, and is what stands until somebody answers."""

    def questions(self) -> list[tuple[str, Any]]:
        """Each need in words with its field."""
        return [(field.label.text, field) for field in self if field.name.startswith(_NEED)]

    def facts(self) -> dict[str, Any]:
        """The three lists of the sheet."""
        facts = super().facts()
        given = {name.removeprefix(_NEED): facts.pop(name) for name in list(facts) if name.startswith(_NEED)}
        return facts | {f"{word}_needs": tuple(code for code in given if given[code] == word) for word in _SAID}


@cache
def answers_to(codes: tuple[str, ...], kind: type[AnswersForm] = AnswersForm) -> type[Any]:
    """The form that asks about these needs."""
    fields = {f"{_NEED}{code}": _question(code) for code in codes}
    return type(kind.__name__, (kind,), fields)


def _question(code: str) -> ChoiceField:
    return ChoiceField(words.sentence_case(words.need(code)), words=words.ANSWERS, default="not_asked")


class BackgroundForm(Form):
    """What is regarded, and never bars."""

    experience = ManyField("Have cared before for a child with", words=NEED_WORDS)
    languages = ListField("Languages spoken at home", description="Part several with a semicolon: English; Gaelic.")
    ethnicity = ListField("Ethnicity", description="As they describe it themselves. Part several with a semicolon.")
    religion = ListField("Religion", description="As they describe it themselves. Part several with a semicolon.")


class HoldForm(Versioned):
    """Until when a household is not to be suggested."""

    hold_until = DayField(
        "On hold until",
        [Needed("Enter the first day they are free again.")],
        description="The first day they are free again.",
    )
    hold_reason = CellField("Reason", read=cells.text, description="For the agency and the coordinators alone.")


class LeaveForm(Versioned):
    """Why a household leaves, and since when."""

    reason = ChoiceField("Why?", [Needed("Choose why the household is withdrawn.")], words=words.WITHDRAWALS)
    on = DayField("Since which day?", description="Today, unless you say another day.")


class ChangeApprovals(ApprovalsForm, Versioned):
    """The first page, of a household that is known."""


class ChangeScope(ScopeForm, Versioned):
    """The second page, of a household that is known."""


class ChangeAnswers(AnswersForm, Versioned):
    """The third page, of a household that is known."""


class ChangeBackground(BackgroundForm, Versioned):
    """The fourth page, of a household that is known."""


def steps(journey: Journey) -> Steps:
    """The four pages of a registration."""
    return (
        ("The household", NewHouseholdForm),
        ("What the approval says", ScopeForm),
        ("Answers to needs", answers_to(NEEDS)),
        ("Experience and background", BackgroundForm),
    )


def asked(row: Mapping[str, Any]) -> dict[str, Any]:
    """A household's sheet row as the forms show it."""
    answers = {f"{_NEED}{code}": word for word in _SAID for code in row[f"{word}_needs"]}
    sexes = row["sexes"]
    return {**row, **answers, "sexes": sexes[0] if len(sexes) == 1 else "any"}


def part(name: str, row: Mapping[str, Any]) -> Versioned:
    """The form that changes one part of a household, filled with what is recorded."""
    codes = tuple(dict.fromkeys((*NEEDS, *(code for word in _SAID for code in row[f"{word}_needs"]))))
    kinds: dict[str, type[Versioned]] = {
        "household": ChangeApprovals,
        "approval": ChangeScope,
        "needs": answers_to(codes, ChangeAnswers),
        "background": ChangeBackground,
    }
    return kinds[name](data=asked(row))


def shown_part(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    """One part of a household in words, to tell what changed while somebody had it open."""
    return {label: _in_words(row[column]) for label, column in PARTS.get(name, _HOLD).items()}


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(words.need(one) for one in value)
    return "" if value is None else str(value)
