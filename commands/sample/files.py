"""The files of a sample: the same size, seed and day give the same bytes."""

from datetime import date
from random import Random
from typing import Any

from commands.sample import courses, demand, history, supply, ways
from commands.sample.ground import survey
from commands.sample.sizes import SIZES, Size
from consortium.sheets import children, events, households, members, writing
from consortium.sheets.columns import Column
from consortium.sheets.councils import COUNCILS
from contracts import sheets as contract_sheets
from matching import sheets as matching_sheets

Values = dict[str, Any]
COLUMNS = {
    "members": members.COLUMNS,
    "households": households.COLUMNS,
    "children": children.COLUMNS,
    "travel": matching_sheets.TRAVEL_COLUMNS,
    "pins": matching_sheets.PINS_COLUMNS,
    "commitments": contract_sheets.COMMITMENTS_COLUMNS,
    "purchases": contract_sheets.PURCHASES_COLUMNS,
    "tariffs": contract_sheets.TARIFFS_COLUMNS,
    "events": events.COLUMNS,
}
POLICY = """version = "sample-1"
signed_off_by = "Sample steering group"
grace_days = 14
max_open_links_household = 1
max_open_links_referral = 1

[merits]
travel = 30
willingness = 25
language = 10
ethnicity = 10
religion = 5
experience = 10
waiting = 7
kept = 3
"""


def contents(size_name: str, *, seed: int, as_of: date) -> dict[str, bytes]:
    """The bytes of every file by its name."""
    rows = tables(size_name, seed=seed, as_of=as_of)
    files = {f"{name}.csv": _csv(COLUMNS[name], rows[name]) for name in COLUMNS}
    return {**files, "policy.toml": POLICY.encode()}


def tables(size_name: str, *, seed: int, as_of: date) -> dict[str, list[Values]]:
    """The rows of every sheet by its name."""
    size = SIZES[size_name]
    chance = Random(f"{size_name} {seed}")
    ground = survey(chance)
    referred = demand.children(chance, size, ground, as_of=as_of)
    homes = demand.out_of_reach(supply.households(chance, size, ground, as_of=as_of))
    bought, homes = history.purchases(chance, size, ground, homes, as_of=as_of)
    return {
        "members": _members(size, as_of=as_of),
        "households": homes,
        "children": _known_to_each_other(chance, referred, homes),
        "travel": ways.travel(chance, size, ground, homes, referred),
        "pins": _pins(chance, referred, homes),
        "commitments": history.commitments(chance, size, ground, as_of=as_of),
        "purchases": bought,
        "tariffs": history.tariffs(size, as_of=as_of),
        "events": courses.events(Random(f"{size_name} {seed} events"), bought, as_of=as_of),
    }


def _csv(columns: tuple[Column, ...], rows: list[Values]) -> bytes:
    written = [column for column in columns if column.name != "version"]
    return writing.csv_text(written, rows).encode()


def _members(size: Size, *, as_of: date) -> list[Values]:
    """Authorities and agencies of each consortium, a practice partner of them all, and an observer of the first."""
    joined = date(history.first_year(size, as_of), 4, 1)
    found = []
    for area in size.areas:
        joining = [(council, COUNCILS[council], "authority") for council in sorted(area.councils)]
        joining += [(agency.code, agency.name, "agency") for agency in area.agencies]
        joining.append(("JUNIPER", "Juniper Practice Institute", "partner"))
        if area is size.areas[0]:
            joining.append(("HEARINGS", "Observer for the children's hearings", "observer"))
        found += [
            {"code": code, "name": name, "kind": kind, "consortium": area.code, "joined_on": joined}
            for code, name, kind in joining
        ]
    return found


def _known_to_each_other(chance: Random, referred: list[Values], homes: list[Values]) -> list[Values]:
    """One referral in ten names a household that knows the birth family."""
    known = {
        ref: [chance.choice(homes)["household_ref"]] if chance.random() < 0.1 else []
        for ref in sorted({child["referral_ref"] for child in referred})
    }
    return [{**child, "conflicts": known[child["referral_ref"]]} for child in referred]


def _pins(chance: Random, referred: list[Values], homes: list[Values]) -> list[Values]:
    """Pairs that the coordinator has ruled out: a pin would have to be possible, a ban is always so."""
    refs = sorted({child["referral_ref"] for child in referred})
    pairs = sorted({(ref, chance.choice(homes)["household_ref"]) for ref in chance.sample(refs, k=2)})
    reason = "Their social workers share a caseload; agreed at the linking meeting."
    return [{"referral_ref": ref, "household_ref": home, "decision": "forbid", "reason": reason} for ref, home in pairs]
