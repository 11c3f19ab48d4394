"""Files: a coordinator opens a full file outside a live link, for a time and with a reason that stays on the record."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from consortium import adopted, carers, reasons, referrals
from consortium.access import Role, Viewer, require
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.linking import links
from consortium.rights import shares, sight
from consortium.rights.shares import Cause, Entity, Share
from consortium.roles import Stage
from consortium.trail import reading

MINUTES = 60
LONGEST_PANEL = timedelta(days=60)


def open_(viewer: Viewer, *, entity: Entity, record_id: UUID, reason: str) -> Share:
    """Opens the whole of a household or referral to the coordinator who asks, and nobody else, for an hour."""
    require(viewer, "files.open")
    record = _record(viewer, entity=entity, record_id=record_id)
    owner_id = record.agency_id if isinstance(record, carers.Household) else record.authority_id
    if not sight.reaches(viewer, "files.open", owner_id=owner_id):
        raise NotFound
    if viewer.user_id is None:
        raise RuleBroken("The operator reads at the terminal; a file is opened by a person.", code="no_person")
    if adopted.has_order(record.id):
        raise RuleBroken("After an adoption order the file is its authority's alone.", code="adopted")
    reason = reasons.said(reason)
    until = clock.now() + timedelta(minutes=MINUTES)
    opened: dict[str, Any] = {"cause": Cause.FILE, "ends_at": until, "to_user_id": viewer.user_id, "reason": reason}
    share = shares.open_(viewer, record=record, stage=Stage.IDENTIFIED, **opened)
    reading.note(
        viewer,
        entity=entity,
        entity_id=record.id,
        owner_id=owner_id,
        stage=Stage.IDENTIFIED,
        fields=[],
        action="opened",
        reason=reason,
    )
    return share


def advisers(viewer: Viewer) -> list[people.User]:
    """The panel advisers of the viewer's consortia whose accounts are open, by name."""
    homes = sight.consortia_of(viewer, "links.share")
    known = db.session.scalars(people.visible(viewer).where(people.User.disabled_at.is_(None))).all()
    found = zip(known, people.viewers_of(known), strict=True)
    return [one for one, adviser in found if adviser.consortia(Role.PANEL_ADVISER) & homes]


def show_to_panel(viewer: Viewer, *, link_id: UUID, user_id: UUID | None, until: date, reason: str) -> list[Share]:
    """Shows both sides' full profile of a link under exploration to a panel adviser, to the end of a day."""
    require(viewer, "links.share")
    link = links.held(viewer, link_id=link_id, act="links.share")
    if link.status not in links.EXPLORED:
        raise RuleBroken(f"The link is {link.status}: a panel reads what is being explored.", code="status")
    if link.placement_id is not None:
        raise RuleBroken("This link transfers a placement: no panel advises on it.", code="transfer")
    if user_id not in {one.id for one in advisers(viewer)}:
        raise Invalid({"user_id": ["Name a panel adviser of your consortium."]})
    if not clock.today() <= until <= clock.today() + LONGEST_PANEL:
        raise Invalid({"until": [f"Give a day within {LONGEST_PANEL.days} days."]})
    ends_at = datetime.combine(until + timedelta(days=1), time.min, tzinfo=clock.LONDON)
    shown: dict[str, Any] = {
        "cause": Cause.PANEL,
        "ends_at": ends_at,
        "to_user_id": user_id,
        "reason": reasons.said(reason),
    }
    records = (link.referral, link.household)
    return [shares.open_(viewer, record=one, stage=Stage.FULL_PROFILE, link_id=link.id, **shown) for one in records]


def ref_of(viewer: Viewer, *, entity: Entity, record_id: UUID) -> str:
    """The reference of the record that is to be opened."""
    require(viewer, "files.open")
    return _record(viewer, entity=entity, record_id=record_id).ref


def _record(viewer: Viewer, *, entity: Entity, record_id: UUID) -> carers.Household | referrals.Referral:
    if entity == "households":
        return carers.get(viewer, household_id=record_id)
    return referrals.get(viewer, referral_id=record_id)
