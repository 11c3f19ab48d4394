"""What a command writes: all of its files or none, each whole, in a kind that its name tells."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

KINDS = (".json", ".xlsx", ".csv")


EARLIER = ("previous", "compare")  # options that name the result of a run before


def day(text: str) -> date:
    """The day of an option, read as the days of the sheets are."""
    from consortium.sheets import cells

    try:
        return cells.day(text)
    except ValueError as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def destination(text: str) -> Path:
    """The path of an option whose ending names the kind of file."""
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise argparse.ArgumentTypeError(f"end the name with {', '.join(KINDS)}, not {text!r}")
    return path


def table(text: str) -> Path:
    """The path of an option that is written as CSV."""
    path = Path(text)
    if path.suffix.lower() != ".csv":
        raise argparse.ArgumentTypeError(f"end the name with .csv, not {text!r}")
    return path


def notices(found: Iterable[object]) -> None:
    """What should be known of the files though nothing has to be mended, on standard error."""
    for notice in found:
        print(f"Note: {notice}", file=sys.stderr)


def keep_apart(arguments: argparse.Namespace, *outputs: str) -> None:
    """Refuse to write over a sheet that the same command reads, or another that it writes; raises FileExistsError.

    The result of the run before may make way for this one's: that is how a coordinator keeps a single file of them.
    """
    given = {name: value for name, value in vars(arguments).items() if isinstance(value, Path) and name not in EARLIER}
    named = {name: value.resolve() for name, value in given.items()}
    for output in outputs:
        if output in named and any(path == named[output] for name, path in named.items() if name != output):
            raise FileExistsError(17, "name another file: this command reads or writes it", str(named[output]))


def write_all(files: Mapping[Path, bytes], *, own: bool = False) -> None:
    """Write each file beside its place first and move them there when all are whole. Raises OSError.

    `own`: readable by its owner alone, whatever stood there before.
    """
    with ExitStack() as undo:
        moves = []
        for path, content in ((path.resolve(), content) for path, content in files.items()):
            expect_place(path)
            descriptor, beside = _beside(path)
            undo.callback(Path(beside).unlink, missing_ok=True)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(beside).chmod(0o600 if own else 0o666 & ~_umask())
            moves.append((beside, path))
        for beside, path in moves:
            os.replace(beside, path)


def expect_place(path: Path) -> None:
    """Refuses a place that no file can be written to, before there is anything to write. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(21, "this is a folder; name a file", str(path))
    if not path.resolve().parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(path.resolve().parent))


def _umask() -> int:
    """What this person's files withhold from others, asked for in the one way there is."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _beside(path: Path) -> tuple[int, str]:
    """A new file in the folder of `path`; where none can be made the error names `path` and not a name of ours."""
    try:
        return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    except OSError as error:
        raise OSError(error.errno, "no file can be written here", str(path)) from error
