"""The door: signing in with a password, and signing out."""

from flask import Blueprint, redirect, request

from consortium.accounts import sign_ins
from web.auth import ANYBODY, admit, dismiss, may, onward
from web.forms import Answer, done
from web.forms.sign_in import SignInForm

pages = Blueprint("sign_in", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@may(ANYBODY)
def sign_in() -> Answer:
    """Sign in; the words are the same for an unknown address and a wrong password."""
    form = SignInForm()
    if secret := form.carry_out(sign_ins.open_, **form.facts()):
        admit(secret)
        return redirect(onward(request.args.get("next")), 303)
    return form.page("sign_in/sign_in.html")


@pages.post("/sign-out")
@may(ANYBODY)
def sign_out() -> Answer:
    """End the sign-in everywhere it is open."""
    dismiss()
    return done(".sign_in", "signed-out")
