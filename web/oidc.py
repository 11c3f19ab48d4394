"""Signing in by an organisation's own service: OpenID Connect with a code, PKCE, state and nonce, spoken by Authlib."""

from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from consortium.accounts.providers import Provider
from consortium.floor.errors import NotAllowed, Unavailable

SECONDS = 10  # a service that answers no sooner is away
FAILED = "The sign-in at your organisation did not succeed. Begin again from the sign-in page."


def leave(provider: Provider, *, back: str) -> Response:
    """Sends the person to their organisation's sign-in; what has to come back with them is kept in the session."""
    try:
        return _client(provider).authorize_redirect(back)  # type: ignore[no-any-return]
    except requests.RequestException as error:
        raise Unavailable from error


def returned(provider: Provider) -> dict[str, Any]:
    """What the provider says of who came back, its signature, issuer, audience, nonce and times verified.

    Raises NotAllowed alike for whatever was forged, replayed, refused or is over, and Unavailable when the provider
    does not answer.
    """
    client = _client(provider)
    try:
        if client.load_server_metadata().get("issuer") != provider.issuer:
            raise NotAllowed(FAILED, code="provider_failed")
        return dict(client.authorize_access_token()["userinfo"])
    except requests.RequestException as error:
        raise Unavailable from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError):
        raise NotAllowed(FAILED, code="provider_failed") from None


def _client(provider: Provider) -> Any:
    return FlaskOAuth2App(
        FlaskIntegration(f"provider_{provider.code}"),
        name=provider.code,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )
