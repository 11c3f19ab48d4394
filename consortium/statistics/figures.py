"""The figures of a consortium that everybody with a role in it may read (stage L0), the same for all of them.

They name nobody, refer to no record and tell no member apart: `suppression` says what is hidden, `sides` where so few
belong that nothing is shown. Two answers that differ by a day would tell of one child. So what stands is counted at the
end of the last quarter that is over (or of the day on which the consortium was founded here, if that is later), and
what happened in financial years that are over: within a quarter an answer changes only where a record of that time is
corrected. No shorter period can be asked for, and no year so far, for these overlap with others, and their difference
is a number that nothing has hidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

import sqlalchemy as sa

from consortium.access import Viewer, require
from consortium.children import Urgency
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.floor.guard import whole
from consortium.linking.links import LinkStatus
from consortium.rights import sight
from consortium.statistics import counted, periods, sides, suppression
from consortium.statistics.counted import AgeBand, ApprovedTo, Unit
from consortium.statistics.periods import FinancialYear, Quarter
from consortium.statistics.sides import Sides


class Name(StrEnum):
    """What is counted."""

    CHILDREN_WAITING = "children_waiting"
    HOUSEHOLDS_AVAILABLE = "households_available"
    OPEN_LINKS = "open_links"
    CHILDREN_PLACED = "children_placed"


class Withheld(StrEnum):
    """Why a total is not shown."""

    SMALL = "small"
    FEW_MEMBERS = "few_members"


Blocks = tuple[tuple[StrEnum, ...], ...]
# By what each figure is broken down, in the order of its units' cells, and into which: those in one pair of brackets
# are shown or hidden together. What is likely to be large stands alone.
BREAKDOWNS: Mapping[Name, Mapping[str, Blocks]] = {
    Name.CHILDREN_WAITING: {
        "age": ((AgeBand.UNBORN, AgeBand.UNDER_6_MONTHS), (AgeBand.UNDER_1_YEAR, AgeBand.OLDER)),
        "urgency": ((Urgency.URGENT, Urgency.SOON), (Urgency.ROUTINE,)),
    },
    Name.HOUSEHOLDS_AVAILABLE: {"approved_to": ((ApprovedTo.TO_1_YEAR, ApprovedTo.TO_2_YEARS), (ApprovedTo.OLDER,))},
    Name.OPEN_LINKS: {"state": ((LinkStatus.PROPOSED,), (LinkStatus.EXPLORING, LinkStatus.APPROVED))},
    Name.CHILDREN_PLACED: {
        "quarter": (
            (Quarter.APRIL_TO_JUNE, Quarter.JULY_TO_SEPTEMBER),
            (Quarter.OCTOBER_TO_DECEMBER, Quarter.JANUARY_TO_MARCH),
        )
    },
}


@dataclass(frozen=True)
class Breakdown:
    """The parts of a total, by what tells them apart; None is not shown."""

    by: str
    cells: Mapping[str, int | None]

    @property
    def is_hidden(self) -> bool:
        """Whether none of them is shown."""
        return all(count is None for count in self.cells.values())


@dataclass(frozen=True)
class Figure:
    """A total, or why it is withheld, and its breakdowns."""

    name: Name
    total: int | None
    withheld: Withheld | None
    breakdowns: tuple[Breakdown, ...]


@dataclass(frozen=True)
class Statistics:
    """The figures of one consortium: what stood at the end of a day, and what happened in a financial year."""

    consortium: Consortium
    as_of: date
    year: FinancialYear
    figures: tuple[Figure, ...]

    def total(self, name: Name) -> int | None:
        """The total of the figure of this name."""
        return next(figure.total for figure in self.figures if figure.name is name)


def of(viewer: Viewer, *, consortium_code: str, period: str | None = None) -> Statistics:
    """The statistics of a consortium in which the viewer has a role.

    period: the name of a financial year that is over, such as 2025-26; the latest, where it is left out.
    """
    require(viewer, "statistics.read")
    consortium = _chosen(viewer, code=consortium_code)
    year = periods.year_over(period, on=clock.today())
    as_of = max(periods.quarter_before(clock.today()), consortium.created_at.astimezone(clock.LONDON).date())
    return Statistics(consortium, as_of, year, _counted(consortium, as_of, year))


def _chosen(viewer: Viewer, *, code: str) -> Consortium:
    found = sa.select(Consortium).where(Consortium.code == code)
    if not viewer.operator:
        found = found.where(Consortium.id.in_(sight.consortia_of(viewer, "statistics.read")))
    consortium = db.session.scalar(found)
    if consortium is None:
        raise NotFound
    return consortium


@whole("statistics count what a consortium holds and show no record of it")
def _counted(consortium: Consortium, as_of: date, year: FinancialYear) -> tuple[Figure, ...]:
    then = sides.of(consortium, first=as_of, last=as_of)
    meanwhile = sides.of(consortium, first=year.start, last=year.last_day)
    children, households = Sides(authorities=then.authorities), Sides(agencies=then.agencies)
    return (
        _figure(Name.CHILDREN_WAITING, counted.children_waiting(then, on=as_of), children),
        _figure(Name.HOUSEHOLDS_AVAILABLE, counted.households_available(then, on=as_of), households),
        _figure(Name.OPEN_LINKS, counted.open_links(then, on=as_of), then),
        _figure(Name.CHILDREN_PLACED, counted.children_placed(consortium, during=year), meanwhile),
    )


def _figure(name: Name, units: Iterable[Unit], owners: Sides) -> Figure:
    known = [(cells, whose & owners.rivals) for cells, whose in units]
    tallies = [
        suppression.tallied(blocks, ((cells[at], whose) for cells, whose in known))
        for at, blocks in enumerate(BREAKDOWNS[name].values())
    ]
    shown = suppression.nothing(*tallies) if owners.are_told_apart else suppression.published(*tallies)
    parts = zip(BREAKDOWNS[name].items(), shown.breakdowns, strict=True)
    told = tuple(Breakdown(by, dict(zip(chain(*blocks), counts, strict=True))) for (by, blocks), counts in parts)
    small = Withheld.SMALL if shown.total is None else None
    return Figure(name, shown.total, Withheld.FEW_MEMBERS if owners.are_told_apart else small, told)
