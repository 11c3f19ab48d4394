"""Who calls: a bearer token stands for a person, and every operation names the capability that it needs."""

from flask import request

from api.problems import Refused
from consortium import access, tokens
from consortium.access import Viewer

PUBLIC = "public"  # for health and the specification, and for nothing that holds a record
LONGEST_TOKEN = 200
_WRONG = {"WWW-Authenticate": 'Bearer realm="concurrency", error="invalid_token"'}


def admit(capability: str) -> Viewer:
    """The person behind the token, if any role of theirs includes it; on whose records, is for the query to say."""
    viewer = _viewer()
    access.require(viewer, capability)
    return viewer


def _viewer() -> Viewer:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused(401, "not_signed_in", "Send a token: Authorization: Bearer ccs_…")
    viewer = tokens.viewer_of(token) if len(token) <= LONGEST_TOKEN and token.isascii() else None
    if viewer is None:
        raise Refused(401, "token_refused", "This token is not known, or has run out.", headers=_WRONG)
    return viewer
