"""The shape of records that look like one and the same, and of what a person decides of them."""

from marshmallow import fields

from api.schemas.shapes import Prose, Shape, word
from consortium.merging.likeness import Why
from consortium.merging.merges import Decision
from consortium.retention.records import ENTITIES


class Alike(Shape):
    """Two records of one organisation that look alike, the one recorded first before the other."""

    entity = word(ENTITIES, dump_only=True)
    first_id = fields.UUID(dump_only=True)
    first_ref = fields.String(dump_only=True)
    second_id = fields.UUID(dump_only=True)
    second_ref = fields.String(dump_only=True)
    why = fields.List(word(Why), dump_only=True)


class Duplicates(Shape):
    """Those that wait for a decision."""

    alike = fields.List(fields.Nested(Alike), dump_only=True)


class Merge(Shape):
    """Which record is kept, which goes on in it, and why."""

    entity = word(ENTITIES, required=True)
    kept_id = fields.UUID(required=True)
    lost_id = fields.UUID(required=True)
    reason = Prose(longest=2000, required=True)


class Difference(Shape):
    """Which two records are two, and why."""

    entity = word(ENTITIES, required=True)
    first_id = fields.UUID(required=True)
    second_id = fields.UUID(required=True)
    reason = Prose(longest=2000, required=True)


class Decided(Shape):
    """What was decided."""

    decision = word(Decision, dump_only=True)
    kept_id = fields.UUID(dump_only=True)
