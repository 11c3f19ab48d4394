"""Referrals of a demo on their way to the search, and questions to carers' agencies."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from commands.demo_cast import Cast
from commands.listing import everything
from consortium import notes, referrals
from consortium.carers import Household
from consortium.floor import clock
from consortium.linking import approaches, links
from consortium.linking.approaches import WhyNot, Willingness
from consortium.referrals import Referral, ReferralStatus, screenings
from consortium.referrals.courses import ScreeningReason
from consortium.referrals.screenings import Outcome

LATER = "Their own daughter is to be born in the spring."
ANSWERS: Sequence[dict[str, Any]] = (
    {},
    {"answer": Willingness.NO, "why_not": WhyNot.TIMING, "note": LATER},
    {"answer": Willingness.YES},
)


def referred(cast: Cast) -> None:
    """A draft, one that waits to be screened, one of which more is asked, and one that was referred twice."""
    _draft(cast, "R-0102", date_of_birth=_ago(95), sex="M")
    waits = _draft(cast, "R-0103", expected_date_of_delivery=_ago(-50))
    referrals.submit(cast.worker, referral_id=waits.id, version=waits.version)
    asked = _draft(cast, "R-0104", date_of_birth=_ago(330), sex="F")
    _draft(cast, "R-104", date_of_birth=_ago(330), sex="F")
    notes.write(cast.worker, case=asked, text="Her aunt in Thurso has been written to, and has not answered yet.")
    referrals.submit(cast.worker, referral_id=asked.id, version=asked.version)
    put = screenings.asked(cast.coordinator, referral=asked)
    answers = {one.code: "met" for one in put.criteria if one.under_months is None}
    screenings.screen(
        cast.coordinator,
        referral_id=asked.id,
        version=asked.version,
        outcome=Outcome.ASK,
        answers=answers | {"kin_explored": "not_known"},
        reason=ScreeningReason.KIN_NOT_EXPLORED,
        note="Please say what the aunt answers.",
    )


def asked(cast: Cast, *, homes: Sequence[Household]) -> None:
    """The agency is asked of three households whether they are willing: one has not answered, one says no, one yes.

    Both sides explore a link with the last, for which the coordinator gives the reason: no run has suggested it.
    """
    waiting = everything(referrals.visible(cast.worker, status=ReferralStatus.SEARCHING))
    for referral, home, said in zip(waiting[:1] * 3, homes, ANSWERS, strict=False):
        one = approaches.ask(cast.coordinator, referral_id=referral.id, household_id=home.id)
        if said:
            approaches.respond(cast.agency, approach_id=one.id, version=one.version, **said)
        if said.get("answer") is Willingness.YES:
            pair = {"referral_id": referral.id, "household_id": home.id}
            link = links.propose(cast.coordinator, **pair, reason="They have asked for brothers and sisters.")
            for side in (cast.worker, cast.agency):
                links.agree(side, link_id=link.id, version=link.version)


def _draft(cast: Cast, ref: str, **child: Any) -> Referral:
    one = {"child_ref": ref.replace("R", "C"), "contact_postcode": "EH22 1DN"} | child
    values = {"authority_code": cast.authority.code, "referral_ref": ref, "children": [one], "draft": True}
    return referrals.refer(cast.worker, values=values)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
