"""What each unsafe request of the matrix sends: valid for whoever may send it, so that a refusal is about who asks."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from consortium.floor import clock
from matching.policy import DEFAULT, MERIT_WEIGHTS, as_mapping
from tests.access import course_sent, planning_sent
from tests.access.names import AGENCY, AUTHORITY, NEIGHBOUR, WHY
from tests.access.world import World, sent_answers
from tests.web.visitors import PASSWORD, day
from web.forms.trying import CAPS

Values = dict[str, Any]
LATER = clock.today() + timedelta(days=10)
YEAR = {"period_start": "2028-04-01", "period_end": "2029-04-01"}
HOUSEHOLD = {"agency": AGENCY, "postcode": "EH12 5AA", "max_age_months": 24, "approved_children": 2}
DEPUTY = {"from_on": str(LATER), "until_on": str(LATER)}
SHEET = b"placement_ref,authority_code,agency,children,moved_in_on\nP-8,S12000036,ROWAN,1,2026-07-01\n"
TEXT = {"reason": "There is a good reason for it."}
PRICE = {"tariff_ref": "2030/31", "charge": "placement_fee", "amount_pence": 4_000_000, "valid_from": "2030-04-01"}
TODAY = {"on": str(clock.today())}

# What is asked in an address, by endpoint.
PAIR = {"referral_ref": "R-0", "household_ref": "H-1"}
ASKED: dict[str, Values] = {
    "suggestions.decision_memory": {"consortium": "EAST"},
    "questions.comparison": PAIR,
    "questions.pairs": {"referral_ref": "R-0"},
    "questions.without": {"household_ref": "H-1"},
    "remedies.of_referral": {"referral_ref": "R-2"},
    "statistics.read": {"consortium": "EAST"},
    "web.questions.compare": PAIR,
    "run_charts.read": {"aim": "permanence_recommendation"},
}
# Whom an address names by reference, where it is not whom the run suggests somebody for.
NAMED: dict[str, Values] = {"web.remedies.of_referral": {"referral_ref": "R-2"}}
# By endpoint; what is not here sends nothing.
JSON: dict[str, Callable[[World, Values], Any]] = {
    "policies.try_out": lambda world, ids: {"terms": {"grace_days": 30}},
    "scenarios.make": lambda world, ids: {
        "name": "Without H-0", "changes": [{"change": "household_lost", "household_ref": "H-0"}]
    },
    "adopted.separate": lambda world, ids: {"child_id": str(ids["child_id"]), "given_names": "A", "family_name": "B"},
    "adopted.trace": lambda world, ids: TEXT,
    "agreements.agree": lambda world, ids: {
        "agreement_ref": "A-7", "consortium": "EAST", "title": "Another", "effective_on": "2026-04-01", "terms": "All."
    },
    "agreements.change": lambda world, ids: {"title": "Another title"},
    "agreements.sign": lambda world, ids: {"digest": ids["digest"]},
    "agreements.amend": lambda world, ids: {"effective_on": "2027-04-01", "terms": "All of it."},
    "approaches.ask": lambda world, ids: {
        "referral_id": str(ids["referral_id"]), "household_id": str(world.pairs[1]["household_id"])
    },
    "approaches.respond": lambda world, ids: {"answer": "no", "why_not": "timing"},
    "carers.register": lambda world, ids: HOUSEHOLD,
    "carers.change": lambda world, ids: {"max_travel_minutes": 45},
    "carers.withdraw": lambda world, ids: {},
    "commitments.agree": lambda world, ids: {
        "agreement_id": str(ids["agreement_id"]), "authority_code": AUTHORITY, "minimum_units": 1, **YEAR
    },
    "closings.propose": lambda world, ids: {"agreement_id": str(ids["agreement_id"]), "period_end": "2027-04-01"},
    "commitments.change": lambda world, ids: {"minimum_units": 4},
    "invoices.reverse": lambda world, ids: TEXT,
    "invoices.resolve": lambda world, ids: {"outcome": "rejected", **TEXT},
    "links.propose": lambda world, ids: {
        "referral_id": str(ids["referral_id"]), "household_id": str(ids["household_id"]), "reason": WHY
    },
    "moves.report": lambda world, ids: {"moved_in_on": str(clock.today())},
    "moves.take_back": lambda world, ids: TEXT,
    "stays.come_back": lambda world, ids: {"came_back_on": str(clock.today())},
    "stays.disrupt": lambda world, ids: {
        "happened_on": str(clock.today()), "reason": "carer_request", "note": TEXT["reason"], "hold_until": str(LATER)
    },
    "stays.take_back": lambda world, ids: TEXT,
    "stays.enter_phase": lambda world, ids: {"phase": "prospective_adoptive", **TODAY},
    "stays.correct_phase": lambda world, ids: TODAY,
    "stays.take_back_phase": lambda world, ids: TEXT,
    "transfers.propose": lambda world, ids: {"household_ref": "H-0", "reason": WHY},
    "transfers.carry_out": lambda world, ids: {"transferred_on": str(clock.today())},
    "transfers.take_back": lambda world, ids: TEXT,
    "links.end": lambda world, ids: {"reason": "mistake"},
    "links.hold_meeting": lambda world, ids: TODAY,
    "links.recommend": lambda world, ids: {**TODAY, "outcome": "recommended"},
    "links.decide": lambda world, ids: {**TODAY, "outcome": "not_approved", **TEXT},
    "links.give_notice": lambda world, ids: TODAY,
    "links.introduce": lambda world, ids: TODAY,
    "links.take_back": lambda world, ids: TEXT,
    "links.show_to_panel": lambda world, ids: {"user_id": str(world.adviser), "until": str(LATER), **TEXT},
    "links.open_household": lambda world, ids: TEXT,
    "links.open_referral": lambda world, ids: TEXT,
    "links.record_household": lambda world, ids: {"telephone": "0131 496 0000"},
    "links.record_child": lambda world, ids: {"nursery": "Skerry Nursery"},
    "match_runs.start": lambda world, ids: {"as_of": str(clock.today())},
    "members.add": lambda world, ids: {"code": "NEW", "name": "New Agency", "kind": "agency", "consortium": "EAST"},
    "members.change": lambda world, ids: {"name": "Another name"},
    "members.change_membership": lambda world, ids: {"joined_on": "2020-01-01", "left_on": None},
    "notices.choose": lambda world, ids: {"wish": "daily"},
    "people.hand_over": lambda world, ids: {"to_user_id": str(world.colleague)},
    "people.name_deputy": lambda world, ids: {
        "user_id": str(ids["user_id"]), "deputy_id": str(world.colleague), **DEPUTY
    },
    "pins.decide": lambda world, ids: {
        "referral_ref": "R-1", "household_ref": "H-1", "decision": "pin", "reason": "A sister lives there."
    },
    "policies.sign": lambda world, ids: {"consortium": "EAST", "terms": as_mapping(DEFAULT) | {"version": "2026-12"}},
    "purchases.record": lambda world, ids: {
        "authority_code": AUTHORITY, "agency": AGENCY, "children": 1, "moved_in_on": str(clock.today())
    },
    "purchases.change": lambda world, ids: {"order_number": "PO-77"},
    "unit-transfers.record": lambda world, ids: {
        "commitment_id": str(ids["commitment_id"]), "to_authority": NEIGHBOUR, "units": 1, "on": "2026-07-03",
        "reason": WHY,
    },
    "unit-transfers.take_back": lambda world, ids: TEXT,
    "reliefs.record": lambda world, ids: {"commitment_id": str(ids["commitment_id"]), "units": 1, "reason": WHY},
    "reliefs.take_back": lambda world, ids: TEXT,
    "tariffs.record": lambda world, ids: {"consortium": "EAST", **PRICE},
    "tariffs.change": lambda world, ids: {"valid_to": "2031-04-01"},
    "tariffs.withdraw": lambda world, ids: TEXT,
    "referrals.refer": lambda world, ids: {
        "authority_code": AUTHORITY, "children": [{"date_of_birth": "2026-05-04"}]
    },
    "referrals.change": lambda world, ids: {"children": [{"child_ref": "C-7", "date_of_birth": "2026-05-04"}]},
    "referrals.change_child": lambda world, ids: {"urgency": "urgent"},
    "referrals.birth": lambda world, ids: {"born_on": str(clock.today())},
    "referrals.loss": lambda world, ids: {},
    "duplicates.merge": lambda world, ids: {
        "entity": "referrals", "kept_id": str(ids["referral_id"]), "lost_id": str(ids["referral_id"]), **TEXT
    },
    "duplicates.difference": lambda world, ids: {
        "entity": "referrals", "first_id": str(ids["referral_id"]), "second_id": str(ids["referral_id"]), **TEXT
    },
    "referrals.place_apart": lambda world, ids: {"child_ids": [str(ids["child_id"])], **TEXT},
    "notes.on_household": lambda world, ids: {"text": "She slept well."},
    "notes.on_referral": lambda world, ids: {"text": "She slept well."},
    "notes.on_link": lambda world, ids: {"text": "She slept well."},
    "referrals.resume": lambda world, ids: {"note": "They ask again."},
    "referrals.screen": lambda world, ids: {"outcome": "accept", "answers": sent_answers()},
    "criteria.set_": lambda world, ids: {"consortium": "EAST", "criteria": [{"sentence": "Kin were asked."}]},
    "referrals.twins": lambda world, ids: {"born_on": str(clock.today())},
    "retention.set_terms": lambda world, ids: {"never_placed_months": 30},
    "retention.propose": lambda world, ids: {
        "entity": "referrals", "record_id": str(ids["referral_id"]), "ground": "person_asked", **TEXT
    },
    "retention.place_hold": lambda world, ids: {"entity": "referrals", "record_id": str(ids["referral_id"]), **TEXT},
    "suggestions.accept": lambda world, ids: {"reason": WHY},
    "tasks.ask": lambda world, ids: {"kind": "alternatives"},
    "suggestions.set_aside": lambda world, ids: {"reason": "timing"},
    **course_sent.JSON,
    **planning_sent.JSON,
}  # fmt: skip

_DAY = (clock.today().year, clock.today().month, clock.today().day)
_PASSWORDS = {"new_password": "otter lantern 93 peat", "again": "otter lantern 93 peat"}
_CHILD = {**day("date_of_birth", 2026, 5, 4), "urgency": "soon"}
# Pages that make something new, or change what has no version.
NEW = {
    "web.questions.try_out", "web.scenarios.suppose", "web.scenarios.delete",
    "web.approaches.answer", "web.approaches.ask", "web.closings.propose",
    "web.account.drop", "web.account.enrol", "web.account.issue", "web.account.mail", "web.account.password",
    "web.account.renew", "web.signing.sign", "web.signing.propose_new",
    "web.adopted.separate", "web.adopted.trace", "web.agreements.add", "web.agreements.change", "web.commitments.add",
    "web.commitments.change", "web.cover.ask", "web.cover.hand_over", "web.cover.name", "web.duplicates.decide",
    "web.files.open_file", "web.files.panel", "web.households.register", "web.imports.index", "web.joining.join",
    "web.joining.recover", "web.links.propose", "web.members.add", "web.members.change", "web.members.membership",
    "web.notes.of_case", "web.notes.of_link", "web.overruling.set_aside", "web.overruling.take_back",
    "web.people.invite", "web.pins.decide", "web.purchases.record",
    "web.referrals.add", "web.retention.hold", "web.retention.propose", "web.runs.propose", "web.runs.start",
    "web.tasks.ask", "web.tasks.end",
    "web.screening.set_", "web.sign_in.code", "web.sign_in.enrol", "web.sign_in.sign_in", "web.subject_access.child",
    "web.subject_access.household", "web.tariffs.add", "web.unit_transfers.add",
    "web.unit_transfers.relieve", "web.unit_transfers.take_back", "web.unit_transfers.take_back_relief",
    "web.invoices.take_back", "web.invoices.approve", *course_sent.NEW, *planning_sent.NEW,
}  # fmt: skip
FORMS: dict[str, Callable[[World, Values], Values]] = {
    **course_sent.FORMS,
    **planning_sent.FORMS,
    "web.scenarios.suppose": lambda world, ids: {"kind": "household_lost", "go": "choose"},
    "web.questions.try_out": lambda world, ids: dict.fromkeys((*MERIT_WEIGHTS, *CAPS), "1"),
    "web.invoices.take_back": lambda world, ids: TEXT,
    "web.reconcile.one": lambda world, ids: {"outcome": "rejected", **TEXT},
    "web.account.mail": lambda world, ids: {"wish": "never"},
    "web.account.drop": lambda world, ids: {"password": PASSWORD},
    "web.account.password": lambda world, ids: {"password": PASSWORD, **_PASSWORDS},
    "web.account.issue": lambda world, ids: {
        "name": "Reports", "days": "30", "carries": "read", "password": PASSWORD
    },
    "web.account.renew": lambda world, ids: {"password": PASSWORD},
    "web.adopted.separate": lambda world, ids: {"given_names": "A", "family_name": "B"},
    "web.adopted.trace": lambda world, ids: TEXT,
    "web.agreements.add": lambda world, ids: {
        "consortium_code": "EAST", "ref": "A-8", "title": "Another", **day("effective_on", 2026, 4, 1), "terms": "All."
    },
    "web.signing.sign": lambda world, ids: {"digest": ids["digest"]},
    "web.signing.propose": lambda world, ids: _commitment(2026),
    "web.signing.propose_new": lambda world, ids: {"authority_code": AUTHORITY, **_commitment(2028)},
    "web.agreements.change": lambda world, ids: {"title": "Another title"},
    "web.agreements.amend": lambda world, ids: {**day("effective_on", 2027, 4, 1), "terms": "All of it."},
    "web.commitments.change": lambda world, ids: _commitment(2026),
    "web.commitments.add": lambda world, ids: {"authority_code": AUTHORITY, **_commitment(2028)},
    "web.approaches.ask": lambda world, ids: {"referral_ref": "R-0", "household_ref": "H-1"},
    "web.approaches.one": lambda world, ids: {"answer": "no", "why_not": "timing"},
    "web.approaches.answer": lambda world, ids: {"answer": "yes"},
    "web.cover.name": lambda world, ids: {
        "deputy_id": str(world.colleague), **day("from_on", *_DAY), **day("until_on", *_DAY)
    },
    "web.cover.hand_over": lambda world, ids: {"to_user_id": str(world.colleague)},
    "web.cover.ask": lambda world, ids: TEXT,
    "web.files.open_file": lambda world, ids: TEXT,
    "web.files.household": lambda world, ids: {"telephone": "0131 496 0000"},
    "web.files.child": lambda world, ids: {"nursery": "Skerry Nursery"},
    "web.files.panel": lambda world, ids: {
        "user_id": str(world.adviser), **day("until", LATER.year, LATER.month, LATER.day), **TEXT
    },
    "web.households.hold": lambda world, ids: day("hold_until", LATER.year, LATER.month, LATER.day),
    "web.households.change": lambda world, ids: {
        "max_age_months": "24", "min_age_months": "0", "approved_children": "2", "sexes": "any",
        "max_travel_minutes": "45",
    },
    "web.links.propose": lambda world, ids: {"referral_ref": "R-0", "household_ref": "H-0", "reason": WHY},
    "web.links.end": lambda world, ids: {"reason": "mistake"},
    "web.overruling.set_aside": lambda world, ids: {"reason": "timing"},
    "web.moves.report": lambda world, ids: day("moved_in_on", *_DAY),
    "web.moves.take_back": lambda world, ids: TEXT,
    "web.stays.come_back": lambda world, ids: day("came_back_on", *_DAY),
    "web.stays.disrupt": lambda world, ids: {
        **day("happened_on", *_DAY), **day("hold_until", LATER.year, LATER.month, LATER.day),
        "reason": "carer_request", "note": TEXT["reason"],
    },
    "web.stays.take_back": lambda world, ids: TEXT,
    "web.stays.enter_phase": lambda world, ids: {"phase": "prospective_adoptive", **day("on", *_DAY)},
    "web.stays.correct_phase": lambda world, ids: day("on", *_DAY),
    "web.stays.take_back_phase": lambda world, ids: TEXT,
    "web.transfers.propose": lambda world, ids: {"household_ref": "H-0", "reason": WHY},
    "web.transfers.carry_out": lambda world, ids: day("transferred_on", *_DAY),
    "web.transfers.take_back": lambda world, ids: TEXT,
    "web.households.leave": lambda world, ids: {"reason": "resigned"},
    "web.links.take": lambda world, ids: day("on", *_DAY),
    "web.links.take_back": lambda world, ids: TEXT,
    "web.members.change": lambda world, ids: {"name": "Another name"},
    "web.members.add": lambda world, ids: {
        "kind": "agency", "name": "New Agency", "code": "NEW", "consortium_code": "EAST"
    },
    "web.people.roles": lambda world, ids: {"roles": f"{ids['consortium_id']}:agency_manager"},
    "web.people.invite": lambda world, ids: {
        "email": "fresh@example.org", "name": "Fresh", "member_code": AGENCY, "sign_in_by": "password",
        "roles": f"{ids['consortium_id']}:agency_worker",
    },
    "web.pins.decide": lambda world, ids: {
        "referral_ref": "R-1", "household_ref": "H-1", "decision": "pin", "reason": "A sister lives there."
    },
    "web.pins.change": lambda world, ids: {"decision": "forbid", "reason": "They are cousins."},
    "web.purchases.record": lambda world, ids: {
        "authority_code": AUTHORITY, "agency": AGENCY, "children": "1", **day("moved_in_on", *_DAY)
    },
    "web.unit_transfers.add": lambda world, ids: {
        "to_authority": NEIGHBOUR, "units": "1", "reason": WHY, **day("on", 2026, 7, 3)
    },
    "web.unit_transfers.relieve": lambda world, ids: {"units": "1", "offer": "none", "reason": WHY},
    "web.unit_transfers.take_back": lambda world, ids: TEXT,
    "web.unit_transfers.take_back_relief": lambda world, ids: TEXT,
    "web.tariffs.add": lambda world, ids: {
        "consortium_code": "EAST", "tariff_ref": "2030/31", "charge": "placement_fee", "amount_pence": "40,000.00",
        "vat": "exempt", **day("valid_from", 2030, 4, 1),
    },
    "web.tariffs.change": lambda world, ids: {"tariff_ref": "2026/27", **day("valid_to", 2031, 3, 31)},
    "web.tariffs.withdraw": lambda world, ids: TEXT,
    "web.purchases.change": lambda world, ids: {"children": "1", **day("moved_in_on", 2026, 6, 1)},
    "web.imports.index": lambda world, ids: {
        "kind": "purchases", "file": (BytesIO(SHEET), "p.csv"), "bad_rows": "return"
    },
    "web.referrals.add_child": lambda world, ids: _CHILD,
    "web.retention.hold": lambda world, ids: TEXT,
    "web.retention.propose": lambda world, ids: TEXT,
    "web.retention_terms.change": lambda world, ids: {"never_placed_months": "30"},
    "web.referrals.change": lambda world, ids: {**day("date_of_birth", 2026, 5, 4), "sex": "F"},
    "web.duplicates.decide": lambda world, ids: {"decision": "merge", **TEXT},
    "web.siblings.place_apart": lambda world, ids: {"child_ids": str(ids["child_id"]), **TEXT},
    "web.notes.of_case": lambda world, ids: {"text": "She slept well."},
    "web.notes.of_link": lambda world, ids: {"text": "She slept well.", "audience": "own"},
    "web.statutory.child": lambda world, ids: {"interests": "Water."},
    "web.referrals.move": lambda world, ids: {"note": "They ask again."},
    "web.screening.screen": lambda world, ids: {
        "outcome": "accept", **{f"answer-{code}": word for code, word in sent_answers().items()}
    },
    "web.screening.set_": lambda world, ids: {"sentences": "Kin were asked.", "consortium_code": "EAST"},
    "web.referrals.record": lambda world, ids: day("born_on", *_DAY),
    "web.runs.start": lambda world, ids: day("as_of", *_DAY),
    "web.runs.propose": lambda world, ids: {"reason": WHY},
    "web.tasks.ask": lambda world, ids: {"most": "3"},
}  # fmt: skip


def _commitment(year: int) -> Values:
    days = {**day("period_start", year, 4, 1), **day("period_end", year + 1, 3, 31)}
    return {**days, "minimum_units": "3", "unit_basis": "child", "count_event": "moved_in"}
