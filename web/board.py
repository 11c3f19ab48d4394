"""The first page, part by part of what somebody may read: households, referrals with the last run, positions."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from consortium import carers, members, referrals
from consortium.floor import clock
from contracts import minimums, positions
from matching.running import runs, suggestions
from web import availability, searching, standing, todo
from web.auth import can, viewer
from web.paging import everything
from web.pictures.pips import pips
from web.shown import count

MOST = 8


@dataclass(frozen=True)
class LastRun:
    """The latest run that somebody started, and which household it suggested for which referral."""

    run: runs.MatchRun
    suggested: dict[str, str]
    without: frozenset[str]


@dataclass(frozen=True)
class Line:
    """One commitment of the period that runs now, and how it stands."""

    authority: str
    position: minimums.Position
    standing: standing.Standing
    next_step: str
    pips: Markup


def today() -> dict[str, Any]:
    """All that the page shows to this person."""
    seen = availability.seen(viewer(), everything(carers.visible(viewer()))) if can("households.read") else []
    found = searching.sought(viewer(), everything(referrals.visible(viewer()))) if can("referrals.read") else []
    tasks = todo.tasks(seen, found)
    lines = _lines() if can("positions.read") and not can("runs.read") else []
    return {
        "seen": seen,
        "found": [one for one in found if one.is_searching],
        "tasks": tasks[:MOST],
        "more": max(0, len(tasks) - MOST),
        "last": _last_run() if can("runs.read") else None,
        "lines": lines,
        "lede": _lede(seen, found, lines) or _waiting(len(tasks)),
    }


def _lede(seen: list[availability.Seen], found: list[searching.Sought], lines: list[Line]) -> str:
    told = [searching.told(found)] if found or can("referrals.refer") else []
    told += [availability.told(seen)] if can("households.read") and seen else []
    behind = [line for line in lines if line.standing in (standing.BEHIND, standing.SHORT)]
    if lines:
        told.append(f"{count(len(behind), 'commitment is', 'commitments are')} behind, of {len(lines)} that run now.")
    return " ".join(told)


def _waiting(tasks: int) -> str:
    return f"{count(tasks, 'thing waits', 'things wait')} for you." if tasks else "Nothing waits for you today."


def _last_run() -> LastRun | None:
    run = runs.latest(viewer())
    if run is None:
        return None
    pairs = everything(suggestions.visible(viewer(), run_id=run.id))
    without = everything(suggestions.unmatched(viewer(), run_id=run.id))
    return LastRun(
        run, {one.referral_ref: one.household_ref for one in pairs}, frozenset(one.referral_ref for one in without)
    )


def _lines() -> list[Line]:
    on = clock.today()
    names = {one.code: one.name for one in everything(members.visible(viewer()))}
    current = [one for one in positions.of(viewer(), as_of=on) if one.period_start <= on < one.period_end]
    lines = [
        _line(one, name=f"pips-{number}", authority=names.get(one.authority_code, one.authority_code))
        for number, one in enumerate(current)
    ]
    return sorted(lines, key=lambda line: (line.standing.rank, line.authority))


def _line(position: minimums.Position, *, name: str, authority: str) -> Line:
    on = clock.today()
    stands, step = standing.standing(position, as_of=on), standing.next_step(position, as_of=on)
    return Line(
        authority, position, stands, step, pips(position.taken_units, minimum=position.minimum_units, name=name)
    )
