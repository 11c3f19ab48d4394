"""What a file of a run is held against, claim by claim: its form, its inputs, the rules, the proof, and a new solve."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from matching.document import render
from matching.plan import broken_bars
from matching.problem import URGENCIES, canonical_json
from matching.replaying.replay import AIMS, COLUMNS, MERIT_CODES, first_difference, in_form, proof, seal_of
from matching.replaying.replay_reading import Replay
from matching.solver import Assignment, Question, fault_of


@dataclass(frozen=True)
class Check:
    """One claim about a file, and what is wrong with it: empty where it holds."""

    claim: str
    fault: str


def checks(replay: Replay, *, noted: str = "") -> Iterator[Check]:
    """Every claim in turn, whatever became of those before it; where a hash was noted, it is compared first."""
    if noted:
        differs = "" if seal_of(replay.content) == noted.strip().lower() else f"{noted} was noted"
        yield Check("It is the file whose SHA-256 was noted.", differs)
    for claim, fault in CLAIMS:
        yield Check(claim.format(replay=replay), fault(replay))


def form_fault(replay: Replay) -> str:
    if replay.written == in_form(replay.content):
        return ""
    return "it was written again by another program, or by hand"


def seal_fault(replay: Replay) -> str:
    return first_difference(replay.content["sha256"], seal_of(replay.content), "sha256")


def inputs_fault(replay: Replay) -> str:
    """The digest that the run kept of its inputs, what follows from them within themselves, and what repeats them."""
    said, inputs, result = (replay.content[part] for part in ("run", "inputs", "result"))
    digest = sha256(canonical_json(inputs)).hexdigest()
    pairs = (
        (said["inputs_sha256"], digest, "run.inputs_sha256"),
        (result["inputs_sha256"], digest, "result.inputs_sha256"),
        (said["as_of"], inputs["as_of"], "run.as_of"),
        (result["as_of"], inputs["as_of"], "result.as_of"),
        (result["policy"], inputs["policy"], "result.policy"),
        (inputs, _plain(replay.problem.canonical()), "inputs"),
        *_placement_days(inputs),
    )
    return _first(first_difference(*three) for three in pairs)


def rules_fault(replay: Replay) -> str:
    """Bars and points of every pair, worked out again from the inputs alone."""
    if isinstance(replay.again, str):
        return replay.again.rstrip(".")
    filed, found = replay.pairs, proof(replay.problem, replay.again)["pairs"]
    seen = {tuple(row[:2]) for row in filed}, {tuple(row[:2]) for row in found}
    for pair in sorted(seen[0] - seen[1]):
        return f"{_names(replay, pair)} stands in it, and is barred: {', '.join(broken_bars(replay.problem, *pair))}"
    for pair in sorted(seen[1] - seen[0]):
        return f"{_names(replay, pair)} is a possible pair, and missing from it"
    for here, there in zip(filed, found, strict=True):
        if here != there:
            in_file, by_rules = (dict(zip(COLUMNS, row, strict=True)) for row in (here, there))
            return first_difference(in_file, by_rules, f"{_names(replay, tuple(here[:2]))}: pair")
    return ""


def suggestions_fault(replay: Replay) -> str:
    """What was suggested, held against the pairs of the proof; the totals of the result, against what was suggested."""
    result, rows = replay.content["result"], _suggested(replay)
    if isinstance(rows, str):
        return rows
    sums = {name: sum(row[name] for row in rows) for name in (*COLUMNS, "points")}
    placed = {urgency: sums[urgency] for urgency in URGENCIES}
    taken = {row["referral"] for row in rows}
    left = [one.ref for at, one in enumerate(replay.problem.referrals) if at not in taken]
    stages = [{key: stage[key] for key in ("tiers", "pairs", "cost", "bound")} for stage in _stages(replay)]
    certificate = {
        "optimal": True,
        "days": sums["days"],
        "children": sum(placed.values()),
        "children_possible": result["certificate"]["children_possible"],
        "pinned": len(_pins(replay)),
        "stages": stages,
    }
    pairs = (
        (result["suggestions"], [_told(replay, row) for row in rows], "result.suggestions"),
        ([one["referral_ref"] for one in result["unmatched"]], left, "result.unmatched"),
        (result["objective"], {**placed, "points": sums["points"]}, "result.objective"),
        (result["certificate"], certificate, "result.certificate"),
    )
    return _first(first_difference(*three) for three in pairs)


def certificate_fault(replay: Replay) -> str:
    """Each stage's dual values, over the pairs that the stages before it left tight: no other plan is better.

    Several tiers share a stage: a lower one must not be able to outweigh one unit of a higher.
    """
    rows = _suggested(replay)
    if isinstance(rows, str):
        return rows
    if [tier for stage in _stages(replay) for tier in stage["tiers"]] != list(AIMS):
        return f"the aims of its stages are not {', '.join(AIMS)}, each once and in this order"
    costs, size = _costs(replay), (len(replay.problem.referrals), len(replay.problem.households))
    pins = _pins(replay)
    mates = np.full(size[0], -1, np.int64)
    for row in rows:
        mates[row["referral"]] = -1 if row["referral"] in pins else row["household"]
    here, there = (replay.columns[side].astype(np.int64) for side in ("referral", "household"))
    keep = np.flatnonzero(~np.isin(here, list(pins)) & ~np.isin(there, list(pins.values())))
    musts = np.zeros(size[0], bool), np.zeros(size[1], bool)
    for number, stage in enumerate(_stages(replay), start=1):
        u, v = (np.array(stage[side], object) for side in ("referrals", "households"))
        tiers = [costs[tier][keep] for tier in stage["tiers"]]
        total = sum(weight * tier for weight, tier in zip(stage["weights"], tiers, strict=True))
        question = Question(here[keep], there[keep], np.asarray(total, object), *size, *musts)
        fault = (
            _weights_fault(stage["weights"], tiers, here[keep])
            or ("" if len(keep) == stage["pairs"] else f"it is over {len(keep)} pairs, and says {stage['pairs']}")
            or fault_of(Assignment(mates, stage["cost"], u, v), question)
            or ("" if stage["cost"] == stage["bound"] else "its cost and its bound differ")
        )
        if fault:
            return f"stage {number} ({', '.join(stage['tiers'])}): {fault.rstrip('.')}"
        keep = keep[(question.costs + u[question.rows] + v[question.cols] == 0).astype(bool)]
        musts = musts[0] | (u > 0).astype(bool), musts[1] | (v > 0).astype(bool)
    return ""


def solved_again_fault(replay: Replay) -> str:
    if isinstance(replay.again, str):
        return replay.again.rstrip(".")
    again = render(replay.problem, replay.again)
    differs = first_difference(replay.content["result"], _plain(again), "result")
    return differs or first_difference(replay.content["result_sha256"], sha256(again).hexdigest(), "result_sha256")


CLAIMS: tuple[tuple[str, Callable[[Replay], str]], ...] = (
    ("The file is written in its one form.", form_fault),
    ("Its SHA-256 is {replay.content[sha256]}: compare it with the one noted when it was exported.", seal_fault),
    ("Its inputs are those that the run kept the SHA-256 of.", inputs_fault),
    ("Bars and points of every possible pair, worked out again from the inputs, are those of its proof.", rules_fault),
    (
        "What was suggested are pairs of its proof, nobody twice and every pin kept; the totals are theirs.",
        suggestions_fault,
    ),
    ("The dual values of every stage prove that no other plan is better in the order of the aims.", certificate_fault),
    ("Solved again today, its inputs give the same result to the byte.", solved_again_fault),
)


def _plain(content: Any) -> Any:
    """Values, or a document, as the plain data that stands in a file."""
    return json.loads(content if isinstance(content, bytes) else canonical_json(content))


def _first(faults: Iterable[str]) -> str:
    return next((fault for fault in faults if fault), "")


def _placement_days(inputs: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each referral's placement day, and what it follows from: the day of the run and its children's days."""
    for at, one in enumerate(inputs["referrals"]):
        day = max(inputs["as_of"], min(child["needed_by"] for child in one["children"]))
        yield one["placement_day"], day, f"inputs.referrals[{at}].placement_day"


