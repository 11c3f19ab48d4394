"""Reviews of carers: one that their agency records in a case carries the day of their next on, by the clock's term.

The agency may state another day by hand, before and after. Taking the review back takes the day back too, unless
somebody has stated another since.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import notices
from consortium.access import Viewer
from consortium.carers import Household
from consortium.course.events import CaseEvent, standing
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.notices import Holder
from consortium.rights import sight
from consortium.timescales.counting import COUNTINGS
from consortium.timescales.rules import shipped

STEP, EVENT, ACT = "carers_review", "carers_reviewed", "households.change"


class CarersReview(Record, Base):
    """What a review that was recorded in a case did to the day of its household's next; owned by the agency.

    It stands as long as the event does. Triggers let nobody change or delete a row.
    """

    __tablename__ = "carers_reviews"
    __table_args__ = (
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.UniqueConstraint("event_id"),
        sa.Index("ix_carers_reviews_household_id", "household_id"),
        sa.CheckConstraint("due_on > held_on", name="due_after_it_was_held"),
    )

    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    event_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_events.id"))
    held_on: Mapped[date]
    due_before: Mapped[date | None]
    due_on: Mapped[date]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


def next_after(held_on: date) -> date:
    """By when carers who were reviewed on a day are reviewed again; without a term, never."""
    rules = shipped()
    term = rules.named[STEP].term("done", held_on)
    return COUNTINGS[term.counting](held_on, term.count, rules.working) if term else date.max


def carry_on(viewer: Viewer, *, row: CaseEvent, household_ids: Iterable[UUID]) -> CarersReview | None:
    """What was recorded is a review of these carers: the next one is due by the term after it.

    Where the case knows two households of the agency it does not say whose review it was: then the day stays as it was,
    for the agency to state. It stays too where a later day stands, by a later review or as somebody stated it.
    """
    of_whom = set(household_ids)
    if row.event != EVENT or len(of_whom) != 1:
        return None
    home, due_on = _held(of_whom.pop()), next_after(row.happened_on)
    if not sight.owns(viewer, ACT, owner_id=home.agency_id) or due_on == date.max:
        return None
    keys = {"household_id": home.id, "agency_id": home.agency_id, "event_id": row.id, "recorded_by": viewer.user_id}
    followed = [one for one in _standing(home.id) if one.held_on > row.happened_on]
    due_before = min(followed, key=lambda one: one.held_on).due_before if followed else home.review_due_on
    review = CarersReview(**keys, held_on=row.happened_on, due_before=due_before, due_on=due_on)
    db.session.add(review)
    if home.review_due_on is None or home.review_due_on < due_on:
        _state(home, due_on)
    flush()
    return review


@whole("the review of carers that a row of the caller's told of")
def carry_back(viewer: Viewer, *, row: CaseEvent) -> None:
    """A row was taken back: if it was a review that stands in the household's day, the day is what it was before.

    The household is its agency's: where the authority takes the row back, the agency is told, and states the day.
    """
    review = db.session.scalar(sa.select(CarersReview).where(CarersReview.event_id == row.id))
    if review is None:
        return
    home = _held(review.household_id)
    if home.erased_on is not None or home.review_due_on != review.due_on:
        return
    others = [one for one in _standing(home.id) if one.id != review.id]
    if any(one.due_on >= review.due_on for one in others):
        return
    if sight.owns(viewer, ACT, owner_id=home.agency_id):
        since = [one.due_on for one in others if one.created_at > review.created_at]
        _state(home, max(since) if since else _before(review))
    else:
        notices.tell(viewer, code="review.taken_back", about=home, to=(Holder(home),), cause=str(review.id))


@whole("the reviews of households that the caller was shown")
def terms(household_ids: Iterable[UUID]) -> dict[UUID, dict[date, date | None]]:
    """For each household, by the day of a review that stands: the day by which it was to be held."""
    chosen = (CarersReview.household_id.in_(list(household_ids)), standing())
    found = sa.select(CarersReview).join(CaseEvent, CaseEvent.id == CarersReview.event_id).where(*chosen)
    held: dict[UUID, dict[date, date | None]] = {}
    for one in db.session.scalars(found.order_by(CarersReview.created_at.desc())):
        held.setdefault(one.household_id, {})[one.held_on] = one.due_before
    return held


@whole("the household of a case that the caller reached")
def _held(household_id: UUID) -> Household:
    found = sa.select(Household).where(Household.id == household_id).with_for_update(of=Household)
    return db.session.scalars(found.execution_options(populate_existing=True)).unique().one()


def _state(home: Household, due_on: date | None) -> None:
    if home.review_due_on != due_on:
        home.review_due_on = due_on
        entries.touch(home)
    flush()


@whole("the reviews of a household that the caller reached")
def _standing(household_id: UUID) -> list[CarersReview]:
    found = sa.select(CarersReview).join(CaseEvent, CaseEvent.id == CarersReview.event_id)
    return list(db.session.scalars(found.where(CarersReview.household_id == household_id, standing())))


def _before(review: CarersReview) -> date | None:
    """The day that stood before a review, and before those that were themselves taken back."""
    due_on = review.due_before
    earlier = (CarersReview.id != review.id, CarersReview.created_at <= review.created_at)
    found = sa.select(CarersReview).join(CaseEvent, CaseEvent.id == CarersReview.event_id)
    gone = found.where(CarersReview.household_id == review.household_id, *earlier, ~standing())
    for one in db.session.scalars(gone.order_by(CarersReview.created_at.desc())):
        due_on = one.due_before if one.due_on == due_on else due_on
    return due_on
