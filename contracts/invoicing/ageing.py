"""Ageing: how many lines do not agree, for how much, and how long already, queue by queue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from contracts.invoicing import exceptions
from contracts.invoicing.exceptions import LineException, Status
from contracts.invoicing.queues import QUEUES
from contracts.reconciling.codes import Code

BANDS = ((0, 7), (8, 30), (31, 90), (91, None))
"""Days from and to, both within."""


@dataclass
class Aged:
    """Of one queue, or of all: lines and pence by age."""

    lines: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(len(BANDS)), 0))
    pence: int = 0
    oldest: int = 0

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(self.lines.values())

    def add(self, age: int, pence: int) -> None:
        """Counts a line in."""
        self.lines[_band(age)] += 1
        self.pence += pence
        self.oldest = max(self.oldest, age)


def of(viewer: Viewer) -> tuple[dict[Code, Aged], Aged]:
    """The queues that hold open lines within the viewer's sight, in their order, and all of them together."""
    code, stake = exceptions.told_code(viewer), exceptions.told_stake(viewer)
    found = exceptions.visible(viewer, status=Status.OPEN).order_by(None)
    rows = db.session.execute(found.with_only_columns(code, stake, LineException.opened_on))
    return _counted((Code(one), int(pence), opened_on) for one, pence, opened_on in rows)


def _counted(rows: Iterable[tuple[Code, int, date]]) -> tuple[dict[Code, Aged], Aged]:
    by_code: Mapping[Code, Aged] = {code: Aged() for code in QUEUES}
    whole, today = Aged(), clock.today()
    for code, pence, opened_on in rows:
        for aged in (by_code[code], whole):
            aged.add((today - opened_on).days, pence)
    return {code: aged for code, aged in by_code.items() if aged.total}, whole


def _band(age: int) -> int:
    return next(at for at, (_, last) in enumerate(BANDS) if last is None or age <= last)
