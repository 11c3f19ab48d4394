"""Who looks at a page, and what each page asks of them before it opens."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from consortium import access
from consortium.accounts import sign_ins
from consortium.floor.db import transaction
from consortium.floor.errors import NotSignedIn

P = ParamSpec("P")
R = TypeVar("R")

ANYBODY = "anybody"
SIGNED_IN = "signed_in"
_KEY = "sign_in"
_ONWARD = "onward"


def viewer() -> access.Viewer:
    """The person who looks; only pages behind `may` call this."""
    found = somebody()
    if found is None:
        raise LookupError("nobody is signed in")
    return found


def somebody() -> access.Viewer | None:
    """The person who looks, or None; asked once a request."""
    if "viewer" not in g:
        g.viewer = _known(session.get(_KEY))[0]
    return g.viewer  # type: ignore[no-any-return]


def can(capability: str) -> bool:
    """Whether the person who looks holds the capability anywhere; links that lead nowhere are not shown."""
    found = somebody()
    return found is not None and access.may(found, capability)


def may(capability: str, *, audited: bool = False) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Declare the capability that a page asks for; a page without one does not start.

    audited: the page shows an identifiable record, so that reading it is written down in the same transaction.
    """

    def declare(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def page(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if capability != ANYBODY and somebody() is None:
                return redirect(url_for("web.sign_in.sign_in", next=_asked()), 303)
            if capability not in (ANYBODY, SIGNED_IN):
                access.require(viewer(), capability)
                access.doing.set(capability)
            return view(*args, **kwargs)

        page.capability, page.audited = capability, audited  # type: ignore[attr-defined]
        return page

    return declare


def keep_awake() -> None:
    """Note that a sign-in is in use, before the page begins and at most once a minute."""
    if request.endpoint == "web.static" or not (secret := session.get(_KEY)):
        return
    known, is_due = _known(secret)
    if not is_due:
        g.viewer = known
        return
    with transaction():
        fresh = sign_ins.mark(secret, idle=current_app.config["IDLE"])
    if fresh:
        session[_KEY] = fresh


def admit(secret: str) -> None:
    """Begin a session that carries nothing but the opaque sign-in; whatever was there before is gone."""
    onward = session.get(_ONWARD)
    g.pop("viewer", None)
    session.clear()
    session[_KEY] = secret
    if onward:
        session[_ONWARD] = onward


def came_here_themselves() -> bool:
    """Whether a person asked for this: from a page of ours, or by typing the address; another site's page cannot."""
    return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}


def begun() -> str:
    """The secret of the sign-in that is under way; empty when there is none."""
    return str(session.get(_KEY, ""))


def remember_onward() -> None:
    """Keep where somebody wanted to go while they prove who they are."""
    session[_ONWARD] = onward(request.args.get("next"))


def go_onward() -> Response:
    """On to where they wanted to go."""
    return redirect(onward(session.pop(_ONWARD, None)), 303)


def dismiss() -> None:
    """End the sign-in and the session that carried it."""
    if secret := session.get(_KEY):
        sign_ins.end(secret)
    g.pop("viewer", None)
    session.clear()


def onward(target: str | None) -> str:
    """Where to go after signing in: a page of this console or its first page, never another host."""
    flat = (target or "").replace("\\", "/")
    inside = flat.startswith("/") and not flat.startswith("//")  # browsers read two slashes or more as another host
    return target if inside and target and target.isprintable() else url_for("web.home.today")


def _asked() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _known(secret: str | None) -> tuple[access.Viewer | None, bool]:
    """Who signed in with a secret, and whether it is time to note that the sign-in is in use."""
    try:
        return sign_ins.recognise(secret, idle=current_app.config["IDLE"]) if secret else (None, False)
    except NotSignedIn:
        return None, False
