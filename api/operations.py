"""One operation of the JSON door: admit the caller, parse what was sent, call the noun's verb, answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from flask import Blueprint, Response, request
from marshmallow import Schema, ValidationError

from api import auth, gate, uploads
from api.paging import Listing, page_of
from api.problems import Refused
from api.schemas.shapes import Paging, change_of, faults_of, new_of
from consortium.floor.db import release
from consortium.rights.capabilities import CAPABILITIES

PREFIX = "/api/v1"
Act = Callable[..., Any]
Shape = type[Schema]
Values = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """A route: who may call it, what it takes and gives, and the function that does it."""

    act: Act
    may: str
    method: str
    gives: Shape | None = None
    takes: Schema | None = None
    asks: Shape | None = None
    paged: bool = False
    versioned: bool = False
    status: int = 200
    media: str = "application/json"
    takes_file: bool = False
    audited: bool = False  # shows an identifiable record: reading it is written down in the same transaction

    @property
    def capability(self) -> str:
        """The capability that a caller needs; the house's tests read it on every route."""
        return self.may

    def __call__(self, **path: Any) -> Response:
        sent = gate.query()
        if self.may == auth.PUBLIC:
            return self._answer(self.act(**path))
        viewer = auth.admit(self.may)
        if self.method != "GET":
            release()  # who calls is known; nothing stays locked while the body is read
        given: dict[str, Any] = dict(path)
        if self.asks:
            given["query"] = self._load(_made(self.asks), sent, _parameter)
        else:
            self._load(_made(Schema), sent, _parameter)
        if self.takes_file:
            given["upload"] = uploads.received()
        if self.versioned:
            given["version"] = _version_wanted()
        if self.takes:
            given["body"] = self._load(self.takes, gate.body(), _pointer)
            if self.takes.partial and not given["body"]:
                raise Refused(422, "nothing_to_change", "Name at least one field to change.")
        cursor = {key: given["query"].pop(key, None) for key in ("limit", "cursor")} if self.paged else {}
        return self._answer(self.act(viewer, **given), **cursor)

    def _load(self, shape: Schema, values: Mapping[str, Any], place: Callable[[str], dict[str, str]]) -> dict[str, Any]:
        try:
            loaded: dict[str, Any] = shape.load(values)
        except ValidationError as error:
            faults = [{"detail": sentence, **place(path)} for path, sentence in faults_of(error)]
            raise Refused(422, "invalid", "Some of what was sent cannot be taken.", faults) from None
        return loaded

    def _answer(self, outcome: Any, **cursor: Any) -> Response:
        if isinstance(outcome, Response):
            return self._guarded(outcome)
        if isinstance(outcome, Listing):
            outcome = page_of(outcome, **cursor)
        content = self._shown(outcome)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        response = Response(text, status=self.status, mimetype=self.media)
        if not self.paged and "version" in content:
            response.set_etag(str(content["version"]))
        if self.status == 201:
            response.headers["Location"] = f"{request.path}/{content['id']}"
        return self._guarded(response)

    def _guarded(self, response: Response) -> Response:
        """Records are for the caller alone: nothing on the way keeps them or guesses at what they are.

        What a stage of disclosure shows may change while the record does not: such answers are given whole.
        """
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.method != "GET" or self.audited:
            return response
        return response.make_conditional(request)  # type: ignore[return-value]

    def _shown(self, outcome: Mapping[str, Any]) -> dict[str, Any]:
        if self.gives is None:
            return dict(outcome)
        if not self.paged:
            return dict(_made(self.gives).dump(outcome))
        return {"items": _made(self.gives).dump(outcome["items"], many=True), "next": outcome["next"]}


class Door:
    """The operations of one noun, gathered as a blueprint."""

    def __init__(self, noun: str) -> None:
        self.blueprint = Blueprint(noun, __name__, url_prefix=PREFIX)

    def lists(self, rule: str, shape: Shape, *, may: str, asks: Shape = Paging, **terms: Any) -> Callable[[Act], Act]:
        """GET of many: a page of them at a time."""
        return self._route(rule, method="GET", may=may, gives=shape, asks=asks, paged=True, **terms)

    def reads(self, rule: str, shape: Shape | None, *, may: str, **terms: Any) -> Callable[[Act], Act]:
        """GET of one."""
        return self._route(rule, method="GET", may=may, gives=shape, **terms)

    def creates(self, rule: str, shape: Shape, *, may: str, **terms: Any) -> Callable[[Act], Act]:
        """POST of a new one, answered with 201, its address and itself."""
        terms.setdefault("takes", new_of(shape))
        return self._route(rule, method="POST", may=may, gives=shape, status=201, **terms)

    def changes(self, rule: str, shape: Shape, *, may: str, gives: Shape | None = None) -> Callable[[Act], Act]:
        """PATCH of some fields, by whoever names the version that was read."""
        takes = change_of(shape)
        return self._route(rule, method="PATCH", may=may, gives=gives or shape, takes=takes, versioned=True)

    def replaces(self, rule: str, shape: Shape, *, may: str, takes: Shape) -> Callable[[Act], Act]:
        """PUT of the whole, by whoever names the version that was read."""
        return self._route(rule, method="PUT", may=may, gives=shape, takes=takes(), versioned=True)

    def acts(
        self, rule: str, shape: Shape | None, *, may: str, takes: Shape | None = None, **terms: Any
    ) -> Callable[[Act], Act]:
        """POST of something that happened to one, answered with what it became."""
        return self._route(rule, method="POST", may=may, gives=shape, takes=takes() if takes else None, **terms)

    def _route(
        self, rule: str, *, method: Literal["GET", "POST", "PATCH", "PUT"], **terms: Any
    ) -> Callable[[Act], Act]:
        if terms["may"] not in CAPABILITIES:
            raise LookupError(f"{rule} names {terms['may']!r}, which is not in the table of capabilities.")

        def keep(act: Act) -> Act:
            self.blueprint.add_url_rule(
                rule,
                act.__name__,
                Operation(act, method=method, **terms),
                methods=[method],
                provide_automatic_options=False,
            )
            return act

        return keep


@cache
def _made(shape: Shape) -> Schema:
    """The shape, made once: all its fields are copied whenever it is made, and it keeps nothing of what passes it."""
    return shape()


def _version_wanted() -> int:
    """The version that If-Match names."""
    if "If-Match" not in request.headers:
        raise Refused(428, "if_match_missing", "Send the ETag that you read as If-Match.")
    tags = request.if_match.as_set() if not request.if_match.star_tag else set()
    if len(tags) != 1 or not (tag := tags.pop() or "").isascii() or not tag.isdigit() or len(tag) > 9:
        raise Refused(412, "conflict", "If-Match names no version of this record: send the ETag that you read.")
    return int(tag)


def _pointer(path: str) -> dict[str, str]:
    return {"pointer": f"#{path}"}


def _parameter(path: str) -> dict[str, str]:
    return {"parameter": path.lstrip("/")}
