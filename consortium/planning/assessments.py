"""Parenting assessments: time-limited, by one team; each longer time is dated and reasoned, and the end recommends."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import referrals
from consortium.access import Viewer, require
from consortium.floor.db import Base, Editable, Record, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.planning import cases

WEEKS, MOST_WEEKS = 16, 52


class Recommendation(StrEnum):
    """What an assessment recommends; a recommendation decides nothing."""

    RETURN_HOME = "return_home"
    KINSHIP = "kinship"
    ADOPTION = "adoption"
    MORE_TIME = "more_time"


def _in_order(name: str, rule: str, sentence: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name, info={"refusal": RuleBroken(sentence, code=name)})


class Assessment(Editable, Base):
    """One assessment of the parents of a case, from the day it began."""

    __tablename__ = "parenting_assessments"
    __table_args__ = cases.of_case(
        sa.UniqueConstraint("id", "authority_id"),
        cases.at_most_one(
            "uq_parenting_assessments_open",
            live="finished_on IS NULL",
            refusal=Conflict("An assessment is under way already: finish it first.", code="under_way"),
        ),
        sa.CheckConstraint(f"weeks BETWEEN 1 AND {MOST_WEEKS}", name="weeks"),
        _in_order(
            "finished_after_it_began",
            "finished_on IS NULL OR finished_on >= started_on",
            "An assessment does not end before it began.",
        ),
        sa.CheckConstraint(
            "(finished_on IS NULL) = (recommendation IS NULL) AND (finished_on IS NULL) = (recommended_by IS NULL)",
            name="recommends_at_its_end",
        ),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    team: Mapped[str] = mapped_column(sa.String(200))
    started_on: Mapped[date]
    weeks: Mapped[int] = mapped_column(default=WEEKS)
    started_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    finished_on: Mapped[date | None]
    recommendation: Mapped[Recommendation | None] = mapped_column(words(Recommendation, name="recommendation"))
    findings: Mapped[str] = mapped_column(sa.Text, default="")
    recommended_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    extensions: Mapped[list["AssessmentExtension"]] = relationship(
        lazy="selectin", order_by="AssessmentExtension.due_on"
    )

    @property
    def due_on(self) -> date:
        """The day by which it is to be finished: so many weeks after it began, or as the last longer time says."""
        return self.extensions[-1].due_on if self.extensions else self.started_on + timedelta(weeks=self.weeks)


class AssessmentExtension(Record, Base):
    """A longer time that was given to an assessment, on a day and for a reason; never changed."""

    __tablename__ = "assessment_extensions"
    __table_args__ = cases.of_case(
        sa.ForeignKeyConstraint(
            ["assessment_id", "authority_id"], ["parenting_assessments.id", "parenting_assessments.authority_id"]
        ),
        sa.UniqueConstraint("assessment_id", "due_on"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.Index("ix_assessment_extensions_referral_id", "referral_id"),
    )

    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    assessment_id: Mapped[UUID]
    on: Mapped[date]
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    extended_by: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))


def start(viewer: Viewer, *, referral_id: UUID, team: str, started_on: date, weeks: int = WEEKS) -> Assessment:
    """A team begins to assess the parents of a case."""
    require(viewer, "plans.change")
    referral = referrals.get(viewer, referral_id=referral_id, act="plans.change")
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid({"weeks": [f"Give 1 to {MOST_WEEKS} weeks."]})
    last = latest_finished(referral_id=referral.id)
    cases.has_come(
        started_on, field="started_on", since=last.finished_on if last else None, what="the one before ended then"
    )
    assessment = Assessment(
        referral_id=referral.id,
        authority_id=referral.authority_id,
        team=cases.said(team, field="team", least=1, most=200),
        started_on=started_on,
        weeks=weeks,
        started_by=cases.person(viewer),
    )
    db.session.add(assessment)
    flush()
    return assessment


def extend(
    viewer: Viewer, *, assessment_id: UUID, version: int, on: date, due_on: date, reason: str
) -> AssessmentExtension:
    """Gives an assessment under way a longer time."""
    assessment = _under_way(viewer, assessment_id=assessment_id, version=version)
    given = max((one.on for one in assessment.extensions), default=assessment.started_on)
    cases.has_come(on, field="on", since=given, what="it began, or was given longer, then")
    if due_on <= assessment.due_on:
        due = assessment.due_on
        raise Invalid({"due_on": [f"Give a day after {due.day} {due:%B %Y}, by which it is due now."]})
    extension = AssessmentExtension(
        referral_id=assessment.referral_id,
        authority_id=assessment.authority_id,
        on=on,
        due_on=due_on,
        reason=cases.said(reason, field="reason"),
        extended_by=cases.person(viewer),
    )
    assessment.extensions.append(extension)
    entries.touch(assessment)
    flush()
    return extension


def finish(
    viewer: Viewer,
    *,
    assessment_id: UUID,
    version: int,
    finished_on: date,
    recommendation: Recommendation,
    findings: str,
) -> Assessment:
    """An assessment ends with what it recommends; whoever says so decides nothing about the plans."""
    assessment = _under_way(viewer, assessment_id=assessment_id, version=version)
    last = max((one.on for one in assessment.extensions), default=assessment.started_on)
    cases.has_come(finished_on, field="finished_on", since=last, what="it began, or was given longer, then")
    said = {"recommendation": Recommendation(recommendation), "findings": cases.said(findings, field="findings")}
    entries.amend(assessment, {**said, "finished_on": finished_on, "recommended_by": cases.person(viewer)})
    entries.touch(assessment)
    flush()
    return assessment


def of_cases(*, referral_ids: Collection[UUID]) -> dict[UUID, list[Assessment]]:
    """The assessments of several cases that the caller reached, the first one first."""
    found: dict[UUID, list[Assessment]] = {}
    rows = sa.select(Assessment).where(Assessment.referral_id.in_(referral_ids)).order_by(Assessment.started_on)
    for one in db.session.scalars(scoped(rows)) if referral_ids else ():
        found.setdefault(one.referral_id, []).append(one)
    return found


def of_case(*, referral_id: UUID) -> list[Assessment]:
    """The assessments of a case that the caller reached, the first one first."""
    return cases.rows_of(
        Assessment, referral_id=referral_id, order=(Assessment.started_on, Assessment.created_at, Assessment.id)
    )


def latest_finished(*, referral_id: UUID) -> Assessment | None:
    """The last assessment of a case that has recommended something."""
    ended = [one for one in of_case(referral_id=referral_id) if one.finished_on is not None]
    return ended[-1] if ended else None


def authors(*, referral_id: UUID) -> set[UUID | None]:
    """Whoever began, extended or ended an assessment of a case."""
    found: set[UUID | None] = set()
    for one in of_case(referral_id=referral_id):
        found |= {one.started_by, one.recommended_by, *(longer.extended_by for longer in one.extensions)}
    return found


def _under_way(viewer: Viewer, *, assessment_id: UUID, version: int) -> Assessment:
    require(viewer, "plans.change")
    assessment: Assessment = cases.row_of(viewer, table=Assessment, key=assessment_id, act="plans.change")
    expect_version(assessment, version)
    if assessment.finished_on is not None:
        raise RuleBroken("The assessment is finished: begin another one.", code="finished")
    return assessment
