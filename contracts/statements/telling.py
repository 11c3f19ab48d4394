"""Statements as they are told: whole, as a twin in sums and counts, or as the twin that may leave the consortium."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.errors import Invalid
from consortium.members import Member
from consortium.statistics import sides
from contracts.statements import reading, twins, words
from contracts.statements.figures import Detail, Kind, Party, Statement, Stay

HEAD = ("period_start", "period_end", "as_of", "detail")


def of(
    viewer: Viewer,
    *,
    detail: Detail | str = Detail.FULL,
    kind: Kind | str | None = None,
    code: str | None = None,
    period_start: date | None = None,
    period_end: date | None = None,
    as_of: date | None = None,
) -> Statement:
    """The statement that `reading.of` gives, in the detail asked for."""
    days = {"period_start": period_start, "period_end": period_end, "as_of": as_of}
    found = reading.of(viewer, kind=Kind(kind) if kind else None, code=code, **days)
    if detail == Detail.FULL:
        return found
    if detail == Detail.SUMS:
        return twins.sums(found)
    if refused := twins.refusal(found):
        raise Invalid({refused[0]: [refused[1]]})
    return _outside(viewer, found)


def as_values(found: Statement) -> dict[str, Any]:
    """The statement as plain values, each part a list of its rows; what a twin leaves out is not there."""
    full, sums = found.detail is Detail.FULL, found.detail is not Detail.OUTSIDE
    parts: dict[str, Any] = {}
    if sums:
        parts |= {
            "commitments": [asdict(one) for one in found.units],
            "members": [_with_sums(one) | {"name": found.names.get(one.code)} for one in found.parties],
            "elsewhere": asdict(found.elsewhere),
            "months": [asdict(one) for one in found.months],
            "ageing": [asdict(one) for one in found.ageing],
        }
    if full:
        parts["placements"] = [_with_sums(one) for one in found.stays]
    head = asdict(found.subject) | {name: getattr(found, name) for name in HEAD}
    return head | {"summary": " ".join(words.sentences(found)), "totals": asdict(found.totals)} | parts


def _with_sums(one: Stay | Party) -> dict[str, Any]:
    return asdict(one) | asdict(one.money)


def _outside(viewer: Viewer, found: Statement) -> Statement:
    consortium = consortia.by_code(viewer, code=found.subject.code)
    both = sides.of(consortium, first=found.period_start, last=found.period_end - timedelta(days=1))
    codes = sa.select(Member.code).where(Member.id.in_(both.rivals))
    return twins.outside(found, rivals=set(db.session.scalars(codes)), are_told_apart=both.are_told_apart)
