"""Emergencies: when a decision-maker may approve a match before the panel has met, and by when it must meet then.

No published rule gives these numbers: they are the consortium's practice, kept as dated data so that a decision is held
to what was agreed on its day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Rule:
    """From a day on: how old in days the youngest child may be, and within how many days the panel follows."""

    since: date
    newborn_days: int
    panel_days: int
    source: str


RULES = (
    Rule(date(2009, 9, 28), newborn_days=42, panel_days=28, source="Practice of the consortium; no statute sets it"),
)


def rule_on(day: date) -> Rule | None:
    """The rule that holds on a day; None before the first."""
    return next((rule for rule in reversed(RULES) if rule.since <= day), None)


def is_newborn(births: Iterable[date | None], *, on: date) -> bool:
    """Whether the youngest of the children, each by the day of birth (None: unborn), is newborn on a day."""
    rule, born = rule_on(on), [birth for birth in births if birth is not None and birth <= on]
    return rule is not None and bool(born) and (on - max(born)).days <= rule.newborn_days


def panel_due_on(decided_on: date) -> date | None:
    """The last day for the panel after an emergency decision."""
    rule = rule_on(decided_on)
    return decided_on + timedelta(days=rule.panel_days) if rule else None
