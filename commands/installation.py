"""Which installation a command speaks to: the one that the environment names, else the demo in the working folder."""

import ipaddress
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from consortium.floor.settings import SettingMissing, Settings

DEMO = Path("demo")
SETTINGS_FILE = "settings.env"
NAMES = ("DATABASE_URL", "SECRET_KEY")


def settings() -> Settings:
    """The settings of this installation, left in the environment for child processes.

    The demo's own file counts only where the environment names neither database nor secret, so that no command that was
    meant for real records falls back to invented ones, and none meant for the demo touches real ones.
    """
    if not any(os.environ.get(name) for name in NAMES):
        path = DEMO / SETTINGS_FILE
        if not path.is_file():
            raise SettingMissing("Set DATABASE_URL and SECRET_KEY, or make the demo first: consortium demo.")
        os.environ.update(read(path))
        print(f"DATABASE_URL is not set: this is the demo of {DEMO}/, whose people are invented.", file=sys.stderr)
    return Settings.from_environ()


@contextmanager
def opened() -> Iterator[None]:
    """The records of this installation, their tables brought up to date as far as a command may."""
    from commands import database

    with application() as app:
        database.ready(app)
        yield


@contextmanager
def application() -> Iterator[Any]:
    """The application of this installation, whatever state its tables are in; no connection outlives it."""
    from consortium.floor.db import db
    from wsgi import create_app

    app = create_app(settings())
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def viewer(email: str | None) -> Any:
    """The person in whose name a command acts; without an address, whoever runs the server."""
    from consortium.access import OPERATOR
    from consortium.accounts import people

    return people.viewer_of(people.by_email(OPERATOR, email=email)) if email else OPERATOR


def is_demo() -> bool:
    """Whether this installation is a demo, whose passwords were printed for anyone to see."""
    return os.environ.get("CONSORTIUM_DEMO") == "yes"


def refuse_strangers(host: str) -> None:
    """Refuses to serve a demo to anyone but this machine, or anything under a name that it would not answer to."""
    if host == "localhost" or _is_loopback(host):
        return
    if is_demo():
        raise SettingMissing("The demo is served on 127.0.0.1 alone: its passwords were printed for anyone to see.")
    if not os.environ.get("TRUSTED_HOSTS"):
        raise SettingMissing("Set TRUSTED_HOSTS to the names that people call this service by: it answers to no other.")


def write(path: Path, values: dict[str, str]) -> None:
    """Keep settings in a file that its owner alone may read."""
    lines = ["# The demo's settings; `consortium serve` reads them where DATABASE_URL and SECRET_KEY are not set."]
    lines += [f"{name}={value}" for name, value in values.items()]
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def read(path: Path) -> dict[str, str]:
    """The settings of such a file."""
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
