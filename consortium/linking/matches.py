"""Matches: a link's path from the matching meeting over panel and decision to the introductions, and steps taken back.

What may follow what, and who may do it, is `link_steps.PATH`; the move-in is `contracts.moves`, for it is a purchase.
"""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from consortium import placements, places, reasons
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from consortium.importing import entries
from consortium.linking import emergencies, endings, held_places, holding, link_steps, links, move_ins, pairs
from consortium.linking.link_steps import PATH, LinkStep, Move, Outcome, Step
from consortium.linking.links import Link, LinkStatus
from consortium.linking.pairs import EndReason
from consortium.placements import Placement
from consortium.rights import shares, sight

# What has to be said of a step besides its day: a decision against the panel or before it is explained to an auditor.
EXPLAINED = (Outcome.NOT_RECOMMENDED, Outcome.APPROVED_BEFORE_PANEL, Outcome.NOT_APPROVED)


def hold_meeting(viewer: Viewer, *, link_id: UUID, version: int, on: date) -> Link:
    """The matching meeting was held on a day."""
    return _take(viewer, Step.MEETING, link_id=link_id, version=version, on=on)


def recommend(viewer: Viewer, *, link_id: UUID, version: int, on: date, outcome: Outcome, reason: str = "") -> Link:
    """The panel recommends the match, or does not; it advises, and decides nothing."""
    return _take(viewer, Step.RECOMMENDATION, link_id=link_id, version=version, on=on, outcome=outcome, reason=reason)


def decide(viewer: Viewer, *, link_id: UUID, version: int, on: date, outcome: Outcome, reason: str = "") -> Link:
    """The placing authority's decision-maker approves the match, in an emergency before the panel, or does not.

    An approval opens names and addresses to both sides, takes the household's places and releases the other candidates.
    """
    return _take(viewer, Step.DECISION, link_id=link_id, version=version, on=on, outcome=outcome, reason=reason)


def give_notice(viewer: Viewer, *, link_id: UUID, version: int, on: date) -> Link:
    """Everybody whom the decision concerns was told of it in writing."""
    return _take(viewer, Step.NOTICE, link_id=link_id, version=version, on=on)


def introduce(viewer: Viewer, *, link_id: UUID, version: int, on: date) -> Link:
    """The introductions began."""
    return _take(viewer, Step.INTRODUCTIONS, link_id=link_id, version=version, on=on)


def move_in(viewer: Viewer, *, link: Link, on: date) -> None:
    """The move-in as a step of a link that the caller holds; `contracts.moves` alone calls this: it also purchases."""
    found = link_steps.standing(link)
    move = _move(link, Step.MOVE_IN, outcome=None, found=found)
    move_ins.expect_day(link, on=on)
    link_steps.write(link, step=Step.MOVE_IN, on=on, recorded_by=viewer.user_id)
    follow(viewer, link=link, move=move, on=on)


@whole("a purchase that was recorded without the link moves the link on")
def follow_placement(viewer: Viewer, *, placement: Placement, history: bool = False) -> Link | None:
    """A placement was recorded by hand: the approved match of the pair, where there is one, has moved in with it.

    Of `history`, what began before the match could move in is a stay of another time, and the match stays as it is.
    """
    pair = (Link.referral_id == placement.referral_id, Link.household_id == placement.household_id)
    found = db.session.scalar(
        sa.select(Link).where(*pair, pairs.is_matched(), pairs.is_open()).with_for_update(of=Link)
    )
    if found is None or placements.has_ended(placement.ended_on):
        return None
    if not history or move_ins.can_be_on(found, on=placement.moved_in_on):
        (move,) = PATH[Step.MOVE_IN]
        move_ins.expect_day(found, on=placement.moved_in_on)
        link_steps.write(found, step=Step.MOVE_IN, on=placement.moved_in_on, recorded_by=viewer.user_id)
        follow(viewer, link=found, move=move, on=placement.moved_in_on)
        held_places.keep(link_id=found.id, children=placement.children)
        return found
    return None


def take_back(viewer: Viewer, *, link_id: UUID, version: int, reason: str) -> Link:
    """Takes back the last step, which was recorded by mistake; whoever may take a step may take it back.

    The link is again what it was before it, and open as far. Links that an approval ended stay ended.
    """
    _, step = to_take_back(viewer, link_id=link_id)
    link = held(viewer, act=PATH[step.step][0].act, link_id=link_id, version=version)
    return unwind(viewer, link=link, step=_last(link), reason=reason)


def to_take_back(viewer: Viewer, *, link_id: UUID) -> tuple[Link, LinkStep]:
    """A link and its last step, where the viewer may take it back."""
    step = _last(links.get(viewer, link_id=link_id))
    link = to_take(viewer, link_id=link_id, step=step.step)
    if step.step is Step.MOVE_IN:
        raise RuleBroken("Take the move-in back where it was reported: its purchase goes with it.", code="move_in")
    if link.status is LinkStatus.ENDED:
        raise RuleBroken("The link has ended. Propose it again, with what you know now.", code="status")
    return link, step


