"""The one at whom things change: who works there, what of theirs chance picks, and how a change is carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Select
from werkzeug.test import TestResponse

from consortium import members
from consortium.access import OPERATOR, Role, Viewer
from consortium.accounts import people, sign_ins, tokens
from consortium.floor import clock
from consortium.floor.db import db, transaction
from tests.access import cells
from tests.interference.ground import Ground
from tests.interference.places import Place
from tests.web.visitors import Page, day

NOBODY: frozenset[str] = frozenset()
SECOND = "second "  # another person in the same role


@dataclass(frozen=True)
class Picked:
    """What a change is about: what its address names, the version that was seen, and who is told of it by right.

    `who` and `secret` stand where it depends on the record who does it, or with which sign-in.
    """

    values: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    row: Any = None
    told: frozenset[str] = NOBODY
    who: str = ""
    secret: str = ""


class Side:
    """B, or the other consortium, in one state of the records; `rng` is all chance there is."""

    def __init__(self, ground: Ground, place: Place, rng: Random) -> None:
        self.ground, self.place, self.rng = ground, place, rng
        self.authority_id, self.agency_id, self.hub_id = (
            members.by_code(OPERATOR, code=code).id for code in (place.authority, place.agency, place.hub)
        )

    def one(self, found: Select[Any]) -> Any:
        """One of the rows by chance, in the order in which they were written; None where there is none."""
        table = found.column_descriptions[0]["entity"].__table__.name
        rows = db.session.scalars(found.order_by(None).order_by(sa.text(f"{table}.rowid"))).unique().all()
        return self.rng.choice(rows) if rows else None

    def any(self, *words: Any) -> Any:
        """One of these."""
        return self.rng.choice(words)

    def number(self, low: int = 100, high: int = 999_999) -> int:
        """A number."""
        return self.rng.randint(low, high)

    def person(self, who: str) -> people.User:
        """Whoever does this here: a role, where it matters `@` which employer, and `second ` before it for another."""
        name, _, where = who.removeprefix(SECOND).partition("@")
        role, place = Role(name), self.place
        if who.startswith(SECOND):
            return people.get(OPERATOR, user_id=self.ground.records[place].second[role])
        employer = getattr(place, where) if where else place.employer(role)
        return people.get(OPERATOR, user_id=self.ground.world.people[role, employer])

    def viewer(self, who: str) -> Viewer:
        """The same, as a viewer."""
        return people.viewer_of(self.person(who))


Pick = Callable[[Side], Picked | None]


def on(days: int) -> date:
    """The day so many days from now."""
    return clock.today() + timedelta(days=days)


def boxes(name: str, days: int) -> dict[str, str]:
    """The same, as a form asks for it."""
    chosen = on(days)
    return day(name, chosen.year, chosen.month, chosen.day)


def nothing(_: Side) -> Picked:
    """A change that is about no record."""
    return Picked()


@dataclass(frozen=True)
class Act:
    """One unsafe endpoint as it is used here: by whom, about what, and with what.

    `sends` gives the fields of a body or of a form; a form in several pages takes one dict for each, and an operation
    that takes no body takes None.
    """

    who: str
    picks: Callable[[Side], Picked | None] = nothing
    sends: Callable[[Side, Picked], Any] = lambda side, picked: None
    told: frozenset[str] = NOBODY


Acts = dict[str, Act]


@dataclass(frozen=True)
class Done:
    """A change that was asked for: how it was answered, and who is told of it by right."""

    endpoint: str
    answer: TestResponse
    told: frozenset[str]
    is_accepted: bool


class Doors:
    """Both doors, as B's people use them."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.urls = ground, ground.app.url_map.bind("localhost")
        self.rules = {
            (rule.endpoint, method): rule for rule in ground.app.url_map.iter_rules() for method in rule.methods or ()
        }

    def ask(self, side: Side, endpoint: str, act: Act) -> Done | None:
        """Carries the change out, in a request; None where there is nothing that it could be about."""
        with self.ground.app.app_context():
            picked = act.picks(side)
            if picked is None:
                return None
            sent = act.sends(side, picked)
            who, told = side.person(picked.who or act.who).id, act.told | picked.told
        method = next(one for one in ("POST", "PATCH", "PUT") if (endpoint, one) in self.rules)
        path = self.urls.build(endpoint, picked.values, method=method)
        if path.startswith("/api/v1/"):
            answer = self._json(method, path, who, picked, sent)
            return Done(endpoint, answer, told, answer.status_code < 400)
        answer = self._page(endpoint, path, who, picked, sent)
        once = answer.status_code == 200 and endpoint in SHOWN_ONCE
        return Done(endpoint, answer, told, once or answer.status_code == 303)

    def _json(self, method: str, path: str, who: Any, picked: Picked, sent: Any) -> TestResponse:
        with self.ground.app.app_context(), transaction():
            text = tokens.issue(OPERATOR, user_id=who, name="a program's")[1]
        headers = {"Authorization": f"Bearer {text}"}
        if picked.version:
            headers["If-Match"] = f'"{picked.version}"'
        body = {} if sent is None else {"json": sent}
        if sent and "data" in sent:
            headers["Content-Type"] = "text/csv"
            body = {"data": sent["data"], "query_string": {"kind": sent["kind"]}}
        return self.ground.app.test_client(use_cookies=False).open(path, method=method, headers=headers, **body)

    def _page(self, endpoint: str, path: str, who: Any, picked: Picked, sent: Any) -> TestResponse:
        client = self._browser(who, picked.secret)
        pages: Sequence[dict[str, Any]] = sent if isinstance(sent, list) else [sent or {}]
        if (endpoint, "GET") not in self.rules:  # a button of another page
            signed = URLSafeTimedSerializer(str(self.ground.app.secret_key), salt="wtf-csrf-token").dumps(cells.TOKEN)
            version = {"version": str(picked.version)} if picked.version else {}
            return client.post(path, data={"csrf_token": signed, **version})
        answer = client.get(path)
        for typed in pages:
            carried = Page(answer).read.carried
            answer = client.post(path, data={**{name: value for name, value in carried.items() if name}, **typed})
        return answer

    def _browser(self, who: Any, secret: str) -> FlaskClient:
        if not secret:
            with self.ground.app.app_context(), transaction():
                secret = sign_ins.begin(user_id=who, second_factor=False).secret
        client = self.ground.app.test_client()
        with client.session_transaction() as session:
            session.update({"csrf_token": cells.TOKEN, **({"sign_in": secret} if secret != "none" else {})})
        return client


# Pages that show once what was made, instead of leading on.
SHOWN_ONCE = {
    "web.account.enrol", "web.account.issue", "web.account.renew", "web.adopted.trace", "web.cover.ask",
    "web.cover.confirm", "web.people.invite", "web.sign_in.enrol", "web.subject_access.child",
    "web.subject_access.household",
}  # fmt: skip
