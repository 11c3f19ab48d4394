"""Links: one household explored for one referral, from the proposal to the approved match, or to its end.

What either side may read of the other follows the state and nothing else: see `consortium.rights.shares`.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import lazyload

from consortium import access, carers, members, reasons, referrals
from consortium.access import Role, Viewer, require
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, expect_version, flush
from consortium.floor.errors import Invalid, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.linking import holding, pairs
from consortium.linking.pairs import EXPLORED as EXPLORED
from consortium.linking.pairs import LIVE as LIVE
from consortium.linking.pairs import MATCHED as MATCHED
from consortium.linking.pairs import STAGES as STAGES
from consortium.linking.pairs import EndReason as EndReason
from consortium.linking.pairs import Link as Link
from consortium.linking.pairs import LinkStatus as LinkStatus
from consortium.linking.pairs import is_live as is_live
from consortium.referrals import Referral, ReferralStatus
from consortium.rights import shares, sight
from consortium.rights.capabilities import CAPABILITIES
from consortium.rights.shares import Cause

# How many links may be open at once, of a household and of a referral, between two members; a room above knows it.
Caps = Callable[..., tuple[int, int]]
_REASONS = {
    "authority": (EndReason.DECLINED_BY_AUTHORITY, EndReason.PLAN_CHANGED, EndReason.ANOTHER_MATCH),
    "agency": (EndReason.DECLINED_BY_AGENCY, EndReason.CARERS_WITHDREW),
}
_CAPS: list[Caps] = []


def visible(viewer: Viewer, *, live: bool | None = None) -> Select[Link]:
    """The links of one's own children and households, and those of the consortia that one coordinates; latest first."""
    require(viewer, "links.read")
    found = within(viewer, act="links.read").order_by(Link.created_at.desc(), Link.id)
    if live is None:
        return found
    return found.where(is_live() if live else ~is_live())


def get(viewer: Viewer, *, link_id: UUID, act: str = "links.read") -> Link:
    """One link that the viewer may do this to."""
    require(viewer, act)
    found = db.session.scalar(within(viewer, act=act).where(Link.id == link_id))
    if found is None:
        raise NotFound
    return found


def sides(viewer: Viewer, *, link_id: UUID, act: str) -> dict[str, UUID]:
    """The ids of the two sides of a link that the viewer may do this to, as `holding.both` takes them."""
    require(viewer, act)
    asked = within(viewer, act=act).where(Link.id == link_id).with_only_columns(Link.referral_id, Link.household_id)
    found = db.session.execute(asked).one_or_none()
    if found is None:
        raise NotFound
    return found._asdict()


# Put together once, for they are asked with every list.
_IDS = sa.bindparam("ids", expanding=True, type_=sa.Uuid())
_OF_REFERRALS, _OF_HOUSEHOLDS = (
    sa.select(column, sa.func.count()).where(column.in_(_IDS), pairs.is_open()).group_by(column)
    for column in (Link.referral_id, Link.household_id)
)


@whole("caps on open links look at all links of a household or referral")
def open_counts(*, referral_ids: Iterable[UUID] = (), household_ids: Iterable[UUID] = ()) -> dict[UUID, int]:
    """How many links each of these referrals and households has open; those without are left out."""
    found: dict[UUID, int] = {}
    for counted, ids in ((_OF_REFERRALS, list(referral_ids)), (_OF_HOUSEHOLDS, list(household_ids))):
        if ids:
            found |= {key: count for key, count in db.session.execute(counted, {"ids": ids}) if key}
    return found


def propose(viewer: Viewer, *, referral_id: UUID, household_id: UUID, reason: str) -> Link:
    """Opens a link with its reason; from now on each side reads the other's anonymised profile."""
    require(viewer, "links.open")
    referral = referrals.get(viewer, referral_id=referral_id)
    household = carers.get(viewer, household_id=household_id)
    owners = {"authority_id": referral.authority_id, "agency_id": household.agency_id}
    if not is_coordinated(viewer, act="links.open", **owners):
        raise NotFound
    holding.both(referral_id=referral.id, household_id=household.id)
    expect_possible(referral=referral, household=household)
    _expect_within_caps(referral=referral, household=household)
    return open_(viewer, referral=referral, household=household, reason=reason)


def open_(
    viewer: Viewer, *, referral: Referral, household: Household, reason: str, placement_id: UUID | None = None
) -> Link:
    """Opens the link of a pair that the caller holds and has asked all about; `propose` and transfers call this."""
    sides = {"referral_id": referral.id, "household_id": household.id, "placement_id": placement_id}
    owners = {"authority_id": referral.authority_id, "agency_id": household.agency_id}
    link = Link(**sides, **owners, reason=reasons.said(reason), proposed_by=viewer.user_id)
    db.session.add(link)
    flush()
    for record, reader in ((referral, household.agency_id), (household, referral.authority_id)):
        of_link: dict[str, Any] = {"cause": Cause.LINK, "link_id": link.id, "to_member_id": reader}
        shares.open_(viewer, record=record, stage=STAGES[link.status], **of_link)
    pairs.tell(viewer, link=link, code="transfer.proposed" if placement_id else "link.proposed")
    return link


