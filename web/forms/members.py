"""What is asked about a member and about its time in a consortium."""

from web.fields import DayField, Needed, PickField, TextField
from web.forms import Form, Versioned
from web.words import MEMBER_KINDS


class MemberForm(Form):
    """A new member."""

    kind = PickField("What is it?", [Needed("Choose what the organisation is")], words=MEMBER_KINDS)
    name = TextField("Name", [Needed("Enter the organisation’s name")])
    code = TextField(
        "Code",
        [Needed("Enter the organisation’s code")],
        description="A council’s ONS code, such as S12000047. For others a short code that your spreadsheets use.",
    )
    consortium_code = PickField("Consortium", [Needed("Choose the consortium it joins")], words={})
    joined_on = DayField("Joined on", description="Leave empty if it has always belonged.")


class NameForm(Versioned):
    """A member's name; its code and kind are fixed."""

    name = TextField("Name", [Needed("Enter the organisation’s name")])


class MembershipForm(Versioned):
    """The days of a membership."""

    joined_on = DayField("Joined on")
    left_on = DayField("Left on", description="The first day on which it no longer belongs.")
