"""`consortium policy`: what a consortium signed off about matching, taken from the file that files are matched by."""

import argparse
from pathlib import Path
from typing import Any

from commands import writing_out


def add(subparsers: Any) -> None:
    """Declare the command and its own subcommand."""
    parser = subparsers.add_parser("policy", help="sign the policy that governs a consortium's match runs")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    one = acts.add_parser("sign", help="put a policy in force, in place of the one before")
    one.add_argument("file", metavar="FILE", type=Path, help="the policy, a TOML file as for `consortium match`")
    one.add_argument("--consortium", metavar="CODE", required=True, help="the consortium that signed it off")
    one.add_argument("--from", dest="effective_on", metavar="DATE", type=writing_out.day, help="its first day (today)")
    one.add_argument("--as", dest="email", metavar="EMAIL", help="in whose name and with whose rights")
    one.set_defaults(run=sign)


def sign(arguments: argparse.Namespace) -> int:
    """Put the policy on the record and say under which number it stands."""
    from commands import installation
    from consortium.floor.db import transaction
    from matching.terms import policies

    given = {"effective_on": arguments.effective_on}
    toml = arguments.file.read_bytes().decode("utf-8-sig", "replace")
    with installation.opened():
        viewer = installation.viewer(arguments.email)
        with transaction():
            signed = policies.sign(viewer, consortium_code=arguments.consortium, toml=toml, **given)
            told = f"Policy {signed.terms.version} governs the runs of {arguments.consortium}"
            told += f" from {signed.effective_on} on"
            number = signed.number
    print(f"{told}; it is number {number}.")
    return 0
