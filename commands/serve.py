"""`consortium serve`: the console and the API behind gunicorn, on one machine."""

import argparse
import os
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("serve", help="serve the console and the API")
    parser.add_argument("--host", metavar="H", default="127.0.0.1", help="the address to serve on (default: 127.0.0.1)")
    parser.add_argument("--port", metavar="N", default=8000, type=port, help="the port to serve on (default: 8000)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make sure that the database is current, then become gunicorn."""
    from commands import installation

    with installation.opened():
        installation.refuse_strangers(arguments.host)
    return start(arguments.host, arguments.port)


def start(host: str, number: int) -> int:
    """Replace this process by gunicorn, so that signals and exit code are its own; it does not come back."""
    os.execv(sys.executable, [sys.executable, *command(host, number)])


def command(host: str, number: int) -> list[str]:
    """What Python is to run to serve there; says where that is."""
    place = f"[{host}]:{number}" if ":" in host and not host.startswith("[") else f"{host}:{number}"
    print(f"Serving on http://{place} (end with Ctrl+C)", flush=True)
    return ["-m", "gunicorn", "--config", "python:commands.gunicorn_settings", "--bind", place]


def port(text: str) -> int:
    """A port number of an option."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)