def _stages(replay: Replay) -> list[dict[str, Any]]:
    stages: list[dict[str, Any]] = replay.content["proof"]["stages"]
    return stages


def _pins(replay: Replay) -> dict[int, int]:
    """The household of each pinned referral, by their places in the inputs; pins of strangers left out."""
    sides = _places(replay)
    pins = [(pin.referral_ref, pin.household_ref) for pin in replay.problem.pins if pin.decision == "pin"]
    return {sides[0][r]: sides[1][h] for r, h in pins if r in sides[0] and h in sides[1]}


def _places(replay: Replay) -> tuple[dict[str, int], dict[str, int]]:
    referrals = {one.ref: at for at, one in enumerate(replay.problem.referrals)}
    return referrals, {one.ref: at for at, one in enumerate(replay.problem.households)}


def _suggested(replay: Replay) -> list[dict[str, int]] | str:
    """The rows of the proof that were suggested, with their points; or in words why they are none."""
    sides, rows = _places(replay), {(row[0], row[1]): row for row in replay.pairs}
    found = []
    for one in replay.content["result"]["suggestions"]:
        pair = sides[0].get(one["referral_ref"], -1), sides[1].get(one["household_ref"], -1)
        if pair not in rows:
            return f"{one['referral_ref']} with {one['household_ref']} was suggested, and is no pair of its proof"
        row = dict(zip(COLUMNS, rows[pair], strict=True))
        found.append(row | {"points": sum(row[code] for code in MERIT_CODES)})
    for side in ("referral", "household"):
        if len({row[side] for row in found}) < len(found):
            return f"a {side} was suggested twice"
    pairs = {(row["referral"], row["household"]) for row in found}
    broken = sorted(set(_pins(replay).items()) - pairs)
    return f"{_names(replay, broken[0])} is pinned, and was not suggested" if broken else found


