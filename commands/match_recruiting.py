"""`consortium match --recruit`: which kinds of households would place more children, and how many."""

import argparse
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

from commands.match_alternatives import Answers
from consortium.sheets.columns import Fault, Refused, Row
from consortium.sheets.councils import COUNCILS
from matching.eligibility import Progress
from matching.plan import Plan
from matching.problem import Problem
from matching.recruiting import archetypes, demand, findings, telling
from matching.recruiting.archetypes import Archetype
from matching.recruiting.areas import Areas
from matching.recruiting.findings import Findings


def refuse_nonsense(arguments: argparse.Namespace) -> None:
    """Before anything is read: options that mean nothing without the question. Raises Refused."""
    for option, given in (("--archetypes", arguments.archetypes), ("--for-agencies", arguments.for_agencies)):
        if given and not arguments.recruit:
            raise Refused([Fault(option, None, None, "This belongs to --recruit: ask that too.")])


def named(path: Path | None, rows: Iterable[Row], problem: Problem) -> list[Archetype]:
    """The kinds of a file, each with every reach of agencies where it names none. Raises Refused line by line."""
    areas, faults, kinds = Areas(problem), list[Fault](), list[Archetype]()
    agencies = ", ".join(sorted(problem.agencies))
    for row in rows:
        area, agency = row.values["area"], row.values["agency"]
        if not areas.is_known(area):
            sentence = f"Nobody knows where {area} lies: name one with a home or a contact place of this run in it."
            faults.append(Fault(str(path), row.line, "area", sentence))
        if agency is not None and agency not in problem.agencies:
            sentence = f"{agency} is no agency of this run. Leave it out, or name one of {agencies}."
            faults.append(Fault(str(path), row.line, "agency", sentence))
        kinds += _kinds(row, archetypes.reaches(problem, problem.referrals))
    if path and not kinds:
        faults.append(Fault(str(path), None, None, "Name a kind of household at least: no row is filled in."))
    if faults:
        raise Refused(faults)
    return kinds


def answers(
    arguments: argparse.Namespace, kinds: list[Archetype], problem: Problem, plan: Plan, progress: Progress
) -> Answers:
    """What was found, of the kinds that were named or else of those that the demand suggests."""
    found = Answers()
    if not arguments.recruit:
        return found
    rows = demand.drawable(problem, plan)
    progress("Drawing up kinds of households", 0, 1)
    asked = archetypes.named(problem, kinds, rows) if kinds else archetypes.of_demand(problem, rows)
    search = findings.search(problem, plan, asked, scenarios=arguments.recruit)
    last = deque(_shown(search, progress), maxlen=1).pop()
    if arguments.for_agencies:
        words = telling.in_words_for_agencies(last, COUNCILS)
        found.add("recruitment", telling.as_data_for_agencies(last), words)
    else:
        found.add("recruitment", telling.as_data(last), telling.in_words(last, COUNCILS))
    return found


def _shown(search: Iterable[Findings], progress: Progress) -> Iterator[Findings]:
    for found in search:
        progress("Solving sampled demand", found.done, found.of)
        yield found


def _kinds(row: Row, reaches: Iterable[tuple[str, ...]]) -> Iterator[Archetype]:
    values, agency = row.values, row.values["agency"]
    needs = tuple(sorted({need.strip().casefold() for need in values["needs"]}))
    ages = values["min_age_months"], values["max_age_months"]
    for agencies in [(agency,)] if agency else reaches:
        yield Archetype(values["area"], agencies, *ages, values["children"], needs, values["max_travel_minutes"])
