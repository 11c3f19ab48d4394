"""What the JSON door says when it refuses: one exception of its own, and the body that RFC 9457 prescribes."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response

MEDIA_TYPE = "application/problem+json"
HEADERS = {
    401: {"WWW-Authenticate": 'Bearer realm="concurrency"'},
    429: {"Retry-After": "60"},  # seconds
    503: {"Retry-After": "2"},
}
MOST_ERRORS = 100  # a body of thousands of wrong fields is answered with the first of them

Errors = Sequence[Mapping[str, Any]]


class Refused(Exception):
    """The door itself refuses a request, before any rule of the domain is asked."""

    def __init__(
        self, status: int, code: str, sentence: str, errors: Errors = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence
        self.errors, self.headers = errors, dict(headers or {})


def problem(
    status: int, code: str, sentence: str, errors: Errors = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The answer itself: `code` is stable and for programs, `detail` is for people."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": sentence,
    }
    if errors:
        content["errors"] = list(errors[:MOST_ERRORS])
    text = json.dumps(content, ensure_ascii=False) + "\n"
    response = Response(text.encode("utf-8", "replace"), status=status, mimetype=MEDIA_TYPE)
    response.headers.update({"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
    response.headers.update({**HEADERS.get(status, {}), **(headers or {})})
    return response
