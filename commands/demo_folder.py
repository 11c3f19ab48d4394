"""The folder of a demo: its settings, its spreadsheets and its database, all made afresh each time."""

import os
import secrets
import shutil
import sys
from pathlib import Path

from commands import installation, writing_out
from commands.sample.files import contents
from consortium.floor import clock
from consortium.sheets.columns import Fault, Refused

DATABASE = "consortium.db"
SHEETS = "sheets"
SEED = 1


def prepare(folder: Path) -> Path:
    """Empty the folder of an earlier demo, write spreadsheets and settings; gives the sheets' folder.

    The environment speaks of the demo from then on. A folder that holds anything else is refused.
    """
    _refuse_other_folders(folder)
    sheets = folder / SHEETS
    sheets.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    values = {
        "DATABASE_URL": f"sqlite:///{(folder / DATABASE).resolve()}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "SECURE_COOKIES": "no",
        "SECOND_FACTOR": "no",
        "CONSORTIUM_DEMO": "yes",
    }
    installation.write(folder / installation.SETTINGS_FILE, values)
    for old in [*folder.glob(f"{DATABASE}*"), *sheets.iterdir()]:
        old.unlink()
    files = contents("demo", seed=SEED, as_of=clock.today())
    writing_out.write_all({sheets / name: content for name, content in files.items()})
    os.environ.update(values)
    return sheets


def how_to_serve(folder: Path) -> str:
    """The command that serves this demo from the folder one stands in."""
    command = "consortium" if shutil.which("consortium") else os.path.relpath(sys.argv[0])
    if folder.resolve() == installation.DEMO.resolve():
        return f"{command} serve"
    return f"env $(grep -v '^#' {folder / installation.SETTINGS_FILE}) {command} serve"


def _refuse_other_folders(folder: Path) -> None:
    """Nothing but an earlier demo is ever written over."""
    settings = folder / installation.SETTINGS_FILE
    is_demo = settings.is_file() and installation.read(settings).get("CONSORTIUM_DEMO") == "yes"
    if folder.exists() and not is_demo and (not folder.is_dir() or any(folder.iterdir())):
        sentence = "This folder holds no demo, so it is not written over: name a new one."
        raise Refused([Fault(str(folder), None, None, sentence)])
