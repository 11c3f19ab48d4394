"""Adopted people: the new identity after an adoption order, a record of its own that alone knows the birth record.

The way to the birth record is sealed and leads one way; nothing there points back. Who follows it gives a reason, which
is written down and shown with the new identity, and is told no more than the person's age allows. What is told without
following it is of no use to put the two beside each other: of the birth the year alone, and no instant at which the one
was made and the shares of the other ended.
"""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium import reasons, referrals
from consortium.access import Viewer, require
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.floor.sealing import seal, unseal
from consortium.importing import entries
from consortium.placements import Placement
from consortium.retention import traces
from consortium.retention.traces import Gone
from consortium.rights import shares, sight
from consortium.roles import Stage
from consortium.subject_access import packs, rules
from consortium.subject_access.rules import Facts
from consortium.trail import reading

PURPOSE = "adopted person's birth record"
LONGEST = 500
NAMES = ("given_names", "family_name")


class AdoptedPerson(Record, Base):
    """A child under the name that the adoption order gave; owned by the authority that placed them."""

    __tablename__ = "adopted_people"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "ref"),
        sa.CheckConstraint("given_names <> '' AND family_name <> ''", name="named"),
    )

    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    ref: Mapped[str] = mapped_column(sa.String(100))
    given_names: Mapped[str] = mapped_column(sa.Text)
    family_name: Mapped[str] = mapped_column(sa.Text)
    date_of_birth: Mapped[date]
    sealed_way: Mapped[str] = mapped_column(sa.Text)

    @property
    def year_of_birth(self) -> int:
        """All that is told of the birth before the way is followed."""
        return self.date_of_birth.year


def visible(viewer: Viewer) -> Select[AdoptedPerson]:
    """The adopted people of the viewer's own authority, by reference."""
    require(viewer, "identities.trace")
    mine = sight.of(viewer, "identities.trace", owner=AdoptedPerson.authority_id)
    return scoped(sa.select(AdoptedPerson).where(mine).order_by(AdoptedPerson.ref, AdoptedPerson.id))


def get(viewer: Viewer, *, adopted_id: UUID) -> AdoptedPerson:
    """One adopted person under the new name; reading it is written down."""
    person = _person(viewer, adopted_id=adopted_id)
    _note(viewer, person, action="read", fields=(*NAMES, "year_of_birth"))
    return person


def tracings(viewer: Viewer, *, adopted_id: UUID) -> list[dict[str, Any]]:
    """Who followed the way, when and why, the latest first; for those who may follow it."""
    person = _person(viewer, adopted_id=adopted_id)
    looks = reading.looks(viewer, entity="adopted_people", entity_id=person.id, actions=("traced",))
    return reading.told(viewer, found=db.session.scalars(looks).all())


def separate(viewer: Viewer, *, child_id: UUID, given_names: str, family_name: str) -> AdoptedPerson:
    """Keeps an adopted child's new identity apart from the birth record, and ends the shares that show that one.

    Who sees the birth record by their own role sees it still, without a word of the new identity.
    """
    require(viewer, "identities.separate")
    child = referrals.get_child(viewer, child_id=child_id, act="identities.separate")
    names = _named(given_names, family_name)
    if child.date_of_birth is None or not has_order(child.referral_id):
        raise RuleBroken("Record the adoption order first, with the purchase of the placement.", code="no_order")
    if any(_birth_of(one) == child.id for one in _all_of(child.authority_id)):
        raise Conflict("This child's new identity is kept apart already.", code="recorded_already")
    known = {"authority_id": child.authority_id, "ref": entries.new_ref("N"), "date_of_birth": child.date_of_birth}
    person = AdoptedPerson(**known, **names, sealed_way=seal(str(child.id), purpose=PURPOSE))
    db.session.add(person)
    shares.end_of(referral_id=child.referral_id)
    flush()
    return person


def trace(viewer: Viewer, *, adopted_id: UUID, reason: str) -> Facts:
    """Follows the way to the birth record; under the age of 16 nothing is told that tells who the birth parents are."""
    require(viewer, "identities.trace")
    person, said = _person(viewer, adopted_id=adopted_id), reasons.said(reason)
    under_16 = rules.is_under_16(person.date_of_birth, on=clock.today())
    birth = _birth_record(viewer, child_id=_birth_of(person))
    facts = packs.facts_of_birth(birth, under_16=under_16)
    told = {name: facts[name] for name in sorted(facts) if name not in {"version", "child_ref", "referral_ref"}}
    if not under_16:
        told["referral_id"] = birth.referral_id
    _note(viewer, person, action="traced", fields=tuple(told), reason=said)
    return {"adopted_id": person.id, "under_16": under_16, "birth_record": told}


def forget(gone: Gone) -> None:
    """A birth record that is erased takes the new identity with it."""
    for person in _all_of(gone.owner_id):
        if _birth_of(person) in gone.child_ids:
            reading.erase_reasons(entity_id=person.id)
            db.session.delete(person)
    flush()


traces.offer("adopted people", forget)


def _person(viewer: Viewer, *, adopted_id: UUID) -> AdoptedPerson:
    found = db.session.scalar(visible(viewer).where(AdoptedPerson.id == adopted_id))
    if found is None:
        raise NotFound
    return found


def _birth_record(viewer: Viewer, *, child_id: UUID) -> Child:
    return referrals.get_child(viewer, child_id=child_id, act="identities.trace")


def _birth_of(person: AdoptedPerson) -> UUID:
    return UUID(unseal(person.sealed_way, purpose=PURPOSE))


@whole("whether a child's new identity is kept already")
def _all_of(authority_id: UUID) -> list[AdoptedPerson]:
    return list(db.session.scalars(sa.select(AdoptedPerson).where(AdoptedPerson.authority_id == authority_id)))


def has_order(referral_id: UUID) -> bool:
    """Whether an adoption order is recorded for a referral that the caller reached."""
    order = (Placement.referral_id == referral_id, Placement.adoption_order_on <= clock.today())
    return db.session.scalar(scoped(sa.select(Placement.id).where(*order).limit(1))) is not None


def _named(given_names: str, family_name: str) -> dict[str, str]:
    said = dict(zip(NAMES, (given_names.strip(), family_name.strip()), strict=True))
    faults = {name: [f"Give 1 to {LONGEST} characters."] for name, text in said.items() if not 0 < len(text) <= LONGEST}
    if faults:
        raise Invalid(faults)
    return said


def _note(viewer: Viewer, person: AdoptedPerson, *, action: str, fields: tuple[str, ...], reason: str = "") -> None:
    key: dict[str, Any] = {"entity": "adopted_people", "entity_id": person.id, "owner_id": person.authority_id}
    reading.note(viewer, stage=Stage.IDENTIFIED, fields=fields, action=action, reason=reason, **key)
