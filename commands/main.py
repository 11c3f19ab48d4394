"""The `consortium` command: finds the subcommand, runs it, and says in a sentence what went wrong."""

import argparse
import importlib
import io
import keyword
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial

from commands.refusals import sentences

# In the order in which a coordinator meets them. Each is a module of this package with an `add(subparsers)`.
COMMANDS = (
    "match",
    "position",
    "year-end",
    "reconcile",
    "clock",
    "sample",
    "demo",
    "serve",
    "scheduler",
    "worker",
    "import",
    "policy",
    "run",
    "token",
    "people",
    "provider",
    "rights",
    "audit",
    "retention",
    "database",
)
REFUSED, INTERRUPTED, CUT_OFF = 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and give its exit code; argparse itself exits for --help and for unknown options."""
    words = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows its code instead of failing
            stream.reconfigure(errors="backslashreplace")
    arguments = parser(words[0]).parse_args(words)
    return outcome(lambda: arguments.run(arguments))


def parser(first_word: str) -> argparse.ArgumentParser:
    """The parser that the first word needs: one subcommand's alone, so that no command pays for another's imports."""
    look = partial(argparse.HelpFormatter, indent_increment=1)  # the longest name has its sentence beside it
    said = "Concurrency-planning consortia, on the terminal."
    whole = argparse.ArgumentParser(prog="consortium", description=said, formatter_class=look)
    subparsers = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in [first_word] if first_word in COMMANDS else COMMANDS:
        module = name.replace("-", "_") + "_" * keyword.iskeyword(name)
        importlib.import_module(f"commands.{module}").add(subparsers)
    return whole


def outcome(act: Callable[[], int | None]) -> int:
    """The exit code of an act; what people can mend becomes sentences, what they cannot keeps its traceback."""
    try:
        code = act() or 0
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more to say at exit
        return CUT_OFF
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        said = sentences(error)
        if not said:
            raise
        print(*said, sep="\n", file=sys.stderr)
        return REFUSED
    return code


if __name__ == "__main__":
    raise SystemExit(main())
