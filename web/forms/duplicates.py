"""What is asked when two records look alike, and when brothers and sisters are placed apart."""

from typing import Any

from wtforms import TextAreaField

from web.fields import ChoiceField, ManyField, Needed, TextField, key
from web.forms import Form, Versioned

DECISIONS = {
    "merge": "They are one: merge them",
    "different": "They are two: list them no more",
}


class DuplicateForm(Form):
    """What two records are."""

    decision = ChoiceField("What are they?", [Needed("Choose what they are.")], words=DECISIONS)
    reason = TextAreaField("Reason", [Needed("Say why.")], description="Kept on the record. Name nobody.")


class ApartForm(Versioned):
    """Who goes on apart from the others, and why."""

    child_ids = ManyField("Who searches on their own from now on?", words={})
    reason = TextAreaField(
        "Why are they placed apart?",
        [Needed("Say why they are placed apart.")],
        description="The decision is yours and stays on the record. The authority and the coordinator read it.",
    )
    ref = TextField("Reference of the new referral", description="Left empty, the next free one is given.")

    def facts(self) -> dict[str, Any]:
        """The children by their ids."""
        chosen = [key(one) for one in self.child_ids.data or ()]
        return {"child_ids": chosen, "reason": self.reason.data or "", "ref": self.ref.data or ""}