def _told(replay: Replay, row: dict[str, int]) -> dict[str, Any]:
    """A row of the proof as the result tells a suggestion."""
    refs = replay.problem.referrals[row["referral"]].ref, replay.problem.households[row["household"]].ref
    return {
        "referral_ref": refs[0],
        "household_ref": refs[1],
        "points": row["points"],
        "merits": {code: row[code] for code in MERIT_CODES},
        "kept": refs in replay.problem.previous,
    }


def _names(replay: Replay, pair: tuple[int, ...]) -> str:
    return f"{replay.problem.referrals[pair[0]].ref} with {replay.problem.households[pair[1]].ref}"


def _costs(replay: Replay) -> dict[str, Any]:
    """What each pair costs each aim, in whole numbers of any size."""
    columns = replay.columns
    gained = {urgency: -columns[urgency] for urgency in URGENCIES}
    points = sum(columns[code] for code in MERIT_CODES)
    return gained | {"points": -points, "days": columns["days"], "digest": columns["digest"]}


def _weights_fault(weights: list[int], tiers: list[Any], rows: Any) -> str:
    """Whether one unit of each tier counts more than all that the lower ones of the stage can differ by."""
    below = 0
    for weight, tier in zip(reversed(weights), reversed(tiers), strict=True):
        if weight <= below:
            return "a lower aim can outweigh a higher one"
        low, high = dict[int, int](), dict[int, int]()
        for row, cost in zip(rows.tolist(), tier.tolist(), strict=True):
            low[row], high[row] = min(low.get(row, 0), cost), max(high.get(row, 0), cost)
        below += weight * (sum(high.values()) - sum(low.values()))
    return ""
