"""Links of a demo: one moves in before the panel met, one waits for its decision, one is proposed, one declined."""

from datetime import timedelta
from uuid import UUID

from commands.demo_cast import Cast
from consortium import notes
from consortium.floor import clock
from consortium.linking import emergencies, links, matches
from consortium.linking.link_steps import Outcome
from consortium.linking.links import EndReason, Link
from consortium.planning import assessments, contact
from consortium.rights import files
from contracts import moves
from matching.running import suggestions

DAYS_TO_REVIEW = timedelta(days=28)
URGENT = "The child is ready to leave hospital today, and the panel meets in three weeks."


def moving_in(cast: Cast, suggestion_id: UUID) -> None:
    """A match, before the panel where the child is a newborn; the authority has yet to report the move-in."""
    link, now = _explored(cast, suggestion_id), clock.today()
    matches.hold_meeting(cast.worker, link_id=link.id, version=link.version, on=now)
    if emergencies.is_newborn((one.date_of_birth for one in link.referral.current_children), on=clock.today()):
        _decide(cast, link, outcome=Outcome.APPROVED_BEFORE_PANEL, reason=URGENT)
    else:
        _recommend(cast, link)
        _decide(cast, link, outcome=Outcome.APPROVED)
    matches.give_notice(cast.worker, link_id=link.id, version=link.version, on=now)
    matches.introduce(cast.agency, link_id=link.id, version=link.version, on=now)
    moves.report(cast.agency, link_id=link.id, version=link.version, moved_in_on=clock.today())
    _agree_contact(cast, link)
    assessments.start(cast.worker, referral_id=link.referral_id, team="Early assessment team", started_on=clock.today())


def recommended(cast: Cast, suggestion_id: UUID) -> None:
    """A match that the panel recommends, and that waits for the authority's decision-maker."""
    link = _explored(cast, suggestion_id)
    asked = "Could the carers meet the grandmother before the panel does?"
    said = notes.write(cast.worker, case=link, text=asked, shared=True)
    notes.write(cast.agency, case=link, text="Yes, on any afternoon of next week.", reply_to=said.id)
    matches.hold_meeting(cast.worker, link_id=link.id, version=link.version, on=clock.today())
    _recommend(cast, link)


def proposed(cast: Cast, suggestion_id: UUID) -> None:
    """A link that both sides are still to agree to."""
    _accepted(cast, suggestion_id)


def declined(cast: Cast, suggestion_id: UUID) -> None:
    """A link that the agency agreed to explore, and had to end."""
    link = _accepted(cast, suggestion_id)
    links.agree(cast.agency, link_id=link.id, version=link.version)
    note = "One of the carers starts a new job in the new year."
    why = EndReason.DECLINED_BY_AGENCY
    links.end(cast.agency, link_id=link.id, version=link.version, reason=why, note=note)


def _accepted(cast: Cast, suggestion_id: UUID) -> Link:
    reason = "They suit each other in age, needs and distance, and the carers have time."
    return suggestions.accept(cast.coordinator, suggestion_id=suggestion_id, reason=reason)


def _explored(cast: Cast, suggestion_id: UUID) -> Link:
    link = _accepted(cast, suggestion_id)
    for side in (cast.worker, cast.agency):
        links.agree(side, link_id=link.id, version=link.version)
    return link


def _recommend(cast: Cast, link: Link) -> None:
    """The adviser is shown the link, and records what the panel said."""
    adviser, now, why = cast.adviser, clock.today(), "The panel meets today."
    files.show_to_panel(cast.coordinator, link_id=link.id, user_id=adviser.user_id, until=now, reason=why)
    matches.recommend(adviser, link_id=link.id, version=link.version, outcome=Outcome.RECOMMENDED, on=now)


def _decide(cast: Cast, link: Link, *, outcome: Outcome, reason: str = "") -> None:
    on = clock.today()
    matches.decide(cast.manager, link_id=link.id, version=link.version, outcome=outcome, on=on, reason=reason)


def _agree_contact(cast: Cast, link: Link) -> None:
    values = {
        "purpose": "So that the child and the mother keep knowing each other while both plans are worked at.",
        "sessions_per_week": 3,
        "from_on": clock.today(),
        "review_on": clock.today() + DAYS_TO_REVIEW,
        "venue": "Family centre of the authority",
        "times": "Mondays, Wednesdays and Fridays at ten",
        "supervision": "A family time worker stays in the room",
        "handover": "The carers bring and fetch the child, with the communication book",
    }
    plan = contact.set_(cast.worker, referral_id=link.referral_id, follows=0, values=values)
    for side in (cast.worker, cast.agency):
        contact.agree(side, contact_plan_id=plan.id)
