"""Criteria: what a consortium asks of a referral before it searches; data, in numbered versions, with shipped defaults.

They are questions to a person and no score: whoever screens may accept a referral that does not meet one of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import consortia
from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Invalid, NotAllowed
from consortium.floor.guard import scoped, whole
from consortium.rights import sight

MOST, LONGEST_SENTENCE, LONGEST_CODE, OLDEST_MONTHS = 30, 300, 60, 216
_CODE = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)


@dataclass(frozen=True)
class Criterion:
    """One question. With `under_months` the children's ages answer it; an unborn child is younger than any age."""

    code: str
    sentence: str
    under_months: int | None = None


# Referral criteria of concurrency services as they are published (domain, section 1.2).
DEFAULTS = (
    Criterion("age", "Every child is under 24 months old, or not born yet.", under_months=24),
    Criterion("kin_explored", "Placement with family or friends was explored, and no suitable carer was found."),
    Criterion("return_unlikely", "That the child cannot return home is more than 80 % likely, yet needs assessment."),
    Criterion("proceedings", "Proceedings are under way or, for an unborn child, highly probable."),
    Criterion("family_works_with_plan", "The birth family is able and willing to work with a concurrent plan."),
    Criterion("further_assessment", "There is a purpose and a time for the further assessment of the parents."),
)


class ScreeningCriteria(Record, Base):
    """The criteria as a consortium set them; the highest number is in force, and none is ever changed."""

    __tablename__ = "screening_criteria"
    __table_args__ = (
        sa.UniqueConstraint("consortium_id", "number"),
        sa.CheckConstraint("number >= 1", name="numbered_from_one"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    number: Mapped[int]
    content: Mapped[list[dict[str, Any]]]
    set_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))


@dataclass(frozen=True)
class InForce:
    """The criteria that a consortium screens by; number 0 are those that the product comes with."""

    consortium: consortia.Consortium
    number: int
    criteria: tuple[Criterion, ...]


def visible(viewer: Viewer) -> Select[ScreeningCriteria]:
    """What the viewer's consortia have set, the latest first."""
    require(viewer, "criteria.read")
    found = sa.select(ScreeningCriteria).order_by(ScreeningCriteria.created_at.desc(), ScreeningCriteria.number.desc())
    if viewer.operator:
        return scoped(found)
    return scoped(found.where(ScreeningCriteria.consortium_id.in_(sight.consortia_of(viewer, "criteria.read"))))


def in_force(viewer: Viewer) -> list[InForce]:
    """The criteria of each consortium whose the viewer may read, by its code."""
    require(viewer, "criteria.read")
    known = consortia.visible(viewer)
    if not viewer.operator:
        known = known.where(consortia.Consortium.id.in_(sight.consortia_of(viewer, "criteria.read")))
    return [of_consortium(one) for one in db.session.scalars(known).all()]


@whole("the criteria in force hold for whoever screens")
def of_consortium(consortium: consortia.Consortium) -> InForce:
    """The criteria that one consortium screens by today."""
    its_own = sa.select(ScreeningCriteria).where(ScreeningCriteria.consortium_id == consortium.id)
    latest = db.session.scalars(its_own.order_by(ScreeningCriteria.number.desc()).limit(1)).first()
    if latest is None:
        return InForce(consortium, 0, DEFAULTS)
    return InForce(consortium, latest.number, tuple(Criterion(**one) for one in latest.content))


@whole("criteria are numbered within a consortium")
def set_(viewer: Viewer, *, consortium_code: str, criteria: Sequence[Mapping[str, Any]]) -> ScreeningCriteria:
    """Sets the criteria that a consortium screens by from now on: for each `sentence`, and `code`, `under_months`."""
    require(viewer, "criteria.change")
    consortium = consortia.by_code(viewer, code=consortium_code)
    if not sight.may_in(viewer, "criteria.change", consortium_id=consortium.id):
        raise NotAllowed(f"You do not coordinate {consortium.code}.")
    content = [asdict(one) for one in _read(criteria)]
    consortia.hold(consortium_ids=[consortium.id])
    latest = sa.select(sa.func.max(ScreeningCriteria.number)).where(ScreeningCriteria.consortium_id == consortium.id)
    number = (db.session.scalar(latest) or 0) + 1
    made = ScreeningCriteria(consortium_id=consortium.id, number=number, content=content, set_by=viewer.user_id)
    db.session.add(made)
    flush()
    return made


def _read(criteria: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    if not 1 <= len(criteria) <= MOST:
        raise Invalid({"criteria": [f"Give 1 to {MOST} criteria."]})
    found: list[Criterion] = []
    for one in criteria:
        sentence = str(one.get("sentence") or "").strip()
        code = str(one.get("code") or "") or _code(sentence, taken={other.code for other in found})
        found.append(Criterion(code, sentence, one.get("under_months")))
    faults = [fault for one in found for fault in _faults(one)]
    if len({one.code for one in found}) < len(found):
        faults.append("Give each criterion a code of its own.")
    if faults:
        raise Invalid({"criteria": faults})
    return found


def _faults(one: Criterion) -> Iterable[str]:
    if not 1 <= len(one.sentence) <= LONGEST_SENTENCE:
        yield f"Write each criterion as a sentence of 1 to {LONGEST_SENTENCE} characters."
    if not _CODE.fullmatch(one.code):
        yield "A code is made of small letters, figures and underscores."
    if one.under_months is not None and not 1 <= one.under_months <= OLDEST_MONTHS:
        yield f"An age is 1 to {OLDEST_MONTHS} months."


def _code(sentence: str, *, taken: Iterable[str]) -> str:
    """A code made of the first words of a sentence, unlike those that are taken."""
    known = set(taken)
    base = "_".join(re.findall(r"[a-z0-9]+", sentence.lower())[:5])[: LONGEST_CODE - 3] or "criterion"
    return next(code for code in (base, *(f"{base}_{n}" for n in range(2, MOST + 2))) if code not in known)