def to_take(viewer: Viewer, *, link_id: UUID, step: Step) -> Link:
    """A link of which the viewer may record this step, as far as their roles go."""
    return links.get(viewer, link_id=link_id, act=PATH[step][0].act)


def unwind(viewer: Viewer, *, link: Link, step: LinkStep, reason: str) -> Link:
    """Takes back a step of a link that the caller reached and locked: the link is what it was before it."""
    said = {"on": clock.today(), "reason": reasons.said(reason), "recorded_by": viewer.user_id}
    link_steps.write(link, step=Step.REVERSAL, reverses=step.id, **said)
    if step.step is Step.DECISION:
        link.approved_at = link.approved_by = None
    if link.status is LinkStatus.ENDED or _moved_nothing(step):
        entries.touch(link)
        pairs.tell(viewer, link=link, code="link.taken_back")
    else:
        pairs.move(viewer, link=link, target=step.before)
    flush()
    return link


def _moved_nothing(step: LinkStep) -> bool:
    """Whether a step left the link where it was: a notice, the panel's advice on what had been decided."""
    moves = (one for one in PATH[step.step] if one.outcome is step.outcome and step.before in one.froms)
    return all(one.to is None for one in moves)


def may_follow(viewer: Viewer, *, link: Link) -> list[Step]:
    """The steps that the viewer may record of a link as it stands, in the order of the path: for buttons."""
    found = link_steps.standing(link)
    fits = {step for step, moves in PATH.items() if any(_fits(link, step, move, found=found) for move in moves)}
    return [step for step in PATH if step in fits and links.may(viewer, act=PATH[step][0].act, link=link)]


def outcomes(link: Link, *, step: Step) -> list[Outcome]:
    """What a step can come to as the link stands; where it can not be taken now, all that it ever comes to."""
    found = link_steps.standing(link)
    moves = [move for move in PATH[step] if _fits(link, step, move, found=found)] or PATH[step]
    return [move.outcome for move in moves if move.outcome]


def _take(
    viewer: Viewer,
    step: Step,
    *,
    link_id: UUID,
    version: int,
    on: date,
    outcome: Outcome | None = None,
    reason: str = "",
) -> Link:
    link = held(viewer, act=PATH[step][0].act, link_id=link_id, version=version)
    found, outcome = link_steps.standing(link), Outcome(outcome) if outcome else None
    move = _move(link, step, outcome=outcome, found=found, on=on)
    link_steps.expect_day(link, move=move, on=on, found=found)
    why = reasons.said(reason) if _is_explained(move, found=found) else reason.strip()
    if step is Step.DECISION:
        _expect_decider(viewer, link)
    if step is Step.RECOMMENDATION:
        _expect_adviser(viewer, found=found)
    row = link_steps.write(link, step=step, on=on, outcome=outcome, reason=why, recorded_by=viewer.user_id)
    follow(viewer, link=link, move=move, on=row.on)
    return link


def follow(viewer: Viewer, *, link: Link, move: Move, on: date) -> None:
    """Takes the link where a step leads, and does what goes with it."""
    if move.to is LinkStatus.ENDED:
        pairs.end(viewer, link=link, reason=EndReason.NOT_APPROVED)
    elif move.to is LinkStatus.APPROVED:
        _approve(viewer, link, on=on)
    elif move.to is not None:
        pairs.move(viewer, link=link, target=move.to)
    else:
        entries.touch(link)
    flush()


def _approve(viewer: Viewer, link: Link, *, on: date) -> None:
    links.expect_possible(referral=link.referral, household=link.household)
    expect_approved(link.household, on=on)
    children = len(link.referral.current_children)
    room = places.expect_free(viewer, household_id=link.household_id, children=children)
    link.approved_at, link.approved_by = clock.now(), viewer.user_id
    pairs.move(viewer, link=link, target=LinkStatus.APPROVED)
    sides = {"household_id": link.household_id, "agency_id": link.agency_id}
    held_places.take(link_id=link.id, **sides, children=children, places=link.household.approved_children)
    endings.of_rivals(viewer, match=link, room=room)


def expect_approved(household: Household, *, on: date) -> None:
    """Refuses a household that was not approved, as foster carers and as adopters, by a day."""
    approvals = (household.approved_fostering_on, household.approved_adoption_on)
    if any(day is None or day > on for day in approvals):
        raise RuleBroken("The household needs both approvals, as foster carers and as adopters.", code="unapproved")


