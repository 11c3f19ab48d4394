"""The shape of agreements and of the versions of their terms."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Prose, Shape, Whole

WINDOW = "Who went home and comes back to the household within so many days is in the same placement still; 0: never."


class AgreementVersion(Shape):
    """The terms as they stand from a day on."""

    number = Whole(dump_only=True)
    effective_on = Day(dump_only=True)
    terms = fields.String(dump_only=True)
    re_placement_window_days = Whole(dump_only=True)


class Agreement(Shape):
    """What the members of a consortium promised one another."""

    id = fields.UUID(dump_only=True)
    agreement_ref = Line(longest=100, required=True, metadata={"x-fixed": True})
    consortium = Line(longest=40, required=True, metadata={"description": "The consortium's code.", "x-fixed": True})
    title = Line(required=True)
    versions = fields.List(fields.Nested(AgreementVersion), dump_only=True)
    version = Whole(dump_only=True, metadata={"description": "Of this record; its terms have numbers."})
    created_at = fields.AwareDateTime(dump_only=True)


class AgreementNew(Shape):
    """An agreement with its first terms."""

    agreement_ref = Line(longest=100, required=True)
    consortium = Line(longest=40, required=True)
    title = Line(required=True)
    effective_on = Day(metadata={"description": "Today, where it is left out."})
    terms = Prose()
    re_placement_window_days = Whole(metadata={"description": WINDOW})


class Amendment(Shape):
    """New terms from a later day on."""

    effective_on = Day(required=True)
    terms = Prose(required=True)
    re_placement_window_days = Whole(metadata={"description": f"{WINDOW} As before, where it is left out."})


class AgreementSearch(Paging):
    """Which agreements to list."""

    search = Line()
