"""`consortium token`: a token with which a program may call the API as a person."""

import argparse
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("token", help="make a token for the API; it is shown once")
    parser.add_argument("email", metavar="EMAIL", help="the person whose rights the token carries")
    parser.add_argument("--name", metavar="N", default="terminal", help="what the token is for (default: terminal)")
    parser.add_argument("--days", metavar="N", type=int, default=90, help="how long it is good for (default: 90)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the token and print it alone, so that it can be piped; what it is for goes to standard error."""
    from commands import installation
    from consortium import people, tokens
    from consortium.access import OPERATOR
    from consortium.db import transaction

    with installation.opened(), transaction():
        user = people.by_email(OPERATOR, email=arguments.email)
        token, text = tokens.issue(OPERATOR, user_id=user.id, name=arguments.name, days=arguments.days)
        until = f"{token.expires_at:%Y-%m-%d}"
    print(text)
    print(f"For {arguments.email} until {until}. It is not kept and cannot be shown again.", file=sys.stderr)
    return 0
