"""The shape of run charts and of the improvement cycles that stand on them."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Prose, Shape, Whole, word
from consortium.course.cycles import LONGEST_TEXT, LONGEST_TITLE
from consortium.course.targets import known


class Month(Shape):
    """The children of one month; `percent` is null where none of them counts yet."""

    month = Day(dump_only=True, metadata={"description": "Its first day."})
    met = Whole(dump_only=True)
    missed = Whole(dump_only=True)
    counted = Whole(dump_only=True)
    too_early = Whole(dump_only=True)
    ended_before = Whole(dump_only=True)
    percent = fields.Float(dump_only=True, allow_none=True)


class Cycle(Shape):
    """What is tried so as to meet an aim better: plan, do, study, act."""

    id = fields.UUID(dump_only=True)
    aim = word(tuple(known()), required=True, metadata={"x-fixed": True})
    authority_code = fields.String(dump_only=True, allow_none=True)
    consortium_code = Line(
        longest=40,
        allow_none=True,
        metadata={"x-fixed": True, "description": "Of the consortium whose cycle it is; your own authority's without."},
    )
    title = Line(longest=LONGEST_TITLE, required=True, metadata={"description": "Name nobody."})
    plan = Prose(longest=LONGEST_TEXT)
    do = Prose(longest=LONGEST_TEXT)
    study = Prose(longest=LONGEST_TEXT)
    act = Prose(longest=LONGEST_TEXT)
    started_on = Day(required=True)
    ended_on = Day(allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)
    version = Whole(dump_only=True)


class RunChart(Shape):
    """One aim, month by month; shifts and trends are rows of months, the median is null while there is no point."""

    aim = word(tuple(known()), dump_only=True)
    as_of = Day(dump_only=True)
    authorities = fields.List(fields.String(), dump_only=True, metadata={"description": "Their codes."})
    weeks = fields.List(Whole(), dump_only=True)
    denominator = fields.String(dump_only=True)
    months = fields.List(fields.Nested(Month), dump_only=True)
    median_percent = fields.Float(dump_only=True, allow_none=True)
    shifts = fields.List(fields.List(Day()), dump_only=True)
    trends = fields.List(fields.List(Day()), dump_only=True)
    cycles = fields.List(fields.Nested(Cycle), dump_only=True)


class RunChartSearch(Shape):
    """Which aim, and whose children."""

    aim = word(tuple(known()), required=True)
    authority = Line(longest=40, metadata={"description": "The code of one authority; all that you see without it."})
