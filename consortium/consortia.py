"""Consortia: the groups of authorities and agencies that plan together; one installation holds several."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, require
from consortium.floor.db import Base, Editable, db, flush
from consortium.floor.errors import Conflict, Invalid, NotFound
from consortium.retention.classes import USUAL_MONTHS

if TYPE_CHECKING:
    from sqlalchemy import Select


class Consortium(Editable, Base):
    """A consortium; it may have no agency and no commitments yet."""

    __tablename__ = "consortia"
    __table_args__ = (
        sa.UniqueConstraint("code", info={"refusal": Conflict("There is a consortium with this code.")}),
        sa.CheckConstraint("code <> '' AND name <> ''", name="named"),
        sa.CheckConstraint("never_placed_months BETWEEN 1 AND 240", name="months"),
    )

    code: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(200))
    never_placed_months: Mapped[int] = mapped_column(default=USUAL_MONTHS)


def visible(viewer: Viewer, *, search: str | None = None) -> "Select[Consortium]":
    """The consortia in which the viewer has a role, by code."""
    require(viewer, "consortia.read")
    found = sa.select(Consortium).order_by(Consortium.code, Consortium.id)
    if not viewer.operator:
        found = found.where(Consortium.id.in_(viewer.consortia()))
    if search:
        found = found.where(Consortium.name.icontains(search, autoescape=True))
    return found


def get(viewer: Viewer, *, consortium_id: UUID) -> Consortium:
    """One consortium of the viewer's."""
    found = db.session.scalar(visible(viewer).where(Consortium.id == consortium_id))
    if found is None:
        raise NotFound
    return found


def by_code(viewer: Viewer, *, code: str) -> Consortium:
    """One consortium of the viewer's, by its code."""
    found = db.session.scalar(visible(viewer).where(Consortium.code == code))
    if found is None:
        raise NotFound
    return found


def hold(*, consortium_ids: Iterable[UUID]) -> None:
    """Lets one transaction at a time count and number what is the consortia's; others wait for its end."""
    held = sa.select(Consortium.id).where(Consortium.id.in_(list(consortium_ids))).order_by(Consortium.id)
    db.session.execute(held.with_for_update(key_share=True))


def found(viewer: Viewer, *, code: str, name: str = "") -> Consortium:
    """Founds a consortium without members; the operator alone may."""
    require(viewer, "consortia.found")
    code, name = code.strip(), name.strip()
    if not code:
        raise Invalid({"code": ["Give the consortium a code."]})
    founded = Consortium(code=code, name=name or code)
    db.session.add(founded)
    flush()
    return founded
