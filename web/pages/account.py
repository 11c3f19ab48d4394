"""One's own account: password, second factor and tokens; whatever is shown once is shown here."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, url_for

from consortium.accounts import own, people, second_factors, sign_ins, tokens
from consortium.notices import outbox, wishes
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.accounts import MAIL_WISHES, EnrolmentForm, MailForm, PasswordForm, ProofForm, TokenForm
from web.pictures import codes

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("/")
@may("account.read")
def index() -> Answer:
    """Who one is here, and how one signs in."""
    user = people.get(viewer(), user_id=_me())
    known: dict[str, Any] = {
        "enrolled": second_factors.is_enrolled(user_id=_me()),
        "left": second_factors.left(user_id=_me()),
    }
    known["wish"] = MAIL_WISHES[wishes.of(viewer())]
    known["opened"] = sign_ins.held(viewer(), idle=current_app.config["IDLE"])
    return render_template("account/index.html", user=user, held=tokens.held(viewer(), user_id=_me()), **known)


@pages.route("/mail", methods=["GET", "POST"])
@may("notices.choose")
def mail() -> Answer:
    """Choose whether notices come by mail."""
    form = MailForm(data={"wish": wishes.of(viewer())})
    if form.carry_out(wishes.choose, viewer(), **form.facts()):
        return done(".index", "mail")
    return form.page("account/mail.html", leaves=outbox.postbox() is not None)


@pages.route("/password", methods=["GET", "POST"])
@may("account.change")
def password() -> Answer:
    """Choose another password; every sign-in ends, so one signs in again with it."""
    form = PasswordForm()
    if form.carry_out(own.change_password, viewer(), **form.facts()):
        return done("web.sign_in.sign_in", "password")
    return form.page("account/password.html")


@pages.post("/second-factor/begin")
@may("account.change")
def begin() -> Answer:
    """Begin to set up an authenticator."""
    own.begin_second_factor(viewer())
    return redirect(url_for(".enrol"), 303)


@pages.route("/second-factor", methods=["GET", "POST"])
@may("account.change")
def enrol() -> Answer:
    """Set up an authenticator; the recovery codes are shown once."""
    form = EnrolmentForm()
    if fresh := form.carry_out(own.confirm_second_factor, viewer(), **form.facts()):
        return render_template("sign_in/kept_codes.html", codes=fresh)
    secret = second_factors.begun(user_id=_me())
    picture = codes.qr(second_factors.address(people.get(viewer(), user_id=_me()), secret=secret))
    return form.page("sign_in/enrolment.html", picture=picture, secret=secret)


@pages.route("/second-factor/drop", methods=["GET", "POST"])
@may("account.change")
def drop() -> Answer:
    """Forget the authenticator, to set up another at the next sign-in."""
    form = ProofForm()
    if form.carry_out(own.drop_second_factor, viewer(), **form.facts()):
        return done("web.sign_in.sign_in", "dropped")
    return form.page("account/proof.html", what="drop")


@pages.route("/recovery-codes", methods=["GET", "POST"])
@may("account.change")
def renew() -> Answer:
    """New recovery codes, shown once."""
    form = ProofForm()
    if fresh := form.carry_out(own.renew_recovery_codes, viewer(), **form.facts()):
        return render_template("sign_in/kept_codes.html", codes=fresh)
    return form.page("account/proof.html", what="renew")


@pages.route("/tokens/new", methods=["GET", "POST"])
@may("tokens.issue")
def issue() -> Answer:
    """Make a token for a program; its text is shown once."""
    form = TokenForm(days=tokens.DAYS)
    if form.is_sent():
        terms = {"name": form.name.data, "days": form.days.data, "acts": _carried(form)}
        if made := form.carry_out(own.issue_token, viewer(), password=form.password.data, **terms):
            return render_template("account/token.html", token=made[0], text=made[1])
    return form.page("account/issue.html")


@pages.post("/tokens/<uuid:token_id>/revoke")
@may("tokens.revoke")
def revoke(token_id: UUID) -> Answer:
    """End a token of one's own at once."""
    tokens.revoke(viewer(), token_id=token_id)
    return done(".index", "revoked")


def _me() -> UUID:
    return viewer().user_id or UUID(int=0)


def _carried(form: TokenForm) -> list[str]:
    return tokens.carriable(viewer(), reads=form.carries.data != "all")
