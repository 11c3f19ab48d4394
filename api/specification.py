"""The OpenAPI 3.1 document, written from the operations themselves so that it cannot say anything else."""

import re
import warnings
from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema

from api import uploads
from api.auth import PUBLIC
from api.operations import PREFIX, Operation
from api.problems import MEDIA_TYPE

_FILE = {"type": "string", "format": "binary"}
_FORM = {"type": "object", "required": ["file"], "properties": {"file": _FILE}, "additionalProperties": False}
_FILES = {kind: {"schema": _FORM if kind == uploads.FORM else _FILE} for kind in uploads.KINDS}
TITLE = "Concurrency consortium"
ABOUT = (
    "Members, carers, referrals, suggested matches, and what was promised and bought. "
    "Send a token as `Authorization: Bearer …`. Lists come a page at a time: ask again with `next` as `cursor`. "
    "To change a record, send the ETag that you read as `If-Match`. Refusals are problem+json (RFC 9457)."
)
PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "No token, or one that is not known or has run out.",
    "403": "The person may not do this.",
    "404": "There is nothing here, or nothing that the person may see.",
    "405": "The address does not take this method.",
    "409": "A rule of the consortium forbids it as things stand.",
    "412": "The record was changed meanwhile.",
    "413": "The body is too large.",
    "414": "The query is too long.",
    "415": "The body is of a kind that is not taken.",
    "422": "Some of what was sent cannot be taken; `errors` says what.",
    "428": "If-Match is missing.",
    "429": "Too much is asked at once; Retry-After says when to ask again.",
    "500": "Something went wrong here.",
    "503": "The database is busy or away.",
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "A sentence for people."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "Where in the body."},
                    "parameter": {"type": "string", "description": "Which parameter of the address."},
                    "line": {"type": ["integer", "null"], "description": "Which line of the file."},
                    "column": {"type": ["string", "null"], "description": "Which column of the file."},
                },
            },
        },
    },
}


def of(app: Flask) -> dict[str, Any]:
    """The document for the operations that the application has."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(TITLE, "1", "3.1.0", plugins=[plugin], info={"description": ABOUT}, security=[{"token": []}])
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", PROBLEM)
    for status, sentence in PROBLEMS.items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        spec.components.response(status, {"description": sentence, "content": content})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # apispec's remark that one schema is used in several ways: names are ours
        for path, method, described in _described(app):
            spec.path(path, operations={method: described})
    document = spec.to_dict()
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("Change"):
            schema["minProperties"] = 1
        elif "disclosed" in schema.get("properties", {}) and not name.endswith("New"):
            schema.pop("required", None)  # what the stage of a link withholds is left out of an answer
    return document


def _described(app: Flask) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        operation = app.view_functions[rule.endpoint]
        if isinstance(operation, Operation) and rule.rule.startswith(PREFIX):
            noun = rule.endpoint.partition(".")[0]
            described = {"tags": [noun], "operationId": rule.endpoint.replace(".", "_"), **_terms(operation)}
            described["parameters"] = [*_path_parameters(rule.rule), *described["parameters"]]
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), operation.method.lower(), described


def _terms(operation: Operation) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "summary": (operation.act.__doc__ or "").strip().split("\n")[0],
        "parameters": [{"in": "query", "schema": operation.asks}] if operation.asks else [],
        "responses": {str(operation.status): _success(operation), **_refusals(operation)},
    }
    if operation.may == PUBLIC:
        return {**terms, "security": []}
    terms["description"] = f"Needs the capability `{operation.may}`."
    if operation.versioned:
        tag = {"type": "string", "pattern": '^"[0-9]{1,9}"$'}
        terms["parameters"].append({"in": "header", "name": "If-Match", "required": True, "schema": tag})
    if operation.takes:
        terms["requestBody"] = {"required": True, "content": {"application/json": {"schema": operation.takes}}}
    if operation.takes_file:
        terms["requestBody"] = {"required": True, "content": _FILES}
    return terms


def _success(operation: Operation) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if operation.status == 201:
        headers["Location"] = {"schema": {"type": "string"}}
    if operation.gives and "version" in operation.gives().fields and not operation.paged:
        headers["ETag"] = {"schema": {"type": "string"}}
    content: Any = operation.gives or {"type": "string" if operation.media != "application/json" else "object"}
    if operation.paged:
        items = {"type": "array", "items": operation.gives}
        content = {
            "type": "object",
            "required": ["items", "next"],
            "properties": {"items": items, "next": {"type": ["string", "null"]}},
        }
    return {"description": "Done.", "headers": headers, "content": {operation.media: {"schema": content}}}


def _refusals(operation: Operation) -> dict[str, str]:
    statuses = {"400", "414", "422", "500"}
    if operation.may != PUBLIC:
        statuses |= {"401", "403", "404", "503"}
        statuses |= {"409"} if operation.gives is None else set()  # a file that there is not yet
    if operation.method != "GET":
        statuses |= {"409", "413", "415"}
    if operation.versioned:
        statuses |= {"412", "428"}
    return {status: status for status in sorted(statuses)}


def _path_parameters(rule: str) -> list[dict[str, Any]]:
    return [
        {"in": "path", "name": name, "required": True, "schema": _PATH_KINDS[kind or "string"]}
        for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule)
    ]


_PATH_KINDS = {"uuid": {"type": "string", "format": "uuid"}, "string": {"type": "string"}}


def _name(schema: Any) -> str:
    """`Carer`, `CarerNew` without what only the server writes, `CarerChange` with nothing required."""
    if not isinstance(schema, Schema):
        return str(schema.__name__)
    return type(schema).__name__ + ("Change" if schema.partial else "New" if schema.exclude else "")
