"""What is asked when a spreadsheet comes in."""

from wtforms import BooleanField, FileField

from web.fields import ChoiceField, Needed
from web.forms import Form


class ImportForm(Form):
    """A file and what it holds."""

    kind = ChoiceField("What does the spreadsheet hold?", [Needed("Choose what the spreadsheet holds.")], words={})
    file = FileField("The spreadsheet", [Needed("Choose the spreadsheet to send.")])
    strict = BooleanField("Take nothing unless every row is good")
