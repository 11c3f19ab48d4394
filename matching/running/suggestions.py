"""Suggestions: the pairs that a run found best, and the referrals it found none for, kept as they were."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column

from consortium.access import Viewer, require
from consortium.floor.db import Base, Record, db, flush
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.linking import links
from consortium.rights import sight
from consortium.roles import Stage
from consortium.trail import reading
from matching.rules import MERITS, Merit
from matching.running import runs, withholding
from matching.running.runs import MatchRun


class Suggestion(Record, Base):
    """One suggested pair of a run, by the names that the run gave both sides."""

    __tablename__ = "suggestions"
    __table_args__ = (sa.UniqueConstraint("run_id", "referral_ref"), sa.UniqueConstraint("run_id", "household_ref"))

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    position: Mapped[int]
    referral_ref: Mapped[str] = mapped_column(sa.String(200))
    household_ref: Mapped[str] = mapped_column(sa.String(200))
    points: Mapped[int]
    merits: Mapped[dict[str, Any]]
    kept: Mapped[bool]
    link_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("links.id"))


class Unmatched(Record, Base):
    """One referral for which a run had no household, and why, counted by household."""

    __tablename__ = "unmatched"
    __table_args__ = (sa.UniqueConstraint("run_id", "referral_ref"),)

    run_id: Mapped[UUID] = mapped_column(sa.ForeignKey("match_runs.id"))
    position: Mapped[int]
    referral_ref: Mapped[str] = mapped_column(sa.String(200))
    reasons: Mapped[list[dict[str, Any]]]


def visible(viewer: Viewer, *, run_id: UUID | None = None) -> Select[Suggestion]:
    """The suggestions of the runs within the viewer's sight, the latest run first, in the run's order."""
    require(viewer, "suggestions.read")
    found = sa.select(Suggestion).join(MatchRun, MatchRun.id == Suggestion.run_id)
    found = scoped(found.where(runs.in_scope(viewer)))
    found = found.order_by(MatchRun.created_at.desc(), MatchRun.id, Suggestion.position)
    return found if run_id is None else found.where(Suggestion.run_id == run_id)


def unmatched(viewer: Viewer, *, run_id: UUID | None = None) -> Select[Unmatched]:
    """The referrals without a suggestion in the runs within the viewer's sight."""
    require(viewer, "suggestions.read")
    found = sa.select(Unmatched).join(MatchRun, MatchRun.id == Unmatched.run_id)
    found = scoped(found.where(runs.in_scope(viewer)))
    found = found.order_by(MatchRun.created_at.desc(), MatchRun.id, Unmatched.position)
    return found if run_id is None else found.where(Unmatched.run_id == run_id)


def get(viewer: Viewer, *, suggestion_id: UUID) -> Suggestion:
    """One suggestion of a run within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Suggestion.id == suggestion_id))
    if found is None:
        raise NotFound
    return found


def named(viewer: Viewer, *, run_id: UUID, referral_ref: str) -> Suggestion:
    """What a run within the viewer's sight suggests for a referral, by the name the run gave it."""
    found = db.session.scalar(visible(viewer, run_id=run_id).where(Suggestion.referral_ref == referral_ref))
    if found is None:
        raise NotFound
    return found


def opened(viewer: Viewer, *, run_id: UUID, referral_ref: str) -> Suggestion:
    """As `named`, for a page that sets both profiles side by side: a look at both records, and written down as one.

    Raises NotFound where either record is within the viewer's sight no more: the run kept what it was told of it.
    """
    found = named(viewer, run_id=run_id, referral_ref=referral_ref)
    note_look(viewer, run_id=run_id, referral_ref=found.referral_ref, household_ref=found.household_ref)
    return found


def note_look(viewer: Viewer, *, run_id: UUID, referral_ref: str, household_ref: str) -> None:
    """Writes down a look at both records of a pair, as a run told of them. Raises NotFound as `opened` does."""
    run = runs.get(viewer, run_id=run_id)
    both = ("referrals", referral_ref), ("households", household_ref)
    if not all(noted(viewer, run=run, entity=entity, ref=ref) for entity, ref in both):
        raise NotFound


