"""What access costs: scoped lists and an audited read, against a bare Flask hello-world behind the same gunicorn."""

import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import migrations
from commands.demo_records import fill
from commands.sample.files import contents
from consortium.access import OPERATOR, Role
from consortium.accounts import people, tokens
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.drivers import PRAGMAS
from consortium.floor.settings import Settings
from wsgi import create_app

GOAL = 6.0  # a scoped list over the hello-world, both at p99
SIZE = "year"  # nine authorities, three agencies, 36 households, 55 referrals
ROUNDS, WARM, LONGEST = 1_500, 120, 300  # the last in seconds: a slow machine asks less often
CONNECTIONS = 4  # taken in turn, so that no single worker's luck decides
PATIENCE = 60  # seconds until a server answers
HELLO, ALONE, WRITE = "hello-world", "one referral, as a list", "one durable write alone"
READ = "one referral, audited"
LISTS = {
    "referrals of one's authority": (Role.AUTHORITY_WORKER, "/api/v1/referrals"),
    "households of one's agency": (Role.AGENCY_WORKER, "/api/v1/carers"),
    "referrals of a consortium": (Role.COORDINATOR, "/api/v1/referrals"),
    "households of a consortium": (Role.COORDINATOR, "/api/v1/carers"),
}
Act = Callable[[], Any]
Times = dict[str, list[float]]


def run(seed: int) -> list[str]:
    """Print the figures of each kind of request; the lists whose p99 is beyond the goal."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        database = Path(name) / "consortium.db"
        secret = secrets.token_urlsafe(32)
        texts = _filled(database, secret, seed)
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": secret}
        ours = running.enter_context(_served("commands.gunicorn_settings", environment, Path(name)))
        bare = running.enter_context(_served("benchmarks.hello", environment, Path(name)))
        write = running.enter_context(_writing(database, Path(name) / "alone.db"))
        rows, rounds = _rounds(ours, bare, texts)
        times = _interleaved([{**acts, WRITE: write} for acts in rounds])
    return _told(times, rows)


def _filled(database: Path, secret: str, seed: int) -> dict[Role, str]:
    """Makes a consortium through its own imports and verbs; gives a token of each kind of person that asks."""
    sheets = database.parent
    for name, content in contents(SIZE, seed=seed, as_of=clock.today()).items():
        (sheets / name).write_bytes(content)
    app = create_app(Settings(f"sqlite:///{database}", secret))
    migrations.upgrade(app)
    with app.app_context():
        emails = {one.role: one.email for one in fill(sheets, lambda *_: None).people}
        with transaction():
            texts = {role: _token(emails[role]) for role, _ in LISTS.values()}
        db.session.remove()
        db.engine.dispose()
    return texts


def _token(email: str) -> str:
    user = people.by_email(OPERATOR, email=email)
    return tokens.issue(OPERATOR, user_id=user.id, name="bench")[1]


@contextmanager
def _served(settings: str, environment: dict[str, str], folder: Path) -> Iterator[int]:
    """A gunicorn with these settings on a free port of this machine; its lines go to a file, as they would."""
    with socket.create_server(("127.0.0.1", 0)) as place, (folder / f"{settings}.log").open("w") as lines:
        command = ["-m", "gunicorn", "--config", f"python:{settings}", "--bind", f"fd://{place.fileno()}"]
        server = subprocess.Popen([sys.executable, *command], env=environment, stderr=lines, pass_fds=[place.fileno()])
        try:
            yield place.getsockname()[1]
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def _writing(database: Path, beside: Path) -> Iterator[Act]:
    """What one durable write costs by itself: the last event once more, in a copy of the database, committed."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(beside, isolation_level=None)) as copy:
        source.backup(copy)
        for pragma in PRAGMAS:
            copy.execute(f"PRAGMA {pragma}")
        seq, *values = copy.execute("SELECT * FROM audit_events ORDER BY seq DESC LIMIT 1").fetchone()
        insert = f"INSERT INTO audit_events VALUES (?{', ?' * len(values)})"
        numbers = iter(range(seq + 1, 2**62))

        def write() -> None:
            copy.execute("BEGIN IMMEDIATE")
            copy.execute(insert, (next(numbers), *values))
            copy.execute("COMMIT")

        yield write


def _rounds(ours: int, bare: int, texts: dict[Role, str]) -> tuple[dict[str, int], list[dict[str, Act]]]:
    """How many rows each list gives, and what is asked over each of several connections."""
    ask = _over(ours)
    found = {name: json.loads(ask(path, texts[role]))["items"] for name, (role, path) in LISTS.items()}
    mine = found["referrals of one's authority"][0]
    single = {
        ALONE: f"/api/v1/referrals?limit=1&search={mine['referral_ref']}",
        READ: f"/api/v1/referrals/{mine['id']}",
    }
    asked = {**LISTS, **{name: (Role.AUTHORITY_WORKER, path) for name, path in single.items()}}
    rounds = []
    for _ in range(CONNECTIONS):
        ask, greet = _over(ours), _over(bare)
        acts = {name: partial(ask, path, texts[role]) for name, (role, path) in asked.items()}
        rounds.append({HELLO: partial(greet, "/"), **acts})
    return {name: len(items) for name, items in found.items()}, rounds


def _over(port: int) -> Callable[..., bytes]:
    """Asks over one connection that stays open; an answer that is not 200 ends the bench."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(path: str, text: str = "") -> bytes:
        connection.request("GET", path, headers={"Authorization": f"Bearer {text}"} if text else {})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{path} was answered with {answer.status}: {content[:200]!r}")
        return content

    return ask


def _interleaved(rounds: list[dict[str, Act]]) -> Times:
    """Seconds of each act: all of them in every round, each round beginning with another, so that noise hits all."""
    times: Times = {name: [] for name in rounds[0]}
    names, end = list(times), time.monotonic() + LONGEST
    for number in range(WARM + ROUNDS):
        acts, first = rounds[number % len(rounds)], number % len(names)
        for name in names[first:] + names[:first]:
            start = time.perf_counter()
            acts[name]()
            if number >= WARM:
                times[name].append(time.perf_counter() - start)
        if time.monotonic() > end:
            break
    return {name: sorted(found) for name, found in times.items()}


def _told(times: Times, rows: dict[str, int]) -> list[str]:
    """Print the table; the lists that took longer than the goal allows."""
    bare, asked = times[HELLO], len(times[HELLO])
    print(f"\nAccess: {asked:,} requests of each kind in turn, and how many times a bare Flask hello-world each takes")
    print(f"{'':>30} {'rows':>5} {'p50, ms':>9} {'p99, ms':>9} {'p50, times':>11} {'p99, times':>11}")
    for name, found in times.items():
        half, tail = _half(found), _tail(found)
        figures = f"{1000 * half:>9.2f} {1000 * tail:>9.2f} {half / _half(bare):>11.1f} {tail / _tail(bare):>11.1f}"
        print(f"{name:>30} {rows.get(name, ''):>5} {figures}")
    for word, at in (("p50", _half), ("p99", _tail)):
        read, alone, write = (1000 * at(times[name]) for name in (READ, ALONE, WRITE))
        print(
            f"{word}: auditing adds {read - alone:.2f} ms to the look; the whole is {read / write:.0f} times its write"
        )
    beyond = {name: _tail(times[name]) / _tail(bare) for name in LISTS}
    return [f"access, {name}: {found:.1f} of at most {GOAL:.0f}" for name, found in beyond.items() if found > GOAL]


def _half(found: list[float]) -> float:
    return found[len(found) // 2]


def _tail(found: list[float]) -> float:
    return found[len(found) * 99 // 100]
