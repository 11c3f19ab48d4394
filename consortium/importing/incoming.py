"""How rows of the members, households and children sheets become records; offered to the imports."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from consortium import carers, consortia, members, referrals
from consortium.access import MemberKind, Viewer
from consortium.floor.db import expect_version
from consortium.floor.errors import NotFound
from consortium.importing import imports
from consortium.importing.imports import Kind, Outcome
from consortium.sheets import children, households
from consortium.sheets import members as member_sheet
from consortium.sheets.columns import Column, Row


def told(row: Row, columns: Sequence[Column], *, leave: Sequence[str] = ()) -> dict[str, Any]:
    """What a row says: filled cells, and cleared ones as nothing; an empty cell leaves what is recorded."""
    kept = {column.name for column in columns if not column.derived} - {"version", *leave}
    said = {name: row.values[name] for name in row.given & kept}
    return said | dict.fromkeys(row.cleared & kept)


def outcome(before: int | None, after: int) -> Outcome:
    """What became of a record whose version was and is now."""
    if before is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if before == after else Outcome.CHANGED


def write_household(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Registers a household, or changes the one that its agency knows by this reference."""
    (row,) = rows
    try:
        household = carers.by_ref(viewer, agency_code=row.values["agency"], ref=row.values["household_ref"])
    except NotFound:
        registered = carers.register(viewer, values=told(row, households.COLUMNS))
        return [outcome(None, registered.version)]
    before = household.version
    values = told(row, households.COLUMNS, leave=("household_ref", "agency"))
    version = row.values["version"] or before
    carers.change(viewer, household_id=household.id, version=version, values=values)
    return [outcome(before, household.version)]


def write_referral(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Refers the children of one referral, or changes and adds to those that are recorded."""
    head = {name: rows[0].values[name] for name in ("authority_code", "referral_ref")}
    said = [told(row, children.COLUMNS, leave=tuple(head)) for row in rows]
    try:
        referral = referrals.by_ref(viewer, authority_code=head["authority_code"], ref=head["referral_ref"])
    except NotFound:
        referrals.bring_in(viewer, values=head | {"children": said})
        return [Outcome.CREATED] * len(rows)
    recorded = {child.ref: child for child in referral.children}
    before = {ref: _state(child) for ref, child in recorded.items()}
    version = next((row.values["version"] for row in rows if row.values["version"]), referral.version)
    referrals.change(viewer, referral_id=referral.id, version=version, values={"children": said})
    outcomes = []
    for one in said:
        ref = one["child_ref"]
        same = ref in before and before[ref] == _state(recorded[ref])
        outcomes.append(Outcome.UNCHANGED if same else Outcome.CHANGED if ref in before else Outcome.CREATED)
    return outcomes


def _state(child: Any) -> Mapping[str, Any]:
    return {column.key: getattr(child, column.key) for column in sa.inspect(type(child)).column_attrs}


def write_membership(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Brings a member into its consortium, or changes its name and days; the operator founds what is missing."""
    (row,) = rows
    said = row.values
    _found(viewer, code=said["consortium"])
    member = _member(viewer, code=said["code"])
    if member is None or member.kind != said["kind"]:
        _add(viewer, said)
        return [Outcome.CREATED]
    membership = _same_time(member, said)
    if membership is None:
        _add(viewer, said)
        return [Outcome.CREATED]
    version = said["version"] or membership.version
    expect_version(membership, version)
    before = membership.version, member.version
    told_days = told(row, member_sheet.COLUMNS, leave=("code", "kind", "consortium", "name"))
    days = {"joined_on": membership.joined_on, "left_on": membership.left_on} | told_days
    members.change_membership(viewer, membership_id=membership.id, version=version, **days)
    if member.name != said["name"] and members.may_rename(viewer, member=member):
        members.change(viewer, member_id=member.id, version=member.version, name=said["name"])
    same = before == (membership.version, member.version)
    return [Outcome.UNCHANGED if same else Outcome.CHANGED]


def _found(viewer: Viewer, *, code: str) -> None:
    if not viewer.operator:
        consortia.by_code(viewer, code=code)  # one that the viewer has no part in is refused like one that is not there
        return
    try:
        consortia.by_code(viewer, code=code)
    except NotFound:
        consortia.found(viewer, code=code)


def _member(viewer: Viewer, *, code: str) -> members.Member | None:
    try:
        return members.by_code(viewer, code=code)
    except NotFound:
        return None


def _add(viewer: Viewer, said: Mapping[str, Any]) -> None:
    members.add(
        viewer,
        code=said["code"],
        name=said["name"],
        kind=MemberKind(said["kind"]),
        consortium_code=said["consortium"],
        joined_on=said["joined_on"],
        left_on=said["left_on"],
    )


def _same_time(member: members.Member, said: Mapping[str, Any]) -> members.Membership | None:
    """The membership that a row speaks of: of the same first day, else one that shares days with the row's."""
    times = [one for one in member.memberships if one.consortium.code == said["consortium"]]
    same = [one for one in times if one.joined_on == said["joined_on"]]
    if not same and said["joined_on"] is None and len(times) == 1:
        same = times
    if not same and times:
        days = {"joined_on": said["joined_on"], "left_on": said["left_on"]}
        same = members.overlapping(member, consortium_id=times[0].consortium_id, **days)
    return same[0] if same else None


imports.offer(
    Kind(
        name="members",
        columns=member_sheet.COLUMNS,
        checks=member_sheet.CHECKS,
        capability="members.change",
        write=write_membership,
    )
)
imports.offer(
    Kind(
        name="households",
        columns=households.COLUMNS,
        checks=households.CHECKS,
        capability="households.change",
        write=write_household,
    )
)
imports.offer(
    Kind(
        name="children",
        columns=children.COLUMNS,
        checks=children.CHECKS,
        capability="referrals.change",
        write=write_referral,
        together=("referral_ref",),
    )
)
