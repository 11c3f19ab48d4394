"""Whose a price is: its consortium, which a sheet does not name, and its agency, where it is one agency's."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from consortium import consortia, members
from consortium.access import MemberKind, Viewer
from consortium.consortia import Consortium
from consortium.floor.db import Base, db
from consortium.floor.errors import Invalid, NotAllowed
from consortium.floor.guard import whole
from consortium.rights import sight
from contracts import parties


def of(
    viewer: Viewer, *, values: Mapping[str, Any], capability: str, consortium_code: str | None
) -> tuple[Consortium, members.Member | None]:
    """The consortium of a row of the tariffs sheet, which the viewer coordinates, and its agency.

    Where no consortium is named it is the only one, or the one that the agency belongs to, or that has this price list.
    """
    code = values["agency"]
    agency = parties.member(viewer, field="agency", code=code, kind=MemberKind.AGENCY) if code else None
    if consortium_code is not None:
        found = [consortia.by_code(viewer, code=consortium_code)]
    else:
        found = list(db.session.scalars(consortia.visible(viewer)))
    found = [one for one in found if sight.may_in(viewer, capability, consortium_id=one.id)]
    if not found:
        raise NotAllowed(f"You do not coordinate {consortium_code or 'a consortium'}.")
    if agency is not None:
        homes = {stay.consortium_id for stay in agency.memberships}
        found = [one for one in found if one.id in homes]
        if not found:
            raise Invalid({"agency": [f"{agency.name} is no member of a consortium that you coordinate."]})
    return _only(found, ref=values["tariff_ref"]), agency


@whole("in which of the consortia that the caller coordinates a price list of this name stands")
def _only(found: Sequence[Consortium], *, ref: str) -> Consortium:
    if len(found) > 1:
        listed = Base.metadata.tables["tariffs"].c
        homes = set(db.session.scalars(sa.select(listed.consortium_id).where(listed.ref == ref)))
        found = [one for one in found if one.id in homes] or found
    if len(found) > 1:
        several = ", ".join(one.code for one in found)
        sentence = f"This price may be of {several}: record it in the console, where its consortium is chosen, or give "
        raise Invalid({"tariff_ref": [f"{sentence}the name of a price list that one of them has already."]})
    return found[0]
