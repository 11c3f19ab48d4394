"""Entering: a referral and its children are recorded and changed, under the columns of the children sheet."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from consortium import children, members, placements, searches
from consortium.access import MemberKind, Viewer, require
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotFound
from consortium.importing import entries
from consortium.referrals import courses, groups, moving
from consortium.referrals.courses import ReferralStatus
from consortium.referrals.records import Referral, editable, get_child
from consortium.rights import sight
from consortium.sheets.children import COLUMNS

HEAD = tuple(column for column in COLUMNS if column.name in children.IDENTITY)


def refer(viewer: Viewer, *, values: Mapping[str, Any]) -> Referral:
    """Records a referral: `authority_code`, `children` (each under the children sheet's columns, `child_ref`
    optional) and, optionally, `referral_ref` and `draft`.

    It is submitted, to be screened before it searches, unless it is a draft; only the operator's is accepted already.
    """
    referral = bring_in(viewer, values=values, entry=None if viewer.operator else ReferralStatus.SUBMITTED)
    if referral.status is ReferralStatus.SUBMITTED:
        moving.tell_of_submission(viewer, referral=referral)
    return referral


def bring_in(viewer: Viewer, *, values: Mapping[str, Any], entry: ReferralStatus | None = None) -> Referral:
    """As `refer`, out of the list of a consortium that accepted it before it had this service: it searches at once.

    entry: where it stands instead, while it is no draft.
    """
    require(viewer, "referrals.refer")
    referred, rest = _split(values)
    if not referred:
        raise Invalid({"children": ["Refer at least one child."]})
    draft = bool(rest.pop("draft", False))
    head = entries.complete(entries.read(rest, HEAD), HEAD, optional={"referral_ref"})
    authority = _authority(viewer, code=head["authority_code"])
    ref = head["referral_ref"] or entries.new_ref("R")
    referral = Referral(authority_id=authority.id, authority=authority, ref=ref)
    referral.held_by = viewer.user_id if viewer.member_id == authority.id else None
    for child in referred:
        _add_child(referral, child)
    referral.status = ReferralStatus.DRAFT if draft else entry or ReferralStatus.SEARCHING
    referral.accepted_on = clock.today() if referral.is_searching else None
    db.session.add(referral)
    flush()
    courses.keep(viewer, referral=referral, origin=None)
    flush()
    for placement in placements.know_referral(referral_id=referral.id, authority_id=authority.id, ref=ref):
        searches.follow(placement, referral=referral)
    return referral


def change(viewer: Viewer, *, referral_id: UUID, version: int, values: Mapping[str, Any]) -> Referral:
    """Changes the named `children`, and adds those whose `child_ref` is new or not given; others stay as they are."""
    referral = editable(viewer, referral_id=referral_id, version=version)
    given, rest = _split(values)
    entries.read(rest, HEAD, fixed=children.IDENTITY)
    held = {child.ref: child for child in referral.children}
    if any(_named(one) not in held for one in given):
        groups.hold(referral, version=version)
        groups.expect_open(referral, allowed=", or refer the child in a referral of their own")
    changed = False
    for one in given:
        child = held.get(_named(one))
        if child is None:
            _add_child(referral, one)
            changed = True
        else:
            changed |= children.change(child, {name: value for name, value in one.items() if name != "child_ref"})
    if changed:
        entries.touch(referral)
    flush()
    return referral


def change_child(viewer: Viewer, *, child_id: UUID, version: int, values: Mapping[str, Any]) -> Child:
    """Changes the given columns of one child; `version` is the referral's."""
    child = get_child(viewer, child_id=child_id, act="referrals.change")
    editable(viewer, referral_id=child.referral_id, version=version)
    if children.change(child, values):
        entries.touch(child.referral)
    flush()
    return child


def as_rows(referral: Referral) -> list[dict[str, Any]]:
    """The children still to be placed as rows of the children sheet."""
    known = {"referral_ref": referral.ref, "authority_code": referral.authority.code, "version": referral.version}
    return [children.as_row(child) | known for child in referral.current_children]


def _named(told: Mapping[str, Any]) -> str:
    return str(told.get("child_ref") or "").strip()


def _split(values: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], dict[str, Any]]:
    given = values.get("children", ())
    if not isinstance(given, Sequence) or not all(isinstance(child, Mapping) for child in given):
        raise Invalid({"children": ["Give a list of children."]})
    return list(given), {name: value for name, value in values.items() if name != "children"}


def _authority(viewer: Viewer, *, code: str) -> members.Member:
    try:
        authority = members.by_code(viewer, code=code, kind=MemberKind.AUTHORITY)
    except NotFound:
        raise Invalid({"authority_code": [f"No authority with the code {code} is known here."]}) from None
    if not sight.reaches(viewer, "referrals.refer", owner_id=authority.id):
        raise Invalid({"authority_code": [f"You may not refer children of {code}."]})
    return authority


def _add_child(referral: Referral, values: Mapping[str, Any]) -> None:
    child = children.new(values, authority_id=referral.authority_id)
    if any(other.ref == child.ref for other in referral.children):
        raise Invalid({"child_ref": [f"{child.ref} is the reference of another child of this referral."]})
    referral.children.append(child)
