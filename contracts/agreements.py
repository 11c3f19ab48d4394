"""Agreements: what the members of a consortium promised one another, in numbered versions that are never rewritten."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight
from contracts.agreeing.declaring import LONGEST_DAYS
from contracts.agreeing.terms import BY_NAME, PriceBasis, ProRata, Rounding, Sums, Terms, faults
from contracts.charging.refunds import Convention
from contracts.lapses import Rule

OF_THE_COUNT = ("minimum_stay_days", "aborted_introduction_counts")
"""The terms on which it depends how many units a placement is: see `lapses`."""


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


class AgreementVersion(Record, Base):
    """The terms of an agreement from a day on; `agreeing.terms` says what each means."""

    __tablename__ = "agreement_versions"
    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.ForeignKeyConstraint(["agreement_id", "consortium_id"], ["agreements.id", "agreements.consortium_id"]),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint(f"re_placement_window_days BETWEEN 0 AND {LONGEST_DAYS}", name="window"),
        sa.CheckConstraint(f"minimum_stay_days BETWEEN 0 AND {LONGEST_DAYS}", name="minimum_stay"),
        sa.CheckConstraint("(price_basis = 'fixed') = (fixed_price_pence IS NOT NULL)", name="fixed_price"),
        sa.CheckConstraint(
            "fixed_price_pence >= 0 AND transfer_price_pct >= 0 AND offer_within_days >= 1 AND true_up_days >= 0",
            name="counts",
        ),
    )

    agreement_id: Mapped[UUID]
    consortium_id: Mapped[UUID]
    number: Mapped[int]
    effective_on: Mapped[date]
    terms: Mapped[str] = mapped_column(sa.Text)
    minimum_stay_days: Mapped[int] = mapped_column(server_default=sa.text("0"))
    re_placement_window_days: Mapped[int] = mapped_column(server_default=sa.text("0"))
    aborted_introduction_counts: Mapped[bool] = mapped_column(server_default=sa.true())
    price_basis: Mapped[PriceBasis] = mapped_column(words(PriceBasis, name="price_basis"), server_default="tariff")
    fixed_price_pence: Mapped[int | None]
    transfers_allowed: Mapped[bool] = mapped_column(server_default=sa.true())
    transfer_price_pct: Mapped[int | None]
    transfer_cutoff_days: Mapped[int | None]
    unavailability_relief: Mapped[bool] = mapped_column(server_default=sa.true())
    offer_within_days: Mapped[int | None]
    pro_rata: Mapped[ProRata] = mapped_column(words(ProRata, name="pro_rata"), server_default="none")
    pro_rata_rounding: Mapped[Rounding] = mapped_column(
        words(Rounding, name="pro_rata_rounding"), server_default="nearest"
    )
    true_up_days: Mapped[int | None]
    refund_convention: Mapped[Convention | None] = mapped_column(words(Convention, name="refund_convention"))
    sums_shown: Mapped[Sums] = mapped_column(words(Sums, name="sums_shown"), server_default="nothing")

    @property
    def agreed(self) -> Terms:
        """Its terms as typed values."""
        return Terms.of(self)


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
    **agreed: Any,
) -> Agreement:
    """Records an agreement with its first version: in words, and the typed terms of `agreeing.terms` by name."""
    require(viewer, "agreements.agree")
    consortium = consortia.by_code(viewer, code=consortium_code)
    if not sight.may_in(viewer, "agreements.agree", consortium_id=consortium.id):
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    missing = [name for name, value in (("ref", ref), ("title", title)) if not value.strip()]
    if missing:
        raise Invalid({name: ["Fill this in: it is needed."] for name in missing})
    agreement = Agreement(consortium=consortium, consortium_id=consortium.id, ref=ref.strip(), title=title.strip())
    add_version(agreement, effective_on=effective_on or clock.today(), terms=terms, agreed=agreed)
    db.session.add(agreement)
    flush()
    return agreement


def add_version(agreement: Agreement, *, effective_on: date, terms: str, agreed: Mapping[str, Any]) -> AgreementVersion:
    """The next version of an agreement; a typed term that is not given is that of the version before."""
    before = agreement.versions[-1] if agreement.versions else None
    added = AgreementVersion(
        consortium_id=agreement.consortium_id,
        number=before.number + 1 if before else 1,
        effective_on=effective_on,
        terms=terms.strip(),
        **settled(before.agreed if before else Terms(), changes=agreed).as_values(),
    )
    agreement.versions.append(added)
    return added


def settled(before: Terms, *, changes: Mapping[str, Any]) -> Terms:
    """The terms with some of them changed; raises Invalid where a value or their whole does not stand."""
    values = before.as_values() | dict(changes)
    if wrong := faults(values):
        raise Invalid(wrong)
    return Terms(**{name: BY_NAME[name].settled(value) for name, value in values.items()})


def change(viewer: Viewer, *, agreement_id: UUID, version: int, title: str) -> Agreement:
    """Corrects the title."""
    agreement = coordinated(viewer, agreement_id=agreement_id, version=version)
    if not title.strip():
        raise Invalid({"title": ["Fill this in: it is needed."]})
    if entries.amend(agreement, {"title": title.strip()}):
        entries.touch(agreement)
    flush()
    return agreement


def coordinated(viewer: Viewer, *, agreement_id: UUID, version: int) -> Agreement:
    """An agreement that the viewer coordinates, as it was when it was read."""
    require(viewer, "agreements.change")
    agreement = get(viewer, agreement_id=agreement_id)
    if not sight.may_in(viewer, "agreements.change", consortium_id=agreement.consortium_id):
        raise NotAllowed
    expect_version(agreement, version)
    return agreement


@whole("the terms under which what the caller reached stands")
def terms_on(day: date, *, agreement_id: UUID) -> Terms:
    """The terms in force on a day; before the first version's day, what holds where nothing is agreed."""
    known = sa.select(AgreementVersion).where(
        AgreementVersion.agreement_id == agreement_id, AgreementVersion.effective_on <= day
    )
    found = db.session.scalar(known.order_by(AgreementVersion.number.desc()).limit(1))
    return found.agreed if found else Terms()


@whole("what the agreements of commitments say of placements that end")
def rules_of(*agreement_ids: UUID) -> dict[UUID, tuple[Rule, ...]]:
    """What each agreement says of placements that end, from which day on; nothing where every placement counts."""
    columns = (AgreementVersion.effective_on, *(getattr(AgreementVersion, name) for name in OF_THE_COUNT))
    found = sa.select(AgreementVersion.agreement_id, *columns).where(AgreementVersion.agreement_id.in_(agreement_ids))
    known: dict[UUID, list[Rule]] = {}
    for agreement_id, *said in db.session.execute(found.order_by(AgreementVersion.number)):
        known.setdefault(agreement_id, []).append(Rule(*said))
    return {key: tuple(rules) for key, rules in known.items() if not all(rule.lets_all_count for rule in rules)}
