"""No table of records is forgotten by erasure, and no door, log or export shows a word of an erased record (I14)."""

import logging

import pytest

from consortium.access import OPERATOR, Role
from consortium.accounts import tokens
from consortium.floor import guard
from consortium.floor.db import transaction
from consortium.retention.disposals import Ground, confirm, propose
from tests import factories
from tests.api.callers import Caller
from tests.retention.filed import BORN, CHILDS_POSTCODE, HOME, MANAGERS, OWNERS, WHY, WORD, Filed, managers

# What erasure deletes or empties, and what says nothing of a person. A new table is read through before it is added.
ERASED = {
    "adopted_people",
    "apart_decisions",
    "approaches",
    "assessment_extensions",
    "audit_reasons",
    "case_events",
    "child_particulars",
    "children",
    "contact_plans",
    "disposals",
    "disruptions",
    "duplicate_decisions",
    "family_agreements",
    "family_tasks",
    "holds",
    "household_particulars",
    "households",
    "imports",
    "link_steps",
    "links",
    "match_runs",
    "milestones",
    "need_answers",
    "notes",
    "overrulings",
    "parenting_assessments",
    "pins",
    "placement_returns",
    "placement_transfers",
    "placements",
    "plan_decisions",
    "purchases",
    "referral_moves",
    "referrals",
    "scenarios",
    "screenings",
    "shares",
    "suggestions",
    "tasks",
    "unmatched",
}
SAY_NOTHING = {
    "agreement_signatures": "who signed what members agreed, and when",
    "agreement_versions": "what members agreed",
    "agreements": "what members agreed",
    "audit_events": "ids, names of fields and keyed digests",
    "audit_head": "a digest",
    "carers_reviews": "days of reviews of an approval",
    "closings": "numbers, days and references",
    "commitments": "numbers and days",
    "contact_consents": "who agreed to which version, and when",
    "erasures": "the list itself: ids and days",
    "exceptions": "which line does not agree, by codes, days and pence",
    "held_places": "which place of a household a link held",
    "invoice_approvals": "who approved an invoice",
    "invoice_lines": "references, days and pence, in words in which no name may stand",
    "invoices": "numbers and days of invoices",
    "line_amounts": "pence of lines",
    "mail_wishes": "what somebody who signs in has chosen",
    "mails": "when one left, and by which code it did not; the text is made as it leaves, and not kept",
    "money_entries": "pence, days and references",
    "notices": "ids, codes and days; the text is made for its reader, from what is there still",
    "move_in_reports": "days of a placement, by side",
    "pdsa_cycles": "what is tried in the work, in words that name nobody",
    "placement_agreements": "the number and day of an order",
    "placement_phases": "days of a placement",
    "plans": "which of two plans is live",
    "policies": "weights",
    "receipts": "hours and days",
    "resolutions": "what was decided on a line, in words in which no name may stand",
    "proposed_commitments": "numbers and days",
    "reliefs": "numbers, days, and why, in words that name nobody",
    "screening_criteria": "what a consortium asks",
    "run_consortia": "which consortia a run was over",
    "tariffs": "prices and days",
    "targets": "what an authority aims at: weeks and per cent",
    "task_consortia": "which consortia a task is about",
    "task_progress": "how far a task is",
    "travel_minutes": "districts and minutes",
    "unit_entries": "numbers and days",
    "unit_sums": "numbers and months",
    "unit_transfers": "numbers, days, and why, in words that name nobody",
}


def test_every_table_of_records_is_erased_or_says_nothing_of_a_person():
    assert ERASED | set(SAY_NOTHING) == guard.OWNED
    assert not ERASED & set(SAY_NOTHING)


@pytest.fixture
def erased(app) -> dict[str, str]:
    """Both records erased, and the ids of all that knew of them, by the names that addresses give them."""
    with app.app_context():
        with transaction():
            filed = Filed()
            filed.leave_traces()
        run = filed.match()
        known = {"run_id": run.id, "referral_id": filed.referral.id, "household_id": filed.household.id}
        known |= {"child_id": filed.child.id, "import_id": filed.kept.id, "link_id": filed.link.id}
        with transaction():
            filed.close()
        for entity in ("referrals", "households"):
            with transaction():
                (first, second), key = managers(entity), known[f"{entity[:-1]}_id"]
                said = {"entity": entity, "record_id": key, "ground": Ground.PERSON_ASKED, "reason": WHY}
                disposal = propose(first, **said)
            with transaction():
                confirm(second, disposal_id=disposal.id, version=disposal.version)
        return {name: str(key) for name, key in known.items()} | {"entity": "referrals"}


def everybody(app) -> list[Caller]:
    """A coordinator, an auditor, and everybody who works for either owner, each with a token."""
    roles = [(Role.COORDINATOR, None), (Role.AUDITOR, None)]
    roles += [(role, OWNERS[entity]) for entity, role in MANAGERS.items()]
    roles += [(Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.FINANCE_OFFICER, factories.EDINBURGH)]
    with app.app_context(), transaction():
        people = [factories.person(role, at=at) for role, at in roles]
        return [Caller(app.test_client(), tokens.issue(OPERATOR, user_id=one.id, name="x")[1]) for one in people]


@pytest.mark.asvs("14.2.4")
def test_no_answer_of_any_door_and_no_log_holds_a_word_of_an_erased_record(app, erased, caplog):
    caplog.set_level(logging.DEBUG)
    words = [word.casefold().encode() for word in (WORD, BORN.isoformat(), CHILDS_POSTCODE, HOME)]
    rules = [one for one in app.url_map.iter_rules() if "GET" in one.methods and one.rule.startswith("/api/v1/")]
    asked, leaking = 0, []
    for caller in everybody(app):
        for rule in rules:
            path = rule.build({name: erased.get(name, erased["referral_id"]) for name in rule.arguments})
            answer = caller.get(path[1].removeprefix("/api/v1"))
            held = (answer.data + str(answer.headers).encode()).lower()
            asked, leaking = asked + 1, leaking + [path for word in words if word in held]

    assert (asked > 200, leaking) == (True, [])
    assert not [word for word in words if word in caplog.text.casefold().encode()]
