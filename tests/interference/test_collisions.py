"""I19: what A is refused does not tell of what B has: a name that is taken there is answered as one that is not."""

from uuid import uuid4

import pytest

from consortium import members
from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor.db import transaction
from tests import factories
from tests.interference.places import WEST, A, B

WHY = "The ages and the needs agree."


@pytest.fixture
def ids(ground):
    """The ids of B's records and of its second pair."""
    records = ground.records[B]
    return {**records.shared, **records.pairs[2]}


def test_a_household_may_bear_the_reference_of_one_of_bs(asker):
    home = {"agency": A.agency, "postcode": "EH12 5AA", "max_age_months": 24, "approved_children": 2}

    status, _ = asker(Role.AGENCY_WORKER).sends("POST", "/carers", home | {"household_ref": f"H-{B.agency}-1"})

    assert status == 201


def test_a_referral_a_placement_and_an_agreement_may_bear_references_of_others(asker):
    worker, hub = asker(Role.AUTHORITY_WORKER), asker(Role.COORDINATOR)
    child = {"authority_code": A.authority, "children": [{"date_of_birth": "2026-05-04"}]}
    bought = {"authority_code": A.authority, "agency": A.agency, "children": 1, "moved_in_on": "2026-06-01"}
    agreed = {"consortium": A.of, "title": "Pilot", "effective_on": "2026-04-01", "terms": "All."}

    answers = [
        worker.sends("POST", "/referrals", child | {"referral_ref": f"R-{B.agency}-2"}),
        worker.sends("POST", "/purchases", bought | {"placement_ref": "P-8"}),
        hub.sends("POST", "/agreements", agreed | {"agreement_ref": f"A-{WEST.agency}"}),
    ]

    assert [status for status, _ in answers] == [201, 201, 201]


def test_who_is_invited_may_have_an_account_elsewhere(asker, ground):
    with ground.app.app_context():
        theirs = people.get(OPERATOR, user_id=ground.world.people[Role.AUTHORITY_WORKER, WEST.authority]).email
    home, visitor = ground.world.shared["consortium_id"], asker(Role.ADMINISTRATOR).visitor
    known = {"name": "Una Kerr", "roles": f"{home}:agency_worker", "sign_in_by": "password"}

    pages = [
        visitor.send(f"/people/invite?member_code={A.agency}", email=email, **known)
        for email in (theirs, "nobody@example.org")
    ]

    said = [page.says.replace(theirs, "…").replace("nobody@example.org", "…")[:400] for page in pages]
    assert [page.status for page in pages] == [200, 200]
    assert said[0].split("code")[0] == said[1].split("code")[0]


def test_a_commitment_of_another_consortium_is_not_told_of(asker, ground):
    with ground.app.app_context(), transaction():
        members.add(OPERATOR, code=WEST.authority, name="x", kind=members.MemberKind.AUTHORITY, consortium_code=A.of)
    hub, key = asker(Role.COORDINATOR), str(ground.world.shared["agreement_id"])
    year = {"period_start": "2026-09-01", "period_end": "2027-01-01", "minimum_units": 1, "agreement_id": key}

    own = hub.sends("POST", "/commitments", year | {"authority_code": A.authority})
    theirs = hub.sends("POST", "/commitments", year | {"authority_code": WEST.authority})

    assert (own[0], theirs[0]) == (409, 409)
    assert "has a commitment for some of these days" in own[1]
    assert '"code":"days"' in theirs[1].replace(" ", "")
    assert "commitment" not in theirs[1]


def test_nor_when_a_spreadsheet_brings_it(asker, ground):
    with ground.app.app_context(), transaction():
        members.add(OPERATOR, code=WEST.authority, name="x", kind=members.MemberKind.AUTHORITY, consortium_code=A.of)

    said = asker(Role.COORDINATOR).imports(
        "commitments",
        "agreement_ref,authority_code,period_start,period_end,minimum_units",
        f"A-1,{WEST.authority},2026-09-01,2027-01-01,1",
    )

    assert said == ["These days cannot be agreed here: ask the authority."]


def test_a_household_code_of_bs_in_a_spreadsheet_is_answered_as_one_of_nobodys(asker):
    head = "household_ref,agency,postcode,max_age_months,approved_children"
    worker = asker(Role.AGENCY_WORKER)

    theirs = worker.imports("households", head, f"H-2,{B.agency},EH12 5AA,24,1")
    nobodys = worker.imports("households", head, f"H-404,{B.agency},EH12 5AA,24,1")

    assert theirs == nobodys == [f"You may not record households of {B.agency}."]


def test_a_referral_code_of_bs_in_a_spreadsheet_is_answered_as_one_of_nobodys(asker):
    head = "child_ref,referral_ref,authority_code,date_of_birth"
    worker = asker(Role.AUTHORITY_WORKER)

    theirs = worker.imports("children", head, f"C-1,R-2,{B.authority},2026-05-04")
    nobodys = worker.imports("children", head, f"C-1,R-404,{B.authority},2026-05-04")

    assert theirs == nobodys == [f"You may not refer children of {B.authority}."]


def test_a_conflict_may_name_a_household_of_bs_or_of_nobodys(asker):
    worker = asker(Role.AUTHORITY_WORKER)
    child = {"date_of_birth": "2026-05-04"}

    answers = [
        worker.sends("POST", "/referrals", {"authority_code": A.authority, "children": [child | {"conflicts": [ref]}]})
        for ref in (f"H-{B.agency}-1", "H-404")
    ]

    assert [status for status, _ in answers] == [201, 201]


