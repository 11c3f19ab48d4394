"""Following: what else hangs on a record that is merged away goes to the one that is kept, whoever it belongs to.

Events of the clock, questions to households, decisions to place brothers and sisters apart, legal holds and notices.
What stays with the record that is merged away is listed, each with its reason.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from consortium.course.events import CaseEvent, standing
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import RuleBroken
from consortium.linking.approaches import Approach, ApproachStatus
from consortium.merging import duplicates
from consortium.merging.duplicates import Merging
from consortium.notices import telling
from consortium.referrals.apart import ApartDecision
from consortium.retention.holds import Hold
from consortium.trail import capture

STAYS: Mapping[str, str] = {
    "carers_reviews": "what a review did to the day of the next, which stands in the record that is kept",
    "child_particulars": "who the child is stands in the record that is kept",
    "children": "the record says whom it was made of; the one kept has its own children",
    "disposals": "what was proposed, or done, about this record itself",
    "duplicate_decisions": "that it was merged, and into which",
    "erasures": "that this record itself was erased",
    "holds": "a legal hold lies on both records from then on",
    "household_particulars": "who the carers are stands in the record that is kept",
    "need_answers": "what the carers answered stands in the record that is kept",
    "referral_moves": "how this record came to be, and that it was withdrawn by the merge",
    "screenings": "how this record was screened; its moves stay too",
}
TWICE = "Both records had this on the same day; they were merged."


def expect(two: Merging) -> None:
    """Refuses two referrals of brothers and sisters whom a decision placed apart."""
    parted = sa.select(ApartDecision.id).where(
        ApartDecision.referral_id.in_([two.kept.id, two.lost.id]),
        ApartDecision.other_referral_id.in_([two.kept.id, two.lost.id]),
    )
    both = sa.select(sa.func.count()).where(ApartDecision.other_referral_id.in_([two.kept.id, two.lost.id]))
    if db.session.scalar(parted) is not None or (db.session.scalar(both) or 0) > 1:
        raise RuleBroken("A decision placed the children of these records apart: they are two.", code="apart")


def move(two: Merging) -> None:
    """Moves all of it."""
    _ask_once(two)
    _repoint(Approach, two.column, two)
    if two.column == "referral_id":
        _move_events(two)
        for column in ("referral_id", "other_referral_id"):
            _repoint(ApartDecision, column, two)
    _hold_too(two)
    telling.follow(entity=two.lost.__tablename__, lost_id=two.lost.id, kept_id=two.kept.id)


def _repoint(table: Any, column: str, two: Merging) -> None:
    for row in db.session.scalars(sa.select(table).where(getattr(table, column) == two.lost.id)).unique():
        setattr(row, column, two.kept.id)
    flush()


def _ask_once(two: Merging) -> None:
    """Of two open questions about one pair the one of the record that is merged away is asked no more."""
    own, other = (getattr(Approach, name) for name in (two.column, _other(two)))
    open_ = Approach.status == ApproachStatus.OPEN
    kept = sa.select(other).where(own == two.kept.id, open_)
    for row in db.session.scalars(sa.select(Approach).where(own == two.lost.id, open_, other.in_(kept))).unique():
        row.status, row.digest = ApproachStatus.WITHDRAWN, None
    flush()


def _other(two: Merging) -> str:
    return "household_id" if two.column == "referral_id" else "referral_id"


def _move_events(two: Merging) -> None:
    """All in one statement, for what takes a row back points at both; then what both tell of one day counts once."""
    counted = (CaseEvent.event, CaseEvent.happened_on)
    known = {tuple(row) for row in db.session.execute(_standing(two.kept.id, *counted))}
    rows = db.session.execute(_standing(two.lost.id, CaseEvent.id, *counted)).all()
    twice = [row.id for row in rows if (row.event, row.happened_on) in known]
    authority_id = getattr(two.kept, "authority_id", None)
    said = {"entity": "case_events", "entity_id": two.lost.id, "owner_id": authority_id}
    with capture.bulk(action="changed", fields=("referral_id",), **said):
        moved = sa.update(CaseEvent).where(CaseEvent.referral_id == two.lost.id).values(referral_id=two.kept.id)
        db.session.execute(moved, execution_options={"synchronize_session": "fetch"})
    for row in db.session.scalars(sa.select(CaseEvent).where(CaseEvent.id.in_(twice))).unique().all():
        keys = {"referral_id": two.kept.id, "authority_id": row.authority_id, "member_id": row.member_id}
        back = {"event": row.event, "happened_on": clock.today(), "reverses_id": row.id, "reason": TWICE}
        db.session.add(CaseEvent(**keys, **back))
    flush()


def _standing(referral_id: Any, *columns: Any) -> Any:
    return sa.select(*columns).where(CaseEvent.referral_id == referral_id, standing())


def _hold_too(two: Merging) -> None:
    """What moved is held for the same reasons; the record that is merged away stays held as well."""
    column = getattr(Hold, two.column)
    for hold in db.session.scalars(sa.select(Hold).where(column == two.lost.id, Hold.lifted_at.is_(None))).all():
        owner = "authority_id" if two.column == "referral_id" else "agency_id"
        keys = {two.column: two.kept.id, owner: getattr(hold, owner)}
        db.session.add(Hold(**keys, reason=hold.reason, placed_by=hold.placed_by))
    flush()


duplicates.offer(move, expect=expect)
