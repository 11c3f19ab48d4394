"""The shape of the audit trail: events by pseudonymous ids, and the looks at one record."""

from marshmallow import fields

from api.schemas.shapes import Shape, Whole


class AuditEvent(Shape):
    """Something that was done, without identities."""

    seq = Whole(dump_only=True)
    at = fields.AwareDateTime(dump_only=True)
    actor_kind = fields.String(dump_only=True)
    actor_id = fields.UUID(dump_only=True, allow_none=True)
    member_id = fields.UUID(dump_only=True, allow_none=True)
    capability = fields.String(dump_only=True)
    action = fields.String(dump_only=True)
    entity = fields.String(dump_only=True)
    entity_id = fields.UUID(dump_only=True, allow_none=True)
    stage = Whole(dump_only=True, allow_none=True)
    fields_ = fields.List(fields.String(), data_key="fields", dump_only=True)


class Look(Shape):
    """Somebody's look at a record: who, when, at which stage, and why."""

    at = fields.AwareDateTime(dump_only=True)
    name = fields.String(dump_only=True, allow_none=True)
    organisation = fields.String(dump_only=True, allow_none=True)
    action = fields.String(dump_only=True)
    stage = Whole(dump_only=True, allow_none=True)
    reason = fields.String(dump_only=True, allow_none=True)
