"""Phases: a placement enters another legal phase, entered it on another day than was recorded, or never did."""

from datetime import date
from uuid import UUID

from consortium import placements
from consortium.access import Viewer, require
from consortium.floor.db import expect_version, flush
from consortium.floor.errors import RuleBroken
from consortium.importing import entries
from consortium.placements import NEXT_PHASES, Phase, Placement, PlacementPhase


def enter(viewer: Viewer, *, placement_id: UUID, version: int, phase: Phase, on: date) -> Placement:
    """Records that the placement entered another legal phase on a day; it stays one placement and one purchase."""
    require(viewer, "purchases.change")
    placement = placements.get(viewer, placement_id=placement_id)
    expect_version(placement, version)
    latest = placement.phases[-1]
    if phase not in NEXT_PHASES[latest.phase] or on <= latest.from_on:
        allowed = ", ".join(map(_spoken, NEXT_PHASES[latest.phase])) or "no other phase"
        raise RuleBroken(f"After {_said(latest)} may follow, on a later day: {allowed}.", code="phase_order")
    placement.phases.append(PlacementPhase(authority_id=placement.authority_id, phase=phase, from_on=on))
    if phase is Phase.ADOPTED:
        placement.adoption_order_on = on
    entries.touch(placement)
    flush()
    return placement


def correct(viewer: Viewer, *, placement_id: UUID, version: int, on: date) -> Placement:
    """Corrects the day on which the placement entered its latest phase; days that are columns are corrected there."""
    require(viewer, "purchases.change")
    placement = placements.get(viewer, placement_id=placement_id)
    expect_version(placement, version)
    before, latest = _correctable(placement, what="Only the day of a phase")
    if on <= before.from_on:
        raise RuleBroken(f"It came after {_said(before)}: give a later day.", code="phase_order")
    latest.from_on = on
    entries.touch(placement)
    flush()
    return placement


def take_back(viewer: Viewer, *, placement_id: UUID, version: int) -> Placement:
    """Takes back the latest phase, which the placement never entered: it is in the one before, as it was."""
    require(viewer, "purchases.change")
    placement = placements.get(viewer, placement_id=placement_id)
    expect_version(placement, version)
    _, latest = _correctable(placement, what="Only a phase")
    placement.phases.remove(latest)
    entries.touch(placement)
    flush()
    return placement


def _correctable(placement: Placement, *, what: str) -> tuple[PlacementPhase, PlacementPhase]:
    """The phase before the latest, and the latest, if that one is neither the first nor the adoption."""
    *before, latest = placement.phases
    if not before or latest.phase is Phase.ADOPTED:
        raise RuleBroken(
            f"{what} between the move-in and the adoption order is corrected here: the move-in is reported on its "
            "link, and the order stands on the purchase.",
            code="no_such_phase",
        )
    return before[-1], latest


def _said(row: PlacementPhase) -> str:
    return f"{_spoken(row.phase)} (since {row.from_on})"


def _spoken(phase: Phase) -> str:
    return phase.replace("_", " ")
