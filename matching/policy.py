"""The policy of matching as data: who signed it off, its caps and grace, and one weight for each merit."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MERIT_WEIGHTS = {
    "travel": 30,
    "willingness": 25,
    "language": 10,
    "ethnicity": 10,
    "religion": 5,
    "experience": 10,
    "waiting": 7,
    "kept": 3,
}
LARGEST_WEIGHT = 10_000
LARGEST_GRACE_DAYS = 3650
LARGEST_OPEN_LINKS = 100
LONGEST_TEXT = 100


class PolicyRefused(Exception):
    """A policy that cannot be used; `sentences` say what to mend, one for each fault."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Policy:
    """What the consortium decided about matching. Days and caps are whole numbers, weights whole points a pair."""

    version: str = "default"
    signed_off_by: str = ""
    grace_days: int = 14
    max_open_links_household: int = 1
    max_open_links_referral: int = 1
    merits: Mapping[str, int] = field(default_factory=lambda: dict(MERIT_WEIGHTS))


DEFAULT = Policy()
_RANGES = {
    "grace_days": (0, LARGEST_GRACE_DAYS),
    "max_open_links_household": (1, LARGEST_OPEN_LINKS),
    "max_open_links_referral": (1, LARGEST_OPEN_LINKS),
}


def as_mapping(policy: Policy) -> dict[str, Any]:
    """The policy as plain data, merits in the order of the policy."""
    return {**asdict(policy), "merits": {code: policy.merits[code] for code in MERIT_WEIGHTS}}


def from_toml(text: str) -> Policy:
    """The policy of a TOML file; raises PolicyRefused with a sentence for each fault."""
    try:
        return from_mapping(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyRefused([f"This is not a TOML file of a policy: {error}."]) from error


def from_mapping(values: Mapping[str, Any]) -> Policy:
    """The policy of plain data; what it leaves out has its default, what it should not hold is refused by name."""
    known = set(as_mapping(DEFAULT))
    faults = [f"“{key}” is not a term of the policy." for key in values if key not in known]
    taken = {key: values[key] for key in values if key in known}
    for key, (low, high) in _RANGES.items():
        if not _is_whole(taken.get(key, low), low, high):
            faults.append(f"{key} is a whole number from {low} to {high}.")
    for key in ("version", "signed_off_by"):
        if not isinstance(taken.get(key, ""), str | int) or isinstance(taken.get(key), bool):
            faults.append(f"{key} is a text.")
        elif not str(taken.get(key, "")).isprintable() or len(str(taken.get(key, ""))) > LONGEST_TEXT:
            faults.append(f"{key} is a text of one line, of {LONGEST_TEXT} characters at the most.")
        else:
            taken[key] = str(taken.get(key, getattr(DEFAULT, key)))
    taken["merits"], merit_faults = _merits(taken.get("merits", {}))
    if faults + merit_faults:
        raise PolicyRefused(faults + merit_faults)
    return Policy(**taken)


def _merits(values: Any) -> tuple[dict[str, int], list[str]]:
    if not isinstance(values, Mapping):
        return {}, ["[merits] is a table with a whole number for each merit."]
    faults = [
        f"“{key}” is not a merit; the merits are {', '.join(MERIT_WEIGHTS)}."
        for key in values
        if key not in MERIT_WEIGHTS
    ]
    faults += [
        f"The weight of {key} is a whole number from 0 to {LARGEST_WEIGHT}."
        for key, weight in values.items()
        if not _is_whole(weight, 0, LARGEST_WEIGHT)
    ]
    return {**MERIT_WEIGHTS, **values}, faults


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
