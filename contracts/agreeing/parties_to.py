"""Parties: who has a stake in an agreement, and so may sign a version of it for the authorities or for the agencies.

Finance officers sign, for they read agreements already: so nobody who decides on a match has to look at a minimum.
"""

from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import MemberKind, Relation, Viewer, require
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.rights.capabilities import CAPABILITIES
from contracts.agreeing import proposals
from contracts.agreeing.versions import Agreement, AgreementVersion, Side
from contracts.commitments import Commitment

ACT = "agreements.sign"
SIDES = {MemberKind.AUTHORITY: Side.AUTHORITIES, MemberKind.AGENCY: Side.AGENCIES}


@whole("who has a stake in an agreement that the caller reached")
def who_may_sign(agreement: Agreement, *, version: AgreementVersion) -> dict[Side, set[UUID]]:
    """The members whose people may sign a version, by side.

    For the authorities one of those whose commitments it changes, or of all with a commitment where it changes none;
    for the agencies one that a commitment names, or any of the consortium where one counts placements of any.
    """
    found = sa.select(Commitment.authority_id, Commitment.agency_id).where(Commitment.agreement_id == agreement.id)
    stakes: list[tuple[UUID, UUID | None]] = [(authority, agency) for authority, agency in db.session.execute(found)]
    proposed: list[tuple[UUID, UUID | None]] = [(one.authority_id, one.agency_id) for one in proposals.of(version)]
    authorities: set[UUID] = {authority for authority, _ in (proposed or stakes)}
    agencies: set[UUID] = {agency for _, agency in (*stakes, *proposed) if agency}
    if any(agency is None for _, agency in (*stakes, *proposed)):
        here = members.belonging(consortium_ids=[agreement.consortium_id], on=clock.today())
        known = sa.select(members.Member.id).where(
            members.Member.kind == MemberKind.AGENCY, members.Member.id.in_(here)
        )
        agencies |= set(db.session.scalars(known))
    return {Side.AUTHORITIES: authorities, Side.AGENCIES: agencies}


def side_of(viewer: Viewer, *, agreement: Agreement, version: AgreementVersion) -> Side:
    """For which side the viewer may sign a version; refuses who may sign for none."""
    require(viewer, ACT)
    side = SIDES.get(viewer.member_kind) if viewer.member_kind else None
    roles = CAPABILITIES[ACT].through(Relation.OWN)
    if side is None or viewer.member_id is None or agreement.consortium_id not in viewer.consortia(*roles):
        raise NotAllowed("A finance officer of an authority or an agency of the consortium signs.")
    if viewer.member_id not in who_may_sign(agreement, version=version)[side]:
        raise RuleBroken(
            "Your organisation is no party to this: who has a commitment that it concerns signs for its side.",
            code="no_party",
        )
    return side


def may_sign(viewer: Viewer, *, agreement: Agreement, version: AgreementVersion) -> Side | None:
    """For which side the viewer may sign a version; None for who may not."""
    try:
        return side_of(viewer, agreement=agreement, version=version)
    except (NotAllowed, RuleBroken):
        return None
