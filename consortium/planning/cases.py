"""A case as its plans and agreements are reached: the referral they hang on, and how far a person may read of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import disclosure, notices, particulars, referrals
from consortium.access import Viewer
from consortium.disclosure import L2 as L2
from consortium.disclosure import L3 as L3
from consortium.disclosure import Reach, Stages
from consortium.floor import clock
from consortium.floor.db import Base, db
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped
from consortium.linking import pairs
from consortium.notices import Coordinators, Holder
from consortium.notices.recipients import Recipient
from consortium.referrals import Referral
from consortium.roles import Stage
from consortium.trail import reading

SHORTEST, LONGEST = 10, 5_000
ERASED = "Erased."
Facts = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A referral, and how a person stands to what is planned for it; `hidden`: its whereabouts are kept from them.

    `member_id` is their organisation, and `since` the instant up to which another agency had the match: what was
    arranged till then is between that one and the authority.
    """

    referral: Referral
    reach: Reach
    hidden: bool
    member_id: UUID | None = None
    since: datetime | None = None

    def shows(self, facts: Mapping[str, Any], *, stages: Mapping[str, Stages], kept: Iterable[str] = ()) -> Facts:
        """The facts that this person may read; `kept` are those that tell where the child can be found."""
        withheld = frozenset(kept) if self.hidden else frozenset()
        return {
            name: value
            for name, value in facts.items()
            if name not in withheld and self.reach.shows(stages.get(name, (None, None)))
        }


def of_case(*more: Any) -> tuple[Any, ...]:
    """The constraints of a table that hangs on a referral and its authority, and its own."""
    return (sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]), *more)


def at_most_one(name: str, *, live: str, refusal: Any) -> sa.Index:
    """An index that holds one row of a referral alone under this condition, on both databases."""
    where = sa.text(live)
    known: dict[str, Any] = {"sqlite_where": where, "postgresql_where": where, "info": {"refusal": refusal}}
    return sa.Index(name, "referral_id", unique=True, **known)


def get(viewer: Viewer, *, referral_id: UUID, act: str = "plans.read") -> Case:
    """One case that the viewer may do this to."""
    referral = referrals.get(viewer, referral_id=referral_id, act=act)
    reach = disclosure.reaches(viewer, "referrals", [referral])[referral.id]
    told = particulars.of_children([child.id for child in referral.children])
    flagged = any(one[particulars.FLAG] for one in told.values())
    since = None
    if not (reach.own or reach.hub):
        since = pairs.last_match_of_others(referral_id=referral.id, agency_id=viewer.member_id)
    return Case(referral, reach, hidden=flagged and not reach.own, member_id=viewer.member_id, since=since)


def row_of(viewer: Viewer, *, table: Any, key: UUID, act: str) -> Any:
    """One row, held until the transaction ends, of a case that the viewer may do this to."""
    rows = scoped(sa.select(table).where(table.id == key).with_for_update(of=table))
    found = db.session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    referrals.get(viewer, referral_id=found.referral_id, act=act)
    return found


def rows_of(table: type[Base], *, referral_id: UUID, order: Any) -> list[Any]:
    """The rows of a case that the caller reached."""
    reached = sa.select(table).where(table.referral_id == referral_id)  # type: ignore[attr-defined]
    return list(db.session.scalars(scoped(reached.order_by(*order))))


def note(viewer: Viewer, *, case: Case, fields: Iterable[str], action: str = "read") -> None:
    """Writes down that the viewer was shown more of a case than its anonymised profile."""
    if case.reach.is_identifying:
        stage = Stage.IDENTIFIED if case.reach.own else case.reach.stage
        key: dict[str, Any] = {"entity": "referrals", "entity_id": case.referral.id, "action": action}
        reading.note(viewer, owner_id=case.referral.authority_id, stage=stage, fields=sorted(set(fields)), **key)


def tell(viewer: Viewer, *, referral_id: UUID, code: str, cause: str, from_stage: Stage = L3) -> None:
    """Tells who holds the case, who coordinates it, and who holds the households whose links have come to a stage."""
    referral = db.session.scalars(scoped(sa.select(Referral).where(Referral.id == referral_id))).unique().one()
    statuses = [status for status, stage in pairs.STAGES.items() if stage >= from_stage]
    homes = pairs.homes(referral_id=referral.id, statuses=statuses)
    to: list[Recipient] = [Holder(referral), Coordinators((referral.authority_id,)), *map(Holder, homes)]
    notices.tell(viewer, code=code, about=referral, to=to, cause=cause)


def person(viewer: Viewer) -> UUID:
    """Whoever acts, by id: what a person decides or signs is not done at the server's terminal."""
    if viewer.user_id is None:
        raise RuleBroken("A person of the authority or agency does this, under their own name.", code="no_person")
    return viewer.user_id


def said(text: str | None, *, field: str, least: int = SHORTEST, most: int = LONGEST) -> str:
    """A text that has to be given, trimmed."""
    found = (text or "").strip()
    if not least <= len(found) <= most:
        raise Invalid({field: [f"Write {least:,} to {most:,} characters."]})
    return found


def has_come(day: date, *, field: str, since: date | None = None, what: str = "") -> date:
    """A day on which something happened: not after today, and not before what it follows."""
    if day > clock.today():
        raise Invalid({field: ["Give a day that has come."]})
    return follows(day, field=field, since=since, what=what)


def follows(day: date, *, field: str, since: date | None, what: str) -> date:
    """A day that is not before what it follows, which the sentence names."""
    if since is not None and day < since:
        raise Invalid({field: [f"Give {since.day} {since:%B %Y} or a later day: {what}."]})
    return day
