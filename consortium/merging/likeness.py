"""Likeness: which of many records look like one and the same, and why. Values in, values out; people decide."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

NEAR_BIRTH_DAYS, NEAR_EXPECTED_DAYS = 2, 7
Key = tuple[UUID, "Why", Hashable]


class Why(StrEnum):
    """Why two records look alike."""

    SAME_REFERENCE = "same_reference"
    SAME_BIRTH = "same_birth"
    NEAR_EXPECTED = "near_expected"
    SAME_HOME_AND_APPROVALS = "same_home_and_approvals"


@dataclass(frozen=True)
class Born:
    """What tells one child from another, without a name."""

    born_on: date | None
    expected_on: date | None
    sex: str | None


@dataclass(frozen=True)
class Told:
    """A referral or household as it is compared, with its owner."""

    id: UUID
    owner_id: UUID
    ref: str
    children: tuple[Born, ...] = ()
    home: tuple[object, ...] = ()


@dataclass(frozen=True)
class Alike:
    """Two records of one owner, the one that was recorded first before the other, and why they look alike."""

    first: Told
    second: Told
    why: tuple[Why, ...]


def plain(ref: str) -> str:
    """A reference without what people write differently: case, spaces, punctuation, leading zeros."""
    parts = re.findall(r"[a-z]+|[0-9]+", ref.lower())
    return "".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def pairs(records: Sequence[Told]) -> Iterator[Alike]:
    """The pairs of one owner that look alike, in the order in which the records are given.

    Compared are those alone that share a key, without which there is no reason: not each record with each other one.
    """
    known = defaultdict[Key, list[int]](list)
    for number, one in enumerate(records):
        for key in set(_keys(one)):
            known[key].append(number)
    for number, first in enumerate(records):
        later = {at for key in set(_keys(first, widely=True)) for at in known.get(key, ()) if at > number}
        for second in (records[at] for at in sorted(later)):
            if why := tuple(_reasons(first, second)):
                yield Alike(first, second, why)


def _keys(one: Told, *, widely: bool = False) -> Iterator[Key]:
    """What a record can be found under by those that look like it; widely: what it finds them under, near days too."""
    yield one.owner_id, Why.SAME_REFERENCE, plain(one.ref)
    if _is_told(one.home):
        yield one.owner_id, Why.SAME_HOME_AND_APPROVALS, one.home
    for child in one.children:
        for why, day, near in (
            (Why.SAME_BIRTH, child.born_on, NEAR_BIRTH_DAYS),
            (Why.NEAR_EXPECTED, _awaited(child), NEAR_EXPECTED_DAYS),
        ):
            around = range(-near, near + 1) if widely else range(1)
            yield from ((one.owner_id, why, day.toordinal() + apart) for apart in around if day is not None)


def _is_told(home: tuple[object, ...]) -> bool:
    return bool(home) and all(part is not None for part in home)


def _reasons(first: Told, second: Told) -> Iterator[Why]:
    if plain(first.ref) == plain(second.ref):
        yield Why.SAME_REFERENCE
    both = [(one, other) for one in first.children for other in second.children if _may_share_sex(one, other)]
    if any(_near(one.born_on, other.born_on, NEAR_BIRTH_DAYS) for one, other in both):
        yield Why.SAME_BIRTH
    if any(_near(_awaited(one), _awaited(other), NEAR_EXPECTED_DAYS) for one, other in both):
        yield Why.NEAR_EXPECTED
    if _is_told(first.home) and first.home == second.home:
        yield Why.SAME_HOME_AND_APPROVALS


def _may_share_sex(one: Born, other: Born) -> bool:
    return one.sex is None or other.sex is None or one.sex == other.sex


def _awaited(child: Born) -> date | None:
    return None if child.born_on else child.expected_on


def _near(one: date | None, other: date | None, days: int) -> bool:
    return one is not None and other is not None and abs((one - other).days) <= days
