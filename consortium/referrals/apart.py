"""Apart: a decision that brothers and sisters are placed apart, with its reason, and how near to each other they live.

Where appropriate they are placed together (Looked After Children (Scotland) Amendment Regulations 2021, regulation 3);
where they are not, near each other. Two referrals then search separately, and their households' nearness is watched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import particulars, placements, referrals
from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.linking import pairs
from consortium.linking.pairs import Link
from consortium.members import Membership
from consortium.placements import Placement
from consortium.referrals import Referral, courses, groups, timelines
from consortium.retention import traces
from consortium.retention.traces import Gone

ACT = "siblings.place_apart"
SHORTEST_REASON = 20
LONGEST_REASON = 2_000
ERASED = "Erased."
# The matrix that matching keeps, by what is needed of it here.
_MINUTES = sa.table(
    "travel_minutes",
    sa.column("consortium_id", sa.Uuid()),
    sa.column("from_district", sa.String()),
    sa.column("to_district", sa.String()),
    sa.column("minutes", sa.Integer()),
)


class ApartDecision(Record, Base):
    """One decision: the referral that some stay in, the one that the others search in, who decided it and why."""

    __tablename__ = "apart_decisions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["other_referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.UniqueConstraint("other_referral_id"),
        sa.CheckConstraint("referral_id <> other_referral_id", name="two_referrals"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.Index("ix_apart_decisions_referral_id", "referral_id"),
    )

    referral_id: Mapped[UUID]
    other_referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


@dataclass(frozen=True)
class Apart:
    """A decision as a reader of one of the two referrals is told it; `near` is a sentence."""

    decision: ApartDecision
    other_id: UUID
    other_ref: str
    near: str


def place_apart(
    viewer: Viewer, *, referral_id: UUID, version: int, child_ids: Sequence[UUID], reason: str, ref: str = ""
) -> Referral:
    """These children search in a referral of their own from now on; the new one begins where the old one stands."""
    referral = referrals.get(viewer, referral_id=referral_id, act=ACT)
    groups.hold(referral, version=version)
    leaving = [child for child in referral.current_children if child.id in set(child_ids)]
    _expect_split(referral, leaving=leaving, asked=set(child_ids), reason=reason.strip())
    other = Referral(
        authority_id=referral.authority_id,
        authority=referral.authority,
        ref=ref.strip() or entries.new_ref("R"),
        held_by=referral.held_by,
    )
    other.status, other.accepted_on = referral.status, referral.accepted_on
    db.session.add(other)
    flush()
    for child in leaving:
        other.children.append(child)
    courses.keep(viewer, referral=other, origin=None, note=f"Placed apart from {referral.ref}.")
    sides = {"referral_id": referral.id, "other_referral_id": other.id, "authority_id": referral.authority_id}
    db.session.add(ApartDecision(**sides, reason=reason.strip(), decided_by=viewer.user_id))
    entries.touch(referral)
    flush()
    db.session.refresh(referral, ["children"])
    return other


def of_referral(viewer: Viewer, *, referral: Referral) -> list[Apart]:
    """The decisions by which brothers and sisters of this referral, which the viewer reached, are placed apart."""
    require(viewer, timelines.ACT)
    either = sa.or_(ApartDecision.referral_id == referral.id, ApartDecision.other_referral_id == referral.id)
    found = db.session.scalars(scoped(sa.select(ApartDecision).where(either).order_by(ApartDecision.created_at)))
    return [_told(one, referral=referral) for one in found]


@whole("near each other is watched by its district alone")
def _told(decision: ApartDecision, *, referral: Referral) -> Apart:
    other_id = decision.other_referral_id if decision.referral_id == referral.id else decision.referral_id
    other_ref = db.session.scalar(sa.select(Referral.ref).where(Referral.id == other_id)) or ""
    return Apart(decision, other_id, other_ref, _nearness(referral, other_id=other_id))


def _nearness(referral: Referral, *, other_id: UUID) -> str:
    """How near the two households are, in a sentence; nothing of where they are."""
    homes = [_home(key) for key in (referral.id, other_id)]
    if any(home is None for home in homes):
        return "How near to each other they live is known once both are linked or placed."
    first, second = (home for home in homes if home is not None)
    if first.id == second.id:
        return "Both are with, or linked to, the same household."
    if particulars.hidden_addresses([first.id, second.id]):
        return "How near to each other they live is not shown: an address may not be disclosed."
    districts = [home.postcode.split(" ")[0] for home in (first, second)]
    if districts[0] == districts[1]:
        return "Their households are in the same postcode district."
    minutes = _minutes(referral.authority_id, first=districts[0], second=districts[1])
    if minutes is None:
        return "Their households are in different districts; nobody has told the way between them."
    return f"Their households are {minutes} minutes apart."


def _home(referral_id: UUID) -> Household | None:
    """The household of a placement, or of the match, or of the one link that is explored."""
    placed = sa.select(Placement.household_id).where(
        Placement.referral_id == referral_id, placements.not_ended_on(clock.today())
    )
    live = sa.select(Link.household_id).where(Link.referral_id == referral_id, pairs.is_live())
    matched = live.where(pairs.is_matched())
    for chosen in (placed, matched, live):
        keys = {key for key in db.session.scalars(chosen) if key}
        if len(keys) == 1:
            return db.session.scalar(sa.select(Household).where(Household.id.in_(keys)))
    return None


def _minutes(authority_id: UUID, *, first: str, second: str) -> int | None:
    """The longer of what the authority's consortia tell of the way there and back."""
    homes = sa.select(Membership.consortium_id).where(Membership.member_id == authority_id)
    ways = sa.or_(
        sa.and_(_MINUTES.c.from_district == first, _MINUTES.c.to_district == second),
        sa.and_(_MINUTES.c.from_district == second, _MINUTES.c.to_district == first),
    )
    found = sa.select(sa.func.max(_MINUTES.c.minutes)).where(_MINUTES.c.consortium_id.in_(homes), ways)
    minutes: int | None = db.session.scalar(found)
    return minutes


def _expect_split(referral: Referral, *, leaving: Sequence[Child], asked: set[UUID], reason: str) -> None:
    faults: dict[str, list[str]] = {}
    if len(leaving) != len(asked):
        faults["child_ids"] = ["Name children of this referral who are still to be placed."]
    elif not leaving or len(leaving) == len(referral.current_children):
        faults["child_ids"] = ["Name some of the children: at least one goes, and at least one stays."]
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        faults["reason"] = [f"Say why they are placed apart, in {SHORTEST_REASON} to {LONGEST_REASON:,} characters."]
    if faults:
        raise Invalid(faults)
    if referral.closed_on is not None:
        raise RuleBroken(f"The referral is {referral.status}: open it again first.", code="status")
    groups.expect_open(referral, allowed=", and part them then")


def forget(gone: Gone) -> None:
    """Why children of an erased referral were placed apart; that they were says nothing of a person."""
    if gone.entity != "referrals":
        return
    either = sa.or_(ApartDecision.referral_id == gone.record_id, ApartDecision.other_referral_id == gone.record_id)
    for decision in db.session.scalars(sa.select(ApartDecision).where(either)):
        decision.reason = ERASED
    flush()


traces.offer("apart", forget)
