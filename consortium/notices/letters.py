"""Letters: the text of a mail, made when it leaves, of what its reader may see then; nothing of it is kept."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.accounts import people
from consortium.accounts.people import User
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.linking import approaches
from consortium.linking.approaches import Approach, ApproachStatus
from consortium.notices import inbox
from consortium.notices.inbox import Shown
from consortium.notices.outbox import Mail, Postbox
from consortium.notices.telling import Notice

MOST_LINES = 50
SUBJECTS = {False: "A notice for you", True: "Your notices of the day"}
WHY = "You choose on your account page whether notices come by mail. Nobody reads answers to this address."


def of(mail: Mail, *, postbox: Postbox) -> EmailMessage | None:
    """The letter; None where there is nothing to say any more, or nobody to say it to."""
    user = db.session.scalar(sa.select(User).where(User.id == mail.user_id, User.disabled_at.is_(None)))
    if user is None:
        return None
    viewer = people.viewer_of(user)
    if not viewer.consortia():
        return None
    found = _told(viewer, mail)
    return _written(mail, postbox, to=user.email, lines=_lines(viewer, found, postbox)) if found else None


@whole("a mail is made for its own reader, of their own notices")
def _told(viewer: Viewer, mail: Mail) -> Sequence[Notice]:
    """What the mail tells of: its notice, or all that its reader has not read."""
    if mail.notice_id is None:
        return db.session.scalars(inbox.visible(viewer, unread=True)).all()
    return db.session.scalars(inbox.visible(viewer, unread=True).where(Notice.id == mail.notice_id)).all()


def _lines(viewer: Viewer, found: Sequence[Notice], postbox: Postbox) -> list[str]:
    lines = []
    for one in inbox.shown(viewer, found=found[:MOST_LINES]):
        lines += [one.sentence, f"{postbox.address}/notices/{one.notice.id}", *_answerable(one, postbox), ""]
    more = len(found) - MOST_LINES
    return [*lines, f"And {more} more: {postbox.address}/notices/", ""] if more > 0 else lines


@whole("who may read a question gets the text that answers it once")
def _answerable(shown: Shown, postbox: Postbox) -> list[str]:
    """The address at which an open question is answered once, without a sign-in; for who may answer it."""
    if not shown.is_open or shown.notice.code != "approach.asked":
        return []
    asked = db.session.scalar(sa.select(Approach).where(Approach.id == shown.notice.entity_id))
    if asked is None or asked.status is not ApproachStatus.OPEN:
        return []
    return [f"Answer it once, without signing in: {postbox.address}/willing/{approaches.text_of(asked)}"]


def _written(mail: Mail, postbox: Postbox, *, to: str, lines: Sequence[str]) -> EmailMessage:
    letter = EmailMessage(policy=SMTPUTF8)
    letter["From"] = Address("Consortium", addr_spec=postbox.sender)
    username, _, domain = to.rpartition("@")
    letter["To"] = Address(username=username, domain=domain)
    letter["Subject"] = SUBJECTS[mail.day is not None]
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = mail.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content("\n".join([*lines, WHY, ""]))
    return letter
