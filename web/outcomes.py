"""A finished match run, read from its own frozen bytes and said in people's words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from consortium.floor.errors import NotFound
from matching.problem import URGENCIES
from matching.rules import BARS, MERITS, TAKEN
from matching.running.withholding import JOURNEY
from web.shown import count
from web.spoken import children, number

Row = Mapping[str, Any]
_ENDINGS = {TAKEN[0]: TAKEN[1:], **{bar.code: (bar.one, bar.many) for bar in BARS}}
SENTENCES = {rule.code: rule.sentence for rule in (*BARS, *MERITS)}


@dataclass(frozen=True)
class Suggested:
    """One suggested pair, with the frozen records of both sides."""

    referral: Row
    household: Row
    who: str
    urgency: str
    points: int
    merits: Mapping[str, int]
    kept: bool

    @property
    def referral_ref(self) -> str:
        return str(self.referral["ref"])

    @property
    def is_protected(self) -> bool:
        """Whether the journey is left out, for an address that may not be disclosed."""
        return JOURNEY not in self.merits

    @property
    def household_ref(self) -> str:
        return str(self.household["ref"])


@dataclass(frozen=True)
class Waiting:
    """One referral without a suggestion and, most frequent first, how many households stand under each reason."""

    referral: Row
    who: str
    urgency: str
    reasons: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Outcome:
    """What one run found."""

    document: Row
    snapshot: Row

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.document["as_of"])

    @property
    def policy(self) -> Row:
        return self.document["policy"]  # type: ignore[no-any-return]

    @property
    def weights(self) -> Mapping[str, int]:
        return {merit.code: self.policy["merits"][merit.code] for merit in MERITS}

    def weighed(self, pair: Suggested) -> Mapping[str, int]:
        """The weights of what is told of a pair."""
        return {code: weight for code, weight in self.weights.items() if code in pair.merits}

    @cached_property
    def referrals(self) -> Mapping[str, Row]:
        return {referral["ref"]: referral for referral in self.snapshot["referrals"]}

    @cached_property
    def households(self) -> Mapping[str, Row]:
        return {household["ref"]: household for household in self.snapshot["households"]}

    @cached_property
    def suggestions(self) -> list[Suggested]:
        """The suggested pairs, most urgent first, then the earliest placement day."""
        found = [self._suggested(entry) for entry in self.document["suggestions"]]
        return sorted(found, key=lambda pair: self._order(pair.referral))

    @cached_property
    def waiting(self) -> list[Waiting]:
        """The referrals without a suggestion, in the same order."""
        found = [self._waiting(entry) for entry in self.document["unmatched"]]
        return sorted(found, key=lambda missing: self._order(missing.referral))

    def pair(self, referral_ref: str) -> Suggested:
        """The suggestion for one referral."""
        for pair in self.suggestions:
            if pair.referral_ref == referral_ref:
                return pair
        raise NotFound

    def _suggested(self, entry: Row) -> Suggested:
        referral, household = self.referrals[entry["referral_ref"]], self.households[entry["household_ref"]]
        told = self._told(referral)
        return Suggested(referral, household, *told, entry["points"], entry["merits"], entry["kept"])

    def _waiting(self, entry: Row) -> Waiting:
        referral = self.referrals[entry["referral_ref"]]
        reasons = [(reason["households"], _ENDINGS[reason["bar"]]) for reason in entry["reasons"]]
        said = tuple((households, ends[0] if households == 1 else ends[1]) for households, ends in reasons)
        return Waiting(referral, *self._told(referral), said)

    def _told(self, referral: Row) -> tuple[str, str]:
        return children(referral["children"], on=self.as_of), _urgency(referral)

    def _order(self, referral: Row) -> tuple[int, str, str]:
        return URGENCIES.index(_urgency(referral)), referral["placement_day"], referral["ref"]

    def counted(self) -> dict[str, tuple[int, int]]:
        """By urgency: children with a suggestion, of all children of whom the run still says what it found."""
        found = [pair.referral for pair in self.suggestions]
        every = [*found, *(missing.referral for missing in self.waiting)]
        return {urgency: (_children(found, urgency), _children(every, urgency)) for urgency in URGENCIES}

    @property
    def all_children(self) -> int:
        return sum(every for _, every in self.counted().values())

    @property
    def placed(self) -> int:
        return sum(placed for placed, _ in self.counted().values())

    @property
    def points(self) -> int:
        return sum(pair.points for pair in self.suggestions)

    @property
    def has_lost(self) -> bool:
        """Whether a record was erased since that the run had found something about: what is left is counted anew."""
        placed = {urgency: found for urgency, (found, _) in self.counted().items()}
        told = len(self.suggestions) + len(self.waiting)
        return told < len(self.referrals) or placed != {
            urgency: self.document["objective"][urgency] for urgency in placed
        }

    def lede(self) -> str:
        """The sentence that could be read out on the telephone."""
        lost = (
            " Records of this run have been erased since: what is left of it is counted here." if self.has_lost else ""
        )
        return self._told_of_children() + lost

    def _told_of_children(self) -> str:
        if self.has_lost and not self.all_children:
            return "Nothing is left of what this run found."
        if not self.all_children:
            return "Nobody was waiting on this day, so there is nothing to suggest."
        without = self.all_children - self.placed
        if not without:
            every = count(self.all_children, "child", "children")
            return "The one child has a suggestion." if self.all_children == 1 else f"All {every} have a suggestion."
        told = f"{number(self.placed).capitalize()} of {count(self.all_children, 'child', 'children')}"
        return f"{told} {_has(self.placed)} a suggestion; {number(without)} {_has(without)} none."

    def proof(self) -> Iterator[str]:
        """What the certificate says, in plain words."""
        certificate = self.document["certificate"]
        if certificate["optimal"]:
            yield "No other plan is better by the policy below: proven, and the proof checked, when the run was made."
        else:
            yield "This plan is good, but it is not proven to be the best."
        if (lost := certificate["children_possible"] - certificate["children"]) > 0:
            yield f"Serving the most urgent first cost {count(lost, 'placement')} that another order would have made."
        if certificate["pinned"]:
            yield f"{count(certificate['pinned'], 'pair')} stood fixed by a coordinator before the rest was chosen."


def _children(referrals: Iterable[Row], urgency: str) -> int:
    return sum(len(referral["children"]) for referral in referrals if _urgency(referral) == urgency)


def _has(whole: int) -> str:
    return "has" if whole == 1 else "have"


def _urgency(referral: Row) -> str:
    return min((str(child["urgency"]) for child in referral["children"]), key=URGENCIES.index)


def read(*, document: bytes, snapshot: bytes | str | Row) -> Outcome:
    """The outcome of a run from what was stored of it."""
    frozen = snapshot if isinstance(snapshot, Mapping) else json.loads(snapshot)
    return Outcome(json.loads(document), frozen)
