"""What is asked when something that happened in a case is recorded or taken back, and when a target is set."""

from consortium.timescales.reading import LARGEST
from web.fields import DayField, Needed, PickField, TextField, WholeField
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


class TargetForm(Form):
    """Within how many weeks, for how many of the children, from which day on."""

    code = PickField("Aim", [Needed("Choose the aim.")], words={})
    weeks = WholeField("Weeks", low=1, high=LARGEST["weeks"])
    percent = WholeField("Per cent of the children", low=1, high=100)
    effective_from = DayField("From which day on?", [Needed("Enter the day.")])
    source = TextField("Who decided it?", [Needed("Say who decided it.")])
