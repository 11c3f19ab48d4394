"""The words that people read for the codes that records hold; the only list of them."""

from consortium.documents.words import STEP_OUTCOMES as STEP_OUTCOMES
from consortium.documents.words import STEPS as STEPS
from consortium.documents.words import UNPLANNED
from consortium.planning.words import PLAN_ACTS as PLAN_ACTS
from consortium.planning.words import PLANS as PLANS
from consortium.planning.words import RECOMMENDATIONS as RECOMMENDATIONS
from consortium.planning.words import SIDES as SIDES

PLAN_STATES = {"live": ("", "Live", "dot"), "ruled_out": ("", "Ruled out", "none")}
LINK_STATES = {
    "proposed": ("accent", "Proposed", "dot"),
    "exploring": ("accent", "Exploring", "dot"),
    "meeting_held": ("accent", "Matching meeting held", "dot"),
    "recommended": ("accent", "Before the decision", "dot"),
    "approved": ("good", "Match approved", "good"),
    "introductions": ("good", "Introductions", "good"),
    "moved_in": ("good", "Moved in", "good"),
    "ended": ("", "Ended", "none"),
}
WILLINGNESS = {"yes": "Yes", "maybe": "Maybe", "no": "No"}
WHY_NOT = {
    "age": "The child’s age",
    "needs": "What the child needs",
    "siblings": "The number of children",
    "timing": "Not at this time",
    "distance": "The distance to family time",
    "contact": "How often family time is",
    "own_circumstances": "The household’s own circumstances",
    "other": "Another reason",
}
APPROACH_STATES = {
    "open": ("accent", "Asked", "dot"),
    "answered": ("good", "Answered", "good"),
    "withdrawn": ("", "Withdrawn", "none"),
    "lapsed": ("warn", "Not answered in time", "warn"),
}
STEP_ACTS = {
    "meeting": "Record the matching meeting…",
    "recommendation": "Record the panel’s recommendation…",
    "decision": "Decide on the match…",
    "notice": "Record the notice in writing…",
    "introductions": "Record that introductions began…",
    "move_in": "Report the move-in…",
}
STEPS_TO_DO = {
    "meeting": "Both sides explore this link: hold the matching meeting.",
    "recommendation": "The matching meeting was held: the panel’s recommendation comes next.",
    "decision": "The panel has advised: the decision-maker decides on the match.",
    "introductions": "The match is approved: introductions come next.",
    "move_in": "Introductions are under way: report the day of the move-in.",
}
MOVE_INS = {
    "provisional": ("warn", "One side has reported", "warn"),
    "confirmed": ("good", "Confirmed by both sides", "good"),
    "disputed": ("bad", "The sides report different days", "bad"),
}
LINK_ENDS = {
    "declined_by_authority": "The authority declines",
    "declined_by_agency": "The agency declines",
    "carers_withdrew": "The carers withdrew",
    "approval_removed": "The household’s approval has ended",
    "plan_changed": "The child’s plan has changed",
    "another_match": "Another match was found",
    "not_approved": "The match was not approved",
    "placement_ended": "The placement has ended",
    "transferred": "The placement goes on with another agency",
    "mistake": "It was opened by mistake",
}
SCREENING_OUTCOMES = {
    "accept": "Accept: it searches from now on",
    "ask": "Ask for more information",
    "decline": "Decline",
}
SCREENING_REASONS = {
    "criteria_not_met": "The criteria are not met",
    "kin_not_explored": "Family and friends were not explored enough",
    "return_home_likely": "Return home is likely enough for another plan",
    "plan_not_agreed": "The family cannot work with a concurrent plan",
    "another_route_fits": "Another route to permanence fits better",
    "assessment_missing": "An assessment is missing",
    "facts_missing": "Facts are missing",
}
LIKENESS = {
    "same_reference": "the same reference, written otherwise",
    "same_birth": "born on the same day or nearly, and maybe of the same sex",
    "near_expected": "expected in the same week",
    "same_home_and_approvals": "the same postcode and approvals",
}
CRITERION_ANSWERS = {"met": "Met", "not_met": "Not met", "not_known": "Not known"}
STAGES = {1: "anonymised profile", 2: "full profile", 3: "names and addresses"}
LOOKS = {
    "read": "Read",
    "opened": "Opened the full file",
    "packed": "Made a subject access pack",
    "printed": "Printed a document",
}
GROUNDS = {"class_over": "Its class is over", "person_asked": "The person has asked for it"}
CLOSING_STATES = {
    "proposed": ("accent", "Waits for a second person", "dot"),
    "withdrawn": ("", "Taken back", "none"),
    "closed": ("good", "Closed", "good"),
}
DISPOSAL_STATES = {
    "proposed": ("accent", "Waits for a second person", "dot"),
    "declined": ("", "Declined", "none"),
    "carried_out": ("", "Erased", "cross"),
}
ENTITIES = {"referrals": "Referral", "households": "Household"}
ROLES = {
    "coordinator": "Coordinator",
    "authority_worker": "Authority worker",
    "authority_manager": "Authority manager",
    "agency_worker": "Agency worker",
    "agency_manager": "Agency manager",
    "finance_officer": "Finance officer",
    "panel_adviser": "Panel adviser",
    "auditor": "Auditor",
    "administrator": "Administrator",
}
MEMBER_KINDS = {
    "authority": "Authority",
    "agency": "Agency",
    "partner": "Practice partner",
    "observer": "Observer",
}
NEEDS = {
    "prenatal_alcohol": "prenatal exposure to alcohol",
    "prenatal_drugs": "prenatal exposure to drugs",
    "neonatal_abstinence": "withdrawal after birth (neonatal abstinence)",
    "blood_borne_virus": "a blood-borne virus, or a risk of one",
    "prematurity": "born early",
    "developmental_uncertainty": "uncertain development",
    "learning_disability_family": "learning disability in the family",
    "mental_health_family": "mental ill-health in the family",
    "genetic_condition": "a genetic condition, or a risk of one",
    "physical_disability": "physical disability",
    "sensory_impairment": "impaired sight or hearing",
    "complex_health": "complex health needs",
    "paternity_unknown": "father not known",
    "domestic_abuse_history": "domestic abuse in the family",
    "high_contact": "frequent family time",
    "sibling_contact": "family time with brothers and sisters",
}
ANSWERS = {"yes": "Yes", "discuss": "Discuss", "no": "No", "not_asked": "Not asked"}
SEXES = {"F": "Girl", "M": "Boy"}
URGENCIES = {"urgent": "Urgent", "soon": "Soon", "routine": "Routine"}
UNIT_ENTRIES = {
    "committed": "Committed",
    "amended": "Amended",
    "taken": "Taken",
    "transferred_in": "Transferred in",
    "transferred_out": "Transferred out",
    "carried_in": "Carried in",
    "made_up": "Made up",
    "relieved": "Relieved",
    "tolerated": "Tolerated",
    "shortfall": "Shortfall",
    "excess": "Excess",
    "carried_out": "Carried out",
}
MONEY_ACTS = {
    "charge": "Owed for a placement",
    "accrual": "Owed for days that passed",
    "shortfall": "Owed for a shortfall",
    "invoice": "Billed",
    "credit": "Credited",
    "payment": "Paid",
}
CHARGES = {
    "placement_fee": "Placement fee",
    "fostering_weekly": "Fostering, for a week",
    "contact_hourly": "Supervised family time, for an hour",
    "monthly_after_12": "For a month after the first twelve without an adoption order",
}
VAT = {"exempt": "Exempt", "standard": "Standard rate", "zero": "Zero rate", "outside": "Outside VAT"}
INVOICE_STATES = {
    "reversed": ("", "Taken back", "cross"),
    "credit": ("", "Credit note", "ring"),
    "approved": ("good", "Approved", "good"),
    "approved_in_part": ("warn", "Approved, part in dispute", "warn"),
    "in_dispute": ("warn", "In dispute", "warn"),
    "agrees": ("accent", "Agrees, to be approved", "dot"),
}
EXCEPTION_OWNERS = {"agency": "The agency", "authority": "The authority", "coordinator": "The coordinators"}
DECIDED = {
    "accepted": "Accepted as billed",
    "paid_in_part": "Paid in part, a credit note asked",
    "rejected": "Not paid, a credit note asked",
    "set_aside": "Set aside as billed before",
    "taken_back": "The decision was taken back",
}
CLOSED_BY = {
    "credited": "A credit note put it right.",
    "reversed": "The invoice was taken back.",
    "put_right": "The records agree by now.",
}
VERSIONS = {
    "unsigned": "not signed",
    "draft": "an amendment that waits to be signed",
    "signed": "signed by both sides",
    "discarded": "discarded, never signed",
}
SIGNED_FOR = {"authorities": "For the authorities", "agencies": "For the agencies"}
OFFERS = {
    "none": "Nobody in time",
    "declined": "A household, and it was declined",
}
UNIT_BASES = {"child": "Child", "sibling_group": "Sibling group"}
WITHDRAWALS = {
    "resigned": "The carers resign",
    "approval_terminated": "Their approval was terminated",
    "approval_lapsed": "Their approval has lapsed",
}
PHASES = {
    "fostering": "fostering",
    "prospective_adoptive": "prospective adoptive",
    "adopted": "adopted",
}
END_REASONS = {
    "reunified_parent": "home to a parent",
    "kinship": "to family or friends",
    "adopted_by_concurrent_carers": "adopted by the same carers",
    "moved_other_adopters": "moved to other adopters",
    "moved_other_foster": UNPLANNED["moved_other_foster"],
    "long_term_foster": "long-term fostering",
    "carer_request": UNPLANNED["carer_request"],
    "allegation": UNPLANNED["allegation"],
    "approval_removed": UNPLANNED["approval_removed"],
    "child_died": "the child died",
    "aborted_before_move_in": "given up before the move-in",
}
OVERRULED = {
    "child_not_as_recorded": "The child is not as recorded",
    "carers_not_as_recorded": "The carers are not as recorded",
    "earlier_tie": "An earlier tie to other carers",
    "family_time": "Family time would not work",
    "identity": "Language, religion or culture",
    "needs": "What the child needs",
    "timing": "Not at this time",
    "support": "The support that is there",
    "other": "Another reason",
}
DECISIONS = {
    "pin": "Pin the pair: the run gives this household to this referral",
    "forbid": "Forbid the pair: no run suggests it",
}
COUNT_EVENTS = {"moved_in": "The day the child moves in", "match_approved": "The day the match is approved"}

