"""What is asked when a line does not agree, and when a whole invoice is taken back."""

from wtforms import TextAreaField

from web.fields import ChoiceField, Needed
from web.forms import Form, Versioned

READ_BY = "The authority and the agency read this. No child’s or carer’s name."  # noqa: RUF001


class DecisionForm(Versioned):
    """What is to become of the line, and why."""

    outcome = ChoiceField("What should happen?", [Needed("Choose what should happen.")], words={})
    reason = TextAreaField("Reason", [Needed("Say why.")], description=READ_BY)


class TakeBackForm(Form):
    """Why a whole invoice is taken back."""

    reason = TextAreaField("Why is it taken back?", [Needed("Say why it is taken back.")], description=READ_BY)
