"""The shape of people and their accounts, deputies, cases that are handed over, and one's own tokens."""

from marshmallow import fields

from api.schemas.shapes import Day, Flag, Line, Paging, Shape, Whole, word
from consortium.access import Role
from consortium.accounts.people import SignInBy


class Held(Shape):
    """A role in a consortium."""

    consortium_id = fields.UUID(dump_only=True)
    role = word(Role, dump_only=True)


class Person(Shape):
    """Somebody with an account: for whom they work and what they do in your consortia."""

    id = fields.UUID(dump_only=True)
    email = fields.String(dump_only=True)
    name = fields.String(dump_only=True)
    member_code = fields.String(dump_only=True, allow_none=True)
    roles = fields.List(fields.Nested(Held), dump_only=True)
    sign_in_by = word(SignInBy, dump_only=True)
    closed = Flag(dump_only=True)
    version = Whole(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)


class PersonSearch(Paging):
    """Which people to list."""

    search = Line()


class Deputyship(Shape):
    """Some days on which one person does another's work, both days included."""

    id = fields.UUID(dump_only=True)
    user_id = fields.UUID(required=True)
    deputy_id = fields.UUID(required=True)
    from_on = Day(required=True)
    until_on = Day(required=True)
    ended_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)


class HandingOver(Shape):
    """To whom all of a person's cases go."""

    to_user_id = fields.UUID(required=True)


class HandedOver(Shape):
    """How many cases went."""

    cases = Whole(dump_only=True)


class Token(Shape):
    """A token of one's own: what it carries and until when; its text was shown once."""

    id = fields.UUID(dump_only=True)
    name = fields.String(dump_only=True)
    acts = fields.List(fields.String(), dump_only=True)
    expires_at = fields.AwareDateTime(dump_only=True)
    revoked_at = fields.AwareDateTime(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)
