"""How an authority stands against its minimum, in one word and one sentence, from the position alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from web.shown import day
from web.spoken import number


class Position(Protocol):
    """The figures of a position that these words need."""

    @property
    def period_start(self) -> date: ...
    @property
    def period_end(self) -> date: ...
    @property
    def minimum_units(self) -> int: ...
    @property
    def taken_units(self) -> int: ...
    @property
    def remaining_units(self) -> int: ...
    @property
    def shortfall_units(self) -> int: ...
    @property
    def excess_units(self) -> int: ...
    @property
    def expected_by_now(self) -> Decimal: ...


@dataclass(frozen=True)
class Standing:
    """One word, the tag and icon it wears, and the order in which it asks for attention (worst first)."""

    word: str
    tag: str
    icon: str
    rank: int
    meaning: str


SHORT = Standing(
    "Ended short", "bad", "bad", 0, "The period is over and fewer were taken than the minimum and its tolerance."
)
BEHIND = Standing(
    "Behind pace", "warn", "warn", 1, "Fewer are taken than the pace expects by now, to the nearest whole unit."
)
ON_COURSE = Standing("On course by pace", "good", "good", 2, "At least as many are taken as the pace expects by now.")
AHEAD = Standing("Not begun", "", "clock", 3, "The period has not begun.")
TOLERATED = Standing("Within tolerance", "good", "good", 4, "The period is over; what lacks is within the tolerance.")
MET = Standing("Met", "good", "good", 5, "Taken has reached the minimum.")
NONE = Standing("No minimum", "", "none", 6, "No minimum is agreed for this period.")
WORDS = (MET, ON_COURSE, BEHIND, TOLERATED, SHORT)


def standing(position: Position, *, as_of: date) -> Standing:
    """The word for a position on a day; no forecast is in it."""
    if not position.minimum_units:
        return NONE
    if not position.remaining_units:
        return MET
    if as_of >= position.period_end:
        return SHORT if position.shortfall_units else TOLERATED
    if as_of < position.period_start:
        return AHEAD
    pace = Decimal(str(position.expected_by_now)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return ON_COURSE if position.taken_units >= pace else BEHIND


def next_step(position: Position, *, as_of: date) -> str:
    """What would change it: how many more placements, and by which day."""
    lacking = position.remaining_units
    if not position.minimum_units:
        return f"{number(position.taken_units).capitalize()} bought without a minimum."
    if not lacking:
        above = position.excess_units
        return f"{number(above).capitalize()} above the minimum." if above else "Nothing more is owed."
    if as_of >= position.period_end:
        return f"{number(lacking).capitalize()} fewer than agreed. The period is over."
    last = day(position.period_end - timedelta(days=1))
    return f"{number(lacking).capitalize()} more by {last} {'meets' if lacking == 1 else 'meet'} it."


def finding(position: Position, *, as_of: date) -> str:
    """The sentence that a burn-up proves."""
    last = position.period_end - timedelta(days=1)
    taken = f"{position.taken_units} of {position.minimum_units} taken by {day(min(as_of, last))}"
    if not position.minimum_units or as_of < position.period_start:
        return next_step(position, as_of=as_of)
    return f"{taken}; the pace expects {position.expected_by_now} by then. {next_step(position, as_of=as_of)}"