def propose_named(viewer: Viewer, *, referral_ref: str, household_ref: str, reason: str) -> Link:
    """As `propose`, for whoever knows both by their references."""
    pair = the_named(viewer, referral_ref=referral_ref, household_ref=household_ref)
    return propose(viewer, **pair, reason=reason)


def the_named(viewer: Viewer, *, referral_ref: str, household_ref: str) -> dict[str, UUID]:
    """The ids of the one referral and the one household that are called so, after the owner's code where several are.

    Raises Invalid, naming the field, for a reference that is not known or of several.
    """
    found = named(viewer, referral_ref=referral_ref, household_ref=household_ref)
    faults = {field: [unclear(rows)] for field, rows in found.items() if len(rows) != 1}
    if faults:
        raise Invalid(faults)
    referral, household = (rows[0] for rows in found.values())
    return {"referral_id": referral.id, "household_id": household.id}


def named(viewer: Viewer, *, referral_ref: str = "", household_ref: str) -> dict[str, list[Any]]:
    """The referrals, and the households, within the viewer's sight that are called so."""
    chosen = (
        ("referral_ref", referrals.visible(viewer).where(_called(referral_ref, Referral.ref, Referral.authority_id))),
        ("household_ref", carers.visible(viewer).where(_called(household_ref, Household.ref, Household.agency_id))),
    )
    return {field: list(db.session.scalars(select).unique()) for field, select in chosen}


def agree(viewer: Viewer, *, link_id: UUID, version: int) -> Link:
    """One side agrees to explore the link; once both have, each reads the other's full profile."""
    link = changed(viewer, act="links.agree", link_id=link_id, version=version)
    side = "authority" if sight.owns(viewer, "links.agree", owner_id=link.authority_id) else "agency"
    if link.status is not LinkStatus.PROPOSED:
        raise RuleBroken(f"The link is {link.status}: both sides agree while it is proposed.", code="status")
    if getattr(link, f"{side}_agreed_at") is not None:
        raise RuleBroken("Your side has agreed already.", code="recorded_already")
    expect = expect_open if link.placement_id else expect_possible
    expect(referral=link.referral, household=link.household)
    setattr(link, f"{side}_agreed_at", clock.now())
    setattr(link, f"{side}_agreed_by", viewer.user_id)
    entries.touch(link)
    if link.authority_agreed_at and link.agency_agreed_at:
        pairs.move(viewer, link=link, target=LinkStatus.EXPLORING)
    flush()
    return link


def end(viewer: Viewer, *, link_id: UUID, version: int, reason: EndReason, note: str = "") -> Link:
    """Ends a link: what it opened closes at once, for both sides. Where a child lives by it, it ends with the stay."""
    link = changed(viewer, act="links.end", link_id=link_id, version=version)
    if link.status is LinkStatus.MOVED_IN:
        raise RuleBroken("A child lives there: end the placement, or take the move-in back.", code="moved_in")
    allowed = reasons_to_end(viewer, link=link)
    if EndReason(reason) not in allowed:
        raise Invalid({"reason": [f"Say one of {', '.join(allowed)}."]})
    pairs.end(viewer, link=link, reason=reason, note=note)
    return link


def reasons_to_end(viewer: Viewer, *, link: Link) -> tuple[EndReason, ...]:
    """Why the viewer may end a link: a side speaks for itself; what other acts come to, nobody says by hand."""
    side = next((one for one in _REASONS if sight.owns(viewer, "links.end", owner_id=getattr(link, f"{one}_id"))), None)
    return (*(_REASONS[side] if side else chain(*_REASONS.values())), EndReason.MISTAKE)


def held(viewer: Viewer, *, link_id: UUID, act: str, alone: bool = False) -> Link:
    """As `get`, and as the link is now: nobody changes or ends it before the transaction is over.

    alone: its sides, which the caller holds already, are not read once more.
    """
    require(viewer, act)
    found = within(viewer, act=act).where(Link.id == link_id)
    fresh = found.with_for_update(of=Link).execution_options(populate_existing=True)
    link = db.session.scalar(fresh.options(*map(lazyload, (Link.referral, Link.household))) if alone else fresh)
    if link is None:
        raise NotFound
    return link


