"""How days, times, counts and money are written on a page."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from markupsafe import Markup

from consortium.floor import clock
from contracts.charging.pence import pounds

_NOTHING = "–"


def day(value: date | None) -> str:
    """20 November 2026, in records."""
    return f"{value.day} {value:%B %Y}" if value else _NOTHING


def act_day(value: date | None) -> str:
    """Friday 20 November, where people act; with the year when it is not this one."""
    if not value:
        return _NOTHING
    return f"{value:%A} {value.day} {value:%B}" + ("" if value.year == clock.today().year else f" {value.year}")


def ago(value: date | None) -> str:
    """Today, 3 days ago, in 2 weeks: the distance to a day in the unit people use for it."""
    if not value:
        return ""
    days = (value - clock.today()).days
    if days in (0, 1, -1):
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[days]
    far = abs(days)
    unit, size = next((u, s) for u, s, least in (("month", 30.44, 92), ("week", 7, 21), ("day", 1, 0)) if far >= least)
    count = int(far / size)
    said = f"{count} {unit}{'s' if count != 1 else ''}"
    return f"in {said}" if days > 0 else f"{said} ago"


def moment(value: datetime | None) -> str:
    """20 November 2026, 14:05, by the clock on the wall."""
    return f"{day(value.astimezone(clock.LONDON))}, {value.astimezone(clock.LONDON):%H:%M}" if value else _NOTHING


def count(number: int, one: str, more: str | None = None) -> str:
    """1 child, 2 children."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def signed(number: int) -> str:
    """+2 or −1, as an entry adds to a sum."""
    return f"+{number}" if number >= 0 else f"−{-number}"


def months(number: int) -> str:
    """Ages of approval: 0 is from birth, whole years are years."""
    if number == 0:
        return "birth"
    return count(number // 12, "year") if number >= 24 and number % 12 == 0 else count(number, "month")


def ref(text: str) -> Markup:
    """A reference, which never breaks at its hyphen."""
    return Markup('<span class="nowrap">{}</span>').format(text)


def last_day(end: date) -> date:
    """The last day of a period, whose end is the day after."""
    return end - timedelta(days=1)


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day, "act_day": act_day, "ago": ago, "moment": moment, "count": count, "months": months, "ref": ref,
    "signed": signed, "last_day": last_day, "pounds": pounds,
}  # fmt: skip
