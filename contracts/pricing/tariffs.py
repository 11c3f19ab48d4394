"""Tariffs: what a consortium pays for each charge from one day up to another, as its coordinator recorded it.

A price list belongs to a consortium. What has priced something is never rewritten: from its first day on the amount
and the VAT of a price stay as they are. Another price follows it (the first is ended, the next begins on that day), or
it is withdrawn with a reason, stays on the record, prices nothing any more, and what is right is recorded in its place.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia, members, reasons
from consortium.access import MemberKind, Relation, Viewer, require
from consortium.consortia import Consortium
from consortium.floor import clock
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight
from consortium.rights.capabilities import CAPABILITIES
from contracts.charging.prices import Price
from contracts.charging.vat import Treatment
from contracts.pricing import owning
from contracts.sheets import TARIFFS_CHECKS, TARIFFS_COLUMNS

READ, RECORD, CHANGE = "tariffs.read", "tariffs.record", "tariffs.change"
IDENTITY = {"agency", "charge", "children", "valid_from"}
"""What a price is known by within its consortium; none of it changes."""


class Charge(StrEnum):
    """What a price is for."""

    PLACEMENT_FEE = "placement_fee"
    FOSTERING_WEEKLY = "fostering_weekly"
    CONTACT_HOURLY = "contact_hourly"
    MONTHLY_AFTER_12 = "monthly_after_12"


class Tariff(Editable, Base):
    """One price in whole pence, of any agency's placements or of one agency's, for a group of any size or of one."""

    __tablename__ = "tariffs"
    __table_args__ = (
        sa.Index("ix_tariffs_consortium_id", "consortium_id"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from",
            name="days",
            info={"refusal": RuleBroken("A price ends after it begins.", code="period")},
        ),
        sa.CheckConstraint("ref <> '' AND amount_pence >= 0 AND children >= 1", name="counts"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_a_reason"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    agency_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    charge: Mapped[Charge] = mapped_column(words(Charge, name="charge"))
    children: Mapped[int | None]
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger)
    vat: Mapped[Treatment] = mapped_column(words(Treatment, name="vat"))
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_for: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(sa.String(reasons.LONGEST))
    consortium: Mapped[Consortium] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[members.Member | None] = relationship(foreign_keys=[agency_id], lazy="joined")
    recorder: Mapped[members.Member | None] = relationship(foreign_keys=[recorded_for], lazy="joined")

    @property
    def has_begun(self) -> bool:
        """Whether there are days that it priced already."""
        return self.valid_from <= clock.today()


_WORDS = {"charge": Charge, "vat": Treatment}
_COLUMN = {"tariff_ref": "ref"}
_PLAIN = ("tariff_ref", "valid_from", "valid_to", "charge", "children", "amount_pence", "vat")


def visible(
    viewer: Viewer, *, consortium_id: UUID | None = None, charge: str | None = None, on: date | None = None
) -> Select[Tariff]:
    """The prices within the viewer's sight, by their first day; `on`: those that hold on a day."""
    require(viewer, READ)
    found = scoped(sa.select(Tariff).where(in_scope(viewer))).order_by(Tariff.valid_from, Tariff.id)
    if consortium_id is not None:
        found = found.where(Tariff.consortium_id == consortium_id)
    if charge is not None:
        found = found.where(Tariff.charge == charge)
    if on is not None:
        ends = sa.or_(Tariff.valid_to.is_(None), Tariff.valid_to > on)
        found = found.where(Tariff.valid_from <= on, ends, Tariff.withdrawn_at.is_(None))
    return found


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that a price is within sight: the consortium's, for who coordinates it or buys by it.

    Of an agency the finance officers see what holds for all, and their own prices; never another agency's.
    """
    if viewer.operator:
        return sa.true()
    homes = viewer.consortia(*CAPABILITIES[READ].through(Relation.OWN))
    its: sa.ColumnElement[bool] = Tariff.consortium_id.in_(homes)
    if viewer.member_kind == MemberKind.AGENCY:
        its = sa.and_(its, Tariff.agency_id.is_(None))
    coordinated = Tariff.consortium_id.in_(sight.consortia_of(viewer, READ))
    return sa.or_(coordinated, its, sight.is_own(viewer, READ, owner=Tariff.agency_id))


def get(viewer: Viewer, *, tariff_id: UUID) -> Tariff:
    """One price within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Tariff.id == tariff_id))
    if found is None:
        raise NotFound
    return found


def standing(viewer: Viewer, *, values: Mapping[str, Any]) -> Tariff | None:
    """The price that a row of the sheet speaks of: of its consortium, charge, agency, group and first day."""
    consortium, agency = owning.of(viewer, values=values, capability=CHANGE, consortium_code=None)
    same = (
        Tariff.consortium_id == consortium.id,
        Tariff.agency_id == (agency.id if agency else None),
        Tariff.charge == values["charge"],
        Tariff.children == values["children"],
        Tariff.valid_from == values["valid_from"],
        Tariff.withdrawn_at.is_(None),
    )
    found: Tariff | None = db.session.scalar(visible(viewer).where(*same))
    return found


@whole("what a consortium pays prices charges and shortfalls; who reads those was asked by their own verbs")
def prices(consortium_id: UUID) -> list[Price]:
    """Every price of a consortium that stands, as the arithmetic takes it, an agency by its code."""
    kept = sa.select(Tariff).where(Tariff.consortium_id == consortium_id, Tariff.withdrawn_at.is_(None))
    return [
        Price.of(as_row(one) | {"vat": one.vat})
        for one in db.session.scalars(kept.order_by(Tariff.valid_from, Tariff.id))
    ]


