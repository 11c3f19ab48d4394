"""What is asked about a price."""

from typing import Any

from contracts.charging.pence import pounds
from contracts.pricing.tariffs import Tariff
from web.fields import ChoiceField, DayField, Needed, PickField, PoundsField, TextField, WholeField
from web.forms import Form, Versioned
from web.forms.commitments import LastDayField
from web.shown import day, last_day
from web.words import CHARGES, VAT


class Days(Form):
    """Until when it holds, and in which list it stands; asked in adding and in ending alike."""

    tariff_ref = TextField(
        "Price list", [Needed("Enter the name of the price list.")], description="As people cite it, such as 2026/27."
    )
    valid_to = LastDayField("Last day", description="Of placements that begin on it; empty: until further notice.")

    def facts(self) -> dict[str, Any]:
        """The answers as the verbs take them: a price ends on the day after its last."""
        return {**super().facts(), "valid_to": self.valid_to.after}


class Amount(Form):
    """How much it is, and how it stands to VAT."""

    amount_pence = PoundsField("Amount", [Needed("Enter the amount, such as 39,600.00.")], description="In pounds.")
    vat = ChoiceField("VAT", [Needed("Choose how it stands to VAT.")], words=VAT, default="exempt")


class TariffForm(Amount, Days):
    """A new price."""

    consortium_code = PickField("Consortium", [Needed("Choose the consortium whose price it is.")], words={})
    charge = ChoiceField("What is it for?", [Needed("Choose what the price is for.")], words=CHARGES)
    agency = PickField("Agency", words={}, empty="Any agency")
    children = WholeField(
        "Children placed together",
        low=1,
        high=20,
        description="A sibling group has a price of its own; empty: any number.",
    )
    valid_from = DayField("First day", [Needed("Enter the first day on which it holds.")])

    def facts(self) -> dict[str, Any]:
        """What the sheet knows of it; the consortium is named apart."""
        return {name: value for name, value in super().facts().items() if name != "consortium_code"}


class EndForm(Days, Versioned):
    """When a price ends that holds already."""


class ChangeForm(Amount, Days, Versioned):
    """A price that has not begun."""


class WithdrawalForm(Versioned):
    """Why a price was a mistake."""

    reason = TextField(
        "Reason", [Needed("Say why it was a mistake.")], description="Who reads the prices reads it too."
    )


def told(tariff: Tariff) -> dict[str, str]:
    """How a price stands, in words: what somebody else may have changed meanwhile."""
    return {
        "Price list": tariff.ref,
        "Last day": day(last_day(tariff.valid_to)) if tariff.valid_to else "until further notice",
        "Amount": pounds(tariff.amount_pence),
        "VAT": VAT[tariff.vat],
        "Withdrawn": "yes" if tariff.withdrawn_at else "no",
    }
