"""`consortium provider`: organisations' own sign-in services (OpenID Connect), kept by whoever runs the server."""

import argparse
import sys
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command and its own subcommands."""
    parser = subparsers.add_parser("provider", help="let an organisation's people sign in by its own service")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    one = acts.add_parser("add", help="record a service; its client secret is read from standard input")
    one.add_argument("code", metavar="CODE", help="a short name for addresses, such as edinburgh")
    one.add_argument("--name", required=True, help="what the sign-in page calls it")
    one.add_argument("--member", metavar="CODE", required=True, help="whose people it vouches for, and nobody else's")
    one.add_argument("--issuer", metavar="URL", required=True)
    one.add_argument("--client-id", metavar="ID", required=True)
    one.add_argument("--checks-second-factor", action="store_true", help="it does, so that ours is not asked for")
    one.set_defaults(run=record)
    closed = acts.add_parser("close", help="take a service out of use: nobody signs in by it any more")
    closed.add_argument("code", metavar="CODE")
    closed.set_defaults(run=close)
    acts.add_parser("list", help="those in use").set_defaults(run=listed)


def record(arguments: argparse.Namespace) -> int:
    """Record a service; say which address it has to send people back to."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.accounts import providers
    from consortium.floor.db import transaction

    secret = _secret()
    with installation.opened(), transaction():
        providers.add(
            OPERATOR,
            code=arguments.code,
            name=arguments.name,
            member_code=arguments.member,
            issuer=arguments.issuer,
            client_id=arguments.client_id,
            client_secret=secret,
            checks_second_factor=arguments.checks_second_factor,
        )
    print(f"People of {arguments.member} may sign in by {arguments.issuer}.")
    print(f"It sends them back to /sign-in/from/{arguments.code} below the address of this service.", file=sys.stderr)
    return 0


def close(arguments: argparse.Namespace) -> int:
    """Take a service out of use."""
    from commands import installation
    from consortium.access import OPERATOR
    from consortium.accounts import providers
    from consortium.floor.db import transaction

    with installation.opened(), transaction():
        providers.close(OPERATOR, code=arguments.code)
    print(f"Nobody signs in by {arguments.code} any more.")
    return 0


def listed(arguments: argparse.Namespace) -> int:
    """One line for each service in use."""
    from commands import installation
    from consortium.accounts import providers

    with installation.opened():
        for one in providers.listed():
            print(f"{one.code}  {one.member.code}  {one.issuer}  {one.name}")
    return 0


def _secret() -> str:
    """The client secret: typed unseen, or the first line that is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    import getpass

    return getpass.getpass("Client secret: ")
