"""What is asked when an agency is asked about a household, and when it answers."""

from typing import Any

from web.fields import ChoiceField, DayField, Needed, PickField, TextField
from web.forms import Form, Versioned
from web.words import WHY_NOT, WILLINGNESS


class AskingForm(Form):
    """Which household is asked about which referral, and until when."""

    referral_ref = TextField("Referral", [Needed("Enter the reference of the referral.")])
    household_ref = TextField("Household", [Needed("Enter the reference of the household.")])
    answer_by = DayField("The last day for an answer")


class _Answer:
    answer = ChoiceField("Is the household willing to hear more?", [Needed("Choose an answer.")], words=WILLINGNESS)
    why_not = PickField("If not: why?", words=WHY_NOT)
    note = TextField("Note", description="The coordinators read it. Name nobody.")

    def facts(self) -> dict[str, Any]:
        """The answers; no note is an empty one."""
        found: dict[str, Any] = super().facts()  # type: ignore[misc]
        return found | {"note": found.get("note") or ""}


class ResponseForm(_Answer, Versioned):
    """The answer of somebody who has signed in."""


class OpenResponseForm(_Answer, Form):
    """The answer of whoever followed the link of the e-mail."""
