"""Courses: the statuses of a referral, the one table of its allowed moves, and the record of those it made.

`linked`, `matched` and `placed` are never stored: they follow from live links and placements (see `standings`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer
from consortium.floor.db import Base, Record, db, words
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import scoped

if TYPE_CHECKING:
    from consortium.referrals import Referral

LONGEST_NOTE = 2_000


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_INFORMATION = "more_information"
    DECLINED = "declined"
    SEARCHING = "searching"
    LINKED = "linked"
    MATCHED = "matched"
    PLACED = "placed"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class ScreeningReason(StrEnum):
    """Why a referral was not accepted at once."""

    CRITERIA_NOT_MET = "criteria_not_met"
    KIN_NOT_EXPLORED = "kin_not_explored"
    RETURN_HOME_LIKELY = "return_home_likely"
    PLAN_NOT_AGREED = "plan_not_agreed"
    ANOTHER_ROUTE_FITS = "another_route_fits"
    ASSESSMENT_MISSING = "assessment_missing"
    FACTS_MISSING = "facts_missing"


class Need(StrEnum):
    """What a move needs besides the status that it starts from."""

    CHILDREN = "children"  # somebody is still to be placed
    NOTE = "note"
    REASON = "reason"
    ANOTHER_PERSON = "another_person"  # whoever submitted does not screen
    ACCEPTED = "accepted"  # the consortium has accepted it before
    NEVER_ACCEPTED = "never_accepted"


DERIVED = (ReferralStatus.LINKED, ReferralStatus.MATCHED, ReferralStatus.PLACED)
CLOSED = (ReferralStatus.DECLINED, ReferralStatus.CONCLUDED, ReferralStatus.WITHDRAWN)
BEFORE_SEARCH = (ReferralStatus.DRAFT, ReferralStatus.SUBMITTED, ReferralStatus.MORE_INFORMATION)


@dataclass(frozen=True)
class Move:
    """One allowed move: from where, to where, under which capability, and what it needs."""

    origins: frozenset[ReferralStatus]
    target: ReferralStatus
    capability: str = "referrals.change"
    needs: frozenset[Need] = frozenset()


def _screened(target: ReferralStatus, *needs: Need) -> Move:
    origins = frozenset({ReferralStatus.SUBMITTED})
    return Move(origins, target, "referrals.screen", frozenset({Need.ANOTHER_PERSON, *needs}))


# The allowed moves, by act; whatever is not here is refused.
MOVES: Mapping[str, Move] = {
    "submit": Move(
        frozenset({ReferralStatus.DRAFT, ReferralStatus.MORE_INFORMATION}),
        ReferralStatus.SUBMITTED,
        needs=frozenset({Need.CHILDREN}),
    ),
    "accept": _screened(ReferralStatus.SEARCHING, Need.CHILDREN),
    "decline": _screened(ReferralStatus.DECLINED, Need.REASON, Need.NOTE),
    "ask": _screened(ReferralStatus.MORE_INFORMATION, Need.REASON, Need.NOTE),
    "conclude": Move(frozenset({ReferralStatus.SEARCHING}), ReferralStatus.CONCLUDED),
    "withdraw": Move(frozenset({*BEFORE_SEARCH, ReferralStatus.SEARCHING}), ReferralStatus.WITHDRAWN),
    "resume": Move(
        frozenset({ReferralStatus.WITHDRAWN, ReferralStatus.CONCLUDED}),
        ReferralStatus.SEARCHING,
        needs=frozenset({Need.CHILDREN, Need.ACCEPTED, Need.NOTE}),
    ),
    "redraft": Move(
        frozenset({ReferralStatus.WITHDRAWN, ReferralStatus.DECLINED, ReferralStatus.CONCLUDED}),
        ReferralStatus.DRAFT,
        needs=frozenset({Need.NEVER_ACCEPTED, Need.NOTE}),
    ),
}


class ReferralMove(Record, Base):
    """One move that a referral made: by whom, why, and what was noted; appended, and never changed."""

    __tablename__ = "referral_moves"
    __table_args__ = (
        sa.UniqueConstraint("id", "authority_id"),
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.Index("ix_referral_moves_referral_id", "referral_id"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    from_status: Mapped[ReferralStatus | None] = mapped_column(words(ReferralStatus, name="from_status"))
    to_status: Mapped[ReferralStatus] = mapped_column(words(ReferralStatus, name="to_status"))
    by_user: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    reason: Mapped[ScreeningReason | None] = mapped_column(words(ScreeningReason, name="reason"))
    note: Mapped[str] = mapped_column(sa.Text, default="")


def keep(
    viewer: Viewer,
    *,
    referral: "Referral",
    origin: ReferralStatus | None,
    reason: ScreeningReason | None = None,
    note: str = "",
) -> ReferralMove:
    """Appends the move that brought a referral where it stands now."""
    move = ReferralMove(
        referral_id=referral.id,
        authority_id=referral.authority_id,
        from_status=origin,
        to_status=referral.status,
        by_user=viewer.user_id,
        reason=reason,
        note=note,
    )
    db.session.add(move)
    return move


def allowed(referral: "Referral") -> Iterator[str]:
    """The acts by which a referral may move from where it stands."""
    accepted = Need.ACCEPTED if referral.accepted_on else Need.NEVER_ACCEPTED
    either = {Need.ACCEPTED, Need.NEVER_ACCEPTED}
    for act, move in MOVES.items():
        if referral.status in move.origins and (move.needs & either) <= {accepted}:
            yield act


def expect(
    viewer: Viewer, *, referral: "Referral", act: str, reason: ScreeningReason | None = None, note: str = ""
) -> Move:
    """The move of an act, if the table allows it to this referral now and what it needs is there."""
    move = MOVES[act]
    may_follow = list(allowed(referral))
    if act not in may_follow:
        said = ", ".join(may_follow) or "nothing more"
        raise RuleBroken(
            f"The referral is {_spoken(referral.status)}; what can be done with it: {said}.", code="status"
        )
    if Need.CHILDREN in move.needs and not referral.current_children:
        raise RuleBroken("No child of this referral is to be placed any more.", code="no_children")
    if Need.ANOTHER_PERSON in move.needs and viewer.user_id and submitter(referral.id) == viewer.user_id:
        raise RuleBroken(
            "Whoever submitted a referral does not screen it: another coordinator does.", code="same_person"
        )
    _expect_said(move, reason=reason, note=note)
    return move


def of(referral_id: UUID) -> Select[ReferralMove]:
    """The moves of a referral that the caller reached, the latest first."""
    its_own = sa.select(ReferralMove).where(ReferralMove.referral_id == referral_id)
    return scoped(its_own.order_by(ReferralMove.created_at.desc(), ReferralMove.id))


def submitter(referral_id: UUID) -> UUID | None:
    """Whoever submitted a referral last; None for one that was imported."""
    submissions = of(referral_id).where(ReferralMove.to_status == ReferralStatus.SUBMITTED)
    last = db.session.scalars(submissions.limit(1)).first()
    return last.by_user if last else None


def _expect_said(move: Move, *, reason: ScreeningReason | None, note: str) -> None:
    faults: dict[str, list[str]] = {}
    if Need.REASON in move.needs and reason is None:
        faults["reason"] = ["Choose the reason."]
    if Need.NOTE in move.needs and not note.strip():
        faults["note"] = ["Say why, in a sentence."]
    if len(note) > LONGEST_NOTE:
        faults["note"] = [f"Use at most {LONGEST_NOTE:,} characters."]
    if faults:
        raise Invalid(faults)


def _spoken(status: ReferralStatus) -> str:
    return status.replace("_", " ")
