"""The shape of members: the organisations of the consortia, and when each belonged."""

from marshmallow import fields

from api.schemas.shapes import Day, Line, Paging, Shape, Whole, word
from consortium.access import MemberKind


class Membership(Shape):
    """A member's time in one consortium."""

    id = fields.UUID(dump_only=True)
    consortium = Line(longest=40, dump_only=True, metadata={"description": "The consortium's code."})
    joined_on = Day(allow_none=True)
    left_on = Day(allow_none=True, metadata={"description": "The first day on which it no longer belongs."})
    version = Whole(dump_only=True)


class MembershipDays(Shape):
    """On which days a member joined and left a consortium; null where it is not known, or has not left."""

    joined_on = Day(required=True, allow_none=True)
    left_on = Day(required=True, allow_none=True)


class Member(Shape):
    """A member as it is read."""

    id = fields.UUID(dump_only=True)
    code = Line(longest=40, dump_only=True, metadata={"description": "For a council its ONS code."})
    name = Line(required=True)
    kind = word(MemberKind, dump_only=True)
    memberships = fields.List(fields.Nested(Membership), dump_only=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class MemberNew(Shape):
    """A member as it is added to a consortium."""

    code = Line(longest=40, required=True)
    name = Line(required=True)
    kind = word(MemberKind, required=True)
    consortium = Line(longest=40, required=True)
    joined_on = Day(allow_none=True)
    left_on = Day(allow_none=True)


class MemberSearch(Paging):
    """Which members to list."""

    kind = word(MemberKind)
    search = Line()
