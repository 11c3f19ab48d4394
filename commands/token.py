"""`consortium token`: a token with which a program may call the API as a person; those there are, and their end."""

import argparse
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    parser = subparsers.add_parser("token", help="make a token for the API, shown once; list or revoke those there are")
    parser.add_argument("email", metavar="EMAIL", help="the person whose rights the token carries")
    parser.add_argument("--name", metavar="N", default="terminal", help="what the token is for (default: terminal)")
    parser.add_argument("--days", metavar="N", type=int, default=90, help="how long it is good for (default: 90)")
    parser.add_argument("--reads", action="store_true", help="it reads only, whatever its person may write")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="make none: list the person's tokens that are good")
    instead.add_argument("--revoke", metavar="ID", type=_id, help="make none: end this one of the person's at once")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List, revoke or make."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.accounts import people
    from consortium.floor.db import transaction

    with installation.opened(), transaction():
        user = people.by_email(OPERATOR, email=arguments.email)
        act = _listed if arguments.list else _revoked if arguments.revoke else _made
        told, remark = act(arguments, user.id)
    print(*told, sep="\n", end="\n" if told else "")
    print(remark, file=sys.stderr)
    return 0


def _made(arguments: argparse.Namespace, user_id: Any) -> tuple[list[str], str]:
    """The token alone, so that it can be piped; what it is for goes to standard error."""
    from consortium.access import OPERATOR
    from consortium.accounts import people, tokens

    person = people.viewer_of(people.get(OPERATOR, user_id=user_id))
    acts = tokens.carriable(person, reads=arguments.reads)
    token, text = tokens.issue(OPERATOR, user_id=user_id, name=arguments.name, days=arguments.days, acts=acts)
    until = f"For {arguments.email} until {token.expires_at:%Y-%m-%d}."
    return [text], f"{until} It is not kept and cannot be shown again."


def _listed(arguments: argparse.Namespace, user_id: Any) -> tuple[list[str], str]:
    """One line for each token that is good: its id, until when, what for."""
    from consortium.access import OPERATOR
    from consortium.accounts import tokens

    found = tokens.held(OPERATOR, user_id=user_id)
    lines = [f"{one.id}  until {one.expires_at:%Y-%m-%d}  {one.name}" for one in found]
    return lines, f"{len(found)} good for {arguments.email}."


def _revoked(arguments: argparse.Namespace, user_id: Any) -> tuple[list[str], str]:
    """A sentence of what was ended."""
    from consortium.access import OPERATOR
    from consortium.accounts import tokens

    ended = tokens.revoke(OPERATOR, token_id=arguments.revoke, user_id=user_id)
    return [], f"The token “{ended.name}” of {arguments.email} is revoked: it opens nothing any more."


def _id(text: str) -> Any:
    from uuid import UUID

    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an id: --list shows them") from None
