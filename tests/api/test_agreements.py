"""Agreements, commitments, purchases and positions through the JSON door: what was promised, and what came of it."""

import pytest

from consortium.access import Role
from contracts.agreeing.terms import TERMS

AGREEMENT = {"agreement_ref": "EAST-2026", "consortium": "EAST", "title": "Minimum purchase 2026"}
COMMITMENT = {
    "authority_code": "S12000036",
    "period_start": "2026-04-01",
    "period_end": "2027-04-01",
    "minimum_units": 3,
}
PURCHASE = {"authority_code": "S12000036", "agency": "ROWAN", "children": 2, "moved_in_on": "2026-06-15"}


@pytest.fixture
def agreement(coordinator):
    created = coordinator.post("/agreements", AGREEMENT | {"effective_on": "2026-04-01", "terms": "First.\nSecond."})
    assert created.status_code == 201, created.json
    return created


@pytest.fixture
def commitment(coordinator, agreement):
    created = coordinator.post("/commitments", COMMITMENT | {"agreement_id": agreement.json["id"]})
    assert created.status_code == 201, created.json
    return created


def test_terms_are_amended_and_never_rewritten(coordinator, agreement):
    path = f"/agreements/{agreement.json['id']}"

    amended = coordinator.post(f"{path}/versions", {"effective_on": "2026-10-01", "terms": "Third."}, etag='"1"')

    versions = [(one["number"], one["effective_on"], one["terms"]) for one in coordinator.get(path).json["versions"]]
    assert versions == [(1, "2026-04-01", "First.\nSecond."), (2, "2026-10-01", "Third.")]
    assert amended.headers["ETag"] == '"2"'


def test_typed_terms_are_read_back_and_one_that_is_left_out_stays_what_it_was(coordinator, agreement):
    path, first = f"/agreements/{agreement.json['id']}", {"effective_on": "2026-10-01", "terms": ""}
    typed = {"minimum_stay_days": 28, "refund_convention": "days", "price_basis": "fixed", "fixed_price_pence": 3162000}

    coordinator.post(f"{path}/versions", first | typed, etag='"1"')
    later = {"effective_on": "2026-11-01", "terms": "", "minimum_stay_days": 14, "refund_convention": None}
    told = coordinator.post(f"{path}/versions", later, etag='"2"').json["versions"]

    assert told[1].items() >= typed.items()
    assert told[2].items() >= (typed | {"minimum_stay_days": 14, "refund_convention": None}).items()


@pytest.mark.parametrize(
    "said", [{"minimum_stay_days": 367}, {"price_basis": "fixed"}, {"pro_rata": "weeks"}, {"transfers_allowed": 1}]
)
def test_a_value_that_a_term_does_not_take_is_refused_at_its_field(coordinator, agreement, said):
    sent = {"effective_on": "2026-10-01", "terms": ""} | said
    refused = coordinator.post(f"/agreements/{agreement.json['id']}/versions", sent, etag='"1"')

    assert (refused.status_code, refused.json["code"]) == (422, "invalid")


def test_every_term_has_its_meaning_in_the_specification(coordinator):
    shape = coordinator.get("/openapi.json").json["components"]["schemas"]["Amendment"]["properties"]

    assert all(term.meaning in shape[term.name]["description"] for term in TERMS)


def test_only_the_title_of_an_agreement_is_corrected(coordinator, agreement):
    path = f"/agreements/{agreement.json['id']}"

    renamed = coordinator.patch(path, {"title": "Minimum purchase"}, etag='"1"')
    moved = coordinator.patch(path, {"consortium": "WEST"}, etag='"2"')

    assert (renamed.json["title"], moved.status_code) == ("Minimum purchase", 422)


def test_a_commitment_is_read_back_with_the_usual_terms(coordinator, commitment):
    read = coordinator.get(f"/commitments/{commitment.json['id']}").json

    assert {name: read[name] for name in COMMITMENT} == COMMITMENT
    assert read["agreement_ref"] == "EAST-2026"
    assert (read["unit_basis"], read["count_event"], read["tolerance_units"]) == ("child", "moved_in", 0)


def test_overlapping_commitments_of_one_authority_are_refused(coordinator, commitment):
    later = {"agreement_id": commitment.json["agreement_id"], "period_start": "2026-10-01"}
    overlapping = coordinator.post("/commitments", COMMITMENT | later)

    assert (overlapping.status_code, overlapping.json["code"]) == (409, "overlap")


def test_a_commitments_terms_change_but_not_whose_it_is(coordinator, commitment):
    path = f"/commitments/{commitment.json['id']}"

    changed = coordinator.patch(path, {"minimum_units": 4, "tolerance_units": 1}, etag='"1"')
    moved = coordinator.patch(path, {"authority_code": "S12000047"}, etag='"2"')

    assert (changed.json["minimum_units"], changed.json["tolerance_units"]) == (4, 1)
    assert moved.status_code == 422


