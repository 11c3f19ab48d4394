"""One line of the positions: a commitment, where it stands on a day, and how that is said and drawn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from markupsafe import Markup

from contracts import minimums
from contracts.minimums import Position, Purchase
from web import standing
from web.pictures import burnup
from web.shown import count, day
from web.words import COUNT_EVENTS


@dataclass(frozen=True)
class Counted:
    """A purchase that counts: on which day, how many units, how many were taken with it."""

    purchase: Purchase
    day: date
    units: int
    so_far: int


@dataclass(frozen=True)
class Drawing:
    """A burn-up in both its forms, with the rows of its table."""

    wide: Markup
    narrow: Markup
    minimum: int
    rows: list[tuple[date, str, int, float]]


@dataclass(frozen=True)
class Line:
    """A commitment and its position; `counted` in the order of the day that counts."""

    commitment_id: UUID
    authority: str
    agency: str | None
    count_event: str
    tolerance: int
    position: Position
    counted: Sequence[Counted]
    as_of: date

    @property
    def standing(self) -> standing.Standing:
        return standing.standing(self.position, as_of=self.as_of)

    @property
    def next_step(self) -> str:
        return standing.next_step(self.position, as_of=self.as_of)

    @property
    def finding(self) -> str:
        return standing.finding(self.position, as_of=self.as_of)

    @property
    def period(self) -> str:
        return period(self.position.period_start, self.position.period_end)

    @property
    def counts_on(self) -> str:
        return "Moved in" if self.count_event == "moved_in" else "Match approved"

    @property
    def counting(self) -> str:
        what = "child" if self.position.unit_basis == "child" else "sibling group"
        event = COUNT_EVENTS[self.count_event]
        only = f", and only with {self.agency}" if self.agency else ""
        return f"Counted by {what}, on {event[:1].lower()}{event[1:]}{only}. A child’s return home counts in full."

    @cached_property
    def drawing(self) -> Drawing:
        position = self.position
        picture = burnup.Burnup(
            name=f"burnup-{self.commitment_id}",
            authority=self.authority,
            starts=position.period_start,
            ends=position.period_end,
            as_of=self.as_of,
            minimum=position.minimum_units,
            taken=[burnup.Taken(one.day, one.units, one.purchase.placement_ref) for one in self.counted],
        )
        wide = burnup.draw(picture, frame=burnup.WIDE, finding=self.finding)
        narrow = burnup.draw(picture, frame=burnup.NARROW, finding=self.finding)
        return Drawing(wide, narrow, position.minimum_units, burnup.rows(picture))


def period(starts: date, ends: date) -> str:
    """1 April 2026 to 31 March 2027; `ends` is the day after the last."""
    return f"{day(starts)} to {day(ends - timedelta(days=1))}"


@dataclass(frozen=True)
class Period:
    """The lines of one period, worst first, and its headline figures."""

    starts: date
    ends: date
    lines: Sequence[Line]
    as_of: date

    @property
    def name(self) -> str:
        return period(self.starts, self.ends)

    @property
    def gone(self) -> str:
        days = (self.ends - self.starts).days
        if self.as_of >= self.ends:
            return "The period is over."
        if self.as_of < self.starts:
            return "The period has not begun."
        return f"{(self.as_of - self.starts).days} of {days} days have passed."

    @property
    def figures(self) -> list[tuple[str, object, str]]:
        """What the whole consortium agreed, took and lacks; the parts add up to it."""
        positions = [line.position for line in self.lines]
        short = sum(position.shortfall_units for position in positions)
        lacking = sum(1 for position in positions if position.shortfall_units)
        above = sum(position.excess_units for position in positions)
        agreed, taken = sum(p.minimum_units for p in positions), sum(p.taken_units for p in positions)
        behind = sum(1 for line in self.lines if line.standing in (standing.BEHIND, standing.SHORT))
        return [
            ("Agreed minimum", agreed, f"{count(len(positions), 'commitment')}"),
            ("Taken and counted", taken, f"of these {above} above a minimum" if above else "none above a minimum"),
            ("Short if it ended today", short, f"{count(lacking, 'authority', 'authorities')}, after tolerance"),
            ("Behind pace, or ended short", behind, f"of {count(len(positions), 'commitment')}"),
        ]


def periods(lines: Iterable[Line]) -> list[Period]:
    """The lines by period: the current and coming first, then those that are over, latest first."""
    found = list(_by_period(lines))
    open_, over = [p for p in found if p.as_of < p.ends], [p for p in found if p.as_of >= p.ends]
    return open_ + over[::-1]


def _by_period(lines: Iterable[Line]) -> Iterator[Period]:
    def bounds(line: Line) -> tuple[date, date]:
        return line.position.period_start, line.position.period_end

    for (starts, ends), group in groupby(sorted(lines, key=bounds), key=bounds):
        ordered = sorted(group, key=lambda line: (line.standing.rank, -line.position.remaining_units, line.authority))
        yield Period(starts, ends, ordered, ordered[0].as_of)


def counted(purchases: Iterable[Purchase], *, unit_basis: Any, count_event: Any) -> list[Counted]:
    """The purchases that count, in order of the day, with the sum so far."""
    found, so_far = [], 0
    days = [(on, purchase) for purchase in purchases if (on := purchase.counted_on(count_event))]
    for on, purchase in sorted(days, key=lambda pair: (pair[0], pair[1].placement_ref)):
        units = minimums.units(purchase, unit_basis)
        so_far += units
        found.append(Counted(purchase, on, units, so_far))
    return found
