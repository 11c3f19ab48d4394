"""The two sides of a consortium: which authorities and agencies belong to it on the days that statistics count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium.consortia import Consortium
from consortium.floor.db import db
from consortium.members import Member, Membership
from consortium.roles import MemberKind

FEWEST = 3


@dataclass(frozen=True)
class Side:
    """All who belong on any of the days, and the fewest on those days on which somebody does."""

    members: frozenset[UUID] = frozenset()
    fewest: int = 0

    @property
    def are_rivals(self) -> bool:
        """Whether there are others of their kind, whose numbers they are not to work out."""
        return len(self.members) > 1

    @property
    def is_told_apart(self) -> bool:
        """Whether, on some day, so few belong that one reads another's numbers by taking away its own."""
        return self.are_rivals and self.fewest < FEWEST


@dataclass(frozen=True)
class Sides:
    """The authorities and the agencies."""

    authorities: Side = Side()
    agencies: Side = Side()

    @property
    def rivals(self) -> frozenset[UUID]:
        """The members of whom each has others of its kind beside it."""
        return frozenset(one for side in self._both if side.are_rivals for one in side.members)

    @property
    def are_told_apart(self) -> bool:
        """Whether either side is: then no number of both can be shown."""
        return any(side.is_told_apart for side in self._both)

    @property
    def _both(self) -> tuple[Side, Side]:
        return (self.authorities, self.agencies)


@dataclass(frozen=True)
class Stay:
    """A member's time in the consortium, to the day before it left."""

    member_id: UUID
    kind: MemberKind
    joined_on: date
    left_on: date


def of(consortium: Consortium, *, first: date, last: date) -> Sides:
    """Both sides on the days from the first to the last."""
    found = sa.select(Membership.member_id, Member.kind, Membership.joined_on, Membership.left_on)
    its_own = found.join(Member, Member.id == Membership.member_id).where(Membership.consortium_id == consortium.id)
    stays = [
        Stay(member_id, kind, joined_on or date.min, left_on or date.max)
        for member_id, kind, joined_on, left_on in db.session.execute(its_own)
    ]
    moves = {day for stay in stays for day in (stay.joined_on, stay.left_on)}
    days = [first, *(day for day in moves if first < day <= last)]
    return Sides(_side(stays, MemberKind.AUTHORITY, days), _side(stays, MemberKind.AGENCY, days))


def _side(stays: Sequence[Stay], kind: MemberKind, days: Iterable[date]) -> Side:
    known = [stay for stay in stays if stay.kind is kind]
    daily = [frozenset(stay.member_id for stay in known if stay.joined_on <= day < stay.left_on) for day in days]
    return Side(frozenset().union(*daily), min((len(there) for there in daily if there), default=0))
