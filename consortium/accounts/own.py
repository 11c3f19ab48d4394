"""One's own account: what a person changes about how they sign in."""

from collections.abc import Collection

import sqlalchemy as sa

from consortium.access import Viewer, require
from consortium.accounts import passwords, second_factors, sign_ins, tokens, tries
from consortium.accounts.people import User
from consortium.accounts.tokens import Token
from consortium.floor.db import db, flush, release, transaction
from consortium.floor.errors import Invalid, NotAllowed
from consortium.trail import capture


def change_password(viewer: Viewer, *, password: str, new_password: str) -> User:
    """Gives oneself another password; every sign-in ends, this one too. Call it before anything is written."""
    user = _proved(viewer, password=password)
    name, email = user.name, user.email
    release()
    hashed = passwords.hashed(new_password, known=[*name.split(), email], field="new_password")
    user = _own(viewer)
    user.password_hash = hashed
    sign_ins.end_all(user_id=user.id)
    flush()
    return user


def begin_second_factor(viewer: Viewer) -> None:
    """Begins to set up a second factor, where there is none yet."""
    require(viewer, "account.change")
    second_factors.begin(user_id=_own(viewer).id)


def confirm_second_factor(viewer: Viewer, *, password: str, code: str) -> list[str]:
    """Takes the second factor into use with its first code; gives the recovery codes, which are shown once."""
    user = _proved(viewer, password=password)
    return second_factors.confirm(user_id=user.id, code=code)


def drop_second_factor(viewer: Viewer, *, password: str, code: str = "") -> User:
    """Forgets one's authenticator, to set up another at the next sign-in; every sign-in ends.

    Where there is one, it takes a code of it, or a recovery code, besides the password.
    """
    user = _proved(viewer, password=password)
    if second_factors.is_enrolled(user_id=user.id):
        _expect_code(user, code)
    second_factors.drop(user_id=user.id)
    sign_ins.end_all(user_id=user.id)
    return user


def renew_recovery_codes(viewer: Viewer, *, password: str, code: str = "") -> list[str]:
    """New recovery codes in the place of the old ones, shown once; for the password and a code."""
    user = _proved(viewer, password=password)
    if not second_factors.is_enrolled(user_id=user.id):
        raise Invalid({"password": ["You have no second factor to recover."]})
    _expect_code(user, code)
    return second_factors.renew_recovery_codes(user_id=user.id)


def issue_token(viewer: Viewer, *, password: str, name: str, acts: Collection[str], days: int) -> tuple[Token, str]:
    """As `tokens.issue`, for oneself and for the password: a sign-in left open makes no key that outlives it."""
    user = _proved(viewer, password=password)
    return tokens.issue(viewer, user_id=user.id, name=name, acts=acts, days=days)


def _proved(viewer: Viewer, *, password: str) -> User:
    """The viewer's own account once the password shows that it is they who sit at the screen; guesses are counted."""
    require(viewer, "account.change")
    user = _own(viewer)
    user_id, kept = user.id, user.password_hash
    release()
    tries.count("own password of", whose=user_id)
    if not passwords.fits(password, kept=kept):
        with transaction():
            capture.note(viewer, action="sign_in_failed", entity="users", entity_id=user_id)
        raise NotAllowed("This is not your password.", code="wrong_password")
    return _own(viewer)


def _expect_code(user: User, code: str) -> None:
    """Refuses whoever has not the second factor at hand; the try was counted with the password's."""
    if not second_factors.passes(user_id=user.id, code=code):
        raise NotAllowed(second_factors.WRONG, code="wrong_code")


def _own(viewer: Viewer) -> User:
    found = db.session.scalar(sa.select(User).where(User.id == viewer.user_id))
    if found is None:
        raise NotAllowed
    return found
