"""The routes of notices: what one is told of, and marking it as read."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.notices import MailWish, Marked, Notice, NoticeSearch
from consortium.access import Viewer
from consortium.notices import inbox, wishes
from consortium.notices.telling import Notice as Told

door = Door("notices")


@door.lists("/notices", Notice, may="notices.read", asks=NoticeSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List your own notices, the latest first."""
    unread = {"yes": True, "no": False}.get(query.get("unread", ""))
    found = inbox.visible(viewer, unread=unread)
    return Listing(found, by="created_at", shown=lambda rows: shown(viewer, rows), newest_first=True)


@door.reads("/notices/<uuid:notice_id>", Notice, may="notices.read")
def read(viewer: Viewer, notice_id: UUID) -> Values:
    """Read one notice of your own; that alone does not mark it as read."""
    return _one(viewer, inbox.get(viewer, notice_id=notice_id))


@door.acts("/notices/<uuid:notice_id>/reading", Notice, may="notices.mark")
def mark(viewer: Viewer, notice_id: UUID) -> Values:
    """Mark a notice of your own as read."""
    return _one(viewer, inbox.mark(viewer, notice_id=notice_id))


@door.acts("/notices/reading", Marked, may="notices.mark")
def mark_all(viewer: Viewer) -> Values:
    """Mark all your notices as read."""
    return {"notices": inbox.mark_all(viewer)}


@door.reads("/account/mail", MailWish, may="notices.read")
def wish(viewer: Viewer) -> Values:
    """Read how your notices come by mail."""
    return {"wish": wishes.of(viewer)}


@door.acts("/account/mail", MailWish, may="notices.choose", takes=MailWish)
def choose(viewer: Viewer, body: Values) -> Values:
    """Choose how your notices come by mail."""
    return {"wish": wishes.choose(viewer, **body)}


def shown(viewer: Viewer, found: Sequence[Told]) -> Iterator[Values]:
    """The notices in words; what is no longer open to the reader is not named."""
    for one in inbox.shown(viewer, found=found):
        notice = one.notice
        about = {"entity": notice.entity, "entity_id": notice.entity_id} if one.is_open else {}
        names = ("id", "code", "created_at", "read_at")
        yield {"entity": None, "entity_id": None, **{name: getattr(notice, name) for name in names}} | {
            "sentence": one.sentence,
            **about,
        }


def _one(viewer: Viewer, notice: Told) -> Values:
    return next(shown(viewer, [notice]))
