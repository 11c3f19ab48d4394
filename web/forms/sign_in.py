"""What is asked at the door."""

from wtforms import PasswordField

from web.fields import Needed, TextField
from web.forms import Form


class SignInForm(Form):
    """An address and a password."""

    email = TextField("E-mail address", [Needed("Enter your work e-mail address.")])
    password = PasswordField("Password", [Needed("Enter your password.")])
