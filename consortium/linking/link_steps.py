"""Steps of a link: what was done on which day, by whom, from the matching meeting to the move-in; nothing is rewritten.

A step recorded by mistake is taken back by a further row that names it, with the reason; both stay on the record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Conflict, Invalid
from consortium.floor.guard import whole
from consortium.linking.pairs import EXPLORED, MATCHED, Link, LinkStatus


class Step(StrEnum):
    """What is done with a link that both sides explore."""

    MEETING = "meeting"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    NOTICE = "notice"
    INTRODUCTIONS = "introductions"
    MOVE_IN = "move_in"
    REVERSAL = "reversal"


class Outcome(StrEnum):
    """What a step came to, where it can come to more than one thing."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    APPROVED = "approved"
    APPROVED_BEFORE_PANEL = "approved_before_panel"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class Move:
    """One allowed step: the act it needs, the states it may be taken in and the one it leads to (None: it stays).

    outcome: what it comes to. after: the steps whose day it may not come before.
    """

    act: str
    froms: tuple[LinkStatus, ...]
    to: LinkStatus | None
    outcome: Outcome | None = None
    after: tuple[Step, ...] = ()


_BEFORE_PANEL = (LinkStatus.EXPLORING, LinkStatus.MEETING_HELD)
# The path of a link; all that is not here is refused. A panel after an emergency decision advises on what is done.
PATH: Mapping[Step, tuple[Move, ...]] = {
    Step.MEETING: (Move("links.meet", (LinkStatus.EXPLORING,), LinkStatus.MEETING_HELD),),
    Step.RECOMMENDATION: tuple(
        Move("links.recommend", froms, to, outcome, (Step.MEETING, *after))
        for outcome in (Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED)
        for froms, to, after in (
            ((LinkStatus.MEETING_HELD,), LinkStatus.RECOMMENDED, ()),
            (MATCHED, None, (Step.DECISION,)),
        )
    ),
    Step.DECISION: (
        Move("links.approve", (LinkStatus.RECOMMENDED,), LinkStatus.APPROVED, Outcome.APPROVED, (Step.RECOMMENDATION,)),
        Move("links.approve", _BEFORE_PANEL, LinkStatus.APPROVED, Outcome.APPROVED_BEFORE_PANEL, (Step.MEETING,)),
        Move("links.approve", EXPLORED, LinkStatus.ENDED, Outcome.NOT_APPROVED, (Step.MEETING, Step.RECOMMENDATION)),
    ),
    Step.NOTICE: (Move("links.notify", (*MATCHED, LinkStatus.ENDED), None, after=(Step.DECISION,)),),
    Step.INTRODUCTIONS: (
        Move("links.introduce", (LinkStatus.APPROVED,), LinkStatus.INTRODUCTIONS, after=(Step.DECISION,)),
    ),
    Step.MOVE_IN: (
        Move(
            "placements.report",
            (LinkStatus.APPROVED, LinkStatus.INTRODUCTIONS),
            LinkStatus.MOVED_IN,
            after=(Step.DECISION, Step.INTRODUCTIONS),
        ),
    ),
}


class LinkStep(Record, Base):
    """One step, or the taking back of one; owned by both sides of the link. Rows are never changed."""

    __tablename__ = "link_steps"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["link_id", "authority_id", "agency_id"], ["links.id", "links.authority_id", "links.agency_id"]
        ),
        sa.UniqueConstraint(
            "reverses", info={"refusal": Conflict("This step has been taken back already.", code="recorded_already")}
        ),
        sa.UniqueConstraint("id", "link_id"),
        sa.ForeignKeyConstraint(["reverses", "link_id"], ["link_steps.id", "link_steps.link_id"]),
        sa.CheckConstraint("(step = 'reversal') = (reverses IS NOT NULL)", name="reversal_of_a_step"),
        sa.Index("ix_link_steps_link_id", "link_id"),
    )

    link_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    step: Mapped[Step] = mapped_column(words(Step, name="step"))
    on: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome, name="outcome"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    before: Mapped[LinkStatus] = mapped_column(words(LinkStatus, name="before"))
    reverses: Mapped[UUID | None]


def of(link: Link) -> Select[LinkStep]:
    """Everything that was recorded of a link, in the order in which it was recorded."""
    return sa.select(LinkStep).where(LinkStep.link_id == link.id).order_by(LinkStep.created_at, LinkStep.id)


@whole("the steps of a link that the caller reached")
def all_of(link: Link) -> list[LinkStep]:
    """As `of`, fetched."""
    return list(db.session.scalars(of(link)))


@whole("the steps of a link that the caller reached")
def standing(link: Link) -> list[LinkStep]:
    """The steps that were not taken back, in the order in which they were recorded."""
    return list(db.session.scalars(_standing(), {"link_id": link.id}))


@whole("the steps of links that the caller reached")
def standing_of(*, link_ids: Iterable[UUID]) -> list[LinkStep]:
    """As `standing`, of several links, by day."""
    found = sa.select(LinkStep).where(LinkStep.link_id.in_(list(link_ids)), _stands())
    return list(db.session.scalars(found.order_by(LinkStep.on, LinkStep.created_at, LinkStep.id)))


@cache
def _standing() -> Select[LinkStep]:
    """Put together once, and not before the tables are known to each other: it is asked with every act."""
    found = sa.select(LinkStep).where(LinkStep.link_id == sa.bindparam("link_id"), _stands())
    return found.order_by(LinkStep.created_at, LinkStep.id)


def _stands() -> sa.ColumnElement[bool]:
    back = aliased(LinkStep)
    taken_back = sa.select(back.id).where(back.reverses == LinkStep.id)
    return sa.and_(LinkStep.step != Step.REVERSAL, ~taken_back.exists())


@whole("the steps of a link of an erased record")
def forget_reasons(link: Link) -> None:
    """Empties what people said of a link's steps: the one thing of a row that is ever changed."""
    for row in db.session.scalars(of(link)):
        row.reason = ""
    flush()


def expect_day(link: Link, *, move: Move, on: date, found: list[LinkStep], field: str = "on") -> None:
    """Refuses a step on a day that has not come, or before what it follows; `field` is named in the refusal."""
    agreed = max(at for at in (link.authority_agreed_at, link.agency_agreed_at) if at is not None)
    causes = [("both sides agreed", clock.day_of(agreed))]
    causes += [(f"the {one.step.replace('_', ' ')}", one.on) for one in found if one.step in move.after]
    if on > clock.today():
        raise Invalid({field: ["Give a day that has come."]})
    for what, day in causes:
        if on < day:
            raise Invalid({field: [f"It cannot have been before {what}, on {day}."]})


def latest(found: list[LinkStep], *, step: Step) -> LinkStep | None:
    """The last of these steps that is of this kind."""
    return next((one for one in reversed(found) if one.step is step), None)


def write(link: Link, **said: object) -> LinkStep:
    """Adds a row; the state before it is the link's of now."""
    sides = {"link_id": link.id, "authority_id": link.authority_id, "agency_id": link.agency_id}
    row = LinkStep(**sides, before=link.status, **said)
    db.session.add(row)
    flush()
    return row
