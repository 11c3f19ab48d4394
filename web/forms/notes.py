"""What is asked when a note is written on a case."""

from typing import Any

from wtforms import HiddenField, TextAreaField

from consortium.notes import LONGEST
from web.fields import ChoiceField, Needed, TextField, key
from web.forms import Form

AUDIENCES = {"own": "My organisation alone", "both": "Both sides of this link, and the coordinator"}


class NoteForm(Form):
    """A note, and a paper that it names."""

    text = TextAreaField("Note", [Needed("Write the note.")], description=f"At most {LONGEST:,} characters.")
    audience = ChoiceField(
        "Who reads it",
        [Needed("Choose who reads it.")],
        words=AUDIENCES,
        description="What both sides read cannot be taken back. Name nobody, and say nothing of where anybody lives.",
    )
    paper_title = TextField("Paper", description="A paper held elsewhere: its title. No file is kept here.")
    paper_held_at = TextField("Where it is held")
    paper_reference = TextField("Its reference there")
    reply_to = HiddenField()
    corrects = HiddenField()

    def facts(self) -> dict[str, Any]:
        """The note as the verb takes it."""
        papers = (self.paper_title.data, self.paper_held_at.data, self.paper_reference.data)
        shared = "audience" in self and self.audience.data == "both"
        points = {"reply_to": key(self.reply_to.data), "corrects": key(self.corrects.data)}
        return {"text": self.text.data or "", "shared": shared, "paper": [part or "" for part in papers], **points}
