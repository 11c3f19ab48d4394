"""A scenario beside the run it is of: who would have what, who loses and gains, and which change is why.

Points are set side by side where both plans weigh by the same weights: by others they are another measure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matching.document import objective
from matching.pinning import PinsRefused
from matching.plan import Plan, solve
from matching.problem import URGENCIES, Problem, inputs_sha256
from matching.reasons.difference import Mates, mates
from matching.supposing.changes import Change
from matching.supposing.scenarios import sentences, without_doubt

GAINS, LOSES, MOVES, NEW, GONE = "gains", "loses", "moves", "new", "gone"


@dataclass(frozen=True)
class Other:
    """A referral that has another household than in the run, by reference; None: none.

    `causes`: numbers of the changes, from 1, each of which alone, taken back, gives what the run has; empty: none does.
    """

    referral_ref: str
    children: int
    urgency: str
    standing: str
    before: str | None
    now: str | None
    causes: tuple[int, ...]
    sentence: str


@dataclass(frozen=True)
class Without:
    """A referral without a suggestion in the scenario, and how many households stand under each bar, most first."""

    referral_ref: str
    children: int
    urgency: str
    before: str | None
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SideBySide:
    """Children of each urgency in the run and in the scenario, how many are suggested; points, where they compare.

    `is_cut`: there was no time to take back every change, so that a cause may be missing.
    """

    supposed: tuple[str, ...]
    asked_before: Mapping[str, int]
    asked_now: Mapping[str, int]
    placed_before: Mapping[str, int]
    placed_now: Mapping[str, int]
    points_before: int | None
    points_now: int | None
    others: tuple[Other, ...]
    without: tuple[Without, ...]
    is_cut: bool
    inputs_sha256: str
    sentence: str


def side_by_side(
    problem: Problem,
    plan: Plan,
    other: Problem,
    other_plan: Plan,
    *,
    changes: Sequence[Change],
    go_on: Callable[[], bool] = lambda: True,
) -> SideBySide:
    """Both plans side by side; causes as far as `go_on` says yes."""
    old, new = mates(problem, plan), mates(other, other_plan)
    before, now = objective(problem, plan), objective(other, other_plan)
    others, cut = _others(problem, other, (old, new), changes, go_on)
    is_comparable = problem.policy.merits == other.policy.merits
    asked = _asked(problem), _asked(other)
    placed = [{urgency: each[urgency] for urgency in URGENCIES} for each in (before, now)]
    return SideBySide(
        supposed=sentences(problem, changes),
        asked_before=asked[0],
        asked_now=asked[1],
        placed_before=placed[0],
        placed_now=placed[1],
        points_before=before["points"] if is_comparable else None,
        points_now=now["points"] if is_comparable else None,
        others=others,
        without=_without(other, other_plan, old),
        is_cut=cut,
        inputs_sha256=inputs_sha256(other),
        sentence=_summary(asked, placed),
    )


def as_data(found: SideBySide) -> dict[str, Any]:
    """The same as plain data, for the result document and for keeping."""
    plain = asdict(found)
    for one in plain["without"]:
        one["reasons"] = [{"bar": code, "households": count} for code, count in one["reasons"]]
    return {**plain, "supposed": list(found.supposed)}


def _others(
    problem: Problem,
    other: Problem,
    plans: tuple[Mates, Mates],
    changes: Sequence[Change],
    go_on: Callable[[], bool],
) -> tuple[tuple[Other, ...], bool]:
    """Every referral whose household differs, or that is in one of the two alone, by reference."""
    old, new = plans
    every = sorted(old.keys() | new.keys())
    differing = [ref for ref in every if (ref in old, old.get(ref)) != (ref in new, new.get(ref))]
    alone, cut = _taken_back(problem, changes, go_on) if differing else ({}, False)
    records = {one.ref: one for one in (*problem.referrals, *other.referrals)}
    said, found = sentences(problem, changes), []
    for ref in differing:
        referral, standing = records[ref], _standing(ref, old, new)
        causes = _causes(ref, standing, old, alone, changes)
        homes = old.get(ref), new.get(ref)
        told = sentence(ref, standing, *homes, [said[number - 1] for number in causes], cut=cut)
        found.append(Other(ref, len(referral.children), referral.urgency, standing, *homes, causes, told))
    return tuple(found), cut


def _taken_back(
    problem: Problem, changes: Sequence[Change], go_on: Callable[[], bool]
) -> tuple[dict[int, Mates | None], bool]:
    """What is suggested without each change, by its number; None where a pin then cannot stand."""
    if len(changes) == 1:
        return {}, False
    found: dict[int, Mates | None] = {}
    for number in range(1, len(changes) + 1):
        if not go_on():
            return found, True
        rest = without_doubt(problem, [one for at, one in enumerate(changes, start=1) if at != number])
        try:
            found[number] = mates(rest, solve(rest))
        except PinsRefused:
            found[number] = None
    return found, False


def _standing(ref: str, old: Mates, new: Mates) -> str:
    if ref not in old:
        return NEW
    if ref not in new:
        return GONE
    if new[ref] is None:
        return LOSES
    return GAINS if old[ref] is None else MOVES


def _causes(
    ref: str, standing: str, old: Mates, alone: Mapping[int, Mates | None], changes: Sequence[Change]
) -> tuple[int, ...]:
    own = [number for number, one in enumerate(changes, start=1) if ("referral", ref) in one.things]
    if standing in (NEW, GONE):
        return tuple(own)
    if len(changes) == 1:
        return (1,)
    return tuple(n for n, found in alone.items() if found is not None and found.get(ref) == old[ref])


def sentence(ref: str, standing: str, before: str | None, now: str | None, causes: Sequence[str], *, cut: bool) -> str:
    told = {
        NEW: f"{ref} is supposed, and would have {now or 'no suggestion'}.",
        GONE: f"{ref} would not be in the run; it had {before or 'no suggestion'}.",
        GAINS: f"{ref} would have {now}; in the run it has no suggestion.",
        LOSES: f"{ref} would have no suggestion; in the run it has {before}.",
        MOVES: f"{ref} would have {now} instead of {before}.",
    }[standing]
    if standing in (NEW, GONE):
        return told
    if not causes:
        return f"{told} {'Why was not found in time.' if cut else 'Taking back one change alone would not undo it.'}"
    return f"{told} Why{'' if len(causes) == 1 else ', each of these alone'}: {'; '.join(causes)}."


def _without(problem: Problem, plan: Plan, old: Mates) -> tuple[Without, ...]:
    """The most urgent first."""
    found = []
    for one in plan.unmatched:
        referral = problem.referrals[one.referral]
        before = old.get(referral.ref)
        found.append(Without(referral.ref, len(referral.children), referral.urgency, before, one.reasons))
    return tuple(sorted(found, key=lambda one: (URGENCIES.index(one.urgency), one.referral_ref)))


def _asked(problem: Problem) -> dict[str, int]:
    """Children of each urgency that a problem asks for; each of a group counts, at the group's urgency."""
    found = dict.fromkeys(URGENCIES, 0)
    for referral in problem.referrals:
        found[referral.urgency] += len(referral.children)
    return found


def _summary(asked: Sequence[Mapping[str, int]], placed: Sequence[Mapping[str, int]]) -> str:
    before, now = (
        f"{sum(here.values())} of {_children(sum(all_.values()))}" for here, all_ in zip(placed, asked, strict=True)
    )
    return f"{now} would have a suggestion; in the run it is {before}."


def _children(count: int) -> str:
    return "1 child" if count == 1 else f"{count} children"
