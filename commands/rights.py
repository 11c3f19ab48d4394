"""`consortium rights`: who may do what and read what, as the page that `docs/permissions.md` keeps."""

import argparse
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("rights", help="print who may do what, and who may read what")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Print the page."""
    from consortium.rights import permissions

    print(permissions.page(), end="")
    return 0
