"""What is asked when a link is proposed or ended, a file is opened, and particulars are recorded."""

from collections.abc import Sequence
from typing import Any

from wtforms import TextAreaField

from consortium.particulars import FLAG, OF_HOUSEHOLD, WHO
from web.fields import ChoiceField, DayField, ManyField, Needed, PickField, TextField
from web.forms import Form, Versioned
from web.words import LINK_ENDS, OVERRULED, STEP_OUTCOMES

HIDE = {"yes": "The address may not be disclosed: hide where the child lives, everywhere"}


class ProposalForm(Form):
    """Whom to explore for whom, and why."""

    referral_ref = TextField("Referral", [Needed("Enter the reference of the referral.")])
    household_ref = TextField("Household", [Needed("Enter the reference of the household.")])
    reason = TextField("Reason", [Needed("Say why.")], description="Both sides read it. Name nobody.")
    overrules = PickField(
        "Why not the household that the last run suggests?",
        words=OVERRULED,
        empty="It suggests no other",
        description="Needed where the last run suggests another household for this referral. For coordinators alone.",
    )
    overrules_note = TextField("A word on that", description="Needed for another reason. For coordinators alone.")

    def facts(self) -> dict[str, Any]:
        """The answers; what overrules nothing is left out."""
        found = super().facts()
        note, why = found.pop("overrules_note") or "", found.pop("overrules")
        return found | ({"overrules": why} if why else {}) | ({"overrules_note": note} if note else {})


class OverrulingForm(Form):
    """Why a suggestion is set aside."""

    reason = ChoiceField("Why is it not followed?", [Needed("Choose why.")], words=OVERRULED)
    note = TextField("A word on that", description="Needed for another reason. For coordinators alone.")

    def facts(self) -> dict[str, Any]:
        """The answers; no note is an empty one."""
        return super().facts() | {"note": self.note.data or ""}


class AcceptanceForm(Form):
    """Why a suggested pair is proposed."""

    reason = TextField("Reason", [Needed("Say why.")], description="Both sides read it. Name nobody.")


class EndForm(Versioned):
    """Why a link ends."""

    reason = ChoiceField("Why does it end?", [Needed("Choose why it ends.")], words=LINK_ENDS)
    note = TextField("Note", description="Kept on the record, shown to nobody else.")

    def ask(self, reasons: Sequence[str]) -> None:
        """Offers the reasons that the reader may give."""
        self.reason.offer({name: LINK_ENDS[name] for name in reasons})

    def facts(self) -> dict[str, Any]:
        """The answers; no note is an empty one."""
        return super().facts() | {"note": self.note.data or ""}


class StepForm(Versioned):
    """On which day a step was taken, what it came to and why; the page takes out what its step does not ask."""

    on = DayField("On which day?", [Needed("Enter the day.")])
    outcome = ChoiceField("What did it come to?", [Needed("Choose what it came to.")], words=STEP_OUTCOMES)
    reason = TextAreaField("Reason", description="Needed against the panel’s advice, before the panel, and for a no.")

    def ask(self, outcomes: Sequence[str]) -> None:
        """Asks for these outcomes alone, and for nothing but the day where there are none."""
        if outcomes:
            self.outcome.offer({name: STEP_OUTCOMES[name] for name in outcomes})
        else:
            del self.outcome, self.reason

    def facts(self) -> dict[str, Any]:
        """The answers; no reason is an empty one."""
        found = super().facts()
        return found | {"reason": found["reason"] or ""} if "outcome" in found else found


class MoveInForm(Versioned):
    """On which day the child moved in, as one's own side says."""

    moved_in_on = DayField("On which day did the child move in?", [Needed("Enter the day of the move-in.")])


class ReversalForm(Versioned):
    """Why a step is taken back."""

    reason = TextField("Reason", [Needed("Say why.")], description="Both sides read it. Name nobody.")


class PanelForm(Form):
    """Which adviser reads a link for the panel, and until when."""

    user_id = PickField("Panel adviser", [Needed("Choose the adviser.")], words={})
    until = DayField("The last day on which it is shown", [Needed("Enter the day.")])
    reason = TextField("Reason", [Needed("Say why.")], description="Kept on the record.")


class OpeningForm(Form):
    """Why a full file is opened."""

    reason = TextField(
        "Reason",
        [Needed("Say why.")],
        description="Kept on the record, and shown to whose file it is.",
    )


class HouseholdForm(Versioned):
    """Who the carers are and where they live."""

    carer_names = TextField("Names of the carers")
    address = TextAreaField("Address")
    telephone = TextField("Telephone")
    email = TextField("E-mail")

    def facts(self) -> dict[str, Any]:
        """The answers, an empty one as nothing."""
        return {name: self[name].data or None for name in OF_HOUSEHOLD}


class ChildForm(Versioned):
    """Who the child is, where they can be found, what is known of them."""

    given_names = TextField("Given names")
    family_name = TextField("Family name")
    home_address = TextAreaField("Where the child lives now")
    nursery = TextField("Nursery")
    health = TextAreaField("Health")
    background = TextAreaField("Background")
    address_non_disclosure = ManyField("Non-disclosure", words=HIDE)

    def facts(self) -> dict[str, Any]:
        """The answers, an empty one as nothing, the box as yes or no."""
        return {name: self[name].data or None for name in WHO} | {FLAG: bool(self.address_non_disclosure.data)}
