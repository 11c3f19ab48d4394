"""What is asked when a child moves in, and when something about the purchase changes."""

from typing import Any

from consortium.sheets import cells
from contracts import purchases
from contracts.purchases import Purchase
from web.fields import CellField, DayField, Needed, PickField, TextField, WholeField
from web.forms import Form, Versioned
from web.shown import day
from web.words import END_REASONS


class Whose(Form):
    """Which placement, of which authority, with which agency; these never change."""

    placement_ref = CellField("Placement reference", read=cells.reference)
    authority_code = PickField("Authority", [Needed("Choose the authority whose child moved in.")], words={})
    agency = PickField("Agency", [Needed("Choose the agency of the household.")], words={})


class Bought(Form):
    """What recording and changing ask for alike."""

    referral_ref = CellField("Referral", read=cells.reference)
    household_ref = CellField("Household", read=cells.reference)
    children = WholeField("Children", [Needed("Enter how many children moved in.")], low=1, high=20)
    moved_in_on = DayField("Moved in on", [Needed("Enter the day of the move-in.")])
    match_approved_on = DayField("Match approved on")
    confirmed_on = DayField("Confirmed on")
    order_number = TextField("Order number")
    cost_code = TextField("Cost code")


class MoveInForm(Bought, Whose):
    """A move-in, which is the purchase of a placement."""


class ChangeForm(Bought, Versioned):
    """What may change of a purchase and of its placement, to its end."""

    adoption_order_on = DayField("Adoption order on")
    ended_on = DayField("Ended on")
    end_reason = PickField("Why it ended", words=END_REASONS, empty="Not ended, or not known")

    def facts(self) -> dict[str, Any]:
        """The answers by name; a reference that was emptied is taken away."""
        return super().facts() | {name: self[name].data for name in ("referral_ref", "household_ref")}


def shown_terms(purchase: Purchase) -> dict[str, str]:
    """What may change of a purchase in words, by the name of each."""
    placement, home = purchase.placement, purchases.as_row(purchase)["household_ref"]
    reason = placement.end_reason
    return {
        "Referral": placement.referral_ref or "not known",
        "Household": home or "not known",
        "Children": str(placement.children),
        "Moved in on": day(placement.moved_in_on),
        "Match approved on": day(placement.match_approved_on),
        "Confirmed on": day(purchase.confirmed_on),
        "Order number": purchase.order_number or "not known",
        "Cost code": purchase.cost_code or "not known",
        "Adoption order on": day(placement.adoption_order_on),
        "Ended on": day(placement.ended_on),
        "Why it ended": END_REASONS.get(reason, reason) if reason else "–",
    }
