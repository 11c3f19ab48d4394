"""What is asked when a spreadsheet comes in."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf.file import FileField

from consortium.floor.errors import BadRows
from consortium.sheets.columns import Fault
from web.fields import ChoiceField, Needed
from web.forms import Form

T = TypeVar("T")
BAD_ROWS = {"return": "Take the good rows and give the bad ones back", "refuse": "Take nothing at all"}


class ImportForm(Form):
    """A file, what it holds, and what to do when some of its rows are bad."""

    kind = ChoiceField("What does the spreadsheet hold?", [Needed("Choose what the spreadsheet holds.")], words={})
    file = FileField("The spreadsheet", [Needed("Choose the spreadsheet to send.")])
    bad_rows = ChoiceField("If some rows are bad", words=BAD_ROWS, default="return")
    refused_rows: tuple[Fault, ...] = ()

    def sheet(self) -> dict[str, Any]:
        """The file as the verb takes it."""
        sent = self.file.data
        found = {"kind": self.kind.data, "content": sent.read(), "filename": sent.filename or ""}
        return found | {"strict": self.bad_rows.data == "refuse"}

    def carry_out(self, verb: Callable[..., T], *given: Any, **more: Any) -> T | None:
        """Call the verb; a file of which nothing is taken keeps what there is to mend."""
        try:
            return super().carry_out(verb, *given, **more)
        except BadRows as refusal:
            self.refused_rows = tuple(refusal.faults)
            several = len(self.refused_rows) != 1
            self.file.errors = [
                f"Nothing was taken. Mend what is listed below{', line by line,' if several else ''} and send it again."
            ]
            return None
