"""What is asked about an agreement and about each of its versions."""

from typing import Any

from wtforms import HiddenField, TextAreaField

from contracts.agreeing.declaring import NOT_AGREED, Term
from contracts.agreeing.terms import PARTS, TERMS
from web.fields import ChoiceField, DayField, FlagField, Needed, PickField, PoundsField, TextField, WholeField
from web.forms import Form, Versioned


def _question(term: Term) -> Any:
    """A term as a question, with the values that it takes; its meaning is the hint."""
    needed = [Needed(f"Say what is agreed: {term.label.lower()}.")]
    asked: dict[str, Any] = {"default": term.default, "description": term.meaning}
    if term.is_flag:
        return FlagField(term.label, needed, words=term.choices, **asked)
    if term.choices and term.optional:
        return PickField(term.label, words=term.choices, empty=NOT_AGREED, **asked)
    if term.choices:
        return ChoiceField(term.label, needed, words=term.choices, **asked)
    if term.is_money:
        return PoundsField(term.label, **asked)
    return WholeField(term.label, low=term.low, high=term.high, **asked)


class TypedTerms(Form):
    """The typed terms, each asked for as `contracts.agreeing.terms` declares it."""

    def facts(self) -> dict[str, Any]:
        """The answers; a term on which something has to be agreed, and nothing is said, stays what it was."""
        kept = {term.name for term in TERMS if not term.optional}
        return {name: value for name, value in super().facts().items() if value is not None or name not in kept}

    def typed(self) -> list[tuple[str, list[Any]]]:
        """The questions under the heading of their part, in order."""
        return [(part, [self[term.name] for term in TERMS if term.part == part]) for part in PARTS]


for _term in TERMS:
    setattr(TypedTerms, _term.name, _question(_term))


class AgreementForm(TypedTerms):
    """A new agreement with its first version."""

    consortium_code = PickField("Consortium", [Needed("Choose the consortium it belongs to.")], words={})
    ref = TextField("Reference", [Needed("Enter the reference that people cite.")])
    title = TextField("Title", [Needed("Enter a title.")])
    effective_on = DayField("In force from", [Needed("Enter the day from which it is in force.")])
    terms = TextAreaField("Terms", default="")


class TitleForm(Versioned):
    """A corrected title."""

    title = TextField("Title", [Needed("Enter a title.")])


class VersionForm(Versioned, TypedTerms):
    """A further version; those before it stay as they are."""

    effective_on = DayField("In force from", [Needed("Enter the day from which the new version is in force.")])
    terms = TextAreaField("Terms", default="")


class SignatureForm(Form):
    """What one signs: exactly what was to be read."""

    digest = HiddenField()
