"""What is asked when something that happened in a case is recorded, or taken back."""

from web.fields import DayField, Needed, PickField, TextField
from web.forms import Form


class EventForm(Form):
    """What happened, and on which day."""

    event = PickField("What happened?", [Needed("Choose what happened.")], words={})
    on = DayField(
        "On which day?", [Needed("Enter the day.")], description="The actual day: the next step counts from it."
    )


class ReversalForm(Form):
    """Why something is taken back."""

    reason = TextField("Reason", [Needed("Say why.")], description="Both sides of the case may read it. Name nobody.")
