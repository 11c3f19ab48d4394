"""The shape of statistics: totals of a consortium and their breakdowns, in which small numbers are null."""

from itertools import chain

from marshmallow import fields

from api.schemas.shapes import Day, Line, Shape, Whole, word
from consortium.statistics.figures import BREAKDOWNS, Name, Withheld

_TOLD = [told for breakdowns in BREAKDOWNS.values() for told in breakdowns.items()]
_CELLS = [cell for _, blocks in _TOLD for cell in chain(*blocks)]
_HIDDEN = {"description": "Null where it is not shown: it is small, or would give a small one away."}


class Cell(Shape):
    """One part of a total."""

    name = word(_CELLS, dump_only=True)
    count = Whole(dump_only=True, allow_none=True, metadata=_HIDDEN)


class Breakdown(Shape):
    """A total told apart."""

    by = word([by for by, _ in _TOLD], dump_only=True)
    cells = fields.List(fields.Nested(Cell), dump_only=True)


class Figure(Shape):
    """A total with its breakdowns."""

    name = word(Name, dump_only=True)
    total = Whole(dump_only=True, allow_none=True, metadata=_HIDDEN)
    withheld = word(
        Withheld,
        dump_only=True,
        allow_none=True,
        metadata={
            "description": "Why the total is not shown: it is small, or so few belong that one would read another's."
        },
    )
    breakdowns = fields.List(fields.Nested(Breakdown), dump_only=True)


class Statistics(Shape):
    """The figures of one consortium, the same for everybody in it."""

    consortium = Line(longest=40, dump_only=True, metadata={"description": "Its code."})
    as_of = Day(dump_only=True, metadata={"description": "What stands is counted at the end of this day."})
    period = Line(longest=7, dump_only=True, metadata={"description": "The financial year of what happened."})
    period_start = Day(dump_only=True)
    period_end = Day(dump_only=True, metadata={"description": "The day after its last."})
    least_shown = Whole(dump_only=True, metadata={"description": "No number below this one is shown."})
    figures = fields.List(fields.Nested(Figure), dump_only=True)


class StatisticsSearch(Shape):
    """Of which consortium, and over which period."""

    consortium = Line(longest=40, required=True, metadata={"description": "Its code."})
    period = Line(
        longest=7,
        metadata={"description": "A financial year that is over, as 2025-26; the latest, where it is left out."},
    )
