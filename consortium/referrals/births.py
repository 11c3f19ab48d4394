"""Births: an expected child is born, is two, or is lost; the referral goes on under the same reference."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from consortium import children, searches
from consortium.access import Viewer
from consortium.children import Child, Sex
from consortium.floor import clock
from consortium.floor.db import flush
from consortium.floor.errors import Invalid, RuleBroken
from consortium.importing import entries
from consortium.referrals import groups
from consortium.referrals.courses import ReferralStatus
from consortium.referrals.records import Referral, editable, get_child

# What ends with the last child of a referral, on the day of the loss; a room above this one offers it.
_LOST: list[Callable[..., None]] = []
_BEGUN: list[Callable[[UUID], None]] = []


def when_lost(end: Callable[..., None], *, begin: Callable[[UUID], None]) -> None:
    """Makes known who ends what is left once the last child is lost: asked with viewer, referral and the day.

    `begin` is asked with the authority before anything is held: whoever counts holds the authority's row first.
    """
    _LOST.append(end)
    _BEGUN.append(begin)


def record_birth(viewer: Viewer, *, child_id: UUID, version: int, born_on: date, sex: Sex | None = None) -> Child:
    """An expected child is born: the same child from now on has a day of birth. `version` is the referral's."""
    child = _unborn(viewer, child_id=child_id, version=version, born_on=born_on)
    child.date_of_birth = born_on
    child.sex = Sex(sex) if sex else child.sex
    entries.touch(child.referral)
    flush()
    return child


def record_twins(
    viewer: Viewer,
    *,
    child_id: UUID,
    version: int,
    born_on: date | None = None,
    sexes: Sequence[Sex | None] = (None, None),
) -> tuple[Child, Child]:
    """One expected child turns out to be two, before birth or at it; both stay in the referral, and in its match."""
    first = _unborn(viewer, child_id=child_id, version=version, born_on=born_on)
    if len(sexes) != 2:
        raise Invalid({"sexes": ["Give the sex of both children, or leave both out."]})
    referral = first.referral
    groups.make_room(viewer, referral=referral)
    copied = {name: getattr(first, name) for name in children.PLAIN}
    second = Child(authority_id=first.authority_id, ref=entries.new_ref("C"), **copied)
    referral.children.append(second)
    for child, sex in zip((first, second), sexes, strict=True):
        child.date_of_birth = born_on
        child.sex = Sex(sex) if sex else child.sex
    entries.touch(referral)
    flush()
    return first, second


def record_loss(viewer: Viewer, *, child_id: UUID, version: int, on: date | None = None) -> Referral:
    """A child has died or was not born alive: it leaves the search; the referral is kept, concluded when it was the
    last, and the placement, where there is one, ends on that day.

    Where a brother or sister lives on there the placement goes on as it was bought: how many moved in is history.
    """
    child = get_child(viewer, child_id=child_id, act="referrals.change")
    for begin in _BEGUN:
        begin(child.authority_id)
    referral = editable(viewer, referral_id=child.referral_id, version=version)
    groups.hold(referral, version=version)
    if child.lost_on is not None:
        raise RuleBroken("This is recorded already.", code="recorded_already")
    if on is not None and on > clock.today():
        raise Invalid({"on": ["Give a day that has come."]})
    if on is not None and child.date_of_birth is not None and on < child.date_of_birth:
        raise Invalid({"on": [f"Give a day from the birth on, {child.date_of_birth}."]})
    child.lost_on = on or clock.today()
    groups.give_back(referral)
    if not referral.current_children:
        for end in _LOST:
            end(viewer, referral=referral, on=max(one.lost_on for one in referral.children if one.lost_on))
    status = referral.status if referral.current_children else ReferralStatus.CONCLUDED
    searches.put(viewer, referral=referral, status=status)
    return referral


def _unborn(viewer: Viewer, *, child_id: UUID, version: int, born_on: date | None) -> Child:
    child = get_child(viewer, child_id=child_id, act="referrals.change")
    groups.hold(editable(viewer, referral_id=child.referral_id, version=version), version=version)
    if child.date_of_birth is not None or child.lost_on is not None:
        raise RuleBroken("The child is not expected any more.", code="not_expected")
    if born_on is not None and born_on > clock.today():
        raise Invalid({"born_on": ["Give a day that has come."]})
    return child
