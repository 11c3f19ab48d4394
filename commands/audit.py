"""`consortium audit`: verify the trail from end to end, or print its signed head to be kept outside."""

import argparse
from pathlib import Path
from typing import Any

BROKEN = 1


def add(subparsers: Any) -> None:
    """Declare the command and its two acts."""
    parser = subparsers.add_parser("audit", help="verify the audit trail, or print its signed head")
    acts = parser.add_subparsers(title="acts", metavar="ACT", required=True)
    verifying = acts.add_parser("verify", help="read the whole chain; exit 1 and name the first bad event")
    verifying.add_argument("--head", metavar="FILE", type=Path, help="a signed head that was kept outside")
    verifying.set_defaults(run=verify)
    heading = acts.add_parser("head", help="print where the chain ends, signed, as one line of JSON")
    heading.add_argument("--public-key", action="store_true", help="print the key that checks a signed head")
    heading.set_defaults(run=head)


def verify(arguments: argparse.Namespace) -> int:
    """Tell whether the chain holds."""
    from commands import installation
    from consortium.trail import chain

    kept = arguments.head.read_text("utf-8") if arguments.head else None
    with installation.opened():
        verdict = chain.verify(chain.anchored(kept) if kept is not None else None)
    if verdict.holds:
        print(f"The audit trail holds: {verdict.events:,} events.")
        return 0
    print(f"The audit trail is broken at event {verdict.bad}: {verdict.why}")
    return BROKEN


def head(arguments: argparse.Namespace) -> int:
    """Print the signed head, or the public key."""
    from commands import installation
    from consortium.trail import chain

    with installation.opened():
        print(chain.public_key() if arguments.public_key else chain.signed(chain.head()))
    return 0
