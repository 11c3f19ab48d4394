"""The file of a run read by somebody who trusts nothing in it: every value has its shape, or it is no such file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from matching.eligibility import barred
from matching.pinning import PinsRefused
from matching.plan import Plan, solve
from matching.policy import DEFAULT, LONGEST_TEXT, PolicyRefused, as_mapping, from_mapping
from matching.pool import Pool
from matching.problem import URGENCIES, Child, Household, Pin, Problem, canonical_json
from matching.replaying.replay import COLUMNS, FORMAT, MERIT_CODES
from matching.snapshots import problem_of
from matching.solver import SolverFailed

LARGEST_FILE = 256 * 2**20
LARGEST_TABLE = 10**9  # referrals times households
LARGEST_NUMBER = 10**12
UNTOLD_PAIRS = 100_000  # so many possible pairs may be missing from a proof before nothing is solved any more
OTHERWISE = "This is not a file that `consortium run export` wrote: "
BIG, DAY, POLICY = "a whole number of any size", "a day", "a policy"  # shapes that no Python type names


class NoReplay(Exception):
    """The bytes are no file of a run that this version reads; the text is a sentence."""


@dataclass(frozen=True)
class Each:
    """The shape of a mapping whose keys are not known beforehand."""

    shape: Any


@dataclass(frozen=True)
class Maybe:
    """The shape of a value that may be empty."""

    shape: Any


def _of_fields(kind: type, **others: Any) -> dict[str, Any]:
    """The shape of a frozen row, from the fields of what it was."""
    return {name: _of_hint(hint) for name, hint in get_type_hints(kind).items()} | others


def _of_hint(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        return Maybe(_of_hint(next(one for one in get_args(hint) if one is not NoneType)))
    if get_origin(hint) is tuple:
        return [_of_hint(get_args(hint)[0])]
    return DAY if hint is date else hint


CHILD = _of_fields(Child, urgency=frozenset(URGENCIES))
REFERRAL = {"ref": str, "authority": str, "open_links": int, "placement_day": DAY, "children": [CHILD], "apart": [str]}
INPUTS = {
    "as_of": DAY,
    "policy": POLICY,
    "referrals": [REFERRAL],
    "households": [_of_fields(Household)],
    "minutes": [(str, str, int)],
    "pins": [_of_fields(Pin, decision=frozenset(("pin", "forbid")))],
    "previous": [(str, str)],
    "places": Each((Maybe(int), Maybe(int), Maybe(str))),
}
PAIR = {"referral_ref": str, "household_ref": str, "points": int, "merits": dict.fromkeys(MERIT_CODES, int)}
STAGE = {"tiers": [str], "pairs": int, "cost": BIG, "bound": BIG}
RESULT = {
    "policy": POLICY,
    "inputs_sha256": str,
    "as_of": DAY,
    "suggestions": [PAIR | {"kept": bool}],
    "unmatched": [{"referral_ref": str, "reasons": [{"bar": str, "households": int}]}],
    "objective": dict.fromkeys((*URGENCIES, "points"), int),
    "certificate": {
        "optimal": bool,
        "days": int,
        "children": int,
        "children_possible": int,
        "pinned": int,
        "stages": [STAGE],
    },
}
RUN = {
    "number": int,
    "consortia": [str],
    "as_of": DAY,
    "started_at": str,
    "finished_at": str,
    "is_preview": bool,
    "inputs_sha256": str,
}
# Pairs may be millions: `_refuse_odd_pairs` looks at them without a walk for each number.
PROOF = {
    "columns": [str],
    "pairs": list,
    "stages": [STAGE | {"weights": [BIG], "referrals": [BIG], "households": [BIG]}],
}
WHOLE = {
    "format": {"name": str, "version": int},
    "run": RUN,
    "versions": {"solved_with": Maybe(Each(str)), "exported_with": Each(str)},
    "inputs": INPUTS,
    "result": RESULT,
    "result_sha256": str,
    "proof": PROOF,
    "sha256": str,
}


@dataclass(frozen=True)
class Replay:
    """A file of a run: its bytes, its plain data, and the problem that it says was solved."""

    written: bytes
    content: dict[str, Any]
    problem: Problem

    @property
    def pairs(self) -> list[list[int]]:
        """The rows of the proof, under COLUMNS."""
        rows: list[list[int]] = self.content["proof"]["pairs"]
        return rows

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The proof by column, in whole numbers of any size: a forged one must not wrap round."""
        table = np.array(self.pairs, object).reshape(len(self.pairs), len(COLUMNS))
        return {name: table[:, at] for at, name in enumerate(COLUMNS)}

    @cached_property
    def again(self) -> "Plan | str":
        """The plan of the inputs as they are solved today, or in words why there is none.

        A small file may be forged so that all its pairs are possible: what would outgrow it many times is not solved.
        """
        possible = _count_of_possible(self.problem)
        if possible > len(self.pairs) + UNTOLD_PAIRS:
            return f"its inputs allow {possible:,} pairs, and its proof holds {len(self.pairs):,}"
        try:
            return solve(self.problem)
        except (PinsRefused, SolverFailed) as refusal:
            return str(refusal)


