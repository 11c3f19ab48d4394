"""What is asked about a referral: what is sought, the family time around it, and each child."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from consortium.sheets import cells
from web import words
from web.fields import CellField, ChoiceField, DayField, ListField, ManyField, Needed, PickField, WholeField
from web.forms import Form, Versioned
from web.forms.households import NEED_WORDS
from web.journey import Journey, Steps
from web.shown import day

MOST_CHILDREN = 5
_COUNTS = {str(n): word for n, word in enumerate(("One", "Two", "Three", "Four", "Five"), start=1)}
_SEXES = {"": "Not known", **words.SEXES}


class _NamedForm(Form):
    """Whose referral it is, and what they call it; fields stand in the order in which they are written."""

    authority_code = PickField("Authority", [Needed("Choose the authority that looks for a placement.")], words={})
    referral_ref = CellField(
        "Your reference",
        read=cells.reference,
        description="It should say nothing about the child. Left empty, the next free one is given.",
    )
    how_many = ChoiceField(
        "How many children are to be placed together?", words=_COUNTS, default="1", description="Count an unborn child."
    )


class UrgencyForm(Form):
    """How soon a placement is needed."""

    urgency = ChoiceField("Urgency", [Needed("Choose how urgent it is.")], words=words.URGENCIES)
    needed_by = DayField("Needed by", description="Leave empty if a placement is needed as soon as possible.")


class ReferralForm(_NamedForm, UrgencyForm):
    """The first page of a referral."""


class FamilyTimeForm(Form):
    """What a household has to be near to, and what it must not be near to."""

    contact_postcode = CellField(
        "Postcode of the family time", read=cells.postcode, description="Where the child meets the family."
    )
    contact_sessions_per_week = WholeField("Sessions a week", high=7)
    max_travel_minutes = WholeField(
        "Longest way, in minutes", high=1440, description="Left empty, 60 minutes are counted."
    )
    excluded_areas = ListField(
        "Areas to avoid",
        read=cells.area,
        description="Outward codes, sectors or postcodes, parted by semicolons: EH12; EH6 5. For safety alone.",
    )
    conflicts = ListField(
        "Households that cannot be asked",
        read=cells.reference,
        description="Their references, parted by semicolons: relatives, or a known conflict.",
    )


class ChildForm(Form):
    """One child."""

    date_of_birth = DayField("Born on")
    expected_date_of_delivery = DayField("Expected on", description="For a child not born yet.")
    sex = ChoiceField("Sex", words=_SEXES, default="")
    needs = ManyField("Needs", words=NEED_WORDS)
    language = CellField("Language of the child’s home", read=cells.text)
    ethnicity = CellField("Ethnicity", read=cells.text, description="As the family describes it.")
    religion = CellField("Religion", read=cells.text, description="As the family describes it.")

    def validate(self, extra_validators: Any = None) -> bool:
        """A child is born or expected: one of the two days, not both."""
        sound = bool(super().validate(extra_validators))
        born, due = (
            self._fields.get("date_of_birth"),
            self._fields.get("expected_date_of_delivery"),
        )
        if born is None or due is None or born.errors or due.errors:
            return sound
        if bool(born.data) is bool(due.data):
            both = "Keep one of the two days: the expected one is not needed once the child is born."
            born.errors = [
                both if born.data else "Enter the day of birth, or the expected day if the child is not born yet."
            ]
            return False
        return sound

    def facts(self) -> dict[str, Any]:
        """An unknown sex is none."""
        facts = super().facts()
        return facts | {"sex": facts["sex"] or None} if "sex" in facts else facts


class NewChildForm(ChildForm):
    """A child that was not recorded before."""

    child_ref = CellField(
        "Your reference for this child",
        read=cells.reference,
        description="It should say nothing about the child. Left empty, the next free one is given.",
    )


class AddChildForm(NewChildForm, UrgencyForm, FamilyTimeForm, Versioned):
    """One more child of a referral that is known."""


class ChangeChild(ChildForm, Versioned):
    """A child that is known; a birth has its own page."""


class ChangeSearch(UrgencyForm, FamilyTimeForm, Versioned):
    """What is sought for a child that is known."""


class BirthForm(Versioned):
    """A birth."""

    born_on = DayField("Born on", [Needed("Enter the day of birth.")])
    sex = ChoiceField("Sex", words=_SEXES, default="")

    def facts(self) -> dict[str, Any]:
        """An unknown sex is none."""
        return super().facts() | {"sex": self.sex.data or None}


class TwinsForm(Versioned):
    """Two children where one was expected."""

    born_on = DayField("Born on", description="Leave empty if they are not born yet.")
    first_sex = ChoiceField("The first child", words=_SEXES, default="")
    second_sex = ChoiceField("The second child", words=_SEXES, default="")

    def facts(self) -> dict[str, Any]:
        """The two sexes in one pair."""
        return {"born_on": self.born_on.data, "sexes": (self.first_sex.data or None, self.second_sex.data or None)}


class LossForm(Versioned):
    """A child has died, or was not born alive."""

    on = DayField("When", description="Leave empty for today.")


def steps(journey: Journey) -> Steps:
    """The pages of a new referral: one for each child that was announced."""
    said = "".join(journey.answers("The referral", "how_many")) or "1"
    children = int(said) if said in _COUNTS else 1
    each = [(f"Child {n}" if children > 1 else "The child", NewChildForm) for n in range(1, children + 1)]
    return (("The referral", ReferralForm), ("Family time", FamilyTimeForm), *each)


def referred(journey: Journey) -> dict[str, Any]:
    """All answers as `referrals.refer` takes them: what was asked once holds for every child."""
    referral, family, *each = (form.facts() for form in journey.forms())
    shared = {name: referral[name] for name in ("urgency", "needed_by")} | family
    head = {name: referral[name] for name in ("authority_code", "referral_ref") if name in referral}
    return head | {"children": [child | shared for child in each]}


PARTS = {
    "child": {
        "Born on": "date_of_birth",
        "Expected on": "expected_date_of_delivery",
        "Sex": "sex",
        "Needs": "needs",
        "Language": "language",
        "Ethnicity": "ethnicity",
        "Religion": "religion",
    },
    "search": {
        "Urgency": "urgency",
        "Needed by": "needed_by",
        "Postcode of the family time": "contact_postcode",
        "Sessions a week": "contact_sessions_per_week",
        "Longest way, in minutes": "max_travel_minutes",
        "Areas to avoid": "excluded_areas",
        "Households that cannot be asked": "conflicts",
    },
}


def part(name: str, row: Mapping[str, Any]) -> Versioned:
    """The form that changes one part of a child's record; the day of a birth cannot be taken back to an expectation."""
    if name == "search":
        return ChangeSearch(data=row)
    form = ChangeChild(data={**row, "sex": row["sex"] or ""})
    del form["expected_date_of_delivery" if row["date_of_birth"] else "date_of_birth"]
    needed = Needed("Enter the day.")
    kept = form["date_of_birth" if row["date_of_birth"] else "expected_date_of_delivery"]
    kept.validators = [needed]
    return form


def shown_part(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    """One part of a child's record in words, to tell what changed while somebody had it open."""
    return {label: _in_words(row[column]) for label, column in PARTS[name].items()}


def _in_words(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(words.need(one) for one in value)
    return "" if value is None else str(value)
