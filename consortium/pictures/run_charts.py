"""Run charts of aims: for the children of each month, how many met an aim; with shift, trend and the cycles tried."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import Viewer, may
from consortium.course import cycles, events, facts, targets
from consortium.course.cycles import PdsaCycle
from consortium.course.facts import Facts
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.members import Member
from consortium.pictures import whose
from consortium.pictures.whose import Whose
from consortium.referrals import Referral
from consortium.timescales import run_charts
from consortium.timescales.aims import Measure, by_month
from consortium.timescales.rules import Aim
from consortium.timescales.run_charts import Places

ACT = "targets.read"


@dataclass(frozen=True)
class Month:
    """The children of one month, by its first day: how many met the aim, missed it, or are left out."""

    first: date
    measure: Measure


@dataclass(frozen=True)
class RunChart:
    """One aim of some authorities, month by month; `aims` are its versions that some of them are held to."""

    aim: Aim
    as_of: date
    whose: Whose
    aims: Sequence[Aim]
    months: Sequence[Month]
    cycles: Sequence[PdsaCycle]

    @property
    def points(self) -> list[Month]:
        """The months that have a point: those in which somebody counts."""
        return [one for one in self.months if one.measure.counted]

    @property
    def values(self) -> list[Fraction]:
        """The per cent of each point, exactly."""
        return [one.measure.percent for one in self.months if one.measure.percent is not None]

    @property
    def median(self) -> Fraction | None:
        """The median of the points; None where there is none."""
        return run_charts.median(self.values)

    @property
    def shifts(self) -> list[Places]:
        """Each shift, by the places of its points."""
        return run_charts.shifts(self.values)

    @property
    def trends(self) -> list[Places]:
        """Each trend, by the places of its points."""
        return run_charts.trends(self.values)

    @property
    def total(self) -> Measure:
        """All months together."""
        return _together(one.measure for one in self.months)

    @property
    def weeks(self) -> list[int]:
        """Within how many weeks, in the versions that hold."""
        return sorted({one.weeks for one in self.aims})

    @property
    def percents(self) -> list[int]:
        """For how many per cent of the children, where a version says so."""
        return sorted({one.percent for one in self.aims if one.percent is not None})


def read(viewer: Viewer, *, aim: str, authority_code: str | None = None) -> RunChart:
    """How an aim is met by the authorities that the viewer sees, or by one of them.

    Each child counts under the version that its authority had on the day from which it is counted. Raises NotFound for
    an aim that is not known.
    """
    known = targets.known().get(aim)
    found = whose.seen(viewer, act=ACT, authority_code=authority_code)
    if known is None:
        raise NotFound
    today = clock.today()
    governing = targets.governing(authority_ids=found.ids)
    versions = {key: [one for one in of_one if one.code == aim] for key, of_one in governing.items()}
    months = _months(_cases(viewer, found.ids), versions, as_of=today)
    held_to = [one for each in versions.values() for one in each]
    return RunChart(known, today, found, held_to, months, _cycles(viewer, aim, found.ids))


def _cases(viewer: Viewer, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Facts]]:
    """What is known of the cases of each authority."""
    chosen = events.cases(viewer, act=ACT).where(Referral.authority_id.in_(ids))
    found: dict[UUID, list[Facts]] = defaultdict(list)
    for one in facts.of(viewer, referrals=list(db.session.scalars(chosen).unique())):
        found[one.referral.authority_id].append(one)
    return found


def _months(
    cases: Mapping[UUID, Sequence[Facts]], versions: Mapping[UUID, Sequence[Aim]], *, as_of: date
) -> list[Month]:
    """By authority and version, for references are an authority's own; then all of one month together."""
    found: dict[date, list[Measure]] = defaultdict(list)
    for authority_id, known in cases.items():
        told = [event for one in known for event in one.events()]
        for aim in versions[authority_id]:
            for first, measure in by_month(told, aim, as_of=as_of):
                found[first].append(measure)
    return [Month(first, _together(found[first])) for first in sorted(found)]


def _cycles(viewer: Viewer, aim: str, ids: Sequence[UUID]) -> list[PdsaCycle]:
    """The cycles towards this aim, of these authorities and of the consortia they belong to, as they began."""
    if not may(viewer, cycles.READ):
        return []
    around = members.belongs(Member.id, consortium_id=PdsaCycle.consortium_id, on=clock.today())
    shared = sa.select(Member.id).where(Member.id.in_(ids), around).exists()
    of_them = sa.or_(PdsaCycle.authority_id.in_(ids), shared)
    found = db.session.scalars(cycles.visible(viewer, aim=aim).where(of_them)).unique()
    return sorted(found, key=lambda one: (one.started_on, one.title))


def _together(measures: Iterable[Measure]) -> Measure:
    found = list(measures)
    names = ("met", "missed", "too_early", "ended_before")
    return Measure(**{name: sum(getattr(one, name) for one in found) for name in names})
