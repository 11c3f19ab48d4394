"""What is asked about an agreement and about each of its versions."""

from wtforms import TextAreaField

from web.fields import DayField, Needed, PickField, TextField, WholeField
from web.forms import Form, Versioned

WINDOW = "Days within which a child who went home and comes back is in the same placement still; 0: never."


class AgreementForm(Form):
    """A new agreement with its first version."""

    consortium_code = PickField("Consortium", [Needed("Choose the consortium it belongs to.")], words={})
    ref = TextField("Reference", [Needed("Enter the reference that people cite.")])
    title = TextField("Title", [Needed("Enter a title.")])
    effective_on = DayField("In force from", [Needed("Enter the day from which it is in force.")])
    terms = TextAreaField("Terms", default="")
    re_placement_window_days = WholeField("Return to the same household", description=WINDOW, high=366, default=0)


class TitleForm(Versioned):
    """A corrected title."""

    title = TextField("Title", [Needed("Enter a title.")])


class VersionForm(Versioned):
    """A further version; those before it stay as they are."""

    effective_on = DayField("In force from", [Needed("Enter the day from which the new version is in force.")])
    terms = TextAreaField("Terms", default="")
    re_placement_window_days = WholeField("Return to the same household", description=WINDOW, high=366)
