"""From records to the problem of a run: the same rows that the files hold, so that both give the same bytes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consortium import carers, members, placements, postcodes, referrals
from consortium.db import db
from consortium.errors import RuleBroken
from matching import pins, policies, travel
from matching.assembly import assemble
from matching.problem import Problem


def problem(*, consortium_ids: Collection[UUID], as_of: date, previous: Iterable[tuple[str, str]] = ()) -> Problem:
    """What a run over these consortia looks at: the searching referrals and the households of all of their members.

    Members past and to come are loaded too: that two share no consortium on the placement day is for the bars to say.
    Raises RuleBroken where the consortia follow different policies, or two organisations use one reference.
    """
    owners = members.belonging(consortium_ids=consortium_ids)
    sought, homes = _referrals(owners), _households(owners)
    _refuse_shared_references([*(referral.ref for referral in sought), *(home.ref for home in homes)])
    rows: dict[str, list[dict[str, Any]]] = {
        "children": [row for referral in sought for row in referrals.as_rows(referral)],
        "households": _household_rows(homes, as_of),
        "members": _memberships(consortium_ids),
        "travel": travel.of_consortia(consortium_ids),
        "pins": _pins(consortium_ids, sought, homes),
    }
    return assemble(
        as_of=as_of,
        policy=policies.in_force(consortium_ids, on=as_of),
        previous=previous,
        places=postcodes.places(_postcodes(rows)),
        **rows,
    )


def _referrals(owners: Any) -> Sequence[referrals.Referral]:
    searching = referrals.Referral.status == referrals.ReferralStatus.SEARCHING
    return db.session.scalars(
        sa.select(referrals.Referral).where(searching, referrals.Referral.authority_id.in_(owners))
    ).all()


def _households(owners: Any) -> Sequence[carers.Household]:
    approved = carers.Household.withdrawn_on.is_(None)
    return db.session.scalars(sa.select(carers.Household).where(approved, carers.Household.agency_id.in_(owners))).all()


def _refuse_shared_references(refs: list[str]) -> None:
    """A result names people by reference: two that bear the same one would be taken for each other."""
    twice = sorted(ref for ref, count in Counter(refs).items() if count > 1)
    if twice:
        said = f"Two organisations use the same reference: {', '.join(twice)}. Have one of them change it."
        raise RuleBroken(said, code="shared_reference")


def _household_rows(homes: Sequence[carers.Household], as_of: date) -> list[dict[str, Any]]:
    placed = placements.children_on(as_of, household_ids=[home.id for home in homes])
    return [carers.as_row(home, children_in_placement=placed.get(home.id, 0)) for home in homes]


def _memberships(consortium_ids: Collection[UUID]) -> list[dict[str, Any]]:
    found = db.session.scalars(
        sa.select(members.Membership)
        .where(members.Membership.consortium_id.in_(list(consortium_ids)))
        .options(joinedload(members.Membership.member))
    )
    return [
        {"code": one.member.code, "consortium": one.consortium.code, "joined_on": one.joined_on, "left_on": one.left_on}
        for one in found
    ]


def _pins(
    consortium_ids: Collection[UUID], sought: Iterable[referrals.Referral], homes: Iterable[carers.Household]
) -> list[dict[str, Any]]:
    """The decisions on pairs that are both in the run; a referral that was placed takes its pins out with it."""
    here = {referral.id for referral in sought}, {home.id for home in homes}
    found = db.session.scalars(sa.select(pins.Pin).where(pins.Pin.consortium_id.in_(list(consortium_ids))))
    return [pins.as_row(pin) for pin in found if pin.referral_id in here[0] and pin.household_id in here[1]]


def _postcodes(rows: dict[str, list[dict[str, Any]]]) -> set[str]:
    homes = {row["postcode"] for row in rows["households"]}
    return homes | {row["contact_postcode"] for row in rows["children"] if row["contact_postcode"]}
