"""Who calls: a bearer token stands for a person, and every operation names the capability that it needs."""

from flask import request

from consortium import access
from consortium.access import Viewer
from consortium.accounts import tokens
from consortium.floor.errors import NotSignedIn

PUBLIC = "public"  # for health and the specification, and for nothing that holds a record


def admit(capability: str) -> Viewer:
    """The person behind the token, if any role of theirs includes it; on whose records, is for the query to say."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("Send a token: Authorization: Bearer ccs_…")
    viewer = tokens.authenticate(token)
    access.require(viewer, capability)
    access.doing.set(capability)
    return viewer