def changed(viewer: Viewer, *, act: str, link_id: UUID, version: int, alone: bool = False) -> Link:
    """As `held`, where it is the version that the viewer read."""
    link = held(viewer, link_id=link_id, act=act, alone=alone)
    expect_version(link, version)
    return link


@whole("a link that the viewer reached")
def may(viewer: Viewer, *, act: str, link: Link) -> bool:
    """Whether the viewer may do this to a link that they see."""
    return access.may(viewer, act) and db.session.scalar(within(viewer, act=act).where(Link.id == link.id)) is not None


def cap_by(caps: Caps) -> None:
    """Makes known who says how many links may be open at once; a room above this one offers it."""
    _CAPS.append(caps)


def is_coordinated(viewer: Viewer, *, act: str, authority_id: UUID, agency_id: UUID) -> bool:
    """Whether both sides of a link are in one of the consortia towards the whole of which the viewer may do this."""
    if viewer.operator:
        return True
    authority, agency = sa.literal(authority_id, sa.Uuid()), sa.literal(agency_id, sa.Uuid())
    return bool(db.session.scalar(sa.select(_joined(authority, agency, sight.consortia_of(viewer, act)))))


def within(viewer: Viewer, *, act: str) -> Select[Link]:
    """The links that the table gives the viewer this act towards: of their own side, or of two members they coordinate.

    A panel adviser has those that were shown to them, while they advise a consortium of both sides.
    """
    if viewer.operator:
        return scoped(sa.select(Link))
    own = (sight.is_own(viewer, act, owner=owner) for owner in (Link.authority_id, Link.agency_id))
    both = _joined(Link.authority_id, Link.agency_id, sight.consortia_of(viewer, act))
    return scoped(sa.select(Link).where(sa.or_(*own, both, _advised(viewer, act))))


def _advised(viewer: Viewer, act: str) -> sa.ColumnElement[bool]:
    """The condition that a link was shown to this panel adviser, who may do the act."""
    if not viewer.user_id or Role.PANEL_ADVISER not in CAPABILITIES[act].grants:
        return sa.false()
    panel = _joined(Link.authority_id, Link.agency_id, viewer.consortia(Role.PANEL_ADVISER))
    return sa.and_(Link.id.in_(shares.shown_links(viewer)), panel)


def _joined(first: Any, second: Any, consortium_ids: Iterable[UUID] | None = None) -> sa.ColumnElement[bool]:
    return members.together(first=first, second=second, on=clock.today(), consortium_ids=consortium_ids)


def expect_possible(*, referral: Referral, household: Household) -> None:
    """A link is opened, explored and approved while both sides seek, within one consortium."""
    if referral.status is not ReferralStatus.SEARCHING:
        raise RuleBroken(f"The referral is {referral.status}: it has to be searching.", code="status")
    expect_open(referral=referral, household=household)


def expect_open(*, referral: Referral, household: Household) -> None:
    """Nobody is placed, or comes back, with a household that is withdrawn or outside every common consortium."""
    if household.withdrawn_on is not None:
        raise RuleBroken("The household is withdrawn.", code="withdrawn")
    if _parted(referral.authority_id, household.agency_id):
        raise RuleBroken("The authority and the agency are in no consortium together today.", code="parted")


def are_parted(link: Link) -> bool:
    """Whether the two sides of a link are in no consortium together today."""
    return _parted(link.authority_id, link.agency_id)


def _parted(*owners: UUID) -> bool:
    first, second = (sa.literal(owner, sa.Uuid()) for owner in owners)
    return not db.session.scalar(sa.select(_joined(first, second)))


def _expect_within_caps(*, referral: Referral, household: Household) -> None:
    """Nobody's hopes are raised many times over: both sides are held, so that no two links come in at once."""
    counts = open_counts(referral_ids=[referral.id], household_ids=[household.id])
    for caps in _CAPS:
        of_household, of_referral = caps(authority_id=referral.authority_id, agency_id=household.agency_id)
        for record, most in ((referral, of_referral), (household, of_household)):
            if counts.get(record.id, 0) >= most:
                said = (
                    f"{record.ref} has no room for another link under the policy: end one of its links first, or wait."
                )
                raise RuleBroken(said, code="open_links")


def _called(name: str, ref: Any, owner_id: Any) -> sa.ColumnElement[bool]:
    """The condition that a record has this reference, or that its owner's code and its reference are CODE/REF."""
    code, _, rest = name.strip().partition("/")
    owner = sa.select(members.Member.id).where(members.Member.code == code)
    return sa.or_(ref == name.strip(), sa.and_(ref == rest, owner_id.in_(owner)))


def unclear(rows: list[Any]) -> str:
    """Why a reference does not name one record."""
    return "This is the reference of several records here." if rows else "This reference is not known here."
