"""What is asked of people about accounts: getting in, one's own, and those of others."""

from typing import Any

from wtforms import PasswordField
from wtforms.validators import StopValidation

from web.fields import ChoiceField, DayField, ManyField, Needed, PickField, TextField, WholeField
from web.forms import Form, Versioned

SIGN_IN_BY = {"password": "A password of their own", "provider": "Their organisation’s own sign-in"}
TOKEN_KINDS = {"read": "It reads only", "all": "It reads and writes all that you may"}


MAIL_WISHES = {
    "at_once": "Each at once",
    "daily": "Together, once a day",
    "never": "Not at all: they stand in the console",
}


class CodeField(TextField):
    """A code, never shown again once it was sent."""

    def _value(self) -> str:
        return ""


class SecretForm(Form):
    """A form whose secrets are typed twice; what was typed is never sent back."""

    new_password = PasswordField("New password", [Needed("Choose a password.")])
    again = PasswordField("The same again", [Needed("Type the password again.")])

    def validate_again(self, field: Any) -> None:
        """Say so when the two differ."""
        if field.data and field.data != self.new_password.data:
            raise StopValidation("The two are not the same.")


class SignInForm(Form):
    """An address and a password."""

    email = TextField("E-mail address", [Needed("Enter your work e-mail address.")])
    password = PasswordField("Password", [Needed("Enter your password.")])


class CodeForm(Form):
    """The code that the authenticator shows, or one of the recovery codes."""

    code = CodeField("Code", [Needed("Enter the code.")])


class JoiningForm(SecretForm):
    """The code of an invitation, and a password of one's own."""

    email = TextField("E-mail address", [Needed("Enter the address that was invited.")])
    code = CodeField("Invitation code", [Needed("Enter the code you were given.")])

    def facts(self) -> dict[str, Any]:
        """The answers as the verb takes them."""
        return {"email": self.email.data, "code": self.code.data, "password": self.new_password.data}


class RecoveringForm(SecretForm):
    """The two codes of a recovery, and a new password."""

    email = TextField("E-mail address", [Needed("Enter the address you sign in with.")])
    first_code = CodeField("First code", [Needed("Enter the first code.")], description="From whoever asked for you.")
    second_code = CodeField("Second code", [Needed("Enter the second code.")], description="From whoever confirmed it.")

    def facts(self) -> dict[str, Any]:
        """The answers as the verb takes them."""
        codes = {"first_code": self.first_code.data, "second_code": self.second_code.data}
        return {"email": self.email.data, "password": self.new_password.data, **codes}


class PasswordForm(SecretForm):
    """One's password, and the next."""

    password = PasswordField("Your password now", [Needed("Enter your password.")])

    def facts(self) -> dict[str, Any]:
        """The answers as the verb takes them."""
        return {"password": self.password.data, "new_password": self.new_password.data}


class EnrolmentForm(CodeForm):
    """One's password, and the first code of a new authenticator."""

    password = PasswordField("Your password", [Needed("Enter your password.")])


class ProofForm(Form):
    """One's password and second factor, before something that only their owner may do."""

    password = PasswordField("Your password", [Needed("Enter your password.")])
    code = CodeField("Code", description="Of your authenticator, or one of your recovery codes.")

    def facts(self) -> dict[str, Any]:
        """The answers as the verb takes them."""
        return {"password": self.password.data, "code": self.code.data or ""}


class TokenForm(Form):
    """What a token is for, for how long, and what it may do."""

    name = TextField("What is it for?", [Needed("Say what the token is for.")])
    days = WholeField("Days", [Needed("Say for how many days.")], low=1, high=366)
    carries = ChoiceField("What may it do?", [Needed("Choose what it may do.")], words=TOKEN_KINDS, default="read")
    password = PasswordField("Your password", [Needed("Enter your password.")])


class MailForm(Form):
    """How notices come by mail."""

    wish = ChoiceField("How do your notices come by mail?", [Needed("Choose one.")], words=MAIL_WISHES)


class InvitingForm(Form):
    """Who is asked in, for whom they work, and what they are to do."""

    email = TextField("Work e-mail address", [Needed("Enter their work address.")])
    name = TextField("Name", [Needed("Enter their name.")])
    member_code = PickField("Works for", [Needed("Choose their employer.")], words={})
    roles = ManyField("Roles", [Needed("Choose at least one role.")], words={})
    sign_in_by = ChoiceField("How do they sign in?", words=SIGN_IN_BY, default="password")


class RolesForm(Versioned):
    """What a person does, in the consortia one administers."""

    roles = ManyField("Roles", words={})


class RecoveryForm(Form):
    """Why an account is to be recovered."""

    reason = TextField("Reason", [Needed("Say why.")], description="Whoever confirms it reads this.")


class DeputyForm(Form):
    """Who stands in, and on which days."""

    deputy_id = PickField("Deputy", [Needed("Choose who stands in.")], words={})
    from_on = DayField("First day", [Needed("Enter the first day.")])
    until_on = DayField("Last day", [Needed("Enter the last day.")])


class HandingForm(Form):
    """Who takes over the cases."""

    to_user_id = PickField("Gives all cases to", [Needed("Choose who takes the cases over.")], words={})
