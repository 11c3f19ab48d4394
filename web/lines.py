"""One line of the positions: a commitment, where it stands on a day, and how that is said and drawn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup

from contracts.commitments import Commitment
from contracts.minimums import Position
from web import standing
from web.pictures import burnup
from web.shown import count, day
from web.words import COUNT_EVENTS


@dataclass(frozen=True)
class Drawing:
    """A burn-up in both its forms, with the rows of its table."""

    wide: Markup
    narrow: Markup
    minimum: int
    rows: list[tuple[date, str, int, float]]


@dataclass(frozen=True)
class Line:
    """A commitment and its position on a day."""

    commitment: Commitment
    position: Position
    as_of: date

    @property
    def authority(self) -> str:
        return self.commitment.authority.name

    @property
    def agency(self) -> str | None:
        return self.commitment.agency.name if self.commitment.agency else None

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
        return "Moved in" if self.commitment.count_event == "moved_in" else "Match approved"

    @property
    def counting(self) -> str:
        what = "child" if self.position.unit_basis == "child" else "sibling group"
        event = COUNT_EVENTS[self.commitment.count_event]
        only = f", and only with {self.agency}" if self.agency else ""
        return f"Counted by {what}, on {event[:1].lower()}{event[1:]}{only}. A child’s return home counts in full."

    def drawn(self, taken: Iterable[tuple[date, int]]) -> Drawing:
        """The burn-up of the units counted, each on its day."""
        picture = burnup.Burnup(
            name=f"burnup-{self.commitment.id}",
            authority=self.authority,
            starts=self.position.period_start,
            ends=self.position.period_end,
            as_of=self.as_of,
            minimum=self.position.minimum_units,
            taken=[burnup.Taken(on, units, f"{units} taken") for on, units in taken],
        )
        wide = burnup.draw(picture, frame=burnup.WIDE, finding=self.finding)
        narrow = burnup.draw(picture, frame=burnup.NARROW, finding=self.finding)
        return Drawing(wide, narrow, self.position.minimum_units, burnup.rows(picture))


def paired(found: Iterable[Commitment], positions: Iterable[Position], *, as_of: date) -> list[Line]:
    """Each commitment with its own position, worst first; no two of one authority and agency begin on the same day."""
    standing_of = {(one.authority_code, one.agency, one.period_start): one for one in positions}
    lines = [Line(one, standing_of[_key(one)], as_of) for one in found]
    return sorted(lines, key=lambda line: (line.standing.rank, -line.position.remaining_units, line.authority))


def _key(commitment: Commitment) -> tuple[str, str | None, date]:
    agency = commitment.agency.code if commitment.agency else None
    return commitment.authority.code, agency, commitment.period_start


def latest_first(commitment: Commitment) -> tuple[int, str, str]:
    """The order of a list of commitments: the latest period first, then by name."""
    agency = commitment.agency.name if commitment.agency else ""
    return -commitment.period_start.toordinal(), commitment.authority.name, agency


def period(starts: date, ends: date) -> str:
    """1 April 2026 to 31 March 2027; `ends` is the day after the last."""
    return f"{day(starts)} to {day(ends - timedelta(days=1))}"


@dataclass(frozen=True)
class Period:
    """The lines of one period, worst first, and its headline figures."""

    starts: date
    ends: date
    lines: Sequence[Line]

    @property
    def as_of(self) -> date:
        return self.lines[0].as_of

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
        """What all together agreed, took and lack; each is the sum of its column."""
        positions = [line.position for line in self.lines]
        agreed, taken = sum(one.minimum_units for one in positions), sum(one.taken_units for one in positions)
        above, short = sum(one.excess_units for one in positions), sum(one.shortfall_units for one in positions)
        lacking = sum(1 for one in positions if one.shortfall_units)
        behind = sum(1 for line in self.lines if line.standing in (standing.BEHIND, standing.SHORT))
        every = count(len(positions), "commitment")
        return [
            ("Agreed minimum", agreed, every),
            ("Taken and counted", taken, f"of these {above} above a minimum" if above else "none above a minimum"),
            ("Short if it ended today", short, f"{count(lacking, 'authority', 'authorities')}, after tolerance"),
            ("Behind pace", behind, f"of {every}"),
        ]


def periods(lines: Iterable[Line]) -> list[Period]:
    """The lines by period: those that are not over first, then those that are, the latest first."""
    found = list(_by_period(lines))
    over = [one for one in found if one.as_of >= one.ends]
    return [one for one in found if one.as_of < one.ends] + over[::-1]


def _by_period(lines: Iterable[Line]) -> Iterator[Period]:
    def bounds(line: Line) -> tuple[date, date]:
        return line.position.period_start, line.position.period_end

    for (starts, ends), group in groupby(sorted(lines, key=bounds), key=bounds):
        yield Period(starts, ends, list(group))
