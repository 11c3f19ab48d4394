"""`consortium people`: the people who may sign in, kept by whoever runs the server."""

import argparse
import sys
from typing import Any

from consortium.roles import Role

ROLES = tuple(role.value for role in Role)


def add(subparsers: Any) -> None:
    """Declare the command and its own subcommands."""
    parser = subparsers.add_parser("people", help="give a person an account, or close it")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    one = acts.add_parser(
        "add", help="give a person an account and a role; the password is asked for. Again: another role"
    )
    one.add_argument("email", metavar="EMAIL")
    one.add_argument("--name", help="the person's name; needed for a new account")
    one.add_argument("--member", metavar="CODE", help="who employs the person; needed for a new account")
    one.add_argument("--consortium", metavar="CODE", required=True, help="the consortium in which the role is held")
    one.add_argument("--role", choices=ROLES, required=True)
    one.set_defaults(run=create)
    closed = acts.add_parser("close", help="close an account: its sign-ins and tokens end at once")
    closed.add_argument("email", metavar="EMAIL")
    closed.set_defaults(run=close)


def create(arguments: argparse.Namespace) -> int:
    """Make an account, or give whoever has one a further role; a password is asked for a new account alone."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.accounts import people
    from consortium.floor.db import release, transaction

    with installation.opened():
        known = people.known(OPERATOR, email=arguments.email)
        release()
        password = None if known else _password()
        with transaction():
            print(_granted(arguments) if password is None else _opened(arguments, password))
    return 0


def _opened(arguments: argparse.Namespace, password: str) -> str:
    """A new account; the password is typed unseen, or read as one line where standard input is no terminal."""
    from consortium.access import OPERATOR
    from consortium.accounts import people

    user = people.create(
        OPERATOR,
        email=arguments.email,
        name=arguments.name or "",
        password=password,
        member_code=arguments.member,
        roles=[(arguments.consortium, Role(arguments.role))],
    )
    return f"{user.name} may sign in as {arguments.email}."


def _granted(arguments: argparse.Namespace) -> str:
    """A further role for whoever has an account; who they are and for whom they work stays as it is."""
    from consortium.access import OPERATOR
    from consortium.accounts import people

    user = people.by_email(OPERATOR, email=arguments.email)
    people.grant(
        OPERATOR,
        user_id=user.id,
        version=user.version,
        consortium_code=arguments.consortium,
        role=Role(arguments.role),
        member_code=arguments.member,
    )
    role = arguments.role.replace("_", " ")
    return f"{user.name} had an account already, and is {role} in {arguments.consortium} from now on."


def close(arguments: argparse.Namespace) -> int:
    """Close an account for good."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.accounts import appointments, people
    from consortium.floor.db import transaction

    with installation.opened(), transaction():
        user = people.by_email(OPERATOR, email=arguments.email)
        appointments.disable(OPERATOR, user_id=user.id, version=user.version)
    print(f"The account {arguments.email} is closed.")
    return 0


def _password() -> str:
    """What is typed, twice, without showing it; or the first line that is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    from consortium.floor.errors import Invalid

    typed = getpass.getpass("Password (15 characters or more): ")
    if getpass.getpass("The same again: ") != typed:
        raise Invalid({"password": ["The two were not the same. Nothing was recorded."]})
    return typed
