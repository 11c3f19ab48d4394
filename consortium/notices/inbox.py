"""The inbox: a person's own notices, each read through what they may see of its record now."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import carers, referrals
from consortium.access import Viewer, may, require
from consortium.course import events
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import NotFound
from consortium.floor.guard import scoped
from consortium.linking import approaches, links
from consortium.notices import subjects
from consortium.notices.codes import CODES
from consortium.notices.telling import Notice

CLOSED = "What this notice was about is no longer open to you."


@dataclass(frozen=True)
class Shown:
    """A notice as its reader sees it now; one that is closed to them leads nowhere."""

    notice: Notice
    sentence: str
    page: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its record may be seen."""
        return bool(self.page)


# Asked for every page, and so put together once.
_UNREAD = scoped(
    sa.select(sa.func.count())
    .select_from(Notice)
    .where(Notice.user_id == sa.bindparam("user_id"), Notice.read_at.is_(None))
)


def visible(viewer: Viewer, *, unread: bool | None = None) -> Select[Notice]:
    """The viewer's own notices: the unread first, then the latest."""
    require(viewer, "notices.read")
    found = scoped(sa.select(Notice).where(_own(viewer)))
    if unread is not None:
        found = found.where(Notice.read_at.is_(None) if unread else Notice.read_at.is_not(None))
    return found.order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id)


def get(viewer: Viewer, *, notice_id: UUID, act: str = "notices.read") -> Notice:
    """One notice of the viewer's own."""
    require(viewer, act)
    found = db.session.scalar(scoped(sa.select(Notice).where(_own(viewer), Notice.id == notice_id)))
    if found is None:
        raise NotFound
    return found


def count_unread(viewer: Viewer) -> int:
    """How many notices wait to be read."""
    return db.session.scalar(_UNREAD, {"user_id": viewer.user_id}) or 0


def shown(viewer: Viewer, *, found: Sequence[Notice]) -> Iterator[Shown]:
    """The notices in words, with the references that the viewer may see now; one look for each kind of record."""
    kinds: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for one in found:
        kinds[_kind(one)].add(one.entity_id)
    refs = {
        (entity, act, key): ref
        for (entity, act), ids in kinds.items()
        for key, ref in subjects.references(viewer, entity=entity, act=act, ids=ids).items()
    }
    for one in found:
        yield _in_words(viewer, one, refs.get((*_kind(one), one.entity_id)))


def mark(viewer: Viewer, *, notice_id: UUID) -> Notice:
    """Marks a notice as read; one that was read stays so."""
    notice = get(viewer, notice_id=notice_id, act="notices.mark")
    notice.read_at = notice.read_at or clock.now()
    flush()
    return notice


def mark_all(viewer: Viewer) -> int:
    """Marks all that wait as read; gives how many there were."""
    require(viewer, "notices.mark")
    waiting = scoped(sa.select(Notice).where(_own(viewer), Notice.read_at.is_(None)))
    found = db.session.scalars(waiting).all()
    for one in found:
        one.read_at = clock.now()
    flush()
    return len(found)


def _own(viewer: Viewer) -> sa.ColumnElement[bool]:
    return Notice.user_id == viewer.user_id


def _kind(notice: Notice) -> tuple[str, str]:
    """Which records it is of, and the act that its reader needs towards them."""
    known = CODES.get(notice.code)
    return notice.entity, known.may if known else ""


def _in_words(viewer: Viewer, notice: Notice, ref: str | None) -> Shown:
    known = CODES.get(notice.code)
    if known is None or ref is None or not may(viewer, known.may):
        return Shown(notice, CLOSED)
    return Shown(notice, known.sentence.format(ref=ref), known.page)


def _links(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not may(viewer, "links.read"):
        return {}
    found = db.session.scalars(links.visible(viewer).where(links.Link.id.in_(ids)))
    return {one.id: f"{one.referral.ref} and {one.household.ref}" for one in found}


def _referrals(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not may(viewer, "referrals.read"):
        return {}
    found = referrals.visible(viewer).where(referrals.Referral.id.in_(ids))
    return {one.id: one.ref for one in db.session.scalars(found)}


def _cases(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not may(viewer, "clock.read"):
        return {}
    found = events.cases(viewer, act="clock.read").where(referrals.Referral.id.in_(ids))
    return {one.id: one.ref for one in db.session.scalars(found).unique()}


def _households(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not may(viewer, "households.read"):
        return {}
    found = carers.visible(viewer).where(carers.Household.id.in_(ids))
    return {one.id: one.ref for one in db.session.scalars(found)}


def _approaches(viewer: Viewer, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not may(viewer, "approaches.read"):
        return {}
    found = db.session.scalars(approaches.visible(viewer).where(approaches.Approach.id.in_(ids)))
    return {one.id: f"{one.referral.ref} and {one.household.ref}" for one in found}


subjects.offer("approaches", _approaches)
subjects.offer("links", _links)
subjects.offer("referrals", _referrals)
subjects.offer("referrals", _cases, act="clock.read")
subjects.offer("households", _households)
