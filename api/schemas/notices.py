"""The shape of notices: what a person is told of, in words made for them now."""

from marshmallow import fields

from api.schemas.shapes import Paging, Shape, Whole, word
from consortium.notices.wishes import Wish


class Notice(Shape):
    """One notice of one's own; where its record is no longer open to the reader, its kind and id are withheld."""

    id = fields.UUID(dump_only=True)
    code = fields.String(dump_only=True)
    sentence = fields.String(dump_only=True)
    entity = fields.String(dump_only=True, allow_none=True)
    entity_id = fields.UUID(dump_only=True, allow_none=True)
    created_at = fields.AwareDateTime(dump_only=True)
    read_at = fields.AwareDateTime(dump_only=True, allow_none=True)


class NoticeSearch(Paging):
    """Which of one's notices."""

    unread = word(("yes", "no"))


class Marked(Shape):
    """How many notices were marked as read."""

    notices = Whole(dump_only=True)


class MailWish(Shape):
    """How one's notices come by mail."""

    wish = word(Wish, required=True)
