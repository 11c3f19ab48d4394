"""Transfers of units between authorities: recorded by who coordinates the agreement, and never more than there are.

Units that the receiver took beyond its own minimum are attributed to the giver's, which lacks them; both minimums stay
what they are. A transfer is judged by the records of the day on which it is recorded, by the arithmetic of the year
end. It is never edited: one that was a mistake is taken back with a reason. The two authorities read it, and who
coordinates or counts the whole agreement.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import members, reasons
from consortium.access import MemberKind, Viewer, require
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight
from contracts import agreements, commitments, parties
from contracts.agreements import Agreement
from contracts.commitments import Commitment
from contracts.ledger import posting
from contracts.sheets import TRANSFERS_CHECKS, TRANSFERS_COLUMNS
from contracts.year_end import attribution
from contracts.years import loading
from contracts.years.loading import Known
from contracts.years.records import UnitTransfer, last_day

READ, RECORD = "unit_transfers.read", "unit_transfers.record"
_GIVER = {"from_authority", "agreement_ref", "period_end"}


def visible(viewer: Viewer, *, commitment_id: UUID | None = None) -> Select[UnitTransfer]:
    """The transfers within the viewer's sight, the latest first; `commitment_id`: those of one giver's minimum."""
    require(viewer, READ)
    found = sa.select(UnitTransfer).join(Commitment, Commitment.id == UnitTransfer.commitment_id)
    found = scoped(found.where(in_scope(viewer)))
    if commitment_id is not None:
        found = found.where(UnitTransfer.commitment_id == commitment_id)
    return found.order_by(UnitTransfer.transferred_on.desc(), UnitTransfer.created_at.desc(), UnitTransfer.id)


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that a transfer is within sight: of a whole agreement, or between this authority and another."""
    if viewer.operator:
        return sa.true()
    sides = (UnitTransfer.authority_id, UnitTransfer.to_authority_id)
    mine = (sight.is_own(viewer, READ, owner=side) for side in sides)
    return sa.or_(Commitment.consortium_id.in_(sight.consortia_of(viewer, READ)), *mine)


def get(viewer: Viewer, *, transfer_id: UUID) -> UnitTransfer:
    """One transfer within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(UnitTransfer.id == transfer_id))
    if found is None:
        raise NotFound
    return found


def readable(viewer: Viewer, *, found: Iterable[UnitTransfer]) -> set[UUID]:
    """Which of the givers' minimums the viewer may read as well; the receiver may not."""
    chosen = commitments.visible(viewer).where(Commitment.id.in_({one.commitment_id for one in found}))
    return {one.id for one in db.session.scalars(chosen).unique()}


def record(viewer: Viewer, *, values: Mapping[str, Any], commitment_id: UUID | None = None) -> UnitTransfer:
    """Records a transfer under the columns of the transfers sheet; `commitment_id` names the giver's minimum instead.

    Raises RuleBroken where the giver lacks less, where the receiver has less to spare, and where an earlier transfer
    would no longer stand beside it.
    """
    require(viewer, RECORD)
    named = _GIVER if commitment_id else set[str]()
    entered = entries.read(values, TRANSFERS_COLUMNS, fixed=named)
    entered = entries.complete(entered, TRANSFERS_COLUMNS, optional=named)
    giver = coordinated(viewer, commitment_id=commitment_id) if commitment_id else giving(viewer, values=entered)
    receiver = parties.member(viewer, field="to_authority", code=entered["to_authority"], kind=MemberKind.AUTHORITY)
    entries.check(entered | {"from_authority": giver.authority.code, "to_authority": receiver.code}, TRANSFERS_CHECKS)
    _refuse_strangers(giver, receiver)
    if entered["on"] > clock.today():
        raise Invalid({"on": ["Give a day that is not to come: a transfer is recorded once it is made."]})
    _refuse_by_terms(giver, on=entered["on"])
    transfer = UnitTransfer(
        commitment_id=giver.id,
        authority_id=giver.authority_id,
        to_authority_id=receiver.id,
        units=entered["units"],
        transferred_on=entered["on"],
        reason=entered["reason"],
        recorded_by=viewer.user_id,
        recorded_for=viewer.member_id,
    )
    _add(viewer, transfer, giver=giver, receiver=receiver)
    return transfer


def take_back(viewer: Viewer, *, transfer_id: UUID, reason: str) -> UnitTransfer:
    """The transfer was a mistake: it stays on the record with the reason, and moves no unit any more."""
    require(viewer, RECORD)
    transfer = get(viewer, transfer_id=transfer_id)
    if not sight.may_in(viewer, RECORD, consortium_id=transfer.commitment.consortium_id):
        raise NotAllowed
    said = reasons.said(reason)
    posting.hold(transfer.authority_id, transfer.to_authority_id)
    db.session.refresh(transfer, ["reversed_on"])
    if transfer.reversed_on is not None:
        raise RuleBroken(f"This transfer was taken back on {transfer.reversed_on} already.", code="taken_back")
    transfer.reversed_on, transfer.reversed_by, transfer.reversal_reason = clock.today(), viewer.user_id, said
    flush()
    _post(viewer, transfer, units=-transfer.units)
    return transfer