def read(written: bytes) -> Replay:
    """The file of a run. Raises NoReplay for everything else, whatever it is."""
    if len(written) > LARGEST_FILE:
        raise NoReplay(f"{OTHERWISE}it is larger than {LARGEST_FILE // 2**20} MiB.")
    try:
        content = json.loads(written, parse_constant=_refuse_constant)
        canonical_json(content)
    except (ValueError, RecursionError) as error:
        raise NoReplay(f"{OTHERWISE}it is no JSON, or too deeply nested.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise NoReplay(f"{OTHERWISE}`format` should be {json.dumps(FORMAT)}.")
    _refuse_misshapen(content, WHOLE, "the file")
    _refuse_nonsense(content["inputs"])
    _refuse_odd_pairs(content["proof"], content["inputs"])
    return Replay(written, content, problem_of(content["inputs"]))


def _count_of_possible(problem: Problem) -> int:
    """How many pairs break no bar, told from a bit each."""
    broken = int(np.bitwise_count(barred(problem, Pool(problem))).sum())
    return len(problem.referrals) * len(problem.households) - broken


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _refuse_misshapen(value: Any, shape: Any, where: str) -> None:
    if isinstance(shape, Maybe):
        if value is not None:
            _refuse_misshapen(value, shape.shape, where)
        return
    parts = _parts(value, shape, where)
    if parts is None and not _is(value, shape):
        raise NoReplay(f"{OTHERWISE}{where} has another shape.")
    for part, of_part, place in parts or ():
        _refuse_misshapen(part, of_part, place)


def _parts(value: Any, shape: Any, where: str) -> list[tuple[Any, Any, str]] | None:
    """The parts of a value with their shapes and places; None where it should be one piece."""
    if isinstance(value, dict):
        return _entries(value, shape, where)
    return _items(value, shape, where) if isinstance(value, list) else None


def _entries(value: dict[str, Any], shape: Any, where: str) -> list[tuple[Any, Any, str]] | None:
    if isinstance(shape, Each):
        return [(part, shape.shape, f"{where}.{key[:LONGEST_TEXT]}") for key, part in value.items()]
    if isinstance(shape, dict):
        _refuse_other_keys(value, shape, where)
        return [(value[key], of_part, f"{where}.{key}") for key, of_part in shape.items()]
    return None


def _items(value: list[Any], shape: Any, where: str) -> list[tuple[Any, Any, str]] | None:
    if isinstance(shape, list):
        return [(part, shape[0], f"{where}[{at}]") for at, part in enumerate(value)]
    if isinstance(shape, tuple) and len(value) == len(shape):
        return [(part, shape[at], f"{where}[{at}]") for at, part in enumerate(value)]
    return None


def _refuse_other_keys(value: Mapping[str, Any], shape: Mapping[str, Any], where: str) -> None:
    if value.keys() != shape.keys():
        missing, odd = sorted(shape.keys() - value.keys()), sorted(value.keys() - shape.keys())
        said = f"lacks “{missing[0]}”" if missing else f"holds “{odd[0][:LONGEST_TEXT]}”"
        raise NoReplay(f"{OTHERWISE}{where} {said}.")


def _is(value: Any, shape: Any) -> bool:
    """Whether a value of one piece has its shape; True is no number here."""
    if shape == BIG:
        return type(value) is int
    if shape == DAY:
        return isinstance(value, str) and _is_day(value)
    if shape == POLICY:
        return isinstance(value, dict) and _is_policy(value)
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    return type(value) is shape and not (shape is int and abs(value) > LARGEST_NUMBER)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_policy(values: dict[str, Any]) -> bool:
    try:
        return values.keys() == as_mapping(DEFAULT).keys() and as_mapping(from_mapping(values)) == values
    except PolicyRefused:
        return False


def _refuse_nonsense(inputs: Mapping[str, Any]) -> None:
    """What has its shape and could still not be looked at: a name that stands twice, a referral of no child."""
    for side in ("referrals", "households"):
        refs = [one["ref"] for one in inputs[side]]
        if len(set(refs)) < len(refs):
            raise NoReplay(f"{OTHERWISE}a reference stands twice among its {side}.")
    if not all(one["children"] for one in inputs["referrals"]):
        raise NoReplay(f"{OTHERWISE}a referral has no child.")
    if len(inputs["referrals"]) * len(inputs["households"]) > LARGEST_TABLE:
        raise NoReplay(f"{OTHERWISE}it holds more than {LARGEST_TABLE:,} pairs.")


def _refuse_odd_pairs(proof: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
    """Rows of whole numbers, each pair once and in order; as many dual values as there are referrals and households."""
    size = len(inputs["referrals"]), len(inputs["households"])
    if proof["columns"] != list(COLUMNS):
        raise NoReplay(f"{OTHERWISE}the columns of its proof are {', '.join(COLUMNS)}.")
    before = [-1, -1]
    for at, row in enumerate(proof["pairs"]):
        if type(row) is not list or len(row) != len(COLUMNS) or set(map(type, row)) != {int}:
            raise NoReplay(f"{OTHERWISE}pair {at + 1} of its proof has another shape.")
        if row[:2] <= before or not (0 <= row[0] < size[0] and 0 <= row[1] < size[1]):
            raise NoReplay(f"{OTHERWISE}pair {at + 1} of its proof stands out of order, twice, or for nobody.")
        before = row[:2]
    for stage in proof["stages"]:
        tiers = len(stage["tiers"]) or -1
        if (len(stage["referrals"]), len(stage["households"]), len(stage["weights"])) != (*size, tiers):
            raise NoReplay(f"{OTHERWISE}a stage of its proof has another number of values.")
