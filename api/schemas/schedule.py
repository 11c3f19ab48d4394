"""The shape of what was done of itself."""

from marshmallow import fields

from api.schemas.shapes import Day, Flag, Shape


class JobRun(Shape):
    """That a job was done for a day."""

    id = fields.UUID(dump_only=True)
    job = fields.String(dump_only=True)
    period = Day(dump_only=True)
    late = Flag(dump_only=True, metadata={"description": "Whether it began an hour or more after it was due."})
    began_at = fields.AwareDateTime(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class JobFailure(Shape):
    """That a job failed for a day, by its code; it is tried again."""

    id = fields.UUID(dump_only=True)
    job = fields.String(dump_only=True)
    period = Day(dump_only=True)
    code = fields.String(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)
