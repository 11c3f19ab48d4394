"""Emergencies: when a decision-maker may approve a match before the panel has met.

No published rule gives the number: it is the consortium's practice, kept as dated data so that a decision is held to
what was agreed on its day. By when the panel follows is a step of the clock, in `timescales/shipped.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """From a day on: how old in days the youngest child may be."""

    since: date
    newborn_days: int
    source: str


RULES = (Rule(date(2009, 9, 28), newborn_days=42, source="Practice of the consortium; no statute sets it"),)


def rule_on(day: date) -> Rule | None:
    """The rule that holds on a day; None before the first."""
    return next((rule for rule in reversed(RULES) if rule.since <= day), None)


def is_newborn(births: Iterable[date | None], *, on: date) -> bool:
    """Whether the youngest of the children, each by the day of birth (None: unborn), is newborn on a day."""
    rule, born = rule_on(on), [birth for birth in births if birth is not None and birth <= on]
    return rule is not None and bool(born) and (on - max(born)).days <= rule.newborn_days
