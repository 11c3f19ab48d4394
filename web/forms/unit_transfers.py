"""What is asked about a transfer of units, about relief, and when either is taken back."""

from web.fields import ChoiceField, DayField, Needed, PickField, TextField, WholeField
from web.forms import Form
from web.words import OFFERS

NAMELESS = "Who reads it years later has to understand it. Name nobody."


class UnitTransferForm(Form):
    """Who took the units, how many, when, and why they are attributed to another's minimum."""

    to_authority = PickField("Which authority took them?", [Needed("Choose the authority that took them.")], words={})
    units = WholeField("Units", [Needed("Enter how many units.")], low=1, high=10_000)
    on = DayField("Day of the transfer", [Needed("Enter the day of the transfer.")])
    reason = TextField("Reason", [Needed("Say why.")], description=f"Both authorities read it. {NAMELESS}")


class ReliefForm(Form):
    """For how many units nobody was offered, and why."""

    units = WholeField("Units", [Needed("Enter how many units.")], low=1, high=10_000)
    offer = ChoiceField("What did the agency offer?", [Needed("Choose what was offered.")], words=OFFERS)
    accepted_on = DayField("The referral was accepted on")
    offered_on = DayField("The offer was made on")
    reason = TextField("Reason", [Needed("Say why.")], description=NAMELESS)


class UnitReversalForm(Form):
    """Why it was a mistake."""

    reason = TextField("Reason", [Needed("Say why it was a mistake.")], description=NAMELESS)
