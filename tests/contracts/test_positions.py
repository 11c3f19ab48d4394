"""Positions from the records are the positions from the files."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest

from commands import main
from consortium.access import OPERATOR
from consortium.importing import imports
from contracts import positions

DAY = date(2026, 11, 22)


def plain(value: object) -> object:
    """A value as JSON holds it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.usefixtures("records")
def test_importing_the_files_gives_the_positions_that_the_command_gives(tmp_path):
    assert main.main(["sample", "--size", "demo", "--seed", "5", "--to", str(tmp_path)]) == 0
    files = {kind: tmp_path / f"{kind}.csv" for kind in ("members", "commitments", "purchases")}
    told = [str(files["commitments"]), str(files["purchases"]), "--as-of", DAY.isoformat()]
    assert main.main(["position", *told, "--out", str(tmp_path / "out.json")]) == 0

    for kind, path in files.items():
        imports.take(OPERATOR, kind=kind, content=path.read_bytes(), filename=path.name, strict=True)

    found = [{name: plain(value) for name, value in asdict(one).items()} for one in positions.of(OPERATOR, as_of=DAY)]
    assert found == json.loads((tmp_path / "out.json").read_bytes())["positions"]
