"""The files of `consortium match` into the problem of a run; any bad row in any of them refuses them all."""

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from commands import match_recruiting
from commands.several import Several
from consortium import postcodes
from consortium.floor import clock
from consortium.sheets import children, households, members
from consortium.sheets.columns import Fault, Row
from matching import sheets
from matching.assembly import assemble
from matching.document import suggested_pairs
from matching.pinning import PinsRefused
from matching.policy import DEFAULT, Policy, PolicyRefused, from_toml
from matching.problem import Problem
from matching.recruiting.archetypes import Archetype


@dataclass(frozen=True)
class Inputs:
    """The problem of a run, what should be known of the files, where each pin stands in its file, and kinds to try."""

    problem: Problem
    notices: list[Fault]
    pin_lines: dict[tuple[str, str, str], int]
    archetypes: list[Archetype]


class _Reader(Several):
    """Reads one file after another, those that are no sheets too."""

    def policy(self, path: Path | None) -> Policy:
        if path is None:
            return DEFAULT
        try:
            return from_toml(path.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            sentence = getattr(error, "strerror", None) or "Save the file as UTF-8."
            self.object_to(Fault(str(path), None, None, f"The policy cannot be read: {sentence}"))
        except PolicyRefused as refused:
            for sentence in refused.sentences:
                self.object_to(Fault(str(path), None, None, sentence))
        return DEFAULT

    def previous(self, path: Path | None) -> list[tuple[str, str]]:
        if path is None:
            return []
        try:
            return suggested_pairs(path.read_bytes())
        except (OSError, ValueError) as error:
            self.object_to(Fault(str(path), None, None, getattr(error, "strerror", None) or str(error)))
        return []


def read(arguments: argparse.Namespace) -> Inputs:
    """Everything that the options name. Raises Refused with every fault of every file."""
    reader = _Reader()
    given: dict[str, list[Row]] = {
        "children": reader.rows(arguments.children, children.COLUMNS, children.CHECKS),
        "households": reader.rows(arguments.households, households.COLUMNS, households.MATCHING_CHECKS),
        "members": reader.rows(arguments.members, members.COLUMNS, members.CHECKS),
        "travel": reader.rows(arguments.travel, sheets.TRAVEL_COLUMNS, sheets.TRAVEL_CHECKS),
        "pins": reader.rows(arguments.pins, sheets.PINS_COLUMNS, sheets.PINS_CHECKS),
    }
    kinds = reader.rows(arguments.archetypes, sheets.ARCHETYPE_COLUMNS, sheets.ARCHETYPE_CHECKS)
    policy, previous = reader.policy(arguments.policy), reader.previous(arguments.previous)
    reader.expect_sound()
    as_of = arguments.as_of or clock.today()
    notices = reader.notices + _unborn(arguments.children, given["children"], as_of)
    notices += _unknown_conflicts(arguments.children, given)
    if arguments.members:
        notices += _strangers(arguments, given)
    values = {name: [row.values for row in rows] for name, rows in given.items()}
    found = places(values)
    if arguments.members is None:
        del values["members"]
    problem = assemble(as_of=as_of, policy=policy, previous=previous, places=found, **values)
    lines = {(p.values["referral_ref"], p.values["household_ref"], p.values["decision"]): p.line for p in given["pins"]}
    return Inputs(problem, notices, lines, match_recruiting.named(arguments.archetypes, kinds, problem))


def places(values: dict[str, list[dict[str, Any]]]) -> dict[str, postcodes.Place]:
    """Where the households live and the contact places lie."""
    homes = {row["postcode"] for row in values["households"]}
    return postcodes.places(homes | {row["contact_postcode"] for row in values["children"] if row["contact_postcode"]})


def faults_of_pins(refused: PinsRefused, path: Path, lines: dict[tuple[str, str, str], int]) -> list[Fault]:
    """What is wrong with each refused pin, at its line of the file."""
    faults = [
        Fault(str(path), lines.get((r.pin.referral_ref, r.pin.household_ref, r.pin.decision)), r.column, r.sentence)
        for r in refused.refusals
    ]
    return sorted(faults, key=lambda fault: fault.line or 0)


def _unborn(path: Path, rows: list[Row], as_of: date) -> list[Fault]:
    """Children whose day of birth is still to come on the day of the run: a typing error, or a run of the past."""
    sentence = "This day lies after the day of the run: until then the child counts as not yet born."
    return [
        Fault(str(path), row.line, "date_of_birth", sentence)
        for row in rows
        if row.values["date_of_birth"] and row.values["date_of_birth"] > as_of
    ]


def _unknown_conflicts(path: Path, given: dict[str, list[Row]]) -> list[Fault]:
    """Conflicts with households that are not in the run: perhaps elsewhere, perhaps a typing error that bars nobody."""
    here = {row.values["household_ref"] for row in given["households"]}
    return [
        Fault(str(path), row.line, "conflicts", f"{ref} is not among the households of this run: it bars nobody.")
        for row in given["children"]
        for ref in row.values["conflicts"]
        if ref not in here
    ]


def _strangers(arguments: argparse.Namespace, given: dict[str, list[Row]]) -> list[Fault]:
    """Authorities and agencies that the members' file does not name: nobody can be matched with them."""
    known = {row.values["code"] for row in given["members"]}
    sentence = "{} is not in the members' file: it shares a consortium with nobody."
    asked = ((arguments.children, "children", "authority_code"), (arguments.households, "households", "agency"))
    return [
        Fault(str(path), row.line, column, sentence.format(row.values[column]))
        for path, name, column in asked
        for row in given[name]
        if row.values[column] not in known
    ]
