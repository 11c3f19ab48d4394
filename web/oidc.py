"""Signing in by an organisation's own service: OpenID Connect with a code, PKCE, state and nonce, spoken by Authlib.

What a provider answers is somebody else's word. Of its description three addresses are taken, and none that leads into
this network; its answers are read up to a size and a time, and never followed elsewhere; how its tokens may be signed
is said here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from consortium.accounts import providers
from consortium.accounts.providers import Provider
from consortium.floor.errors import NotAllowed, Unavailable

SECONDS, PATIENCE = 10, 2  # a service that answers no sooner is away; for whoever waits while another asks
LARGEST, PORTION = 2**18, 2**12  # bytes
REMEMBERED, GIVEN_UP = (
    300,
    30,
)  # seconds for which a description is good, and for which one that failed is not asked for
ADDRESSES = {"authorization_endpoint": "authorize_url", "token_endpoint": "access_token_url", "jwks_uri": "jwks_uri"}
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
FAILED = "The sign-in at your organisation did not succeed. Begin again from the sign-in page."
ODD = (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError, AttributeError, RuntimeError)

_described: dict[str, tuple[float, dict[str, str] | None]] = {}
_asking: dict[str, Lock] = {}


class Bounded(OAuth2Session):  # type: ignore[misc]
    """Speaks to a provider and to nobody to whom it might send us on."""

    def request(self, method: str, url: str, *given: Any, **more: Any) -> requests.Response:
        """The answer, read to its end; refused past its size or its time."""
        more |= {"allow_redirects": False, "stream": True, "timeout": SECONDS}
        with super().request(method, url, *given, **more) as answer:
            answer._content = b"".join(_portions(answer))
        if answer.is_redirect:
            raise requests.TooManyRedirects
        return answer  # type: ignore[no-any-return]


def leave(provider: Provider, *, back: str) -> Response:
    """Sends the person to their organisation's sign-in; what has to come back with them is kept in the session."""
    with _doubted():
        return _client(provider).authorize_redirect(back)  # type: ignore[no-any-return]


def returned(provider: Provider) -> dict[str, Any]:
    """What the provider says of who came back, its signature, issuer, audience, nonce and times verified.

    Raises NotAllowed alike for whatever was forged, replayed, refused or is over, and Unavailable when the provider
    does not answer.
    """
    known = {"iss": provider.issuer, "aud": provider.client_id}
    expected = {name: {"essential": True, "value": value} for name, value in known.items()}
    with _doubted():
        return dict(_client(provider).authorize_access_token(claims_options=expected)["userinfo"])


@contextmanager
def _doubted() -> Iterator[None]:
    """Whatever a provider may answer that nobody thought of is a sign-in that failed, and no fault of ours."""
    try:
        yield
    except requests.RequestException as error:
        raise Unavailable from error
    except ODD:
        raise NotAllowed(FAILED, code="provider_failed") from None


def _client(provider: Provider) -> Any:
    client = FlaskOAuth2App(
        FlaskIntegration(f"provider_{provider.code}"),
        name=provider.code,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        issuer=provider.issuer,
        id_token_signing_alg_values_supported=SIGNED_BY,
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
        **_addresses(provider),
    )
    client.client_cls = Bounded
    return client


def forget() -> None:
    """Remember nothing of any provider."""
    _described.clear()


def _addresses(provider: Provider) -> dict[str, str]:
    """Where the provider says that it is to be spoken to, asked for now and then.

    Anybody may knock at this door: a provider that is slow or away must not hold up everybody else with them.
    """
    key = provider.issuer
    if not _asking.setdefault(key, Lock()).acquire(timeout=PATIENCE):
        raise Unavailable
    try:
        until, found = _described.get(key, (0.0, None))
        if monotonic() > until:
            _described[key] = (monotonic() + GIVEN_UP + SECONDS, None)
            found = _asked(provider)
            _described[key] = (monotonic() + REMEMBERED, found)
    finally:
        _asking[key].release()
    if found is None:
        raise Unavailable
    return found


def _asked(provider: Provider) -> dict[str, str]:
    """The three addresses of the provider's description; nothing else of it is taken."""
    with Bounded() as session:
        answer = session.request("GET", f"{provider.issuer}/.well-known/openid-configuration", withhold_token=True)
    answer.raise_for_status()
    said = answer.json()
    found = {ours: str(said.get(theirs)) for theirs, ours in ADDRESSES.items()}
    if said["issuer"] != provider.issuer:
        raise ValueError("This is the description of another provider.")
    if not all(providers.may_stand_at(provider, address=one) for one in found.values()):
        raise ValueError("It names an address that is not taken.")
    return found


def _portions(answer: requests.Response) -> Iterator[bytes]:
    until, left = monotonic() + SECONDS, LARGEST
    while portion := answer.raw.read1(PORTION, decode_content=True):
        left -= len(portion)
        if left < 0 or monotonic() > until:
            raise requests.ConnectionError("the answer is too long, or comes too slowly")
        yield portion
