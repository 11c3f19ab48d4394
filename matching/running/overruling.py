"""Overruling: where people decide otherwise than a run suggests, with a reason in a word that can be counted."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import reasons, referrals
from consortium.access import Viewer, may, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.linking import links
from consortium.linking.links import Link, LinkStatus
from consortium.referrals import Referral
from matching.running import runs, suggestions
from matching.running.runs import MatchRun, RunStatus
from matching.running.suggestions import Suggestion, Unmatched

ACT = "suggestions.overrule"
_IN_FORCE = sa.text("taken_back_at IS NULL")


class OverruleReason(StrEnum):
    """Why a suggestion is not followed."""

    CHILD_NOT_AS_RECORDED = "child_not_as_recorded"
    CARERS_NOT_AS_RECORDED = "carers_not_as_recorded"
    EARLIER_TIE = "earlier_tie"
    FAMILY_TIME = "family_time"
    IDENTITY = "identity"
    NEEDS = "needs"
    TIMING = "timing"
    SUPPORT = "support"
    OTHER = "other"


class Overruling(Record, Base):
    """One suggestion that somebody decided against; never changed, but taken back. `link_id`: proposed instead.

    Where a record of the pair is erased, its suggestion goes and the words of the note; that it was counted stays.
    """

    __tablename__ = "overrulings"
    __table_args__ = (
        sa.CheckConstraint("reason <> 'other' OR note <> ''", name="other_is_explained"),
        sa.Index(
            "uq_overrulings_one_in_force",
            "suggestion_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
            info={"refusal": Conflict("This suggestion was set aside meanwhile.", code="recorded_already")},
        ),
    )

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    suggestion_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("suggestions.id"))
    link_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("links.id"))
    reason: Mapped[OverruleReason] = mapped_column(words(OverruleReason, name="reason"))
    note: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    taken_back_at: Mapped[datetime | None]


def in_force(viewer: Viewer, *, suggestion_id: UUID) -> Overruling | None:
    """How a suggestion within the viewer's sight was overruled, if it is."""
    suggestion = suggestions.get(viewer, suggestion_id=suggestion_id)
    found = sa.select(Overruling).where(Overruling.suggestion_id == suggestion.id, Overruling.taken_back_at.is_(None))
    return db.session.scalar(scoped(found))


def get(viewer: Viewer, *, suggestion_id: UUID) -> Overruling:
    """How a suggestion was overruled, as long as it is."""
    require(viewer, "suggestions.read")
    found = in_force(viewer, suggestion_id=suggestion_id)
    if found is None:
        raise NotFound
    return found


def can_be_taken_back(found: Overruling | None) -> bool:
    """Whether it stands in the way of its suggestion, and no live link does."""
    return found is not None and not _is_live(found.link_id)


def set_aside(viewer: Viewer, *, suggestion_id: UUID, reason: OverruleReason, note: str = "") -> Overruling:
    """Decides against a suggestion from which no link was proposed; whoever is asked next sees that, and why."""
    require(viewer, ACT)
    suggestion = _held(viewer, suggestion_id)
    if suggestion.link_id is not None:
        raise RuleBroken("A link was proposed from it: end that link, with the reason for it.", code="recorded_already")
    if in_force(viewer, suggestion_id=suggestion_id):
        raise RuleBroken("It was set aside already. Take that back first.", code="recorded_already")
    return _record(viewer, suggestion, reason=reason, note=note)


def take_back(viewer: Viewer, *, suggestion_id: UUID) -> Suggestion:
    """A suggestion that was set aside stands again; that it was set aside stays on the trail."""
    require(viewer, ACT)
    suggestion = _held(viewer, suggestion_id)
    found = in_force(viewer, suggestion_id=suggestion_id)
    if found is None:
        raise RuleBroken("It is not set aside: there is nothing to take back.", code="status")
    if not can_be_taken_back(found):
        raise RuleBroken("Another household was proposed instead: end that link first.", code="recorded_already")
    found.taken_back_at = clock.now()
    flush()
    return suggestion


def accept(viewer: Viewer, *, suggestion_id: UUID, reason: str) -> Link:
    """As `suggestions.accept`; neither while the suggestion is set aside, nor where a later run suggests another."""
    require(viewer, "suggestions.accept")
    held = _held(viewer, suggestion_id)
    if in_force(viewer, suggestion_id=suggestion_id):
        raise RuleBroken("It was set aside. Take that back first, then propose it.", code="status")
    link = suggestions.accept(viewer, suggestion_id=suggestion_id, reason=reason)
    waits = _waiting(viewer, link)
    if waits is not None and waits.household_ref != held.household_ref:
        raise RuleBroken(
            f"A later run suggests {waits.household_ref} for this referral. Set that aside first, with the reason, or "
            "propose this pair as your own.",
            code="status",
        )
    return link


