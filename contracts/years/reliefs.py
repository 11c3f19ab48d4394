"""Relief where the supplier had nobody: units of a minimum for which the agency offered no household in time.

A coordinator records it with the reason. What was offered and declined is recorded too, with its days, and relieves
nothing. It is never edited: what was a mistake is taken back with a reason.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import reasons
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.rights import sight
from contracts import agreements, commitments
from contracts.commitments import Commitment
from contracts.ledger import posting
from contracts.sheets import UNAVAILABILITY_COLUMNS
from contracts.years import unit_transfers
from contracts.years.records import Offer, Relief, last_day

READ, RECORD = "reliefs.read", "reliefs.record"
_WHOSE = {"authority_code", "agreement_ref", "period_end"}


def visible(viewer: Viewer, *, commitment_id: UUID | None = None) -> Select[Relief]:
    """The reliefs of the commitments within the viewer's sight, the latest first."""
    require(viewer, READ)
    found = sa.select(Relief).join(Commitment, Commitment.id == Relief.commitment_id)
    found = scoped(found.where(_in_scope(viewer)))
    if commitment_id is not None:
        found = found.where(Relief.commitment_id == commitment_id)
    return found.order_by(Relief.created_at.desc(), Relief.id)


def _in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whoever counts the whole agreement, the authority, and the agency that had nobody, where it is named."""
    if viewer.operator:
        return sa.true()
    owners = (Commitment.authority_id, Commitment.agency_id)
    mine = (sight.is_own(viewer, READ, owner=owner) for owner in owners)
    return sa.or_(Commitment.consortium_id.in_(sight.consortia_of(viewer, READ)), *mine)


def get(viewer: Viewer, *, relief_id: UUID) -> Relief:
    """One relief within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Relief.id == relief_id))
    if found is None:
        raise NotFound
    return found


def record(
    viewer: Viewer,
    *,
    values: Mapping[str, Any],
    commitment_id: UUID | None = None,
    offer: Offer = Offer.NONE,
    accepted_on: date | None = None,
    offered_on: date | None = None,
) -> Relief:
    """Records relief under the columns of the unavailability sheet; `commitment_id` names the commitment instead.

    `accepted_on` is the day on which the referral was accepted; of an offer that was declined `offered_on` is the day.
    """
    require(viewer, RECORD)
    commitment, entered = _relieved(viewer, values=values, commitment_id=commitment_id)
    _refuse_days(Offer(offer), accepted_on=accepted_on, offered_on=offered_on)
    if offer == Offer.NONE:
        _refuse_by_terms(commitment, accepted_on=accepted_on)
    posting.hold(commitment.authority_id)
    relief = Relief(
        commitment=commitment,
        commitment_id=commitment.id,
        authority_id=commitment.authority_id,
        units=entered["units"],
        offer=Offer(offer),
        accepted_on=accepted_on,
        offered_on=offered_on,
        reason=entered["reason"],
        recorded_by=viewer.user_id,
        recorded_for=viewer.member_id,
    )
    db.session.add(relief)
    flush()
    return relief


def take_back(viewer: Viewer, *, relief_id: UUID, reason: str) -> Relief:
    """The relief was a mistake: it stays on the record with the reason, and relieves nothing."""
    require(viewer, RECORD)
    relief = get(viewer, relief_id=relief_id)
    if not sight.may_in(viewer, RECORD, consortium_id=relief.commitment.consortium_id):
        raise NotAllowed
    said = reasons.said(reason)
    posting.hold(relief.authority_id)
    db.session.refresh(relief, ["reversed_on"])
    if relief.reversed_on is not None:
        raise RuleBroken(f"This relief was taken back on {relief.reversed_on} already.", code="taken_back")
    relief.reversed_on, relief.reversed_by, relief.reversal_reason = clock.today(), viewer.user_id, said
    flush()
    return relief


def as_row(relief: Relief) -> dict[str, Any]:
    """The relief as a row of the unavailability sheet."""
    return {
        "agreement_ref": relief.commitment.agreement.ref,
        "authority_code": relief.commitment.authority.code,
        "period_end": relief.commitment.period_end,
        "units": relief.units,
        "reason": relief.reason,
    }


def _relieved(
    viewer: Viewer, *, values: Mapping[str, Any], commitment_id: UUID | None
) -> tuple[Commitment, dict[str, Any]]:
    """The commitment, of an agreement that the viewer coordinates, and what is said of it."""
    named = _WHOSE if commitment_id else set[str]()
    entered = entries.read(values, UNAVAILABILITY_COLUMNS, fixed=named)
    entered = entries.complete(entered, UNAVAILABILITY_COLUMNS, optional=named)
    if commitment_id:
        commitment = commitments.get(viewer, commitment_id=commitment_id)
    else:
        commitment = unit_transfers.giving(viewer, values=entered, field="authority_code")
    if not sight.may_in(viewer, RECORD, consortium_id=commitment.consortium_id):
        raise NotAllowed
    return commitment, entered


def _refuse_by_terms(commitment: Commitment, *, accepted_on: date | None) -> None:
    """The agreement has to give relief, and so many days have to have passed without an offer."""
    today = clock.today()
    terms = agreements.terms_on(min(today, last_day(commitment)), agreement_id=commitment.agreement_id)
    ref = commitment.agreement.ref
    if not terms.unavailability_relief:
        raise RuleBroken(f"{ref} gives no relief: it can once its terms are amended.", code="no_relief")
    if accepted_on is not None and terms.offer_within_days is not None:
        begins = accepted_on + timedelta(days=terms.offer_within_days)
        if begins > today:
            raise RuleBroken(
                f"Under {ref} the agency has {terms.offer_within_days} days: relief begins on {begins}.",
                code="too_soon",
            )


def _refuse_days(offer: Offer, *, accepted_on: date | None, offered_on: date | None) -> None:
    faults = {}
    if offer == Offer.DECLINED and offered_on is None:
        faults["offered_on"] = ["Give the day of the offer that was declined."]
    if offer == Offer.NONE and offered_on is not None:
        faults["offered_on"] = ["Leave this empty, or say that the offer was declined."]
    for name, on in (("accepted_on", accepted_on), ("offered_on", offered_on)):
        if on is not None and on > clock.today():
            faults[name] = ["Give a day that is not to come."]
    if accepted_on and offered_on and offered_on < accepted_on:
        faults["offered_on"] = ["Give a day that is not before the referral was accepted."]
    if faults:
        raise Invalid(faults)
