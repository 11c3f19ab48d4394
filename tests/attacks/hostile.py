"""A provider of identities that is hostile on demand: every one of its answers can be replaced by another."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey

DESCRIPTION, TOKEN, KEYS = "/.well-known/openid-configuration", "/token", "/keys"
EMAIL = "morag@edinburgh.example"
Answer = tuple[int, dict[str, str], bytes]


class Hostile:
    """What it answers at each path, what it says of a person, and which paths were asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.begin_anew()

    def begin_anew(self) -> None:
        """Honest from here on."""
        self.key = ECKey.generate_key("P-256", {"kid": "1"})
        self.answers: dict[str, Any] = {DESCRIPTION: self.description(), KEYS: {"keys": [self.key.as_dict()]}}
        self.asked: list[str] = []
        self.drip = 0.0

    def description(self, **other: Any) -> dict[str, Any]:
        """How an honest provider describes itself, but for what is said otherwise."""
        places = {"authorization_endpoint": "/ask", "token_endpoint": TOKEN, "jwks_uri": KEYS}
        return {"issuer": self.address, **{name: self.address + path for name, path in places.items()}} | other

    def claims(self, nonce: str, /, **other: Any) -> dict[str, Any]:
        """What an honest provider says of Morag, but for what is said otherwise; None leaves a claim out."""
        now = int(time.time())
        times = {"iat": now, "exp": now + 300, "nonce": nonce}
        said = {"iss": self.address, "aud": "us-at-edinburgh", "sub": "morag", "email": EMAIL, "email_verified": True}
        return {name: value for name, value in (said | times | other).items() if value is not None}

    def signed(self, claims: dict[str, Any], *, key: Any = None, alg: str = "ES256", **header: Any) -> str:
        """An ID token; `none` signs nothing, and HS256 with any bytes for a key."""
        head = {"alg": alg, "kid": "1"} | header
        if alg not in ("none", "HS256"):
            return jwt.encode(head, claims, key or self.key, algorithms=[alg])
        said = f"{_letters(json.dumps(head).encode())}.{_letters(json.dumps(claims).encode())}"
        return f"{said}.{_letters(hmac.digest(key, said.encode(), 'sha256')) if key else ''}"

    def brings_back(self, client: FlaskClient, *, code: str = "edinburgh", make: Any = None, **claims: Any) -> Any:
        """Somebody leaves for the provider and is sent back with a token of its making; the application's answer."""
        away = client.get(f"/sign-in/with/{code}")
        sent = {name: value[0] for name, value in parse_qs(urlsplit(away.headers["Location"]).query).items()}
        said = self.claims(sent["nonce"], **claims)
        told = {"access_token": "secret access", "token_type": "Bearer", "id_token": (make or self.signed)(said)}
        self.answers.setdefault(TOKEN, told)
        return client.get(f"/sign-in/from/{code}", query_string={"state": sent["state"], "code": "x"})

    @classmethod
    @contextmanager
    def served(cls) -> Iterator["Hostile"]:
        """One of them on a free port, until the end."""
        with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
            server.hostile = cls(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield server.hostile  # type: ignore[attr-defined]
            server.shutdown()


def _letters(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        hostile = self.server.hostile  # type: ignore[attr-defined]
        hostile.asked.append(self.path)
        answer = hostile.answers.get(self.path, (404, {}, b"nothing"))
        if not isinstance(answer, tuple):
            answer = (200, {"Content-Type": "application/json"}, json.dumps(answer).encode())
        status, headers, body = answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self._send(body, drip=hostile.drip)

    def _send(self, body: bytes, *, drip: float) -> None:
        try:
            for place in range(len(body)) if drip else ():
                self.wfile.write(body[place : place + 1])
                time.sleep(drip)
            self.wfile.write(b"" if drip else body)
        except OSError:
            pass  # whoever asked has heard enough

    do_GET = do_POST = _answer  # noqa: N815 - so it is called by the library

    def log_message(self, *_given: Any) -> None:
        """Says nothing."""
