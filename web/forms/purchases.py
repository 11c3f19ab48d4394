"""What is asked when a child moves in."""

from consortium.sheets import cells
from web.fields import CellField, DayField, Needed, PickField, TextField, WholeField
from web.forms import Form


class MoveInForm(Form):
    """A move-in, which is the purchase of a placement."""

    placement_ref = CellField("Placement reference", read=cells.reference)
    authority_code = PickField("Authority", [Needed("Choose the authority whose child moved in.")], words={})
    agency = PickField("Agency", [Needed("Choose the agency of the household.")], words={})
    referral_ref = CellField("Referral", read=cells.reference)
    household_ref = CellField("Household", read=cells.reference)
    children = WholeField("Children", [Needed("Enter how many children moved in.")], low=1, high=20)
    moved_in_on = DayField("Moved in on", [Needed("Enter the day of the move-in.")])
    match_approved_on = DayField("Match approved on")
    confirmed_on = DayField("Confirmed on")
    order_number = TextField("Order number")
    cost_code = TextField("Cost code")
