"""What is asked when a spreadsheet comes in."""

from wtforms import FileField

from web.fields import ChoiceField, Needed
from web.forms import Form

BAD_ROWS = {"return": "Take the good rows and give the bad ones back", "refuse": "Take nothing at all"}


class ImportForm(Form):
    """A file and what it holds."""

    kind = ChoiceField("What does the spreadsheet hold?", [Needed("Choose what the spreadsheet holds.")], words={})
    file = FileField("The spreadsheet", [Needed("Choose the spreadsheet to send.")])
    bad_rows = ChoiceField("If some rows are bad", words=BAD_ROWS, default="return")
