"""The shape of notes on cases, and of papers held elsewhere."""

from marshmallow import fields

from api.schemas.shapes import Flag, Line, Prose, Shape
from consortium.notes import LONGEST, LONGEST_LINE


class Paper(Shape):
    """A paper that is held elsewhere; no file is kept here."""

    title = Line(longest=LONGEST_LINE, required=True)
    held_at = Line(longest=LONGEST_LINE, required=True)
    reference = Line(longest=LONGEST_LINE, allow_none=True)


class CaseNote(Shape):
    """A note on a referral or a household, read by the writer's own organisation."""

    id = fields.UUID(dump_only=True)
    written_at = fields.AwareDateTime(dump_only=True)
    by = fields.String(dump_only=True, allow_none=True)
    text = Prose(longest=LONGEST, required=True)
    paper = fields.Nested(Paper, allow_none=True)
    reply_to = fields.UUID(allow_none=True)
    corrects = fields.UUID(allow_none=True, metadata={"description": "An earlier note of one's own."})
    is_corrected = fields.Boolean(dump_only=True)
    shared = fields.Boolean(dump_only=True)


class LinkNote(CaseNote):
    """A note on a link; a `shared` one is read by both sides while they explore it."""

    shared = Flag()


class CaseNotes(Shape):
    """The notes on a referral or household that you may read, the first written first."""

    notes = fields.List(fields.Nested(CaseNote), dump_only=True)


class LinkNotes(Shape):
    """The notes on a link that you may read, the first written first."""

    notes = fields.List(fields.Nested(LinkNote), dump_only=True)
