"""What is asked when a coordinator decides on a pair, whatever a run would suggest."""

from typing import Any

from matching.terms.pins import Pin
from web.fields import ChoiceField, ManyField, Needed, TextField
from web.forms import Form, Versioned
from web.words import DECISIONS

MAY_PASS_OVER = {"yes": "Pass over distance, dates and open links"}


class Pair(Form):
    """Which referral and which household; they never change."""

    referral_ref = TextField("Referral", [Needed("Enter the reference of the referral.")])
    household_ref = TextField("Household", [Needed("Enter the reference of the household.")])


class Decided(Form):
    """What deciding and changing ask for alike."""

    decision = ChoiceField("What do you decide?", [Needed("Choose what you decide.")], words=DECISIONS)
    override = ManyField("May a pin pass over a bar?", words=MAY_PASS_OVER)
    reason = TextField("Reason", [Needed("Enter the reason; it is kept on the record.")])

    def facts(self) -> dict[str, Any]:
        """The answers by name, the one box as yes or no."""
        return super().facts() | {"override": bool(self.override.data)}


class DecisionForm(Decided, Pair):
    """A decision on a pair."""


class ChangeForm(Decided, Versioned):
    """Another decision on the same pair, or another reason for it."""


def answers(pin: Pin) -> dict[str, Any]:
    """A decision as its form has it."""
    return {"decision": pin.decision.value, "override": ["yes"] if pin.override else [], "reason": pin.reason}


def shown_decision(pin: Pin) -> dict[str, str]:
    """A decision in words, by the name of each part."""
    passed = "yes" if pin.override else "no"
    return {"Decision": DECISIONS[pin.decision], "Passes over bars": passed, "Reason": pin.reason}
