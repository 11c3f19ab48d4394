"""Noted: notes as their reader is told them, and how they are forgotten with the record that they speak of."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from consortium import notes
from consortium.access import Viewer
from consortium.floor.db import db, flush
from consortium.notes import ERASED, Case, Note, Row
from consortium.referrals import timelines
from consortium.retention import traces
from consortium.retention.traces import Gone

WORDS = ("text", "paper_title", "paper_held_at", "paper_reference")


def told(viewer: Viewer, *, case: Case) -> list[Row]:
    """Each note on a case that the viewer reads, the first written first, with its author."""
    found = notes.on(viewer, case=case)
    names = timelines.authors(viewer, user_ids=[note.by_user for note in found])
    corrected = {note.corrects for note in found}
    return [
        _row(note, names=names, corrected=note.id in corrected) | {"is_mine": note.by_user == viewer.user_id}
        for note in found
    ]


def fresh(viewer: Viewer, *, note: Note) -> Row:
    """A note that was written just now, as its writer is told it."""
    return _row(note, names=timelines.authors(viewer, user_ids=[note.by_user]), corrected=False)


def _row(note: Note, *, names: Mapping[UUID, str], corrected: bool) -> Row:
    paper = {"title": note.paper_title, "held_at": note.paper_held_at, "reference": note.paper_reference or None}
    return {
        "id": note.id,
        "written_at": note.created_at,
        "by": names.get(note.by_user) if note.by_user else None,
        "shared": note.shared,
        "reply_to": note.reply_to,
        "corrects": note.corrects,
        "is_corrected": corrected,
        "text": note.text,
        "paper": paper if note.paper_title else None,
    }


def forget(gone: Gone) -> None:
    """What was written on an erased record, and on its links; that something was, and by whom, stays."""
    its_own = (getattr(Note, name) == key for name, key in gone.keys.items())
    for note in db.session.scalars(sa.select(Note).where(*its_own)):
        for name in WORDS:
            setattr(note, name, ERASED if getattr(note, name) else "")
    flush()


traces.offer("notes", forget)
