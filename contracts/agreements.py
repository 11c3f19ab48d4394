"""Agreements: what the members of a consortium promised one another, in numbered versions that are never rewritten."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight


class Agreement(Editable, Base):
    """A consortium's agreement; commitments are made under it."""

    __tablename__ = "agreements"
    __table_args__ = (
        sa.UniqueConstraint(
            "consortium_id", "ref", info={"refusal": Conflict("The consortium has an agreement with this reference.")}
        ),
        sa.UniqueConstraint("id", "consortium_id"),
        sa.CheckConstraint("ref <> '' AND title <> ''", name="named"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    title: Mapped[str] = mapped_column(sa.String(200))
    consortium: Mapped[consortia.Consortium] = relationship(lazy="joined", innerjoin=True)
    versions: Mapped[list["AgreementVersion"]] = relationship(
        lazy="selectin", order_by="AgreementVersion.number", cascade="all, delete-orphan"
    )


LONGEST_WINDOW = 366


class AgreementVersion(Record, Base):
    """The terms of an agreement from a day on.

    A child who went home and comes back to the same household within the window of days is in the same placement
    still; without a window (0) it is a new one.
    """

    __tablename__ = "agreement_versions"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.ForeignKeyConstraint(["agreement_id", "consortium_id"], ["agreements.id", "agreements.consortium_id"]),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint(f"re_placement_window_days BETWEEN 0 AND {LONGEST_WINDOW}", name="window"),
    )

    agreement_id: Mapped[UUID]
    consortium_id: Mapped[UUID]
    number: Mapped[int]
    effective_on: Mapped[date]
    terms: Mapped[str] = mapped_column(sa.Text)
    re_placement_window_days: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))


def visible(viewer: Viewer, *, search: str | None = None) -> Select[Agreement]:
    """The agreements within the viewer's sight, by reference."""
    require(viewer, "agreements.read")
    found = scoped(sa.select(Agreement).where(in_scope(viewer))).order_by(Agreement.ref, Agreement.id)
    if search:
        sought = (Agreement.ref, Agreement.title)
        found = found.where(sa.or_(*(column.icontains(search, autoescape=True) for column in sought)))
    return found


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that an agreement is within sight: coordinated, or counted by a finance officer of the consortium.

    A finance officer of an authority or agency sees the agreements under which its own commitments stand.
    """
    if viewer.operator:
        return sa.true()
    whole = sight.consortia_of(viewer, "agreements.read")
    conditions: list[sa.ColumnElement[bool]] = [Agreement.consortium_id.in_(whole)]
    if viewer.member_id and sight.owns(viewer, "agreements.read", owner_id=viewer.member_id):
        committed = Base.metadata.tables["commitments"].c
        own = sa.or_(committed.authority_id == viewer.member_id, committed.agency_id == viewer.member_id)
        conditions.append(Agreement.id.in_(sa.select(committed.agreement_id).where(own)))
    return sa.or_(*conditions)


def get(viewer: Viewer, *, agreement_id: UUID) -> Agreement:
    """One agreement within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Agreement.id == agreement_id))
    if found is None:
        raise NotFound
    return found


def agree(
    viewer: Viewer,
    *,
    consortium_code: str,
    ref: str,
    title: str,
    effective_on: date | None = None,
    terms: str = "",
    re_placement_window_days: int | None = None,
) -> Agreement:
    """Records an agreement with its first version."""
    require(viewer, "agreements.agree")
    consortium = consortia.by_code(viewer, code=consortium_code)
    if not sight.may_in(viewer, "agreements.agree", consortium_id=consortium.id):
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    missing = [name for name, value in (("ref", ref), ("title", title)) if not value.strip()]
    window = _window(re_placement_window_days or 0)
    if missing:
        raise Invalid({name: ["Fill this in: it is needed."] for name in missing})
    agreement = Agreement(consortium=consortium, consortium_id=consortium.id, ref=ref.strip(), title=title.strip())
    agreement.versions.append(
        AgreementVersion(
            consortium_id=consortium.id,
            number=1,
            effective_on=effective_on or clock.today(),
            terms=terms.strip(),
            re_placement_window_days=window,
        )
    )
    db.session.add(agreement)
    flush()
    return agreement


def change(viewer: Viewer, *, agreement_id: UUID, version: int, title: str) -> Agreement:
    """Corrects the title."""
    agreement = _coordinated(viewer, agreement_id=agreement_id, version=version)
    if not title.strip():
        raise Invalid({"title": ["Fill this in: it is needed."]})
    if entries.amend(agreement, {"title": title.strip()}):
        entries.touch(agreement)
    flush()
    return agreement


def amend(
    viewer: Viewer,
    *,
    agreement_id: UUID,
    version: int,
    effective_on: date,
    terms: str,
    re_placement_window_days: int | None = None,
) -> Agreement:
    """Adds a version with new terms from a later day on; earlier versions stay as they are.

    A window that is not given is that of the version before.
    """
    agreement = _coordinated(viewer, agreement_id=agreement_id, version=version)
    latest = agreement.versions[-1]
    days = latest.re_placement_window_days if re_placement_window_days is None else re_placement_window_days
    if effective_on <= latest.effective_on:
        raise RuleBroken(
            f"The new terms begin after those of version {latest.number}, on a day later than {latest.effective_on}.",
            code="versions_in_order",
        )
    agreement.versions.append(
        AgreementVersion(
            consortium_id=agreement.consortium_id,
            number=latest.number + 1,
            effective_on=effective_on,
            terms=terms.strip(),
            re_placement_window_days=_window(days),
        )
    )
    entries.touch(agreement)
    flush()
    return agreement


@whole("the terms under which a placement that the caller reached goes on")
def window_on(day: date, *, agreement_id: UUID) -> int:
    """Within how many days after this one a child who comes back is in the same placement still."""
    known = sa.select(AgreementVersion.re_placement_window_days).where(
        AgreementVersion.agreement_id == agreement_id, AgreementVersion.effective_on <= day
    )
    return db.session.scalar(known.order_by(AgreementVersion.number.desc()).limit(1)) or 0


def _window(days: int) -> int:
    if not 0 <= days <= LONGEST_WINDOW:
        raise Invalid({"re_placement_window_days": [f"Give a whole number of days from 0 to {LONGEST_WINDOW}."]})
    return days


def _coordinated(viewer: Viewer, *, agreement_id: UUID, version: int) -> Agreement:
    require(viewer, "agreements.change")
    agreement = get(viewer, agreement_id=agreement_id)
    if not sight.may_in(viewer, "agreements.change", consortium_id=agreement.consortium_id):
        raise NotAllowed
    expect_version(agreement, version)
    return agreement
