"""What is asked when a record is held, disposed of, or told to its own person, and of an adopted person's identity."""

from consortium.retention.terms import MOST_MONTHS
from consortium.subject_access.packs import Form as PackForm
from web.fields import ChoiceField, Needed, TextField, WholeField
from web.forms import Form, Versioned

PACKS = {PackForm.PDF.value: "To print (PDF)", PackForm.JSON.value: "For a machine (JSON)"}


class ReasonForm(Form):
    """Why something is done to a record."""

    reason = TextField("Reason", [Needed("Say why.")], description="Kept with the record until the record is erased.")


class SeparationForm(Form):
    """The name that the adoption order gave."""

    given_names = TextField("Given names", [Needed("Enter the new given names.")])
    family_name = TextField("Family name", [Needed("Enter the new family name.")])


class PackingForm(Form):
    """As what a pack is given."""

    form = ChoiceField("The pack", [Needed("Choose one.")], words=PACKS, default=PackForm.PDF.value)


class MonthsForm(Versioned):
    """For how many months a consortium keeps a referral that was never placed."""

    never_placed_months = WholeField("Months", [Needed("Enter the months.")], low=1, high=MOST_MONTHS)
