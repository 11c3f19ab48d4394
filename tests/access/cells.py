"""The cells of the matrix: every route × method of the application × role × relation, and what each answers."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from consortium.access import OPERATOR, Role
from consortium.accounts import sign_ins, tokens
from consortium.floor.db import db, transaction
from consortium.roles import EMPLOYERS, MemberKind
from tests.access import canaries, names, sent, world
from tests.access.world import World

# The record is one's own; a neighbour's, in the same consortium; one that the hub serves; one at this stage of a link,
# seen from its other side; one whose link was shown to a panel adviser; another consortium's.
RELATIONS = ("own", "neighbour", "hub", "L1", "L2", "L3", "shown", "far")
# What a request that got so far answered: done, refused for what was sent, forbidden, not there, sign in first.
DONE, REFUSED, FORBIDDEN, ABSENT, STRANGER, NOBODY = "y", "r", "f", "n", "s", "-"
OF_AN_AGENCY = {
    "approach_id",
    "household_id",
    "user_id",
    "deputyship_id",
    "recovery_id",
    "invitation_id",
    "notice_id",
    "token_id",
}
OF_RECORDS = OF_AN_AGENCY | {
    "adopted_id", "agreement_id", "assessment_id", "child_id", "closing_id", "commitment_id", "consortium_id",
    "contact_plan_id", "cycle_id", "disposal_id", "exception_id", "family_agreement_id", "family_task_id",
    "hold_id", "import_id", "invoice_id", "link_id", "member_id", "membership_id", "milestone_id", "pin_id",
    "placement_id", "policy_id", "purchase_id", "record_id", "referral_id", "relief_id", "run_id", "scenario_id",
    "suggestion_id", "target_id", "tariff_id", "task_id", "transfer_id",
}  # fmt: skip
WORDS = {"kind": "households", "code": "edinburgh", "name": "swagger-ui.css", "period_end": "2027-04-01"}
FILES = {"web.static": "console.css", "bootstrap.static": "css/bootstrap.min.css"}
ANYBODY = "anybody"  # who has not signed in
TOKEN = "a" * 40


@dataclass(frozen=True)
class Route:
    """One route with one method, and the word that stands where it takes one of several."""

    rule: Rule
    method: str
    words: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        address = re.sub(r"<any\([^)]*\):(\w+)>", lambda found: dict(self.words)[found[1]], self.rule.rule)
        return f"{self.method} {address}"

    @property
    def is_of_an_agency(self) -> bool:
        """Whether its record is a household or a person of the agency's; the others are the authority's."""
        return bool(OF_AN_AGENCY & self.rule.arguments) or ("entity", "households") in self.words

    @property
    def is_json(self) -> bool:
        return self.rule.rule.startswith("/api/v1/")

    @property
    def relations(self) -> tuple[str, ...]:
        """Those that matter: a route that names no record can be called from within the consortium or from beyond."""
        return RELATIONS if OF_RECORDS & self.rule.arguments else ("own", "far")

    def principal(self, role: Role, relation: str) -> str | None:
        """For whom the person works who holds the role and stands so to the record; None where nobody can."""
        own, other = (names.AGENCY, names.AUTHORITY) if self.is_of_an_agency else (names.AUTHORITY, names.AGENCY)
        if relation == "shown":
            return names.HUB if role is Role.PANEL_ADVISER else None
        near = {MemberKind.AUTHORITY: names.NEIGHBOUR, MemberKind.AGENCY: names.OTHER_AGENCY}
        far = {MemberKind.AUTHORITY: names.FAR_AUTHORITY, MemberKind.AGENCY: names.FAR_AGENCY}
        kinds = EMPLOYERS[role]
        kind = next(iter(kinds)) if len(kinds) == 1 else names.KIND[own]
        if not OF_RECORDS & self.rule.arguments and kind is MemberKind.AGENCY:
            own = names.AGENCY
        chosen = {"own": own, "neighbour": near[kind], "hub": names.HUB, "far": far[kind]}
        employer = chosen.get(relation, other)
        return employer if names.KIND[employer] in kinds else None


def routes(app: Flask) -> list[Route]:
    """Every route with every method and every word that it takes, by address."""
    found = [
        Route(rule, method, words)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & METHODS
        for words in product(*([(name, word) for word in words] for name, words in _words(rule)))
    ]
    return sorted(found, key=lambda route: (route.rule.rule, route.name))


def _words(rule: Rule) -> list[tuple[str, list[str]]]:
    """The words among which an address chooses, by name."""
    choices = ((name, getattr(rule._converters[name], "items", ())) for name in sorted(rule.arguments))
    return [(name, sorted(words)) for name, words in choices if words]


METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}
# How far the link has come that a step is taken of: by endpoint or by the word of an address.
LINKED = {
    **dict.fromkeys(
        ("links.hold_meeting", "links.recommend", "links.decide", "meeting", "recommendation", "decision"), 2
    ),
    **dict.fromkeys(("links.give_notice", "links.introduce", "links.take_back", "notice", "introductions"), 3),
    **dict.fromkeys(("web.links.take_back", "moves.read", "moves.report", "web.moves.report"), 3),
    **dict.fromkeys(("moves.take_back", "web.moves.take_back"), 3),
    **dict.fromkeys((f"{door}transfers.{act}" for door in ("", "web.") for act in ("carry_out", "take_back")), 2),
    **dict.fromkeys(("stays.read", "stays.come_back", "stays.disrupt", "stays.take_back", "stays.enter_phase"), 3),
    **dict.fromkeys(("stays.correct_phase", "web.stays.enter_phase", "web.stays.correct_phase"), 3),
    **dict.fromkeys(("stays.take_back_phase", "web.stays.take_back_phase"), 3),
    **dict.fromkeys(("web.stays.come_back", "web.stays.disrupt", "web.stays.take_back"), 3),
}


class Matrix:
    """The world in its database, everybody's way in, and the state that each request finds anew."""

    def __init__(self, app: Flask, made: World) -> None:
        self.app, self.world = app, made
        self.sightings: list[str] = []
        self.tokens: dict[tuple[Role, str], str] = {}
        self.secrets: dict[tuple[Role, str], str] = {}
        with app.app_context(), transaction():
            for key, user_id in made.people.items():
                self.tokens[key] = tokens.issue(OPERATOR, user_id=user_id, name="matrix")[1]
                self.secrets[key] = sign_ins.begin(user_id=user_id, second_factor=False).secret
        self.file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        self.pristine = sqlite3.connect(":memory:", check_same_thread=False)
        self._copy(to_memory=True)

    def close(self) -> None:
        """Let go of the copy."""
        self.pristine.close()

    def _browser(self, who: tuple[Role, str] | None) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update({"csrf_token": TOKEN, **({"sign_in": self.secrets[who]} if who else {})})
        return client

    def _copy(self, *, to_memory: bool) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        kept = sqlite3.connect(self.file)
        source, target = (kept, self.pristine) if to_memory else (self.pristine, kept)
        source.backup(target)
        kept.close()

    def row(self, route: Route, *, known: Mapping[str, str] | None = None) -> dict[str, str]:
        """What each role is answered, a letter for each relation; and what somebody without any sign-in is.

        Where `known` says that a role is forbidden the act altogether, which is decided before any record is looked
        up, the first and the last relation are asked, and the letters between are taken from there.
        """
        told = {role: self._letters(route, role, known=(known or {}).get(role, "")) for role in Role}
        return {**told, ANYBODY: self._answered(route, None, relation="own")}

    def _letters(self, route: Route, role: Role, *, known: str) -> str:
        asked = [at for at, letter in enumerate(known) if letter != NOBODY]
        inner = set(asked[1:-1]) if set(known) <= {FORBIDDEN, NOBODY} else set[int]()
        cells = enumerate(route.relations)
        return "".join(known[at] if at in inner else self.cell(route, role, relation) for at, relation in cells)

    def cell(self, route: Route, role: Role, relation: str) -> str:
        """What one person is answered."""
        employer = route.principal(role, relation)
        return self._answered(route, (role, employer), relation=relation) if employer else NOBODY

    def _answered(self, route: Route, who: tuple[Role, str] | None, *, relation: str) -> str:
        answer = self.ask(route, who, relation=relation)
        self.sightings += canaries.out_of_place(answer, who=who, asked=f"{route.name}, {relation}")
        answer.close()
        if answer.status_code < 500 and route.method != "GET" and answer.status_code not in (401, 403, 404):
            self._copy(to_memory=False)
        return letter(answer)

    def ask(self, route: Route, who: tuple[Role, str] | None, *, relation: str) -> Any:
        """The answer to a request of somebody's about the record that stands so to them."""
        ids = self.ids(route, relation)
        with self.app.test_request_context():
            path = self.app.url_map.bind("localhost").build(
                route.rule.endpoint, self.values(route, ids), method=route.method
            )
        client = self.app.test_client() if route.is_json else self._browser(who)
        return client.open(path, method=route.method, **self.content(route, ids, who))

    def ids(self, route: Route, relation: str) -> world.Ids:
        """The ids of the records of this relation; a link always exists, proposed where no stage is asked for."""
        stage = {"shown": 2}.get(relation) or (int(relation[1]) if relation.startswith("L") else 0)
        linked = (
            stage or LINKED.get(route.rule.endpoint) or max((LINKED.get(word, 1) for _, word in route.words), default=1)
        )
        return {**self.world.shared, **self.world.pairs[stage], "link_id": self.world.pairs[linked]["link_id"]}

    def values(self, route: Route, ids: world.Ids) -> dict[str, Any]:
        """What stands in the address."""
        record = "household_id" if route.is_of_an_agency else "referral_id"
        files = {"filename": FILES.get(route.rule.endpoint)}
        known = {**WORDS, **files, **ids, **dict(route.words), "record_id": ids[record], "other_id": ids[record]}
        known |= sent.NAMED.get(route.rule.endpoint, {})
        return {name: known[name] for name in route.rule.arguments}

    def content(self, route: Route, ids: world.Ids, who: tuple[Role, str] | None) -> dict[str, Any]:
        """What is sent: headers, and a body that is right."""
        if route.is_json:
            headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
            if route.method == "GET":
                return {"headers": headers, "query_string": sent.ASKED.get(route.rule.endpoint)}
            headers["If-Match"] = f'"{self.version(route, ids)}"'
            return self._json(route, ids, headers)
        if route.method == "GET":
            return {"query_string": sent.ASKED.get(route.rule.endpoint)}
        typed = sent.FORMS.get(route.rule.endpoint, lambda *_: {})(self.world, ids)
        seen = {} if route.rule.endpoint in sent.NEW else {"version": str(self.version(route, ids))}
        signed = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(TOKEN)
        return {"data": {"csrf_token": signed, **seen, **typed}}

    def version(self, route: Route, ids: world.Ids) -> int:
        """The version of the record that the address names last: what a form or If-Match says was seen."""
        named = [name for _, name in route.rule._trace if name in ids]
        return self.world.versions.get(str(ids[named[-1]]), 1) if named else 1

    def _json(self, route: Route, ids: world.Ids, headers: dict[str, str]) -> dict[str, Any]:
        if route.rule.endpoint == "imports.take":
            headers["Content-Type"] = "text/csv"
            return {"headers": headers, "data": sent.SHEET, "query_string": {"kind": "purchases"}}
        body = sent.JSON.get(route.rule.endpoint)
        return {"headers": headers, **({"json": body(self.world, ids)} if body else {})}


def letter(answer: Any) -> str:
    """The letter of an answer."""
    code = answer.status_code
    if code == 401 or answer.headers.get("Location", "").partition("?next=")[0] == "/sign-in":
        return STRANGER
    return {403: FORBIDDEN, 404: ABSENT}.get(code) or (DONE if code < 400 else REFUSED if code < 500 else str(code))


def lines(matrix: Matrix, *, about: str = "") -> Iterator[str]:
    """The matrix, or its rows about an address, as the file of expectations writes it."""
    yield "\t".join(["route", *Role, ANYBODY])
    for route in (one for one in routes(matrix.app) if about in one.name):
        yield "\t".join([route.name, *matrix.row(route).values()])
