"""Lapses: a placement that ended too soon is a unit no more, where the agreement says so; pure, as the minimums are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

ABORTED = "aborted_before_move_in"
KEPT = frozenset({"reunified_parent", "kinship", "adopted_by_concurrent_carers"})
"""After these ends every placement stays a unit: the child went home or to kin, or was adopted where it lived."""


@dataclass(frozen=True)
class Rule:
    """What an agreement says, from a day on, of placements that end."""

    since: date
    minimum_stay_days: int = 0
    aborted_introduction_counts: bool = True

    @property
    def lets_all_count(self) -> bool:
        """Whether no end takes a unit away."""
        return self.minimum_stay_days == 0 and self.aborted_introduction_counts


class Stay(Protocol):
    """A placement with its days; `ended_on` is the first day no longer placed."""

    @property
    def moved_in_on(self) -> date: ...

    @property
    def ended_on(self) -> date | None: ...

    @property
    def end_reason(self) -> str | None: ...


def lapsed_on(rules: Iterable[Rule], stay: Stay, *, counted_on: date) -> date | None:
    """The day from which a placement that was counted on a day is no unit any more; None while it is one.

    The rule is that of the day that counted it. The stay is all days from the move-in to the end, those at home before
    a return to the same household included; the end decides, so that no day before it is reckoned anew.
    """
    rule = max((one for one in rules if one.since <= counted_on), key=lambda one: one.since, default=None)
    if rule is None or stay.ended_on is None or not _falls_short(rule, stay, ended_on=stay.ended_on):
        return None
    return max(stay.ended_on, counted_on)


def _falls_short(rule: Rule, stay: Stay, *, ended_on: date) -> bool:
    if stay.end_reason == ABORTED:
        return not rule.aborted_introduction_counts
    return stay.end_reason not in KEPT and (ended_on - stay.moved_in_on).days < rule.minimum_stay_days
