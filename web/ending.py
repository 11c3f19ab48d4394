"""How years ended as a page shows it: period by period, each commitment in figures and in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from contracts.charging.pence import pounds
from contracts.commitments import Commitment
from contracts.year_end.attribution import Result
from contracts.year_ends import Ended
from web.shown import count, day

FIGURES = (
    ("Minimum", "minimum_units"),
    ("Taken", "taken_units"),
    ("Transferred", "transferred_units"),
    ("Carried in", "carried_in_units"),
    ("Made up", "made_up_units"),
    ("Relieved", "relieved_units"),
    ("Tolerated", "tolerated_units"),
    ("Short", "shortfall_units"),
    ("Above", "excess_units"),
    ("Carried out", "carried_out_units"),
)


@dataclass(frozen=True)
class Line:
    """One commitment of a period that is over."""

    commitment: Commitment
    result: Result

    @property
    def figures(self) -> list[tuple[str, int]]:
        """Each head with its figure."""
        return [(head, getattr(self.result, name)) for head, name in FIGURES]

    @property
    def outcome(self) -> tuple[str, str, str]:
        """The tag, the word and the icon of how it ended."""
        if self.result.shortfall_units:
            return "bad", f"{self.result.shortfall_units} short", "bad"
        return ("good", "Met", "good") if self.result.minimum_units else ("", "No minimum", "none")

    @property
    def price(self) -> str:
        """What the shortfall comes to, or that nothing prices it."""
        pence = self.result.shortfall_pence
        return "no price" if pence is None else pounds(pence) if pence else ""

    @property
    def sentence(self) -> str:
        """What was done with what lacked, or with what was above."""
        one = self.result
        said = [
            (one.transferred_units > 0, f"{count(one.transferred_units, 'unit')} came from another authority."),
            (one.transferred_units < 0, f"{count(-one.transferred_units, 'unit')} went to another authority."),
            (one.carried_in_units, f"{count(one.carried_in_units, 'unit')} came from earlier periods."),
            (one.made_up_units, f"{count(one.made_up_units, 'unit')} made up a shortfall that was paid before."),
            (one.relieved_units, f"For {count(one.relieved_units, 'unit')} the agency had nobody to offer."),
            (one.tolerated_units, f"{count(one.tolerated_units, 'unit is', 'units are')} within the tolerance."),
            (one.carried_out_units, f"{count(one.carried_out_units, 'unit')} may be carried forward."),
        ]
        return " ".join(sentence for units, sentence in said if units)


@dataclass(frozen=True)
class Period:
    """The commitments of one period that is over."""

    starts: date
    ends: date
    lines: list[Line]

    @property
    def name(self) -> str:
        """Both its days, for no two years of these are alike."""
        return f"{day(self.starts)} to {day(self.ends - timedelta(days=1))}"

    @property
    def price(self) -> str:
        """What all shortfalls come to, as far as they have a price."""
        pence = [line.result.shortfall_pence for line in self.lines]
        known = pounds(sum(one or 0 for one in pence))
        return f"{known} and what has no price" if None in pence else known

    @property
    def totals(self) -> list[int]:
        """The sum of each column."""
        return [sum(getattr(line.result, name) for line in self.lines) for _, name in FIGURES]


def periods(found: Iterable[Ended]) -> list[Period]:
    """By period, the latest first; within one by the authority's name."""
    lines = [Line(one.commitment, one.result) for one in found]
    lines.sort(key=lambda line: (line.commitment.authority.name, line.result.agreement_ref))
    lines.sort(key=_days, reverse=True)
    return [Period(starts, ends, list(group)) for (ends, starts), group in groupby(lines, key=_days)]


def _days(line: Line) -> tuple[date, date]:
    return line.result.period_end, line.result.period_start
