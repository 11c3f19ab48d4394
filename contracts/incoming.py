"""How rows of the commitments and purchases sheets become records; offered to the imports."""

from collections.abc import Sequence

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.floor.guard import whole
from consortium.importing import imports
from consortium.importing.imports import Kind, Outcome
from consortium.importing.incoming import outcome, told
from consortium.placements import Placement
from consortium.rights import sight
from consortium.sheets.columns import Row
from contracts import agreements, commitments, purchases
from contracts.agreements import Agreement
from contracts.commitments import Commitment
from contracts.ledger import posting
from contracts.purchases import Purchase
from contracts.sheets import COMMITMENTS_CHECKS, COMMITMENTS_COLUMNS, PURCHASES_CHECKS, PURCHASES_COLUMNS


def write_commitment(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Agrees a commitment, under an agreement that is recorded with it where it is new, or changes its terms."""
    (row,) = rows
    commitment = _commitment(viewer, row)
    if commitment is None:
        _agreement(viewer, row)
        agreed = commitments.agree(viewer, values=told(row, COMMITMENTS_COLUMNS))
        return [outcome(None, agreed.version)]
    before = commitment.version
    values = told(row, COMMITMENTS_COLUMNS, leave=tuple(commitments.IDENTITY))
    version = row.values["version"] or before
    commitments.change(viewer, commitment_id=commitment.id, version=version, values=values)
    return [outcome(before, commitment.version)]


def write_purchase(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records a purchase, or changes the one of the placement that its authority knows by this reference.

    History may name referrals that were never recorded here and, where a coordinator brings it in, households too; an
    open placement needs a place as always.
    """
    (row,) = rows
    owner = sa.select(members.Member.id).where(members.Member.code == row.values["authority_code"])
    known = purchases.visible(viewer).where(
        Placement.ref == row.values["placement_ref"], Placement.authority_id.in_(owner)
    )
    purchase: Purchase | None = db.session.scalar(known)
    if purchase is None:
        recorded = purchases.record(viewer, values=told(row, PURCHASES_COLUMNS), history=True)
        return [outcome(None, recorded.version)]
    before = purchase.version
    values = told(row, PURCHASES_COLUMNS, leave=tuple(purchases.IDENTITY))
    version = row.values["version"] or before
    purchases.change(viewer, purchase_id=purchase.id, version=version, values=values, history=True)
    return [outcome(before, purchase.version)]


@whole("what is counted of one authority is counted one after the other")
def hold_authorities(rows: Sequence[Row]) -> None:
    """Holds every authority that the rows name, before the first is written."""
    codes = {row.values["authority_code"] for row in rows}
    posting.hold(*db.session.scalars(sa.select(members.Member.id).where(members.Member.code.in_(codes))))


def _commitment(viewer: Viewer, row: Row) -> Commitment | None:
    """The commitment of the same agreement, authority, agency and first day."""
    said = row.values
    owner = sa.select(members.Member.id).where(members.Member.code == said["authority_code"])
    supplier = sa.select(members.Member.id).where(members.Member.code == said["agency"])
    known = commitments.visible(viewer).where(
        Agreement.ref == said["agreement_ref"],
        Commitment.authority_id.in_(owner),
        Commitment.period_start == said["period_start"],
        Commitment.agency_id.in_(supplier) if said["agency"] else Commitment.agency_id.is_(None),
    )
    found: Commitment | None = db.session.scalar(known)
    return found


def _agreement(viewer: Viewer, row: Row) -> None:
    """Records the agreement in the first consortium of the authority's that the viewer coordinates, if it is new."""
    try:
        authority = members.by_code(viewer, code=row.values["authority_code"])
    except NotFound:
        return
    homes = {one.consortium.code: one.consortium_id for one in authority.memberships}
    homes = {code: key for code, key in homes.items() if sight.may_in(viewer, "agreements.agree", consortium_id=key)}
    known = agreements.visible(viewer).where(
        Agreement.ref == row.values["agreement_ref"], Agreement.consortium_id.in_(homes.values())
    )
    if homes and db.session.scalar(known.limit(1)) is None:
        ref = row.values["agreement_ref"]
        agreements.agree(
            viewer, consortium_code=min(homes), ref=ref, title=ref, effective_on=row.values["period_start"]
        )


imports.offer(
    Kind(
        name="commitments",
        columns=COMMITMENTS_COLUMNS,
        checks=COMMITMENTS_CHECKS,
        capability="commitments.change",
        write=write_commitment,
        begin=hold_authorities,
    )
)
imports.offer(
    Kind(
        name="purchases",
        columns=PURCHASES_COLUMNS,
        checks=PURCHASES_CHECKS,
        capability="purchases.change",
        write=write_purchase,
        begin=hold_authorities,
    )
)
