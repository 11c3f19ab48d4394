"""Money entries: pence that moved from one account to another, each with its day, its cause, its author and number."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.floor.db import Base, Record, words
from consortium.floor.errors import Conflict
from contracts.money.accounts import MOVES, Account, Act

_TWICE = Conflict("This has been entered already.", code="recorded_already")


def _moves() -> str:
    """The check that an entry moves pence as its act does, and a reversal the other way round."""
    sides = "act = '{}' AND debit = '{}' AND credit = '{}'"
    forth = " OR ".join(f"({sides.format(act, debit, credit)})" for act, (debit, credit) in MOVES.items())
    back = " OR ".join(f"({sides.format(act, credit, debit)})" for act, (debit, credit) in MOVES.items())
    return f"(reverses_id IS NULL AND ({forth})) OR (reverses_id IS NOT NULL AND ({back}))"


class MoneyEntry(Record, Base):
    """Whole pence, added to `debit` and taken from `credit`: balanced by its shape. The database lets none be changed.

    `number` counts the entries of the authority. `agency_id` is to whom it is owed; nobody alone where a minimum was of
    any agency's placements. `accounting_on` is the day that decides, whenever it was recorded. `cause` says in words
    what it stands on and `cause_id` is that record's: for one record, each act is entered once.
    """

    __tablename__ = "money_entries"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "number"),
        sa.UniqueConstraint("id", "act", "pence", "authority_id"),
        sa.UniqueConstraint("reverses_id", info={"refusal": Conflict("This entry is reversed already.")}),
        sa.ForeignKeyConstraint(["purchase_id", "authority_id"], ["purchases.id", "purchases.authority_id"]),
        sa.ForeignKeyConstraint(
            ["reverses_id", "act", "pence", "authority_id"],
            ["money_entries.id", "money_entries.act", "money_entries.pence", "money_entries.authority_id"],
            name="fk_money_entries_reverses",
        ),
        sa.Index("ix_money_entries_balance", "authority_id", "agency_id", "accounting_on"),
        sa.Index("ix_money_entries_agency_id", "agency_id"),
        sa.Index("ix_money_entries_purchase_id", "purchase_id"),
        sa.Index(
            "uq_money_entries_cause",
            "cause_id",
            "act",
            unique=True,
            sqlite_where=sa.text("reverses_id IS NULL"),
            postgresql_where=sa.text("reverses_id IS NULL"),
            info={"refusal": _TWICE},
        ),
        sa.CheckConstraint("number >= 1 AND pence > 0 AND cause <> ''", name="counts"),
        sa.CheckConstraint(_moves(), name="moves"),
    )

    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agency_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    number: Mapped[int]
    act: Mapped[Act] = mapped_column(words(Act, name="act"))
    debit: Mapped[Account] = mapped_column(words(Account, name="debit"))
    credit: Mapped[Account] = mapped_column(words(Account, name="credit"))
    pence: Mapped[int] = mapped_column(sa.BigInteger)
    accounting_on: Mapped[date]
    purchase_id: Mapped[UUID | None]
    cause: Mapped[str] = mapped_column(sa.String(200))
    cause_id: Mapped[UUID]
    reverses_id: Mapped[UUID | None]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    member_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    authority: Mapped[members.Member] = relationship(foreign_keys=[authority_id], lazy="joined", innerjoin=True)
    agency: Mapped[members.Member | None] = relationship(foreign_keys=[agency_id], lazy="joined")
    member: Mapped[members.Member | None] = relationship(foreign_keys=[member_id], lazy="joined")