def held(viewer: Viewer, *, act: str, link_id: UUID, version: int) -> Link:
    """The link to be changed, after both of its sides: in the order in which all who change them hold them."""
    household, referral = holding.both(**links.sides(viewer, link_id=link_id, act=act))
    link = links.changed(viewer, act=act, link_id=link_id, version=version, alone=True)
    if (link.household_id, link.referral_id) == (household.id, referral.id):  # no merge took it to others meanwhile
        set_committed_value(link, "household", household)
        set_committed_value(link, "referral", referral)
    return link


def _move(link: Link, step: Step, *, outcome: Outcome | None, found: list[LinkStep], on: date | None = None) -> Move:
    moves = [move for move in PATH[step] if move.outcome is outcome]
    if not moves:
        known = dict.fromkeys(move.outcome.value for move in PATH[step] if move.outcome)
        raise Invalid({"outcome": [f"Say one of {', '.join(known)}." if known else "This step has no outcome."]})
    if link.placement_id is not None:
        raise RuleBroken("This link transfers a placement: it is agreed to, and carried out.", code="transfer")
    for move in moves:
        if _fits(link, step, move, found=found, on=on):
            return move
    allowed = [name.value for name, all_ in PATH.items() if any(_fits(link, name, one, found=found) for one in all_)]
    may = f"what may follow: {', '.join(allowed)}" if allowed else "nothing more may follow"
    raise RuleBroken(f"The link is {link.status.replace('_', ' ')}; {may}.", code="status")


def _fits(link: Link, step: Step, move: Move, *, found: list[LinkStep], on: date | None = None) -> bool:
    """Whether the step may be taken, on a day or today, as far as the state and the steps before it say."""
    decision, last = link_steps.latest(found, step=Step.DECISION), link_steps.latest(found, step=step)
    if link.status not in move.froms or link.placement_id is not None:
        return False
    if step is Step.NOTICE:
        return decision is not None and last is None
    if step is Step.RECOMMENDATION and link.status in pairs.MATCHED:
        return decision is not None and decision.outcome is Outcome.APPROVED_BEFORE_PANEL and last is None
    if move.outcome is Outcome.APPROVED_BEFORE_PANEL:
        return emergencies.is_newborn(
            (one.date_of_birth for one in link.referral.current_children), on=on or clock.today()
        )
    return True


def _is_explained(move: Move, *, found: list[LinkStep]) -> bool:
    """Whether a reason has to be given: also by whoever approves what the panel did not recommend."""
    advice = link_steps.latest(found, step=Step.RECOMMENDATION)
    contrary = advice is not None and advice.outcome is Outcome.NOT_RECOMMENDED
    return move.outcome in EXPLAINED or (move.outcome is Outcome.APPROVED and contrary)


def _expect_decider(viewer: Viewer, link: Link) -> None:
    """Who decides is somebody else than who proposed, agreed for the authority, recommended, or advised the panel."""
    if viewer.user_id is None:
        return
    if viewer.user_id == link.proposed_by:
        raise NotAllowed("Whoever proposed the link does not decide on it: a manager of the authority does.")
    if viewer.user_id == link.authority_agreed_by:
        raise NotAllowed("Whoever agreed for the authority does not approve the match too: another manager decides.")
    advice = [one for one in link_steps.all_of(link) if one.step is Step.RECOMMENDATION]
    advised = any(one.recorded_by == viewer.user_id for one in advice)
    if advised or shares.was_shown(link_id=link.id, user_id=viewer.user_id):
        raise NotAllowed("Whoever recommended the match or advised the panel does not decide: another manager does.")


def _expect_adviser(viewer: Viewer, *, found: list[LinkStep]) -> None:
    """Nobody records the panel's advice on a decision of their own."""
    decision = link_steps.latest(found, step=Step.DECISION)
    if viewer.user_id is not None and decision is not None and decision.recorded_by == viewer.user_id:
        raise NotAllowed("Whoever decided does not record what the panel says of it: somebody else does.")


def _last(link: Link) -> LinkStep:
    found = link_steps.standing(link)
    if not found:
        raise RuleBroken("No step of this link is recorded that could be taken back.", code="no_step")
    return found[-1]


def steps_told(viewer: Viewer, *, link: Link) -> list[dict[str, Any]]:
    """The steps of a link as the viewer reads them, in the order in which they were recorded.

    Reasons are the authority's own words about a child; the panel's are also read by whoever coordinates both sides,
    and why a step was taken back by all who see the link.
    """
    owners = {"authority_id": link.authority_id, "agency_id": link.agency_id}
    own = sight.owns(viewer, "links.read", owner_id=link.authority_id)
    hub = links.is_coordinated(viewer, act="links.read", **owners)
    readers = {Step.RECOMMENDATION: own or hub, Step.REVERSAL: True}
    told = []
    for one in link_steps.all_of(link):
        row = {"id": one.id, "step": one.step.value, "on": one.on, "outcome": one.outcome and one.outcome.value}
        row |= {"recorded_at": one.created_at, "reverses": one.reverses}
        told.append(row | ({"reason": one.reason} if readers.get(one.step, own) else {}))
    return told
