"""Codes: the one table of all that people are told of; a notice keeps its code, and is read by this table."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One thing to tell of: its sentence, the page of the console that it leads to, and the act its reader needs.

    `{ref}` becomes the record's reference, as far as its reader may see the record; a sentence holds nothing else of
    it, for it goes out by mail too.
    """

    sentence: str
    page: str
    may: str


CODES: Mapping[str, Code] = {
    "approach.asked": Code("{ref}: is the household willing to hear more?", "approaches.one", "approaches.respond"),
    "approach.answered": Code("{ref}: the agency has answered.", "approaches.one", "approaches.ask"),
    "approach.lapsed": Code("{ref}: nobody answered in time.", "approaches.one", "approaches.ask"),
    "link.proposed": Code("{ref}: a link is proposed. Say whether to explore it.", "links.one", "links.agree"),
    "link.exploring": Code("{ref}: both sides explore. The full profiles are open.", "links.one", "links.read"),
    "link.meeting_held": Code("{ref}: the matching meeting was held. The panel comes next.", "links.one", "links.read"),
    "link.recommended": Code("{ref}: the panel has advised. The decision comes next.", "links.one", "links.read"),
    "link.introductions": Code("{ref}: introductions have begun.", "links.one", "links.read"),
    "link.moved_in": Code("{ref}: a move-in is reported.", "links.one", "links.read"),
    "move_in.provisional": Code("{ref}: one side reports the move-in. Confirm the day.", "links.one", "links.read"),
    "move_in.confirmed": Code("{ref}: both sides confirm the move-in.", "links.one", "links.read"),
    "move_in.disputed": Code("{ref}: the sides report different days of the move-in.", "links.one", "links.read"),
    "approval.removed": Code("{ref}: the approval has ended. The child may stay.", "links.one", "links.read"),
    "placement.disrupted": Code("{ref}: the placement has ended unplanned.", "links.one", "links.read"),
    "placement.goes_on": Code("{ref}: the child is back, and the placement goes on.", "links.one", "links.read"),
    "placement.phase": Code("{ref}: the legal phase of the placement has changed.", "links.one", "links.read"),
    "transfer.proposed": Code("{ref}: its placement is to go on with another agency.", "links.one", "links.read"),
    "placement.transferred": Code("{ref}: its placement goes on with another agency.", "links.one", "links.read"),
    "provider.left": Code("{ref}: its agency has left. Its placement is to be transferred.", "links.one", "links.read"),
    "placement.corrected": Code("{ref}: what was recorded of the placement was corrected.", "links.one", "links.read"),
    "link.taken_back": Code("{ref}: a step was taken back. See how the link stands.", "links.one", "links.read"),
    "link.approved": Code("{ref}: the match is approved.", "links.one", "links.read"),
    "link.ended": Code("{ref}: the link has ended.", "links.one", "links.read"),
    "link.stalled": Code("{ref}: the link has stood still. See who has the next step.", "links.one", "links.read"),
    "case.handed_over": Code("{ref}: you hold this case from now on.", "referrals.one", "referrals.read"),
    "household.handed_over": Code("{ref}: you hold this household from now on.", "households.one", "households.read"),
    "review.in_90_days": Code("{ref}: its review is due within 90 days.", "households.one", "households.read"),
    "review.in_30_days": Code("{ref}: its review is due within 30 days.", "households.one", "households.read"),
    "review.due": Code("{ref}: its review is due.", "households.one", "households.read"),
    "review.taken_back": Code("{ref}: its review was taken back. State the next.", "households.one", "households.read"),
    "referral.submitted": Code("{ref}: a referral waits to be screened.", "screening.screen", "referrals.screen"),
    "referral.accepted": Code("{ref}: the referral is accepted. The search begins.", "referrals.one", "referrals.read"),
    "referral.declined": Code("{ref}: the referral is declined. See why.", "referrals.one", "referrals.read"),
    "referral.more_asked": Code("{ref}: more is asked about it. See what.", "referrals.one", "referrals.read"),
    "plan.ruled_out": Code("{ref}: a plan is ruled out. The other one goes on.", "plans.index", "plans.read"),
    "plan.reversed": Code("{ref}: a plan is taken up again. Both go on.", "plans.index", "plans.read"),
    "contact.set": Code("{ref}: a new contact agreement is to be agreed to.", "contact.index", "contact.agree"),
    "contact.agreed": Code("{ref}: one side agrees to the contact agreement.", "contact.index", "plans.read"),
    "contact.review_due": Code("{ref}: the contact agreement is to be reviewed.", "contact.index", "plans.read"),
    "family.made": Code("{ref}: the Family and Social Work Agreement is made.", "family.index", "plans.read"),
    "family.review_due": Code("{ref}: the agreement with the family is to be reviewed.", "family.index", "plans.read"),
    "family.decide_due": Code("{ref}: the decision promised to the family is due.", "family.index", "plans.read"),
    "step.near": Code("{ref}: a step of its clock is due within a week.", "clock.one", "clock.read"),
    "step.due": Code("{ref}: a step of its clock is due today.", "clock.one", "clock.read"),
    "step.overdue": Code("{ref}: a step of its clock is overdue.", "clock.one", "clock.read"),
    "agreement.to_sign": Code("{ref}: a version waits for your side to sign it.", "agreements.one", "agreements.sign"),
    "agreement.signed": Code("{ref}: both sides have signed. It is locked.", "agreements.one", "agreements.read"),
    "run.preview": Code("{ref}, a preview made last night, differs from the last.", "runs.one", "runs.read"),
}  # fmt: skip
