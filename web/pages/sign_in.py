"""The door: a password and a code, one's organisation's own sign-in, and signing out."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from consortium.accounts import providers, second_factors, sign_ins
from consortium.accounts.sign_ins import Needs, Opened
from consortium.floor.db import release
from web import oidc
from web.auth import ANYBODY, admit, begun, came_here_themselves, dismiss, go_onward, may, remember_onward
from web.forms import Answer, done
from web.forms.accounts import CodeForm, SignInForm
from web.pictures import codes

pages = Blueprint("sign_in", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@may(ANYBODY)
def sign_in() -> Answer:
    """Sign in; the words are the same for an unknown address and a wrong password."""
    form, needed = SignInForm(), current_app.config["SECOND_FACTOR"]
    if opened := form.carry_out(sign_ins.open_, second_factor=needed, **form.facts()):
        remember_onward()
        return _go_on(opened)
    return form.page("sign_in/sign_in.html", providers=providers.listed())


@pages.route("/sign-in/code", methods=["GET", "POST"])
@may(ANYBODY)
def code() -> Answer:
    """The second half of a sign-in: the authenticator's code, or a recovery code."""
    sign_ins.unfinished(begun())
    form = CodeForm()
    if secret := form.carry_out(sign_ins.finish, begun(), **form.facts()):
        admit(secret)
        return go_onward()
    return form.page("sign_in/code.html")


@pages.route("/sign-in/second-factor", methods=["GET", "POST"])
@may(ANYBODY)
def enrol() -> Answer:
    """Set up an authenticator before the first sign-in; the recovery codes are shown once."""
    user, form = sign_ins.unfinished(begun()), CodeForm()
    if enrolled := form.carry_out(sign_ins.enrol, begun(), **form.facts()):
        admit(enrolled[0])
        return render_template("sign_in/kept_codes.html", codes=enrolled[1])
    secret = second_factors.begun(user_id=user.id)
    picture = codes.qr(second_factors.address(user, secret=secret))
    return form.page("sign_in/enrolment.html", picture=picture, secret=secret)


@pages.get("/sign-in/with/<code>")
@may(ANYBODY)
def leave(code: str) -> Response:
    """Go to one's organisation's own sign-in; whom another site sent here is asked first."""
    provider = providers.get(code=code)
    if not came_here_themselves():
        return redirect(url_for(".sign_in"), 303)
    remember_onward()
    return oidc.leave(provider, back=url_for(".come_back", code=code, _external=True))


@pages.get("/sign-in/from/<code>")
@may(ANYBODY)
def come_back(code: str) -> Response:
    """Come back from there, with what it says of who one is."""
    provider, needed = providers.get(code=code), current_app.config["SECOND_FACTOR"]
    claims = oidc.returned(provider)
    release()
    return _go_on(providers.open_(provider, claims=claims, second_factor=needed))


@pages.post("/sign-out")
@may(ANYBODY)
def sign_out() -> Answer:
    """End the sign-in everywhere it is open."""
    dismiss()
    response = done(".sign_in", "signed-out")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _go_on(opened: Opened) -> Response:
    """To what the sign-in still needs, or on."""
    admit(opened.secret)
    if opened.needs is Needs.NOTHING:
        return go_onward()
    return redirect(url_for(".code" if opened.needs is Needs.CODE else ".enrol"), 303)
