"""Random agreements: what the records come to is what `consortium year-end` says of the same files, to the penny."""

import csv
import json
from dataclasses import asdict
from datetime import date
from random import Random

import pytest

from commands import main
from consortium.access import OPERATOR
from consortium.importing import imports
from contracts import year_ends
from contracts.sheets import (
    COMMITMENTS_COLUMNS,
    PURCHASES_COLUMNS,
    TARIFFS_COLUMNS,
    TRANSFERS_COLUMNS,
    UNAVAILABILITY_COLUMNS,
)
from tests import factories
from tests.contracts.years.agreed import EDINBURGH, FIFE, GLASGOW

pytestmark = pytest.mark.usefixtures("records")
BORDERS = "S12000026"
COUNCILS = (EDINBURGH, FIFE, GLASGOW, BORDERS)
YEARS = (2022, 2023, 2024, 2025)
AS_OF = date(2026, 10, 1)
COLUMNS = {
    "commitments": COMMITMENTS_COLUMNS,
    "purchases": PURCHASES_COLUMNS,
    "tariffs": TARIFFS_COLUMNS,
    "transfers": TRANSFERS_COLUMNS,
    "unavailability": UNAVAILABILITY_COLUMNS,
}


def _commitments(rng):
    promised = [(code, year) for code in (EDINBURGH, FIFE, GLASGOW) for year in YEARS if rng.random() < 0.8]
    return [
        {
            "agreement_ref": "A-1", "authority_code": code, "agency": rng.choice(["", "ROWAN"]),
            "period_start": date(year, 4, 1), "period_end": date(year + 1, 4, 1),
            "minimum_units": rng.randint(0, 5), "unit_basis": rng.choice(["child", "child", "sibling_group"]),
            "shortfall_price_pct": rng.choice([33, 50, 100]), "tolerance_units": rng.randint(0, 1),
            "carry_forward_cap": rng.randint(0, 2), "make_up_months": rng.choice([0, 24]),
        }
        for code, year in promised
    ]  # fmt: skip


def _purchases(rng):
    return [
        {
            "placement_ref": f"P-{at}", "authority_code": rng.choice(COUNCILS),
            "agency": rng.choice(["ROWAN", "ASPEN"]), "children": rng.randint(1, 3),
            "moved_in_on": (day := date(rng.randint(2022, 2026), rng.randint(1, 9), rng.randint(1, 28))),
            "ended_on": day, "end_reason": "kinship",
        }
        for at in range(rng.randint(5, 25))
    ]  # fmt: skip


def _tariffs(rng):
    known = {"tariff_ref": "All years", "charge": "placement_fee", "children": rng.choice(["", 1])}
    general = known | {"valid_from": date(2020, 4, 1), "valid_to": date(2025, 1, 1), "amount_pence": 3_924_555}
    own = known | {"valid_from": date(2024, 1, 1), "agency": "ROWAN", "amount_pence": rng.randint(1, 5_000_000)}
    return [general, own][: rng.randint(1, 2)]


def _transfers(rng, commitments):
    return [
        {
            "from_authority": one["authority_code"],
            "to_authority": rng.choice([code for code in COUNCILS if code != one["authority_code"]]),
            "agreement_ref": "A-1", "period_end": one["period_end"], "units": rng.randint(1, 2),
            "on": date(2026, 4, rng.randint(1, 28)), "reason": "Agreed between both",
        }
        for one in rng.choices(commitments, k=6)
    ]  # fmt: skip


def _write(folder, sheets):
    paths = {}
    for kind, rows in sheets.items():
        paths[kind] = folder / f"{kind}.csv"
        names = [column.name for column in COLUMNS[kind] if any(column.name in row for row in rows)]
        names = names or [column.name for column in COLUMNS[kind] if column.required]
        with paths[kind].open("w", newline="") as out:
            writer = csv.DictWriter(out, names)
            writer.writeheader()
            writer.writerows(rows)
    return paths


def _command(paths, out):
    options = [part for kind in ("transfers", "tariffs", "unavailability") for part in (f"--{kind}", str(paths[kind]))]
    named = [str(paths["commitments"]), str(paths["purchases"]), *options, "--as-of", AS_OF.isoformat()]
    return main.main(["year-end", *named, "--out", str(out)])


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _reliefs(rng, commitments):
    named = ("agreement_ref", "authority_code", "period_end")
    return [
        {name: one[name] for name in named} | {"units": at + 1, "reason": f"Nobody, {at}"}
        for at, one in enumerate(rng.choices(commitments, k=2))
    ]


def _drawn(rng):
    sheets = {"commitments": _commitments(rng), "purchases": _purchases(rng), "tariffs": _tariffs(rng)}
    sheets["unavailability"] = _reliefs(rng, sheets["commitments"])
    return sheets | {"transfers": _transfers(rng, sheets["commitments"])}


def _taken_in(folder, sheets):
    """The rows of each sheet that the records took: of transfers those that are not more than there is."""
    kept = {}
    for kind, path in _write(folder, sheets).items():
        taken = imports.take(OPERATOR, kind=kind, content=path.read_bytes(), filename=path.name)
        bad = {row["line"] for row in taken.returned_rows}
        assert kind == "transfers" or not bad, taken.returned_rows
        kept[kind] = [row for line, row in enumerate(sheets[kind], start=2) if line not in bad]
    return kept


@pytest.mark.parametrize("seed", range(6))
def test_the_records_come_to_what_the_command_says_of_the_same_files(tmp_path, seed):
    factories.pool()
    for code in ("ASPEN", *COUNCILS[1:]):
        factories.member(code)

    kept = _taken_in(tmp_path, _drawn(Random(seed)))
    assert _command(_write(tmp_path, kept), tmp_path / "out.json") == 0

    told = year_ends.of(OPERATOR, as_of=AS_OF)
    found = [{name: _plain(value) for name, value in asdict(one.result).items()} for one in told]
    assert found == json.loads((tmp_path / "out.json").read_bytes())["results"]
    assert found
