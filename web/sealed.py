"""Facts that travel in a page and come back unchanged: signed, tied to one person, good for a working day."""

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from web.auth import viewer

HOURS = 12


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"{purpose}:{viewer().user_id}")


def seal(facts: Any, *, purpose: str) -> str:
    """Facts as text that only this person can send back, for this purpose."""
    sealed = _serializer(purpose).dumps(facts)
    return sealed if isinstance(sealed, str) else sealed.decode()


def opened(text: str | None, *, purpose: str) -> Any:
    """The facts again, or None when the text is missing, old, somebody else's or not ours."""
    try:
        return _serializer(purpose).loads(text or "", max_age=HOURS * 3600)
    except BadData:
        return None