def test_a_purchase_moves_the_position(coordinator, authority_worker, finance_officer, commitment):
    authority_worker.post("/purchases", PURCHASE)

    answer = finance_officer.get("/positions?as_of=2026-10-01").json

    (position,) = answer["positions"]
    counts = [position[name] for name in ("minimum_units", "taken_units", "remaining_units", "excess_units")]
    assert (answer["as_of"], counts, position["expected_by_now"]) == ("2026-10-01", [3, 2, 1, 0], 1.5)


def test_a_purchase_is_changed_by_whoever_read_it_last(authority_worker):
    path = f"/purchases/{authority_worker.post('/purchases', PURCHASE).json['id']}"

    ended = authority_worker.patch(path, {"ended_on": "2026-09-01", "order_number": "PO-7"}, etag='"1"')
    stale = authority_worker.patch(path, {"ended_on": None}, etag='"1"')

    assert (ended.json["ended_on"], ended.json["order_number"], stale.status_code) == ("2026-09-01", "PO-7", 412)


def test_an_end_before_the_move_in_is_refused(authority_worker):
    answer = authority_worker.post("/purchases", PURCHASE | {"ended_on": "2026-06-14"})

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/ended_on")


def test_an_agency_sees_what_was_bought_of_it_and_does_not_write_it(
    agency_worker, other_agency_worker, authority_worker
):
    path = f"/purchases/{authority_worker.post('/purchases', PURCHASE).json['id']}"

    assert agency_worker.get(path).status_code == 200
    assert agency_worker.patch(path, {"ended_on": "2026-09-01"}, etag='"1"').status_code == 403
    assert other_agency_worker.get(path).status_code == 404


def test_a_finance_officer_and_an_agency_are_each_given_their_own_fields(
    authority_worker, finance_officer, agency_worker
):
    ended = {"ended_on": "2026-07-01", "end_reason": "child_died", "order_number": "PO-7", "cost_code": "C-9"}
    path = f"/purchases/{authority_worker.post('/purchases', PURCHASE | ended).json['id']}"

    for reader, withheld in (
        (finance_officer, {"household_ref", "referral_ref", "end_reason"}),
        (agency_worker, {"order_number", "cost_code"}),
    ):
        (listed,) = reader.get("/purchases").json["items"]
        assert reader.get(path).json == listed
        assert set(authority_worker.get(path).json) - set(listed) == withheld


def test_other_consortia_see_no_promise(stranger, agreement, commitment):
    assert stranger.get(f"/agreements/{agreement.json['id']}").status_code == 404
    assert stranger.get(f"/commitments/{commitment.json['id']}").status_code == 404
    assert stranger.get("/positions").json["positions"] == []
    foreign = COMMITMENT | {"agreement_id": agreement.json["id"]}
    assert stranger.post("/commitments", foreign).status_code == 422
    assert stranger.post("/commitments", foreign | {"authority_code": "S12000049"}).status_code == 404


@pytest.fixture
def officers(caller):
    """One who signs for the authorities, and one for the agencies."""
    return [caller(Role.FINANCE_OFFICER, at=at) for at in ("S12000036", "ROWAN")]


def test_both_sides_sign_by_the_digest_that_they_read_and_an_amendment_says_what_it_changes(
    coordinator, officers, commitment
):
    path = f"/agreements/{commitment.json['agreement_id']}"
    for officer in officers:
        digest = officer.get(path).json["versions"][0]["digest"]
        signed = officer.post(f"{path}/signatures", {"digest": digest})
    change = {"commitment_id": commitment.json["id"], "minimum_units": 1}
    sent = {"effective_on": "2026-10-01", "terms": "Fewer.", "changes": [change]}

    amended = coordinator.post(f"{path}/versions", sent, etag=signed.headers["ETag"])

    first, draft = amended.json["versions"]
    assert (first["status"], draft["status"], draft["waits_for"]) == ("signed", "draft", ["authorities", "agencies"])
    assert [one["side"] for one in first["signatures"]] == ["authorities", "agencies"]
    assert draft["changes"][0]["minimum_units"] == 1


def test_a_signed_commitment_is_refused_with_what_would_be_allowed(coordinator, officers, commitment):
    path, one = f"/agreements/{commitment.json['agreement_id']}", f"/commitments/{commitment.json['id']}"
    for officer in officers:
        officer.post(f"{path}/signatures", {"digest": officer.get(path).json["versions"][0]["digest"]})

    refused = coordinator.patch(one, {"minimum_units": 1}, etag='"1"')
    same = coordinator.patch(one, {"minimum_units": 3}, etag='"1"')

    assert (refused.status_code, refused.json["code"]) == (409, "signed")
    assert "propose an amendment" in refused.json["detail"]
    assert (same.status_code, same.json["version"]) == (200, 1)
