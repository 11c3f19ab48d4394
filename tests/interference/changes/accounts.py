"""What B's people do about their own accounts: signing in and out, joining, passwords, second factors, tokens."""

from collections.abc import Callable

import pyotp
import sqlalchemy as sa

from consortium.accounts import invitations, passwords, recoveries, second_factors, sign_ins
from consortium.accounts.recoveries import Recovery
from consortium.accounts.tokens import Token
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.notices.telling import Notice
from consortium.roles import Role
from tests.interference.changes.people import ADMINISTRATORS
from tests.interference.side import SECOND, Act, Acts, Picked, Side
from tests.web.visitors import PASSWORD

FRESH = "otter lantern 93 peat"
WITHOUT = "none"  # a browser in which nobody has signed in
ME = "panel_adviser@agency"


def code_of(secret: str) -> str:
    """What an authenticator shows for this secret now."""
    return pyotp.TOTP(secret, interval=second_factors.STEP).at(clock.now())


def me(*, enrolled: bool) -> Callable[[Side], Picked]:
    """Somebody of B's who has signed in, with a second factor or without one; the row is what they know."""

    def picked(side: Side) -> Picked:
        user = side.person(ME)
        with transaction():
            second_factors.drop(user_id=user.id)
            secret = sign_ins.begin(user_id=user.id, second_factor=False).secret
            second_factors.begin(user_id=user.id)
            code = code_of(second_factors.begun(user_id=user.id))
            codes = second_factors.confirm(user_id=user.id, code=code) if enrolled else [code]
        return Picked(secret=secret, row={"password": _password(side), "code": codes[0]})

    return picked


def _password(side: Side) -> str:
    kept = side.person(ME).password_hash
    return next(one for one in (PASSWORD, FRESH) if passwords.fits(one, kept=kept))


def next_password(side: Side, _: Picked) -> dict[str, str]:
    """The password of now, and another twice."""
    now = _password(side)
    other = PASSWORD if now == FRESH else FRESH
    return {"password": now, "new_password": other, "again": other}


def half_signed_in(*, enrols: bool) -> Callable[[Side], Picked]:
    """A sign-in that waits for a code: of an authenticator that is set up now, or one that was kept for the day."""

    def picked(side: Side) -> Picked:
        known, user = me(enrolled=not enrols)(side), side.person(ME)
        with transaction():
            secret = sign_ins.begin(user_id=user.id, second_factor=enrols).secret
            code = code_of(second_factors.begun(user_id=user.id)) if enrols else known.row["code"]
        return Picked(secret=secret, row={"code": code})

    return picked


def token(side: Side) -> Picked | None:
    """A token of somebody of B's that is worth something."""
    user = side.person("agency_worker")
    row = side.one(sa.select(Token).where(Token.user_id == user.id, Token.revoked_at.is_(None)))
    return Picked({"token_id": row.id}) if row else None


def notice(side: Side) -> Picked | None:
    """A notice to somebody of B's that waits to be read."""
    user = side.person("agency_worker")
    row = side.one(sa.select(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None)))
    return Picked({"notice_id": row.id}) if row else None


def visitor(_: Side) -> Picked:
    """Somebody who has not signed in."""
    return Picked(secret=WITHOUT)


def signing_in(side: Side, _: Picked) -> dict[str, str]:
    """An address and its password."""
    return {"email": side.person("agency_worker").email, "password": PASSWORD}


def asked_in(side: Side) -> Picked:
    """Somebody who was invited to B and holds the code."""
    home = side.ground.records[side.place].shared["consortium_id"]
    known = {"email": f"joins-{side.number()}@example.org", "name": "Una Kerr", "member_code": side.place.agency}
    with transaction():
        asker = side.viewer("administrator")
        code = invitations.invite(asker, **known, roles=[(home, Role.AGENCY_WORKER)])[1]
    return Picked(secret=WITHOUT, row={"email": known["email"], "code": code, **_twice(FRESH)})


def let_in_again(side: Side) -> Picked:
    """Somebody of B's who holds both codes of a recovery."""
    user = side.person("finance_officer@agency")
    with transaction():
        for earlier in db.session.scalars(sa.select(Recovery).where(Recovery.user_id == user.id)):
            earlier.ended_at = earlier.ended_at or clock.now()
        asked, first = recoveries.ask(side.viewer("agency_manager"), user_id=user.id, reason="It was stolen.")
        _, second = recoveries.confirm(side.viewer(f"{SECOND}agency_manager"), recovery_id=asked.id)
        email = user.email
    return Picked(secret=WITHOUT, row={"email": email, "first_code": first, "second_code": second, **_twice(FRESH)})


def _twice(password: str) -> dict[str, str]:
    return {"new_password": password, "again": password}


def known(_: Side, picked: Picked) -> dict[str, str]:
    """What whoever was picked knows."""
    return picked.row


def code(_: Side, picked: Picked) -> dict[str, str]:
    """A code."""
    return {"code": picked.row["code"]}


ACTS: Acts = {
    "notices.choose": Act("agency_worker", sends=lambda side, _: {"wish": side.any("at_once", "daily", "never")}),
    "web.account.mail": Act("agency_worker", sends=lambda side, _: {"wish": side.any("at_once", "daily", "never")}),
    "notices.mark": Act("agency_worker", notice),
    "notices.mark_all": Act("agency_worker"),
    "web.notices.mark": Act("agency_worker", notice),
    "web.notices.mark_all": Act("agency_worker"),
    "people.revoke": Act("agency_worker", token),
    # Whoever keeps the accounts reads an account's version, which rises with its password.
    "web.account.password": Act(ME, me(enrolled=False), next_password, told=ADMINISTRATORS),
    "web.account.begin": Act(ME, me(enrolled=False)),
    "web.account.enrol": Act(ME, me(enrolled=False), known),
    "web.account.renew": Act(ME, me(enrolled=True), known),
    "web.account.drop": Act(ME, me(enrolled=True), known),
    "web.account.issue": Act(
        ME, sends=lambda side, _: {"name": f"Program {side.number()}", "password": _password(side)}
    ),
    "web.account.revoke": Act("agency_worker", token),
    "web.sign_in.sign_in": Act("agency_worker", visitor, signing_in),
    "web.sign_in.code": Act(ME, half_signed_in(enrols=False), code),
    "web.sign_in.enrol": Act(ME, half_signed_in(enrols=True), code),
    "web.sign_in.sign_out": Act("agency_manager"),
    "web.joining.join": Act(ME, asked_in, known, told=ADMINISTRATORS),
    "web.joining.recover": Act(ME, let_in_again, known, told=ADMINISTRATORS),
}
