"""`consortium demo`: a whole consortium of invented people, made afresh, matched, told on the terminal and served."""

import argparse
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    """Declare the command and its options."""
    from commands import serve

    parser = subparsers.add_parser("demo", help="make a sample consortium afresh, match it, print it and serve it")
    parser.add_argument("--no-serve", action="store_true", help="do all but serve")
    parser.add_argument("--dir", metavar="D", type=Path, default=Path("demo"), help="where it is kept (default: demo)")
    parser.add_argument(
        "--port", metavar="N", type=serve.port, default=8000, help="the port to serve on (default: 8000)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the demo anew, whatever an earlier one held, and tell it; then serve it, with what runs beside the web."""
    from commands import demo_folder, demo_told, installation, serve, together
    from commands.demo_records import fill
    from commands.progress import Progress

    sheets = demo_folder.prepare(arguments.dir)
    with installation.opened(), Progress() as progress:
        demo = fill(sheets, progress)
        told = demo_told.of(demo)
    print(told)
    if arguments.no_serve:
        print(f"\nServe it with: {demo_folder.how_to_serve(arguments.dir)}")
        return 0
    beside = [["-m", "commands.main", name] for name in ("scheduler", "worker")]
    return together.start(serve.command("127.0.0.1", arguments.port), *beside)
