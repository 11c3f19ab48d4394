"""The cells of the matrix: every route × method of the application × role × relation, and what each answers."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from consortium.access import OPERATOR, Role
from consortium.accounts import sign_ins, tokens
from consortium.floor.db import db, transaction
from consortium.roles import EMPLOYERS, MemberKind
from tests.access import sent, world
from tests.access.world import World

RELATIONS = ("own", "neighbour", "hub", "L1", "L2", "L3", "far")
# What a request that got so far answered: done, refused for what was sent, forbidden, not there, sign in first.
DONE, REFUSED, FORBIDDEN, ABSENT, STRANGER, NOBODY = "y", "r", "f", "n", "s", "-"
OF_AN_AGENCY = {"household_id", "user_id", "deputyship_id", "recovery_id", "invitation_id", "token_id", "entity"}
OF_RECORDS = OF_AN_AGENCY | {
    "adopted_id", "agreement_id", "child_id", "commitment_id", "consortium_id", "disposal_id", "hold_id", "import_id",
    "link_id", "member_id", "membership_id", "pin_id", "policy_id", "purchase_id", "referral_id", "run_id",
    "suggestion_id",
}  # fmt: skip
WORDS = {"kind": "households", "code": "edinburgh", "name": "index.css", "filename": "console.css"}
TOKEN = "a" * 40


@dataclass(frozen=True)
class Route:
    """One route with one method."""

    rule: Rule
    method: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.rule}"

    @property
    def is_json(self) -> bool:
        return self.rule.rule.startswith("/api/v1/")

    @property
    def relations(self) -> tuple[str, ...]:
        """Those that matter: a route that names no record can be called from within the consortium or from beyond."""
        return RELATIONS if OF_RECORDS & self.rule.arguments else ("own", "far")

    def principal(self, role: Role, relation: str) -> str | None:
        """For whom the person works who holds the role and stands so to the record; None where nobody can."""
        of_agency = bool(OF_AN_AGENCY & self.rule.arguments)
        own, other = (world.AGENCY, world.AUTHORITY) if of_agency else (world.AUTHORITY, world.AGENCY)
        near = {MemberKind.AUTHORITY: world.NEIGHBOUR, MemberKind.AGENCY: world.OTHER_AGENCY}
        far = {MemberKind.AUTHORITY: world.FAR_AUTHORITY, MemberKind.AGENCY: world.FAR_AGENCY}
        kinds = EMPLOYERS[role]
        kind = next(iter(kinds)) if len(kinds) == 1 else world.KIND[own]
        chosen = {"own": own, "neighbour": near[kind], "hub": world.HUB, "far": far[kind]}
        employer = chosen.get(relation, other)
        return employer if world.KIND[employer] in kinds else None


def routes(app: Flask) -> list[Route]:
    """Every route with every method that it takes, by address."""
    found = [
        Route(rule, method) for rule in app.url_map.iter_rules() for method in rule.methods or () if method in METHODS
    ]
    return sorted(found, key=lambda route: (route.rule.rule, route.method))


METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}


class Matrix:
    """The world in its database, everybody's way in, and the state that each request finds anew."""

    def __init__(self, app: Flask, made: World) -> None:
        self.app, self.world = app, made
        self.tokens: dict[tuple[Role, str], str] = {}
        self.clients: dict[tuple[Role, str], FlaskClient] = {}
        with app.app_context(), transaction():
            for key, user_id in made.people.items():
                self.tokens[key] = tokens.issue(OPERATOR, user_id=user_id, name="matrix")[1]
                self.clients[key] = self._signed_in(sign_ins.begin(user_id=user_id, second_factor=False).secret)
        self.file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        self.pristine = sqlite3.connect(":memory:", check_same_thread=False)
        self._copy(to_memory=True)

    def close(self) -> None:
        """Let go of the copy."""
        self.pristine.close()

    def _signed_in(self, secret: str) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["sign_in"], session["csrf_token"] = secret, TOKEN
        return client

    def _copy(self, *, to_memory: bool) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        kept = sqlite3.connect(self.file)
        source, target = (kept, self.pristine) if to_memory else (self.pristine, kept)
        source.backup(target)
        kept.close()

    def row(self, route: Route) -> dict[Role, str]:
        """What each role is answered, a letter for each relation."""
        return {role: "".join(self.cell(route, role, relation) for relation in route.relations) for role in Role}

    def cell(self, route: Route, role: Role, relation: str) -> str:
        """What one person is answered."""
        employer = route.principal(role, relation)
        if employer is None:
            return NOBODY
        answer = self.ask(route, (role, employer), relation=relation)
        if answer.status_code < 500 and route.method != "GET" and answer.status_code not in (401, 403, 404):
            self._copy(to_memory=False)
        return letter(answer)

    def ask(self, route: Route, who: tuple[Role, str] | None, *, relation: str) -> Any:
        """The answer to a request of somebody's about the record that stands so to them."""
        ids = self.ids(relation)
        with self.app.test_request_context():
            path = self.app.url_map.bind("localhost").build(
                route.rule.endpoint, self.values(route.rule, ids), method=route.method
            )
        client = self.clients[who] if who and not route.is_json else self.app.test_client()
        return client.open(path, method=route.method, **self.content(route, ids, who))

    def ids(self, relation: str) -> world.Ids:
        """The ids of the records of this relation; a link always exists, proposed where no stage is asked for."""
        stage = int(relation[1]) if relation.startswith("L") else 0
        linked = self.world.pairs[max(stage, 1)]["link_id"]
        return {**self.world.shared, **self.world.pairs[stage], "link_id": linked}

    def values(self, rule: Rule, ids: world.Ids) -> dict[str, Any]:
        """What stands in the address."""
        found: dict[str, Any] = {}
        for name in rule.arguments:
            if name == "referral_ref":
                found[name] = self.world.shared["suggested"]
            elif name == "record_id":
                found[name] = ids["household_id"]
            else:
                found[name] = ids.get(name) or _first_word(rule, name) or WORDS[name]
        return found

    def content(self, route: Route, ids: world.Ids, who: tuple[Role, str] | None) -> dict[str, Any]:
        """What is sent: headers, and a body that is right."""
        if route.is_json:
            headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
            versions = [str(self.world.versions.get(str(ids[name]), 1)) for name in route.rule.arguments if name in ids]
            headers["If-Match"] = f'"{versions[-1] if versions else 1}"'
            return {"headers": headers, **self._json(route, ids)}
        if route.method == "GET":
            return {}
        known = [name for name in ("child_id", *sorted(route.rule.arguments)) if name in ids]
        version = str(self.world.versions.get(str(ids[known[0]]), 1)) if known else "1"
        if route.rule.arguments & {"household_id", "link_id", "purchase_id"}:
            name = next(iter(route.rule.arguments & {"household_id", "link_id", "purchase_id"}))
            version = str(self.world.versions.get(str(ids[name]), 1))
        typed = sent.FORMS.get(route.rule.endpoint, lambda *_: {})(self.world, ids)
        signed = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(TOKEN)
        return {"data": {"csrf_token": signed, "version": version, **typed}}

    def _json(self, route: Route, ids: world.Ids) -> dict[str, Any]:
        if route.rule.endpoint == "imports.take":
            return {"data": b"placement_ref,authority_code\n", "query_string": {"kind": "purchases"}}
        body = sent.JSON.get(route.rule.endpoint)
        return {"json": body(self.world, ids)} if body else {}


def letter(answer: Any) -> str:
    """The letter of an answer."""
    code = answer.status_code
    if code == 401 or "/sign-in" in answer.headers.get("Location", ""):
        return STRANGER
    return {403: FORBIDDEN, 404: ABSENT}.get(code) or (DONE if code < 400 else REFUSED if code < 500 else str(code))


def _first_word(rule: Rule, name: str) -> str:
    """The first of the words that a route takes in this place."""
    converter = rule._converters[name]
    return str(min(getattr(converter, "items", ()), default=""))


def lines(matrix: Matrix) -> Iterator[str]:
    """The matrix as the file of expectations writes it."""
    yield "\t".join(["route", *Role])
    for route in routes(matrix.app):
        row = matrix.row(route)
        yield "\t".join([route.name, *(row[role] for role in Role)])
