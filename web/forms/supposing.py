"""What is asked about each kind of change that may be supposed of a run, in the words of who knows no JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from consortium.sheets import cells
from consortium.sheets.vocabulary import SEXES
from matching.policy import MERIT_WEIGHTS
from matching.supposing.additions import MOST_SIBLINGS
from matching.supposing.facts import RANGES
from web import words
from web.fields import CellField, ChoiceField, DayField, ListField, ManyField, Needed, PickField, WholeField
from web.forms import Form
from web.forms.households import NEED_WORDS
from web.forms.trying import CAPS, TrialForm

Rows = list[dict[str, Any]]
KINDS = {
    "household_lost": "A household is lost",
    "household_held": "A household is on hold until a day",
    "household_opened": "A household is available at once",
    "household_changed": "A household may take more or fewer children, other ages, or travel further or less far",
    "answer": "A household says yes to a need that it would discuss",
    "household_added": "There is one more household",
    "referral_withdrawn": "A referral is withdrawn",
    "referral_added": "One more child, twins or a group is referred",
    "child_travel": "A child may travel further, or less far",
    "member_leaves": "An authority or agency leaves",
    "terms_changed": "The policy weighs otherwise",
}
_HOME = [Needed("Choose the household.")]


class ChangeForm(Form):
    """The questions of one kind; `offer` fills its lists from the run, `rows` are the changes that the answers make."""

    def offer(self, lists: Mapping[str, Mapping[str, str]]) -> None:
        """Fill each list that the form has."""
        for name, choices in lists.items():
            if name in self:
                self[name].offer(choices)

    def rows(self, number: int) -> Rows:
        """The changes as plain data; `number` is free for what is added."""
        raise NotImplementedError


class _OfHousehold(ChangeForm):
    """Which household."""

    household_ref = PickField("Household", _HOME, words={})


class LostForm(_OfHousehold):
    """Which household is lost."""

    def rows(self, number: int) -> Rows:
        return [{"change": "household_lost", "household_ref": self.household_ref.data}]


class HeldForm(_OfHousehold):
    """Which household is on hold, until when."""

    until = DayField("On hold until", [Needed("Enter the day on which the hold ends.")])

    def rows(self, number: int) -> Rows:
        return [{"change": "household_held", "household_ref": self.household_ref.data, "until": _iso(self.until.data)}]


class OpenedForm(_OfHousehold):
    """Which household is available at once."""

    def rows(self, number: int) -> Rows:
        return [{"change": "household_opened", "household_ref": self.household_ref.data}]


class HouseholdForm(_OfHousehold):
    """What of a household is otherwise; whatever is left empty stays as it is."""

    approved_children = WholeField("Children at any one time", low=1, high=RANGES["approved_children"][1])
    min_age_months = WholeField("Youngest age, in months", high=RANGES["min_age_months"][1])
    max_age_months = WholeField("Oldest age, in months", high=RANGES["max_age_months"][1])
    household_travel = WholeField("Longest way to family time, in minutes", high=RANGES["household_travel"][1])
    available_from = DayField("Available from")

    def rows(self, number: int) -> Rows:
        said = {name: self[name].data for name in (*RANGES, "available_from") if name in self}
        facts = {name: value for name, value in said.items() if value is not None}
        ref = self.household_ref.data
        return [{"change": "fact_changed", "fact": name, "ref": ref, "value": _iso(v)} for name, v in facts.items()]

    def validate(self, *args: Any, **more: Any) -> bool:
        """Something has to be otherwise."""
        sound = bool(super().validate(*args, **more))
        if sound and not self.rows(0):
            self.form_errors.append("Enter at least one fact that would be otherwise.")
        return sound and not self.form_errors


class AnswerForm(ChangeForm):
    """Which household says yes to which need."""

    answer = PickField("Household and need", [Needed("Choose the household and the need.")], words={})

    def rows(self, number: int) -> Rows:
        ref, need = str(self.answer.data).rsplit("\t", 1)
        return [{"change": "fact_changed", "fact": "answer", "ref": ref, "part": need, "value": "yes"}]


class HouseholdAddedForm(ChangeForm):
    """What the household would be, that is not there."""

    agency = PickField("Agency", [Needed("Choose the agency.")], words={})
    postcode = CellField("Postcode", [Needed("Enter a postcode.")], read=cells.postcode)
    approved_children = WholeField("Children at any one time", [Needed("Enter how many.")], low=1, high=20, default=1)
    min_age_months = WholeField("Youngest age, in months", [Needed("Enter an age.")], high=216, default=0)
    max_age_months = WholeField("Oldest age, in months", [Needed("Enter an age.")], high=216, default=24)
    max_travel_minutes = WholeField("Longest way to family time, in minutes", high=1440)
    yes_needs = ManyField("Would say yes to", words=NEED_WORDS)

    def rows(self, number: int) -> Rows:
        names = ("agency", "postcode", "approved_children", "min_age_months", "max_age_months", "max_travel_minutes")
        given = {name: self[name].data for name in names if self[name].data is not None}
        added = {"change": "household_added", "household_ref": f"WHAT-IF-{number}"}
        return [{**added, **given, "yes_needs": list(self.yes_needs.data)}]


class WithdrawnForm(ChangeForm):
    """Which referral is withdrawn."""

    referral_ref = PickField("Referral", [Needed("Choose the referral.")], words={})

    def rows(self, number: int) -> Rows:
        return [{"change": "referral_withdrawn", "referral_ref": self.referral_ref.data}]


class ReferralAddedForm(ChangeForm):
    """What children would be referred as well, to be placed together."""

    authority = PickField("Authority", [Needed("Choose the authority.")], words={})
    ages_months = ListField(
        "Ages in months, one for each child",
        [Needed("Enter an age for each child.")],
        read=lambda typed: str(cells.whole(0, 216)(typed)),
        description=f"3 for one child, 3; 3 for twins; {MOST_SIBLINGS} children at the most. An unborn child is 0.",
    )
    sexes = ListField(
        "Sexes, if they matter, one for each child", read=cells.choice(SEXES), description="F; M for a girl and a boy."
    )
    urgency = ChoiceField("Urgency", [Needed("Choose how urgent it is.")], words=words.URGENCIES)
    needed_by = DayField("Needed by", description="Leave empty for at once.")
    contact_postcode = CellField("Postcode of the family time", read=cells.postcode)
    max_travel_minutes = WholeField("Longest way, in minutes", high=1440, description="60 where it is left empty.")
    needs = ManyField("Needs", words=NEED_WORDS)

    def rows(self, number: int) -> Rows:
        plain = ("authority", "urgency", "contact_postcode", "max_travel_minutes")
        given = {name: self[name].data for name in plain if self[name].data is not None}
        if self.needed_by.data is not None:
            given["needed_by"] = _iso(self.needed_by.data)
        ages = [int(age) for age in self.ages_months.data]
        lists = {"ages_months": ages, "sexes": list(self.sexes.data), "needs": list(self.needs.data)}
        return [{"change": "referral_added", "referral_ref": f"WHAT-IF-{number}", **given, **lists}]


class ChildTravelForm(ChangeForm):
    """Which child may travel how far."""

    child = PickField("Child", [Needed("Choose the child.")], words={})
    minutes = WholeField("Longest way, in minutes", [Needed("Enter the minutes.")], high=1440)

    def rows(self, number: int) -> Rows:
        ref, part = str(self.child.data).rsplit("\t", 1)
        fact = {"change": "fact_changed", "fact": "child_travel", "ref": ref, "part": part}
        return [{**fact, "value": self.minutes.data}]


class LeavesForm(ChangeForm):
    """Who leaves, and when."""

    member = PickField("Authority or agency", [Needed("Choose who leaves.")], words={})
    on = DayField("On", description="Leave empty for the day of the run.")

    def rows(self, number: int) -> Rows:
        day = {} if self.on.data is None else {"on": _iso(self.on.data)}
        return [{"change": "member_leaves", "member": self.member.data, **day}]


class TermsForm(TrialForm):
    """Every term, beginning with the run's own: those that are typed otherwise are supposed."""

    own: Mapping[str, int] = {}

    def offer(self, lists: Mapping[str, Mapping[str, str]]) -> None:
        """The terms of the run."""
        self.own = {name: int(value) for name, value in lists["terms"].items()}
        for name, value in self.own.items():
            if not self.is_submitted() or self[name].raw_data in (None, []):
                self[name].data = value

    def rows(self, number: int) -> Rows:
        said = {name: self[name].data for name in (*CAPS, *MERIT_WEIGHTS)}
        other = {name: value for name, value in said.items() if value != self.own.get(name)}
        return [{"change": "terms_changed", "terms": other or said}]