FIGURES = {
    "children_waiting": "Children waiting",
    "households_available": "Households available",
    "open_links": "Open links",
    "children_placed": "Children who moved in",
}
FIGURE_MEANINGS = {
    "children_waiting": "Born or expected, of referrals that search",
    "households_available": "Approved, free, and with a place left",
    "open_links": "Proposed, explored or approved, and not ended",
    "children_placed": "From a member authority to a household of a member agency",
}
FIGURE_PARTS = {
    "age": "Age",
    "urgency": "Urgency",
    "approved_to": "Oldest age approved for",
    "state": "State",
    "quarter": "Quarter",
}
FIGURE_CELLS = {
    **URGENCIES,
    **{state: word for state, (_, word, _) in LINK_STATES.items()},
    "unborn": "Unborn",
    "under_6_months": "Under 6 months",
    "6_to_11_months": "6 to 11 months",
    "1_year_or_older": "1 year or older",
    "up_to_1_year": "Up to 1 year",
    "up_to_2_years": "Up to 2 years",
    "over_2_years": "Over 2 years",
    "april_to_june": "April to June",
    "july_to_september": "July to September",
    "october_to_december": "October to December",
    "january_to_march": "January to March",
}
WITHHELD = {
    "small": "It is small, or mostly one member’s",
    "few_members": "So few belong that one would read another’s",
}


def need(code: str) -> str:
    """A need in words; codes are extensible, so an unknown one is read as it is written."""
    return NEEDS.get(code, code.replace("_", " "))


def sentence_case(text: str) -> str:
    """With a capital at its beginning alone."""
    return text[:1].upper() + text[1:]
