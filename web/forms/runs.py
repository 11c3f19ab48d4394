"""What is asked before a match run."""

from web.fields import DayField, Needed
from web.forms import Form


class RunForm(Form):
    """The day whose records a run looks at."""

    as_of = DayField("On which day’s records?", [Needed("Enter the day that the run looks at.")])
