"""Children and ages in the words that people use for them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from web.shown import count, day

_WHO = {"F": "girl", "M": "boy"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def as_day(value: date | str | None) -> date | None:
    """A day, whether it comes as a date or as the ISO text of a stored snapshot."""
    if isinstance(value, str):
        return date.fromisoformat(value) if value else None
    return value


def number(whole: int) -> str:
    """Small numbers as words."""
    return _NUMBERS[whole] if 0 <= whole < len(_NUMBERS) else str(whole)


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def age(born: date, on: date) -> str:
    """Days, then weeks, then months, then years, as families say it."""
    days, months = (on - born).days, (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if days < 1:
        return "born today"
    if days < 14:
        return count(days, "day")
    if months < 3:
        return count(days // 7, "week")
    return count(months, "month") if months < 24 else count(months // 12, "year")


def _expected(due: date, on: date) -> str:
    days = (due - on).days
    if days < 0:
        return f"expected on {day(due)}, birth not recorded"
    return "expected this week" if days < 7 else f"expected on {day(due)}"


def child(row: Mapping[str, Any], *, on: date) -> str:
    """Girl of 5 months; boy expected this week; child expected on 12 January 2027."""
    who = _WHO.get(row.get("sex") or "", "child")
    born, due = as_day(row.get("date_of_birth")), as_day(row.get("expected_date_of_delivery"))
    if born and born <= on:
        told = age(born, on)
        return f"{who} {told}" if told == "born today" else f"{who} of {told}"
    awaited = due or born
    return f"{who} {_expected(awaited, on)}" if awaited else _roughly(who, row)


def _roughly(who: str, row: Mapping[str, Any]) -> str:
    """Where the day of birth is not shown: the age in months, or no more than its range."""
    months, band = row.get("age_months"), row.get("age_band")
    if months is not None:
        return f"{who} of {count(months, 'month')}"
    if not band:
        return who
    return f"unborn {who}" if band == "unborn" else f"{who} of {band}"


def children(rows: Sequence[Mapping[str, Any]], *, on: date) -> str:
    """All children of one referral, as one phrase with a capital."""
    told = listed([child(row, on=on) for row in rows])
    return told[:1].upper() + told[1:]