@pytest.fixture
def full(ground):
    """A household of B's agency in which no place is free."""
    with ground.app.app_context(), transaction():
        sides = {"authority_code": B.authority, "agency": B.agency, "household_ref": "H-1", "children": 2}
        factories.purchase(**sides, placement_ref="P-7")


BOUGHT = {"authority_code": A.authority, "agency": B.agency, "moved_in_on": "2026-07-01"}


def test_a_purchase_learns_nothing_of_a_household_that_its_authority_does_not_explore(asker, full):
    worker = asker(Role.AUTHORITY_WORKER)
    named = ("H-1", "H-2", "H-404")  # full, with room, and not there

    answers = [worker.sends("POST", "/purchases", BOUGHT | {"children": 1, "household_ref": ref}) for ref in named]

    assert {status for status, _ in answers} == {422}
    assert len({text.replace(ref, "…") for ref, (_, text) in zip(named, answers, strict=True)}) == 1


def test_nor_does_a_spreadsheet_of_purchases(asker, full):
    worker, named = asker(Role.AUTHORITY_WORKER), ("H-1", "H-2", "H-404")
    head = "placement_ref,authority_code,agency,household_ref,children,moved_in_on"

    said = [worker.imports("purchases", head, f"P-{ref},{A.authority},{B.agency},{ref},1,2026-07-01") for ref in named]

    assert len({sentence.replace(ref, "…") for ref, (sentence,) in zip(named, said, strict=True)}) == 1


def test_whoever_explores_the_household_is_told_how_full_it_is_and_not_before(asker):
    bought = {"authority_code": A.authority, "agency": A.agency, "moved_in_on": "2026-07-01", "children": 3}

    proposed, explored = (
        asker(Role.AUTHORITY_WORKER).sends("POST", "/purchases", bought | {"household_ref": ref})
        for ref in ("H-1", "H-2")
    )

    assert (proposed[0], explored[0]) == (409, 409)
    assert "The household has no place for this stay: ask its agency." in proposed[1]
    assert "approved for 2 at one time and has 2 places free" in explored[1]


def test_a_placement_that_grows_says_no_more_of_a_household_than_that_it_has_no_place(asker, ground):
    with ground.app.app_context(), transaction():
        key = factories.purchase(agency=B.agency, household_ref="H-1", placement_ref="P-6").id

    status, text = asker(Role.AUTHORITY_WORKER).sends("PATCH", f"/purchases/{key}", {"children": 3})

    assert status == 409
    assert "The household has no place for this stay: ask its agency." in text
    assert "approved for" not in text


def test_a_person_of_bs_is_answered_as_one_of_nobodys(asker, ids):
    manager = asker(Role.AGENCY_MANAGER)
    days = {"user_id": None, "from_on": "2027-01-01", "until_on": "2027-01-02"}

    answers = [
        manager.sends("POST", "/deputyships", days | {"user_id": str(key), "deputy_id": str(key)})
        for key in (ids["user_id"], uuid4())
    ]
    handed = [
        manager.sends("POST", f"/people/{key}/cases/handover", {"to_user_id": str(key)})
        for key in (ids["user_id"], uuid4())
    ]

    assert answers[0] == answers[1]
    assert handed[0] == handed[1]


# What a body names, and who sends it: a coordinator of the other consortium, or a manager of A's.
NAMED = {
    "links": lambda key: {"referral_id": key, "household_id": key, "reason": WHY},
    "holds": lambda key: {"entity": "referrals", "record_id": key, "reason": WHY},
    "disposals": lambda key: {"entity": "referrals", "record_id": key, "ground": "person_asked", "reason": WHY},
    "adopted-people": lambda key: {"child_id": key, "given_names": "Rona", "family_name": "Kerr"},
}


@pytest.mark.parametrize("act", NAMED)
def test_a_record_of_bs_named_in_a_body_is_answered_as_one_of_nobodys(asker, ids, act):
    somebody = asker(Role.COORDINATOR, WEST.hub) if act == "links" else asker(Role.AUTHORITY_MANAGER)
    theirs = ids["child_id"] if act == "adopted-people" else ids["referral_id"]

    answers = [somebody.sends("POST", f"/{act}", NAMED[act](str(key))) for key in (theirs, uuid4())]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_references_of_another_consortium_are_answered_as_those_of_nobody(asker):
    hub, pairs = asker(Role.COORDINATOR, WEST.hub), ((f"R-{B.agency}-2", f"H-{B.agency}-1"), ("R-404", "H-404"))
    said = {"decision": "forbid", "reason": "They are related."}

    answers = [
        hub.sends("POST", "/pins", {"referral_ref": referral, "household_ref": household, **said})
        for referral, household in pairs
    ]

    texts = [text.replace(r, "…").replace(h, "…") for (r, h), (_, text) in zip(pairs, answers, strict=True)]
    assert texts[0] == texts[1]
    assert "not known here" in texts[0]


def test_a_member_of_another_consortium_is_named_by_nothing_but_its_code(asker):
    new = {"code": WEST.agency, "name": "Another", "kind": "agency", "consortium": A.of}

    status, text = asker(Role.COORDINATOR).sends("POST", "/members", new)

    assert status == 403
    assert WEST.of not in text
    assert f"{WEST.agency} by name" not in text