def as_row(transfer: UnitTransfer) -> dict[str, Any]:
    """The transfer as a row of the transfers sheet."""
    return {
        "from_authority": transfer.authority.code,
        "to_authority": transfer.to_authority.code,
        "agreement_ref": transfer.commitment.agreement.ref,
        "period_end": transfer.commitment.period_end,
        "units": transfer.units,
        "on": transfer.transferred_on,
        "reason": transfer.reason,
    }


def giving(viewer: Viewer, *, values: Mapping[str, Any], field: str = "from_authority") -> Commitment:
    """The one commitment that a row of a sheet names, of an agreement that the viewer coordinates."""
    owner = sa.select(members.Member.id).where(members.Member.code == values[field])
    named = (
        Agreement.ref == values["agreement_ref"],
        Commitment.authority_id.in_(owner),
        Commitment.period_end == values["period_end"],
    )
    found = list(db.session.scalars(commitments.visible(viewer).where(*named)).unique())
    found = [one for one in found if sight.may_in(viewer, RECORD, consortium_id=one.consortium_id)]
    if len(found) != 1:
        raise Invalid({"agreement_ref": [attribution.AMBIGUOUS if found else attribution.UNNAMED]})
    return found[0]


def coordinated(viewer: Viewer, *, commitment_id: UUID) -> Commitment:
    """A commitment of an agreement that the viewer coordinates, to which units may be transferred."""
    commitment = commitments.get(viewer, commitment_id=commitment_id)
    if not sight.may_in(viewer, RECORD, consortium_id=commitment.consortium_id):
        raise NotAllowed
    return commitment


def _refuse_strangers(giver: Commitment, receiver: members.Member) -> None:
    """Both belong to the consortium of the agreement, or did."""
    if giver.consortium_id not in {stay.consortium_id for stay in receiver.memberships}:
        raise Invalid({"to_authority": [f"{receiver.name} is no member of {giver.agreement.consortium.name}."]})


def _refuse_by_terms(giver: Commitment, *, on: date) -> None:
    """The terms of the giver's agreement, in force on the day or, after the period, on its last, have to allow it."""
    terms = agreements.terms_on(min(on, last_day(giver)), agreement_id=giver.agreement_id)
    if not terms.transfers_allowed:
        raise RuleBroken(
            f"{giver.agreement.ref} allows no transfers: they are possible once its terms are amended.",
            code="transfers_not_allowed",
        )
    if terms.transfer_cutoff_days is not None:
        last = giver.period_end + timedelta(days=terms.transfer_cutoff_days)
        if on > last:
            raise RuleBroken(
                f"Under {giver.agreement.ref} units of this period could be transferred until {last}.", code="cut_off"
            )


@whole("whether both sides have the units is reckoned from every purchase and transfer of theirs")
def _add(viewer: Viewer, transfer: UnitTransfer, *, giver: Commitment, receiver: members.Member) -> None:
    """Both authorities are held meanwhile, so that two transfers, or a purchase beside one, see each other."""
    posting.hold(giver.authority_id, receiver.id)
    known = loading.of({giver.authority_id, receiver.id})
    transfer.commitment, transfer.authority, transfer.to_authority = giver, giver.authority, receiver
    transfer.receiving_id = _judged(known, transfer)
    db.session.add(transfer)
    flush()
    _post(viewer, transfer, units=transfer.units)


def _judged(known: Known, transfer: UnitTransfer) -> UUID | None:
    """The receiver's own commitment that has the units, where it has one; refuses what does not stand."""
    before, today = known.agreed, clock.today()
    told = loading.transfer_of(transfer)
    after = attribution.Agreed(before.commitments, transfers=[*before.transfers, told])
    fallen = _fallen(before, known, today=today)
    stood = attribution.standing(after, known.bought, as_of=today)
    for one in stood.objections:
        if one.is_doubt or one.number in fallen:
            continue
        if one.number == len(before.transfers):
            raise RuleBroken(in_names(one.sentence, transfer=transfer), code="too_many_units")
        other = known.transfers[one.number]
        raise RuleBroken(
            f"The units were transferred on {other.transferred_on} already: take that transfer back first, or give "
            "a later day or fewer units.",
            code="too_many_units",
        )
    own = stood.receiving(known.terms_of(transfer.commitment), authority_code=told.to_authority)
    return known.commitments[own.commitment].id if own else None


def _fallen(agreed: attribution.Agreed, known: Known, *, today: date) -> set[int]:
    """Transfers that no longer stand as it is: they are told at the year end, and refuse no other."""
    stood = attribution.standing(agreed, known.bought, as_of=today)
    return {one.number for one in stood.objections if not one.is_doubt}


def in_names(sentence: str, *, transfer: UnitTransfer) -> str:
    """A sentence of the arithmetic, which knows codes, for people, who know names."""
    for authority in (transfer.authority, transfer.to_authority):
        sentence = sentence.replace(authority.code, authority.name)
    return sentence


def _post(viewer: Viewer, transfer: UnitTransfer, *, units: int) -> None:
    """An entry on each side's own commitment, on the day of the transfer or, after the period, on its last."""
    commitment = transfer.commitment
    posting.post_transfer(
        viewer,
        transfer_id=transfer.id,
        units=units,
        on=min(max(transfer.transferred_on, commitment.period_start), last_day(commitment)),
        giver=(commitment.id, transfer.authority_id),
        receiver=(transfer.receiving_id, transfer.to_authority_id) if transfer.receiving_id else None,
    )
