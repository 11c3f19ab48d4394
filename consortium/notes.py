"""Notes: what people write on a case, kept by their side or read by both of a link, and papers held elsewhere.

A note is appended: it is answered by another, and corrected by another. A paper is named by its title, where it is held
and under which reference; no file is kept here. A shared note is read by the other side from the full profile on (L2)
and while the link lives, for nobody can hold free text to a stage.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import carers, referrals
from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush, words
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.linking import links, pairs
from consortium.linking.pairs import Link
from consortium.rights import sight
from consortium.rights.shares import Entity
from consortium.roles import Stage
from consortium.trail import reading

READ, WRITE = "notes.read", "notes.write"
LONGEST, LONGEST_LINE = 5_000, 200
ERASED = "Erased."
Row = dict[str, Any]
Case = carers.Household | referrals.Referral | Link


class Side(StrEnum):
    """From which side a note was written: as one of the authority's or the agency's own, or as a coordinator."""

    AUTHORITY = "authority"
    AGENCY = "agency"
    COORDINATION = "coordination"


class Note(Record, Base):
    """A note on a referral, on a household or on a link, by somebody of one organisation; it is never rewritten."""

    __tablename__ = "notes"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.CheckConstraint("(referral_id IS NULL) = (authority_id IS NULL)", name="referral_with_owner"),
        sa.CheckConstraint("(household_id IS NULL) = (agency_id IS NULL)", name="household_with_owner"),
        sa.CheckConstraint(
            "(link_id IS NOT NULL AND referral_id IS NOT NULL AND household_id IS NOT NULL)"
            " OR (link_id IS NULL AND (referral_id IS NULL) <> (household_id IS NULL))",
            name="one_case",
        ),
        sa.CheckConstraint("NOT shared OR link_id IS NOT NULL", name="shared_on_a_link"),
        sa.CheckConstraint("text <> ''", name="has_text"),
        sa.CheckConstraint("(paper_title = '') = (paper_held_at = '')", name="paper_is_somewhere"),
        sa.Index("ix_notes_referral_id", "referral_id"),
        sa.Index("ix_notes_household_id", "household_id"),
        sa.Index("ix_notes_link_id", "link_id"),
    )

    referral_id: Mapped[UUID | None]
    authority_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None]
    link_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("links.id"))
    member_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    side: Mapped[Side] = mapped_column(words(Side, name="side"))
    by_user: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    shared: Mapped[bool] = mapped_column(default=False)
    reply_to: Mapped[UUID | None] = mapped_column(sa.ForeignKey("notes.id"))
    corrects: Mapped[UUID | None] = mapped_column(sa.ForeignKey("notes.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    paper_title: Mapped[str] = mapped_column(sa.Text, default="")
    paper_held_at: Mapped[str] = mapped_column(sa.Text, default="")
    paper_reference: Mapped[str] = mapped_column(sa.Text, default="")


def case_of(
    viewer: Viewer, *, act: str = READ, entity: Entity | None = None, record_id: UUID | None = None,
    link_id: UUID | None = None,
) -> Case:  # fmt: skip
    """The referral, household or link on which the viewer may do this."""
    require(viewer, act)
    if link_id is not None:
        return links.get(viewer, link_id=link_id, act=act)
    if record_id is None:
        raise NotFound
    if entity == "households":
        return carers.get(viewer, household_id=record_id, act=act)
    return referrals.get(viewer, referral_id=record_id, act=act)


def on(viewer: Viewer, *, case: Case) -> list[Note]:
    """The notes on a case that the viewer reads, the first written first; reading them is written down."""
    require(viewer, READ)
    found = list(db.session.scalars(_read_by(viewer, case=case).order_by(Note.created_at, Note.id)))
    if found:
        _note_look(viewer, case=case)
    return found


def may_be_shared(case: Case) -> bool:
    """Whether both sides could read a note on it: a live link at the full profile or further."""
    return isinstance(case, Link) and pairs.STAGES.get(case.status, Stage.STATISTICS) >= Stage.FULL_PROFILE


def write(
    viewer: Viewer,
    *,
    case: Case,
    text: str,
    shared: bool = False,
    reply_to: UUID | None = None,
    corrects: UUID | None = None,
    paper: Sequence[str] = ("", "", ""),
) -> Note:
    """Appends a note; `paper` is a title, where it is held, a reference. An answer is read by who reads its note."""
    require(viewer, WRITE)
    if viewer.user_id is None or viewer.member_id is None:
        raise RuleBroken("A note is written by a person of an organisation.", code="no_person")
    title, held_at, reference = (part.strip() for part in paper)
    _expect_sound(text.strip(), title=title, held_at=held_at, reference=reference)
    first = _first(viewer, case=case, reply_to=reply_to, corrects=corrects)
    shared = first.shared if first is not None else shared
    if shared and not may_be_shared(case):
        raise RuleBroken("Both sides read a note on a link that they explore; keep it to your own side.", code="stage")
    kept = Note(
        **_keys(case),
        member_id=viewer.member_id,
        side=_sides(viewer, case=case, act=WRITE)[0],
        by_user=viewer.user_id,
        shared=shared,
        reply_to=reply_to,
        corrects=corrects,
        text=text.strip(),
        paper_title=title,
        paper_held_at=held_at,
        paper_reference=reference,
    )
    db.session.add(kept)
    flush()
    return kept


def _read_by(viewer: Viewer, *, case: Case) -> sa.Select[Note]:
    found = sa.select(Note).where(_is_on(case))
    if viewer.operator:
        return scoped(found)
    own = sa.and_(Note.member_id == viewer.member_id, Note.side.in_(_sides(viewer, case=case, act=READ)))
    return scoped(found.where(sa.or_(own, Note.shared) if may_be_shared(case) else own))


def _sides(viewer: Viewer, *, case: Case, act: str) -> list[Side]:
    """The sides from which the viewer stands to a case: a coordinator reads nothing as a colleague of one side."""
    keys = _keys(case)
    owners = {Side.AUTHORITY: keys.get("authority_id"), Side.AGENCY: keys.get("agency_id")}
    found = [side for side, owner in owners.items() if owner and sight.owns(viewer, act, owner_id=owner)]
    return [*found, *([Side.COORDINATION] if sight.consortia_of(viewer, act) else [])]


def _is_on(case: Case) -> sa.ColumnElement[bool]:
    if isinstance(case, Link):
        return sa.and_(Note.link_id == case.id)
    column = Note.household_id if isinstance(case, carers.Household) else Note.referral_id
    return sa.and_(column == case.id, Note.link_id.is_(None))


def _keys(case: Case) -> Row:
    if isinstance(case, Link):
        sides = ("referral_id", "authority_id", "household_id", "agency_id")
        return {"link_id": case.id} | {name: getattr(case, name) for name in sides}
    if isinstance(case, carers.Household):
        return {"household_id": case.id, "agency_id": case.agency_id}
    return {"referral_id": case.id, "authority_id": case.authority_id}


def _first(viewer: Viewer, *, case: Case, reply_to: UUID | None, corrects: UUID | None) -> Note | None:
    """The note that is answered or corrected, which the viewer reads; one's own alone is corrected."""
    if reply_to is not None and corrects is not None:
        raise Invalid({"reply_to": ["Answer a note or correct one, not both."]})
    key = reply_to or corrects
    if key is None:
        return None
    found = db.session.scalar(_read_by(viewer, case=case).where(Note.id == key))
    if found is None:
        raise NotFound
    if corrects is not None and found.by_user != viewer.user_id:
        raise RuleBroken("Whoever wrote a note corrects it; you may answer it.", code="another_author")
    return found


def _expect_sound(text: str, *, title: str, held_at: str, reference: str) -> None:
    faults: dict[str, list[str]] = {}
    if not 1 <= len(text) <= LONGEST:
        faults["text"] = [f"Write 1 to {LONGEST:,} characters."]
    if bool(title) is not bool(held_at):
        faults["paper_held_at" if title else "paper_title"] = ["Name the paper and where it is held."]
    if reference and not title:
        faults["paper_title"] = ["Name the paper that has this reference."]
    longest = max(len(title), len(held_at), len(reference))
    if longest > LONGEST_LINE:
        faults["paper_title"] = [f"Use at most {LONGEST_LINE} characters for each part."]
    if faults:
        raise Invalid(faults)


def _note_look(viewer: Viewer, *, case: Case) -> None:
    said: Row = {"stage": Stage.FULL_PROFILE, "fields": ("notes",)}
    keys = _keys(case)
    for entity, key, owner in (
        ("referrals", "referral_id", "authority_id"),
        ("households", "household_id", "agency_id"),
    ):
        if key in keys:
            reading.note(viewer, entity=entity, entity_id=keys[key], owner_id=keys[owner], **said)
