"""What a command writes: all of its files or none, each whole, in a kind that its name tells."""

import argparse
import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

KINDS = (".json", ".xlsx", ".csv")


def day(text: str) -> date:
    """The day of an option, as 2026-11-22."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write the day as 2026-11-22, not {text!r}") from None


def destination(text: str) -> Path:
    """The path of an option whose ending names the kind of file."""
    path = Path(text)
    if path.suffix.lower() not in KINDS:
        raise argparse.ArgumentTypeError(f"end the name with {', '.join(KINDS)}, not {text!r}")
    return path.with_suffix(path.suffix.lower()) if path.suffix.lower() != path.suffix else path


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write each file beside its place first and move them there when all are whole. Raises OSError."""
    with ExitStack() as undo:
        moves = []
        for path, content in files.items():
            if path.is_dir():
                raise IsADirectoryError(21, "this is a folder; name a file", str(path))
            if not path.parent.is_dir():
                raise FileNotFoundError(2, "there is no such folder", str(path.parent))
            descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            undo.callback(Path(beside).unlink, missing_ok=True)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(beside).chmod(0o644)
            moves.append((beside, path))
        for beside, path in moves:
            os.replace(beside, path)
