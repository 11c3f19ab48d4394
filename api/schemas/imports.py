"""The shape of imports: what became of the rows of a spreadsheet."""

from marshmallow import fields

from api.schemas.shapes import Line, Shape, Whole, word


class Fault(Shape):
    """What is to be mended in a row."""

    column = fields.String(dump_only=True, allow_none=True)
    sentence = fields.String(dump_only=True)


class ReturnedRow(Shape):
    """A row that was not taken: its cells as they were, and why."""

    line = Whole(dump_only=True)
    cells = fields.Dict(keys=fields.String(), values=fields.String(), dump_only=True)
    faults = fields.List(fields.Nested(Fault), dump_only=True)


class ImportSummary(Shape):
    """How many rows of one file were taken."""

    id = fields.UUID(dump_only=True)
    kind = fields.String(dump_only=True)
    filename = fields.String(dump_only=True)
    sha256 = fields.String(dump_only=True)
    created = Whole(dump_only=True)
    changed = Whole(dump_only=True)
    unchanged = Whole(dump_only=True)
    returned = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class Import(ImportSummary):
    """What became of one file, with the rows given back."""

    notices = fields.List(fields.String(), dump_only=True)
    returned_rows = fields.List(fields.Nested(ReturnedRow), dump_only=True)


class ImportTerms(Shape):
    """Which sheet it is."""

    kind = Line(
        longest=40,
        required=True,
        metadata={
            "description": "members, households, children, commitments, purchases, invoices, receipts, travel or pins."
        },
    )
    strict = word(("true", "false"), metadata={"description": "true: take nothing when any row is bad."})
