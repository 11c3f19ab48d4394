"""Declaring: what a term of an agreement is; `terms` declares each of them once, as a field of its values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_DAYS = 366
NOT_AGREED = "Not agreed"


@dataclass(frozen=True)
class Term:
    """One term: what it is called, what it means, which values it takes, and how a value is said.

    `choices` are the words of its values, where it takes some few; a whole number goes from `low` to `high`. Where it
    is `optional` nothing may be agreed on it, which is None.
    """

    name: str
    part: str
    label: str
    meaning: str
    source: str
    default: Any
    say: Callable[[Any], str]
    choices: Mapping[Any, str] = field(default_factory=dict)
    low: int = 0
    high: int = LONGEST_DAYS
    optional: bool = False
    is_money: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it is answered by yes or no."""
        return set(self.choices) == {True, False}

    def said(self, value: Any) -> str:
        """A value of this term in words."""
        if value is None:
            return NOT_AGREED
        return self.choices[value] if self.choices else self.say(value)

    def settled(self, value: Any) -> Any:
        """A value that has no fault, as the term's own type: a word of its words."""
        return next((word for word in self.choices if word == value), value)

    def fault(self, value: Any) -> str | None:
        """What is wrong with a value; None where nothing is."""
        if value is None:
            return None if self.optional else "Fill this in: it is needed."
        if self.choices:
            return None if value in self.choices else f"Choose one of {', '.join(map(str, self.choices))}."
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            return f"Give a whole number from {self.low} to {self.high}."
        return None


def term(part: str, label: str, meaning: str, *, default: Any, source: str = "3.3", **more: Any) -> Any:
    """A field of a dataclass that declares a term under the heading of its part."""
    said = {"part": part, "label": label, "meaning": meaning, "source": source}
    return field(default=default, metadata=said | more)


def days(value: int) -> str:
    """1 day, 28 days."""
    return f"{value} day" if value == 1 else f"{value} days"


def none_or_days(value: int) -> str:
    """None, or so many days."""
    return days(value) if value else "None"


def cut_off(value: int) -> str:
    """A day before or after the end of a period."""
    if value == 0:
        return "The day after the period’s last"
    return f"{days(abs(value))} {'after' if value > 0 else 'before'} the period’s end"


def within(value: int) -> str:
    """A time after the end of a period."""
    return f"Within {days(value)} after the period’s end"


def after_days(value: int) -> str:
    """A time without an offer."""
    return f"After {days(value)} without an offer"


def per_cent(value: int) -> str:
    """A share of the fee."""
    return f"{value} % of the placement fee" if value else "Without a price"


def yes_or_no(yes: str, no: str) -> dict[bool, str]:
    """The two answers, each in words of its own."""
    return {True: yes, False: no}


def declared(one: Any) -> Term:
    """The term that a field of a dataclass declares."""
    metadata = {"say": str, **one.metadata}
    return Term(name=one.name, default=one.default, optional=one.default is None, **metadata)
