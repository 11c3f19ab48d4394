"""What everybody is answered: status, headers and body, as bytes that can be compared."""

import re
import sqlite3
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consortium.access import OPERATOR
from consortium.accounts import sign_ins, tokens
from consortium.floor.db import db, transaction
from tests.access import cells
from tests.interference.addresses import Address, Addresses
from tests.interference.ground import NOON, Ground, standing_at
from tests.interference.inputs import Statement, noted
from tests.interference.places import OBSERVERS, Observer

# Reviewed: what legitimately differs from one answer to the next. The clock stands still, so that nothing else does:
# a CSRF token, a signed cookie and whatever says "today" are the same each time.
OWN_TO_EACH_ANSWER = {"X-Request-ID"}  # the number under which the request stands in the log
# The cursor of a list of looks holds the keyed digest of one, chained to all before it: it says nothing to anybody.
CURSOR = re.compile(rb'"next":"[^"]+"')
LONGEST_WALK = 5  # pages
Answers = dict[Address, bytes]
Reads = dict[Address, list[Statement]]


class Watch:
    """Everybody's way in, and what they see at noon."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.addresses = Addresses(ground.app, ground.ids(), ground.members()).all()
        self.client: FlaskClient = ground.app.test_client(use_cookies=False)
        self.headers: dict[tuple[Observer, bool], dict[str, str]] = {}
        with standing_at(NOON), ground.app.app_context(), transaction():
            for one in OBSERVERS:
                user_id = ground.world.people[one.role, one.employer]
                token = tokens.issue(OPERATOR, user_id=user_id, name="reports")[1]
                secret = sign_ins.begin(user_id=user_id, second_factor=False).secret
                self.headers[one, True] = {"Authorization": f"Bearer {token}"}
                self.headers[one, False] = {"Cookie": self._cookie(secret)}
            self.engine = db.engine
        ground.pristine = ground.copy()

    def answers(self, asked: Iterable[Address], copy: sqlite3.Connection, *, reads: Reads | None = None) -> Answers:
        """What each of these addresses is answered at noon, over a copy of the records; `reads` takes what it read."""
        found: Answers = {}
        self.ground.back_to(copy)
        with standing_at(NOON), noted(self.engine) as statements:
            for one in asked:
                statements.clear()
                if one.is_of_trail:  # what others have read meanwhile stands there too
                    self.ground.back_to(copy)
                found[one] = self._answer(one)
                if reads is not None:
                    reads[one] = list(statements)
        return found

    def _answer(self, one: Address) -> bytes:
        """What one address is answered, as bytes."""
        if one.after:
            self._get(one, one.after)
        told = self._get(one, one.path)
        pages = [_bytes(told)]
        while one.walk and told.is_json and (told.json or {}).get("next") and len(pages) < LONGEST_WALK:
            told = self._get(one, f"{one.path}&cursor={quote(told.json['next'])}")
            pages.append(_bytes(told))
        whole = b"\n".join(pages)
        return CURSOR.sub(b'"next":"..."', whole) if one.after else whole

    def _get(self, one: Address, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers[one.observer, path.startswith("/api/v1/")])

    def _cookie(self, secret: str) -> str:
        """The session of somebody who has signed in, as their browser sends it."""
        app: Any = self.ground.app
        signer = app.session_interface.get_signing_serializer(app)
        return f"console={signer.dumps({'csrf_token': cells.TOKEN, 'sign_in': secret})}"


def _bytes(answer: TestResponse) -> bytes:
    """The status, the headers that say something of a record, and the body."""
    kept = [f"{name}: {value}" for name, value in answer.headers if name not in OWN_TO_EACH_ANSWER]
    return "\n".join([answer.status, *kept, ""]).encode() + answer.get_data()


def first_difference(before: bytes, after: bytes) -> str:
    """The first line that differs, as it was and as it is."""
    old, new = before.decode("utf-8", "replace").split("\n"), after.decode("utf-8", "replace").split("\n")
    length = max(len(old), len(new))
    pairs = zip(old + [""] * (length - len(old)), new + [""] * (length - len(new)), strict=True)
    was, now = next(((was, now) for was, now in pairs if was != now), ("", ""))
    at = next((n for n, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), 0)
    return f"was …{was[max(0, at - 80) : at + 120]}…\n    now …{now[max(0, at - 80) : at + 120]}…"
