"""Children: who is to be placed, born or expected; each belongs to one referral and changes under its version."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium.floor.db import Base, Record, words
from consortium.floor.errors import Conflict, RuleBroken
from consortium.importing import entries
from consortium.sheets.children import CHECKS, COLUMNS

if TYPE_CHECKING:
    from consortium.referrals import Referral


class Sex(StrEnum):
    """A child's sex, where it is known."""

    F = "F"
    M = "M"


class Urgency(StrEnum):
    """How soon a placement is needed."""

    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"


class Child(Record, Base):
    """A child, born or expected; belongs to the referral's authority with it and changes under its version."""

    __tablename__ = "children"
    __table_args__ = (
        sa.UniqueConstraint(
            "referral_id", "ref", info={"refusal": Conflict("The referral has a child with this reference.")}
        ),
        sa.UniqueConstraint("id", "authority_id"),
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.CheckConstraint("ref <> ''", name="has_ref"),
        sa.CheckConstraint(
            "date_of_birth IS NOT NULL OR expected_date_of_delivery IS NOT NULL",
            name="born_or_expected",
            info={"refusal": RuleBroken("A child has a day of birth or an expected one.", code="born_or_expected")},
        ),
        sa.CheckConstraint("max_travel_minutes >= 0", name="travel"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    ref: Mapped[str] = mapped_column(sa.String(100))
    date_of_birth: Mapped[date | None]
    expected_date_of_delivery: Mapped[date | None]
    sex: Mapped[Sex | None] = mapped_column(words(Sex, name="sex"))
    urgency: Mapped[Urgency] = mapped_column(words(Urgency, name="urgency"))
    needed_by: Mapped[date | None]
    needs: Mapped[list[str]]
    ethnicity: Mapped[str | None] = mapped_column(sa.Text)
    religion: Mapped[str | None] = mapped_column(sa.Text)
    language: Mapped[str | None] = mapped_column(sa.Text)
    contact_postcode: Mapped[str | None] = mapped_column(sa.String(10))
    contact_sessions_per_week: Mapped[int | None]
    max_travel_minutes: Mapped[int]
    excluded_areas: Mapped[list[str]]
    conflicts: Mapped[list[str]]
    lost_on: Mapped[date | None]
    referral: Mapped["Referral"] = relationship(back_populates="children")

    def age_months(self, on: date) -> int | None:
        """Completed months of age on a day; None before the birth."""
        born = self.date_of_birth
        if born is None or born > on:
            return None
        return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


IDENTITY = {"referral_ref", "authority_code"}
FIELDS = tuple(column for column in COLUMNS if column.name not in IDENTITY)
PLAIN = tuple(c.name for c in FIELDS if not c.derived and c.name not in {"child_ref", "version"})


def new(values: Mapping[str, Any], *, authority_id: UUID) -> Child:
    """A child under the columns of the children sheet, `child_ref` optional; not yet in a referral."""
    entered = entries.complete(entries.read(values, FIELDS), FIELDS, optional={"child_ref"})
    entries.check(entered | dict.fromkeys(IDENTITY, ""), CHECKS)
    child = Child(authority_id=authority_id, ref=entered["child_ref"] or entries.new_ref("C"))
    amend(child, {name: entered[name] for name in PLAIN})
    return child


def change(child: Child, values: Mapping[str, Any]) -> bool:
    """Changes the given columns; returns whether anything differed.

    The expected day of a child that was born stays on the record, and is told no more.
    """
    entered = entries.read(values, FIELDS, fixed={"child_ref"})
    if child.lost_on is not None and entered:
        raise RuleBroken("This child has left the search; what is recorded stays as it is.", code="child_lost")
    whole = as_row(child) | entered
    if "date_of_birth" in entered and "expected_date_of_delivery" not in entered:
        whole["expected_date_of_delivery"] = None if entered["date_of_birth"] else child.expected_date_of_delivery
    entries.check(whole, CHECKS)
    return amend(child, entered)


def amend(child: Child, entered: Mapping[str, Any]) -> bool:
    """Sets what differs of values already read and checked."""
    words = {"sex": Sex, "urgency": Urgency}
    return entries.amend(
        child, {name: words[name](value) if name in words and value else value for name, value in entered.items()}
    )


def as_row(child: Child) -> dict[str, Any]:
    """The child under the columns of the children sheet, but for what its referral knows."""
    row: dict[str, Any] = {"referral_ref": "", "child_ref": child.ref, "authority_code": ""}
    for name in PLAIN:
        value = getattr(child, name)
        row[name] = tuple(value) if isinstance(value, list) else value
    if child.date_of_birth is not None:
        row["expected_date_of_delivery"] = None
    return row | {"sex": child.sex and child.sex.value, "urgency": child.urgency.value, "open_links": 0}
