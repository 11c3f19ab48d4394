"""What is asked when a placement goes on with another agency."""

from web.fields import DayField, Needed, TextField
from web.forms import Form, Versioned


class TransferForm(Form):
    """Under which record of the carers the placement is to go on, and why."""

    household_ref = TextField(
        "Household",
        [Needed("Enter the reference of the household.")],
        description="The reference that the other agency has given the same carers.",
    )
    reason = TextField("Reason", [Needed("Say why.")], description="Both sides read it. Name nobody.")


class TransferDayForm(Versioned):
    """From which day on it goes on there."""

    transferred_on = DayField(
        "From which day does the placement go on with the other agency?", [Needed("Enter the day of the transfer.")]
    )
