"""The shape of adopted people: the new identity, and what following its way to the birth record tells."""

from marshmallow import fields

from api.schemas.shapes import Flag, Line, Shape, Whole


class AdoptedEntry(Shape):
    """An adopted person as a list tells one: without a name."""

    id = fields.UUID(dump_only=True)
    ref = fields.String(dump_only=True)


class TracedOnce(Shape):
    """That somebody followed the way to the birth record: who, when, and why."""

    at = fields.AwareDateTime(dump_only=True)
    name = fields.String(dump_only=True, allow_none=True)
    organisation = fields.String(dump_only=True, allow_none=True)
    reason = fields.String(dump_only=True, allow_none=True)


class AdoptedPerson(Shape):
    """A child under the name that the adoption order gave."""

    id = fields.UUID(dump_only=True)
    child_id = fields.UUID(required=True, load_only=True, metadata={"description": "Taken, sealed, and never given."})
    ref = fields.String(dump_only=True)
    given_names = Line(longest=500, required=True)
    family_name = Line(longest=500, required=True)
    year_of_birth = Whole(dump_only=True, metadata={"description": "The day is told to who follows the way."})
    tracings = fields.List(fields.Nested(TracedOnce), dump_only=True)


class Tracing(Shape):
    """Why the way to the birth record is followed."""

    reason = Line(longest=500, required=True, metadata={"minLength": 10})


class Traced(Shape):
    """What may be told of the birth record at the person's age."""

    adopted_id = fields.UUID(dump_only=True)
    under_16 = Flag(dump_only=True, metadata={"description": "What tells who the birth parents are is left out."})
    birth_record = fields.Dict(keys=fields.String(), dump_only=True)
