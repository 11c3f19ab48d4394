"""Schemathesis reads the specification and tries every operation: nothing breaks, and every answer is as described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from consortium.access import OPERATOR
from consortium.floor.db import transaction
from matching.terms import pins, policies
from tests import factories

# Each case carries a good token and often a record's own id; so these three have nothing to say about it.
NOT_OURS = [checks.ignored_auth, checks.negative_data_rejection, checks.positive_data_acceptance]
SIZES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 2}
KNOWN = {
    "agency": "ROWAN",
    "authority_code": "S12000036",
    "postcode": "EH12 5AA",
    "agreement_ref": "A-1",
    "consortium": "EAST",
    "consortia": ["EAST"],
}
PINNED = {"decision": "pin", "reason": "Her brother lives there."}


@pytest.fixture
def ids(app, coordinator):
    """The ids of one record of each noun, by the name that the addresses give them."""
    with app.app_context(), transaction():
        household, referral, agreement = factories.household(), factories.referral(), factories.agreement()
        made = {
            "household_id": household.id,
            "member_id": household.agency_id,
            "membership_id": household.agency.memberships[0].id,
            "referral_id": referral.id,
            "child_id": referral.children[0].id,
            "agreement_id": agreement.id,
            "consortium_id": agreement.consortium_id,
            "commitment_id": factories.commitment().id,
            "purchase_id": factories.purchase().id,
            "policy_id": policies.sign(OPERATOR, consortium_code="EAST", terms={}).id,
            "pin_id": pins.decide(
                OPERATOR, values=PINNED | {"referral_ref": referral.ref, "household_ref": household.ref}
            ).id,
        }
    run = coordinator.post("/match-runs", {"consortia": ["EAST"]}).json["id"]
    suggested = coordinator.get(f"/match-runs/{run}/suggestions").json["items"][0]["id"]
    return {name: str(key) for name, key in made.items()} | {"run_id": run, "suggestion_id": suggested}


def tried(operation, mode, *, ids, token):
    """Sends some generated requests of one operation, aimed at records that exist."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=SIZES[mode],
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    def send(case):
        case.path_parameters = {name: ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
        if isinstance(case.body, dict):
            known = KNOWN | ids
            case.body |= {name: known[name] for name in case.body.keys() & known.keys()}
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=NOT_OURS)

    send()


@pytest.mark.parametrize("mode", SIZES, ids=lambda mode: mode.value)
def test_no_generated_request_breaks_the_door_or_its_description(app, coordinator, ids, mode, monkeypatch):
    monkeypatch.setitem(app.config, "TESTING", False)  # so that a fault is answered, as it is when served

    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [operation.ok() for operation in document.get_all_operations()]
    sent = [one for one in operations if mode is GenerationMode.POSITIVE or one.path != "/api/v1/health"]

    for operation in sent:
        tried(operation, mode, ids=ids, token=coordinator.token)