def noted(viewer: Viewer, *, run: MatchRun, entity: str, ref: str) -> bool:
    """Writes down a look at a record of a run, `referrals` or `households`; False where it is out of sight by now."""
    field, side = ("referral_ref", "authority") if entity == "referrals" else ("household_ref", "agency")
    owners = {row[side] for row in run.inputs[entity] if row["ref"] == ref}
    known = links.named(viewer, **({"referral_ref": "", "household_ref": ""} | {field: ref}))[field]
    records = [one for one in known if getattr(one, side).code in owners]  # others may bear the name by now
    for record in records:
        look = {"entity": entity, "entity_id": record.id, "owner_id": getattr(record, f"{side}_id")}
        reading.note(viewer, **look, stage=Stage.FULL_PROFILE, fields=["suggestion"])
    return bool(records)


def told(found: Iterable[Suggestion]) -> list[dict[str, Any]]:
    """The suggestions as they may be read today: protected journeys, and the points for them, left out."""
    names = ("id", "run_id", "referral_ref", "household_ref", "points", "merits", "kept", "link_id")
    return [withholding.of_pair(row, hidden=hidden) for row, hidden in _each(found, names)]


def told_unmatched(found: Iterable[Unmatched]) -> list[dict[str, Any]]:
    """The referrals without a suggestion as they may be read today; see `told`."""
    names = ("id", "run_id", "referral_ref", "reasons")
    return [withholding.of_unmatched(row, hidden=hidden) for row, hidden in _each(found, names)]


@whole("what is withheld of a run depends on whose records it looked at")
def _each(
    found: Iterable[Suggestion | Unmatched], names: Iterable[str]
) -> list[tuple[dict[str, Any], withholding.Undisclosed]]:
    """Each as a row, with what is withheld of its run; a run is looked into once."""
    rows = [{name: getattr(one, name) for name in names} for one in found]
    asked = sa.select(MatchRun).where(MatchRun.id.in_({row["run_id"] for row in rows}))
    hidden = {run.id: withholding.undisclosed(run) for run in db.session.scalars(asked)}
    return [(row, hidden[row["run_id"]]) for row in rows]


def accept(viewer: Viewer, *, suggestion_id: UUID, reason: str) -> links.Link:
    """Proposes the suggested pair to both sides, for a reason that a person gives; nothing is proposed by itself."""
    require(viewer, "suggestions.accept")
    suggestion = get(viewer, suggestion_id=suggestion_id)
    if suggestion.link_id is not None:
        raise RuleBroken("A link was proposed from this suggestion already.", code="recorded_already")
    pair = {"referral_ref": suggestion.referral_ref, "household_ref": suggestion.household_ref}
    link = links.propose_named(viewer, **pair, reason=reason)
    suggestion.link_id = link.id
    flush()
    return link


def released(viewer: Viewer, *, link_id: UUID) -> list[dict[str, Any]]:
    """What spoke for a linked pair when it was suggested, as far as the viewer may read it at the link's stage.

    Each reason: its code, its sentence, the points it earned and how many it could have. Coordinators read all but
    protected journeys, either side what `Merit.reads` gives it, a panel adviser what both sides read.
    """
    link = links.get(viewer, link_id=link_id)
    found = db.session.scalar(scoped(sa.select(Suggestion).where(Suggestion.link_id == link.id)))
    if found is None or link.status is links.LinkStatus.ENDED:
        return []
    (pair,), weights = told([found]), _weights(found)
    readable = [merit for merit in MERITS if pair["merits"].get(merit.code) and _may_read(viewer, link, merit)]
    return [
        {"code": one.code, "sentence": one.sentence, "points": pair["merits"][one.code], "of": weights[one.code]}
        for one in readable
    ]


def _may_read(viewer: Viewer, link: links.Link, merit: Merit) -> bool:
    owners = {"authority_id": link.authority_id, "agency_id": link.agency_id}
    if links.is_coordinated(viewer, act="suggestions.read", **owners):
        return True
    sides = zip((link.authority_id, link.agency_id), merit.reads, strict=True)
    own = [stage for owner, stage in sides if sight.owns(viewer, "links.read", owner_id=owner)]
    stages, now = own or merit.reads, links.STAGES[link.status]
    return all(stage is not None and stage <= now for stage in stages)


@whole("how many points a merit could have is the policy's, not a person's")
def _weights(found: Suggestion) -> dict[str, int]:
    weights: dict[str, int] = db.session.get_one(MatchRun, found.run_id).result["policy"]["merits"]
    return weights


def keep(run: MatchRun) -> None:
    """Writes the suggestions of a run's document as rows; a run that failed has none."""
    found = run.result
    for position, pair in enumerate(found.get("suggestions", ())):
        db.session.add(Suggestion(run_id=run.id, position=position, **pair))
    for position, missing in enumerate(found.get("unmatched", ())):
        db.session.add(Unmatched(run_id=run.id, position=position, **missing))
    flush()