def record(viewer: Viewer, *, values: Mapping[str, Any], consortium_code: str | None = None) -> Tariff:
    """Records a price under the columns of the tariffs sheet, of a consortium that the viewer coordinates.

    A sheet names no consortium: it is the one that is coordinated, or that its agency or its price list tells.
    """
    require(viewer, RECORD)
    entered = entries.complete(entries.read(values, TARIFFS_COLUMNS), TARIFFS_COLUMNS)
    entries.check(entered, TARIFFS_CHECKS)
    consortium, agency = owning.of(viewer, values=entered, capability=RECORD, consortium_code=consortium_code)
    tariff = Tariff(
        consortium=consortium,
        consortium_id=consortium.id,
        agency=agency,
        agency_id=agency.id if agency else None,
        recorded_by=viewer.user_id,
        recorded_for=viewer.member_id,
    )
    _amend(tariff, {name: entered[name] for name in _PLAIN})
    _refuse_overlap(tariff)
    db.session.add(tariff)
    flush()
    return tariff


def change(viewer: Viewer, *, tariff_id: UUID, version: int, values: Mapping[str, Any]) -> Tariff:
    """Changes the name of the list and the day on which a price ends; until it begins, amount and VAT too."""
    require(viewer, CHANGE)
    tariff = _own(viewer, tariff_id=tariff_id)
    entered = entries.read(values, TARIFFS_COLUMNS, fixed=IDENTITY)
    expect_version(tariff, version)
    entries.check(as_row(tariff) | entered, TARIFFS_CHECKS)
    _refuse_rewriting(tariff, entered)
    with db.session.no_autoflush:
        if _amend(tariff, entered):
            _refuse_overlap(tariff)
            entries.touch(tariff)
    flush()
    return tariff


def withdraw(viewer: Viewer, *, tariff_id: UUID, version: int, reason: str) -> Tariff:
    """The price was recorded by mistake: it stays on the record with the reason, and prices nothing."""
    require(viewer, CHANGE)
    tariff = _own(viewer, tariff_id=tariff_id)
    expect_version(tariff, version)
    _refuse_withdrawn(tariff)
    said = reasons.said(reason)
    tariff.withdrawn_at, tariff.withdrawn_by, tariff.withdrawn_reason = clock.now(), viewer.user_id, said
    entries.touch(tariff)
    flush()
    return tariff


def as_row(tariff: Tariff) -> dict[str, Any]:
    """The price as a row of the tariffs sheet."""
    row: dict[str, Any] = {name: getattr(tariff, _COLUMN.get(name, name)) for name in _PLAIN}
    plain = {name: value.value if isinstance(value, StrEnum) else value for name, value in row.items()}
    return plain | {"agency": tariff.agency and tariff.agency.code, "version": tariff.version}


def _amend(tariff: Tariff, entered: Mapping[str, Any]) -> bool:
    told = {name: _WORDS[name](value) if name in _WORDS else value for name, value in entered.items()}
    return entries.amend(tariff, {_COLUMN.get(name, name): value for name, value in told.items()})


def _own(viewer: Viewer, *, tariff_id: UUID) -> Tariff:
    """A price of a consortium that the viewer coordinates."""
    tariff = get(viewer, tariff_id=tariff_id)
    if not sight.may_in(viewer, CHANGE, consortium_id=tariff.consortium_id):
        raise NotAllowed
    return tariff


def _refuse_withdrawn(tariff: Tariff) -> None:
    if tariff.withdrawn_at is not None:
        raise RuleBroken("This price was withdrawn: record another in its place.", code="withdrawn")


def _refuse_rewriting(tariff: Tariff, entered: Mapping[str, Any]) -> None:
    """What may have priced something stays: another price follows it, or it is withdrawn."""
    _refuse_withdrawn(tariff)
    row = as_row(tariff)
    if tariff.has_begun and any(entered.get(name, row[name]) != row[name] for name in ("amount_pence", "vat")):
        raise RuleBroken(
            f"This price has held since {tariff.valid_from}, and what it priced stays as it is. End it on a day and "
            "record another from that day on; or withdraw it, with the reason, and record what is right.",
            code="has_begun",
        )


@whole("two prices of one charge, agency and group size never hold on one day")
def _refuse_overlap(tariff: Tariff) -> None:
    """The consortium is held meanwhile, so that two racing prices look one after the other."""
    consortia.hold(consortium_ids=[tariff.consortium_id])
    others = sa.select(Tariff).where(
        Tariff.consortium_id == tariff.consortium_id,
        Tariff.agency_id == tariff.agency_id,
        Tariff.charge == tariff.charge,
        Tariff.children == tariff.children,
        Tariff.withdrawn_at.is_(None),
        Tariff.valid_from < (tariff.valid_to or date.max),
        sa.or_(Tariff.valid_to.is_(None), Tariff.valid_to > tariff.valid_from),
    )
    if tariff.id is not None:
        others = others.where(Tariff.id != tariff.id)
    with db.session.no_autoflush:
        rival = db.session.scalar(others.order_by(Tariff.valid_from).limit(1))
    if rival is not None:
        until = f"up to {rival.valid_to}" if rival.valid_to else "until further notice"
        raise RuleBroken(
            f"{rival.ref} has a price for the same from {rival.valid_from} {until}. One price holds on each day: end "
            "that one first, or withdraw it.",
            code="overlap",
        )
