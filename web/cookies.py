"""The one cookie, and whatever else is signed here: for this host alone, unseen by scripts, signed with SHA-256."""

from hashlib import sha256
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer

NAME, FOR_THIS_HOST = "console", "__Host-"


class Sessions(SecureCookieSessionInterface):
    """Flask's own signed cookie, with a hash function that is still approved for it."""

    digest_method = staticmethod(sha256)


def settings(*, secure: bool) -> dict[str, Any]:
    """What the cookie is called and how it travels; browsers take the prefix over https alone."""
    return {
        "SESSION_COOKIE_NAME": FOR_THIS_HOST + NAME if secure else NAME,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
    }


def register(app: Flask) -> None:
    """Set them up; the seed against forgery and the facts that travel in a page are signed by the same function."""
    Signer.default_digest_method = staticmethod(sha256)
    app.session_interface = Sessions()
    app.config.update(settings(secure=app.config["SESSION_COOKIE_SECURE"]))