def propose(viewer: Viewer, *, overrules: OverruleReason | None = None, overrules_note: str = "", **pair: Any) -> Link:
    """Proposes a pair, by ids or references, as a person's own; where that overrules the last run, its reason is kept.

    Raises Invalid where the last run suggests another household for the referral and nobody says why not that one.
    Who proposes what the run suggests has accepted its suggestion.
    """
    if may(viewer, "links.open"):
        require(viewer, ACT)  # whoever proposes may overrule: a token that carries less would pass the question by
    link = (links.propose_named if "referral_ref" in pair else links.propose)(viewer, **pair)
    waits = _waiting(viewer, link)
    is_other = waits is not None and waits.household_ref not in _names(link.household)
    if overrules is not None and not is_other:
        said = "No other household that the last run suggests for this referral waits for a word: leave it out."
        raise Invalid({"overrules": [said]})
    if waits is None:
        return link
    if not is_other:
        waits.link_id = link.id
        flush()
    elif overrules is None:
        said = f"The last run suggests {waits.household_ref} for this referral. Say why not that one."
        raise Invalid({"overrules": [said]})
    else:
        _record(viewer, waits, reason=overrules, note=overrules_note, link_id=link.id)
    return link


def _held(viewer: Viewer, suggestion_id: UUID) -> Suggestion:
    """A suggestion, locked for whoever decides on it first."""
    suggestions.get(viewer, suggestion_id=suggestion_id)
    found = scoped(sa.select(Suggestion).where(Suggestion.id == suggestion_id).with_for_update())
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _waiting(viewer: Viewer, link: Link) -> Suggestion | None:
    """What the last run that looked at a link's referral suggests for it, as long as nobody has acted on that."""
    named = _names(referrals.get(viewer, referral_id=link.referral_id))
    owner, refs = link.referral.authority.code, tuple(named)
    for run in db.session.scalars(_looked_at_one_of(viewer, refs)):
        if any(row["authority"] == owner and row["ref"] in named for row in run.inputs["referrals"]):
            found = suggestions.visible(viewer, run_id=run.id).where(Suggestion.referral_ref.in_(refs))
            suggestion = db.session.scalar(found.where(Suggestion.link_id.is_(None)))
            if suggestion is None or in_force(viewer, suggestion_id=suggestion.id):
                return None
            held = _held(viewer, suggestion.id)
            return held if held.link_id is None else None
    return None


def _looked_at_one_of(viewer: Viewer, refs: tuple[str, ...]) -> sa.Select[MatchRun]:
    """The runs that people started and that say something of a referral called so, the latest first."""
    told = [sa.select(one.run_id).where(one.referral_ref.in_(refs)) for one in (Suggestion, Unmatched)]
    about = sa.or_(*(MatchRun.id.in_(one) for one in told))
    return runs.visible(viewer, status=RunStatus.DONE).where(~MatchRun.is_preview, about)


def _names(record: Referral | Household) -> set[str]:
    """What a run may call a record: its reference, after its owner's code where several share it."""
    owner = record.authority if isinstance(record, Referral) else record.agency
    return {record.ref, f"{owner.code}/{record.ref}"}


@whole("whether a link that the caller's decision led to lives")
def _is_live(link_id: UUID | None) -> bool:
    ended = sa.select(Link.id).where(Link.id == link_id, Link.status == LinkStatus.ENDED)
    return link_id is not None and db.session.scalar(ended) is None


def _record(
    viewer: Viewer, suggestion: Suggestion, *, reason: OverruleReason, note: str, link_id: UUID | None = None
) -> Overruling:
    if reason == OverruleReason.OTHER or note:
        note = reasons.said(note, field="overrules_note" if link_id else "note")
    run = runs.get(viewer, run_id=suggestion.run_id)
    if run.is_preview:
        raise RuleBroken("A preview suggests nothing that could be overruled: start a run.", code="status")
    said = {"reason": reason, "note": note, "link_id": link_id, "decided_by": viewer.user_id}
    made = Overruling(run_id=run.id, suggestion_id=suggestion.id, **said)
    db.session.add(made)
    flush()
    return made
