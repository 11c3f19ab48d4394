"""For those who are not in yet: an invitation is accepted, a lost account recovered, with codes that people gave."""

from flask import Blueprint

from consortium.accounts import invitations, recoveries
from web.auth import ANYBODY, may
from web.forms import Answer, done
from web.forms.accounts import JoiningForm, RecoveringForm

pages = Blueprint("joining", __name__)


@pages.route("/join", methods=["GET", "POST"])
@may(ANYBODY)
def join() -> Answer:
    """Accept an invitation: the code that was handed over, and a password of one's own."""
    form = JoiningForm()
    if form.carry_out(invitations.accept, **form.facts()):
        return done("web.sign_in.sign_in", "joined")
    return form.page("sign_in/join.html")


@pages.route("/recover", methods=["GET", "POST"])
@may(ANYBODY)
def recover() -> Answer:
    """Get back into an account with the two codes that two people gave, and a new password."""
    form = RecoveringForm()
    if form.carry_out(recoveries.accept, **form.facts()):
        return done("web.sign_in.sign_in", "recovered")
    return form.page("sign_in/recover.html")
