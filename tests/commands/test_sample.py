"""A sample is believable, reads back without a fault, and is the same for the same seed."""

from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from commands.main import main
from commands.sample.files import COLUMNS, contents, tables
from commands.sample.sizes import SIZES
from consortium import postcodes
from consortium.sheets import children, events, households, members, reading
from consortium.sheets.councils import COUNCILS
from contracts import sheets as contract_sheets
from matching import sheets as matching_sheets

AS_OF = date(2026, 11, 22)
CHECKS = {
    "members": members.CHECKS,
    "households": households.MATCHING_CHECKS,
    "children": children.CHECKS,
    "travel": matching_sheets.TRAVEL_CHECKS,
    "pins": matching_sheets.PINS_CHECKS,
    "commitments": contract_sheets.COMMITMENTS_CHECKS,
    "purchases": contract_sheets.PURCHASES_CHECKS,
    "tariffs": contract_sheets.TARIFFS_CHECKS,
    "events": events.CHECKS,
}


@pytest.mark.parametrize(("size", "seed"), [("demo", 1), ("demo", 2), ("year", 3), ("national", 4), ("stress", 5)])
def test_every_file_reads_back_without_a_fault_or_a_notice(size, seed):
    files = contents(size, seed=seed, as_of=AS_OF)

    for name, columns in COLUMNS.items():
        sheet = reading.read_bytes(files[f"{name}.csv"], name, columns, CHECKS[name])
        assert ([*map(str, sheet.faults)], [*map(str, sheet.notices)]) == ([], [])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert contents("demo", seed=7, as_of=AS_OF) == contents("demo", seed=7, as_of=AS_OF)
    assert contents("demo", seed=8, as_of=AS_OF) != contents("demo", seed=7, as_of=AS_OF)


@pytest.mark.parametrize("as_of", [date(2026, 4, 1), date(2028, 2, 29), date(2026, 3, 31)])
def test_any_day_can_be_its_anchor(as_of):
    bought = tables("demo", seed=1, as_of=as_of)["purchases"]

    assert all(one["moved_in_on"] < as_of and (one.get("ended_on") or as_of) <= as_of for one in bought)


def test_the_demo_is_two_consortia_of_ten_authorities_and_three_agencies():
    rows = tables("demo", seed=1, as_of=AS_OF)
    kinds = Counter(member["kind"] for member in rows["members"])

    assert (kinds["authority"], kinds["agency"]) == (10, 3)
    assert {member["consortium"] for member in rows["members"]} == {"EAST", "WEST"}
    assert len(rows["households"]) == 25
    assert len({child["referral_ref"] for child in rows["children"]}) == 20


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_demo_has_two_sibling_groups_and_children_not_born_yet(seed):
    rows = tables("demo", seed=seed, as_of=AS_OF)["children"]
    groups = Counter(child["referral_ref"] for child in rows)

    assert sorted(groups.values())[-3:] == [1, 2, 2]
    assert sum(child["expected_date_of_delivery"] is not None for child in rows) >= 3


@pytest.mark.parametrize("seed", range(1, 6))
def test_one_child_of_the_demo_can_be_taken_by_nobody(seed):
    rows = tables("demo", seed=seed, as_of=AS_OF)
    child = rows["children"][-1]
    months = (AS_OF - child["date_of_birth"]).days // 31

    for household in rows["households"]:
        assert household["max_age_months"] < months or set(child["needs"]) & set(household["no_needs"])


def test_households_and_contact_places_lie_where_their_council_is():
    rows = tables("demo", seed=1, as_of=AS_OF)
    councils = {member["code"] for member in rows["members"] if member["kind"] == "authority"}
    found = postcodes.places({one["postcode"] for one in rows["households"]})

    assert {place.council for place in found.values()} <= councils
    contact = {one["contact_postcode"]: one["authority_code"] for one in rows["children"]}
    assert {postcode: place.council for postcode, place in postcodes.places(contact).items()} == contact


@lru_cache(maxsize=1)
def _national():
    return tables("national", seed=1, as_of=AS_OF)


def test_children_in_placement_are_those_of_open_purchases():
    rows = _national()
    open_now = Counter()
    for one in rows["purchases"]:
        if one["household_ref"] and not one.get("ended_on"):
            open_now[one["household_ref"]] += one["children"]

    assert {one["household_ref"]: one["children_in_placement"] for one in rows["households"]} == {
        one["household_ref"]: open_now[one["household_ref"]] for one in rows["households"]
    }
    assert sum(open_now.values()) > 5


def test_a_national_sample_has_every_council_and_six_agencies():
    rows = _national()

    assert {one["code"] for one in rows["members"] if one["kind"] == "authority"} == set(COUNCILS)
    assert len({one["code"] for one in rows["members"] if one["kind"] == "agency"}) == 6
    assert len(rows["purchases"]) > 2_500
    assert len({one["referral_ref"] for one in rows["children"]}) == SIZES["national"].referrals == 440


def test_the_command_writes_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["sample", "--seed", "3", "--to", str(tmp_path / "new" / "folder"), "--as-of", "2026-11-22"])

    written = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert (code, written) == (0, sorted([*(f"{name}.csv" for name in COLUMNS), "policy.toml"]))
    assert len(capsys.readouterr().out.splitlines()) == 10


def test_most_children_of_the_demo_are_placed_and_several_are_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    main(["sample", "--to", str(tmp_path), "--as-of", "2026-11-22"])
    options = [f"--{name}={tmp_path / name}.csv" for name in ("members", "travel", "pins")]
    sheets = [str(tmp_path / "children.csv"), str(tmp_path / "households.csv")]

    assert main(["match", *sheets, *options, f"--policy={tmp_path / 'policy.toml'}", "--as-of=2026-11-22"]) == 0

    placed, _, of = capsys.readouterr().out.partition(" with a suggestion")[0].splitlines()[-1].split()[:3]
    assert int(of) / 2 < int(placed) <= int(of) - 3