FORMS: Mapping[str, Any] = {
    "household_lost": LostForm,
    "household_held": HeldForm,
    "household_opened": OpenedForm,
    "household_changed": HouseholdForm,
    "answer": AnswerForm,
    "household_added": HouseholdAddedForm,
    "referral_withdrawn": WithdrawnForm,
    "referral_added": ReferralAddedForm,
    "child_travel": ChildTravelForm,
    "member_leaves": LeavesForm,
    "terms_changed": TermsForm,
}


class DraftForm(Form):
    """What further change is supposed, and under which name all of them are solved."""

    kind = PickField("Suppose that", words=KINDS, empty="Choose what to suppose")
    name = CellField("Name", read=cells.text, description="Short, and of nobody: “One household fewer in Fife”.")


def lists_of(inputs: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the lists of the forms hold of a run, with the names of members."""

    def named(code: str) -> str:
        return names.get(code, code)

    homes, referrals = inputs["households"], inputs["referrals"]
    members = sorted({*(one["agency"] for one in homes), *(one["authority"] for one in referrals)}, key=named)
    agencies, authorities = {one["agency"] for one in homes}, {one["authority"] for one in referrals}
    policy = inputs["policy"]
    terms = {name: policy[name] for name in CAPS} | policy["merits"]
    return {
        "household_ref": {one["ref"]: f"{one['ref']}, {named(one['agency'])}" for one in homes},
        "referral_ref": {one["ref"]: f"{one['ref']}, {named(one['authority'])}" for one in referrals},
        "answer": _parts(homes, "discuss_needs"),
        "child": {
            f"{one['ref']}\t{child['ref']}": f"{child['ref']} of {one['ref']}"
            for one in referrals
            for child in one["children"]
        },
        "agency": {code: named(code) for code in members if code in agencies},
        "authority": {code: named(code) for code in members if code in authorities},
        "member": {code: named(code) for code in members},
        "terms": {name: str(value) for name, value in terms.items()},
    }


def _parts(records: Sequence[Mapping[str, Any]], field: str) -> dict[str, str]:
    return {f"{one['ref']}\t{need}": f"{one['ref']}: {words.need(need)}" for one in records for need in one[field]}


def _iso(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
