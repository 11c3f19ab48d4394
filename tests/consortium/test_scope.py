"""Scope: what belongs to somebody else is not there, whichever noun is asked and however (I15)."""

from uuid import uuid4

import pytest

from consortium import carers, consortia, members, placements, referrals
from consortium.access import OPERATOR, Role, Viewer, may, require
from consortium.accounts import people, tokens
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, NotFound
from consortium.importing import imports
from consortium.rights.capabilities import CAPABILITIES
from contracts import agreements, commitments, purchases
from matching.running import runs, starting, suggestions
from matching.terms import pins, policies
from tests import factories

SHEET = b"from_district,to_district,minutes\nEH12,EH6,25\n"
# Each noun: its list, and how one record of it is fetched (None: the noun is only listed).
NOUNS = {
    "consortia": (consortia.visible, consortia.get, "consortium_id"),
    "members": (members.visible, members.get, "member_id"),
    "households": (carers.visible, carers.get, "household_id"),
    "referrals": (referrals.visible, referrals.get, "referral_id"),
    "placements": (placements.visible, placements.get, "placement_id"),
    "purchases": (purchases.visible, purchases.get, "purchase_id"),
    "agreements": (agreements.visible, agreements.get, "agreement_id"),
    "commitments": (commitments.visible, commitments.get, "commitment_id"),
    "runs": (runs.visible, runs.get, "run_id"),
    "suggestions": (suggestions.visible, suggestions.get, "suggestion_id"),
    "unmatched": (suggestions.unmatched, None, ""),
    "pins": (pins.visible, pins.get, "pin_id"),
    "policies": (policies.visible, policies.get, "policy_id"),
    "imports": (imports.visible, imports.get, "import_id"),
    "tokens": (tokens.visible, None, ""),
}
STRANGERS = [
    (Role.COORDINATOR, None),
    (Role.AGENCY_WORKER, "ALDER"),
    (Role.AUTHORITY_WORKER, factories.GLASGOW),
    (Role.FINANCE_OFFICER, factories.GLASGOW),
    (Role.FINANCE_OFFICER, "ALDER"),
]


@pytest.fixture
def everything(records):
    """One record or more of each noun, all of the consortium EAST, and a consortium WEST that holds none."""
    factories.pool()
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    factories.agreement()
    factories.commitment()
    factories.household(household_ref="H-1")
    factories.household(household_ref="H-2", max_age_months=0)
    for ref in ("R-1", "R-2"):
        factories.referral(referral_ref=ref)
    factories.purchase()
    said = {"referral_ref": "R-1", "household_ref": "H-2", "decision": "forbid", "reason": "They are neighbours."}
    pins.decide(OPERATOR, values=said)
    policies.sign(OPERATOR, consortium_code="EAST", toml='version = "ours"')
    coordinator = factories.person(Role.COORDINATOR)
    tokens.issue(OPERATOR, user_id=coordinator.id, name="test")
    viewer = factories.people.viewer_of(coordinator)
    imports.take(viewer, kind="travel", content=SHEET, filename="travel.csv")
    db.session.commit()
    starting.start(viewer)
    return viewer


def found(viewer: Viewer, noun: str) -> set[object]:
    """The ids that the viewer's list shows; none where the role does not include the noun."""
    try:
        return {row.id for row in db.session.scalars(NOUNS[noun][0](viewer)).unique()}
    except NotAllowed:
        return set()


@pytest.mark.parametrize("noun", NOUNS)
def test_its_coordinator_finds_each_noun(everything, noun):
    assert found(everything, noun)


@pytest.mark.asvs("8.2.2", "8.4.1")
@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda stranger: "-".join(filter(None, stranger)))
def test_a_stranger_finds_nothing_of_it(everything, stranger):
    role, employer = stranger
    viewer = factories.viewer(role, at=employer, of="WEST")
    owned = {noun: found(everything, noun) for noun in NOUNS}

    shared = {noun: owned[noun] & found(viewer, noun) for noun in NOUNS}

    assert {noun: ids for noun, ids in shared.items() if ids} == {}


@pytest.mark.asvs("8.2.2", "8.4.1")
@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda stranger: "-".join(filter(None, stranger)))
def test_a_strangers_guess_is_answered_like_a_random_one(everything, stranger):
    role, employer = stranger
    viewer = factories.viewer(role, at=employer, of="WEST")

    for noun, (_, get, key) in NOUNS.items():
        answers = set()
        for guess in [*found(everything, noun), uuid4()] if get else []:
            with pytest.raises((NotFound, NotAllowed)) as refused:
                get(viewer, **{key: guess})
            answers.add((type(refused.value), refused.value.sentence))
        assert len(answers) <= 1


def test_an_agency_of_two_consortia_opens_neither_ones_books_to_the_other(everything):
    for code in ("EAST", "WEST"):
        factories.member("LARCH", of=code)
    bought = factories.purchase(agency="LARCH")
    other = factories.viewer(Role.COORDINATOR, of="WEST")
    agency = factories.viewer(Role.FINANCE_OFFICER, at="LARCH", of="WEST")

    seen = [found(viewer, noun) for viewer in (other, agency) for noun in ("purchases", "placements")]

    assert seen == [set(), set(), {bought.id}, {bought.placement_id}]


@pytest.mark.parametrize("noun", ["households", "referrals", "runs", "suggestions"])
def test_a_finance_officer_sees_nothing_of_children_and_carers(everything, noun):
    assert found(factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH), noun) == set()


@pytest.mark.parametrize("noun", ["referrals", "runs", "suggestions", "unmatched", "pins", "commitments"])
def test_an_agency_worker_sees_nothing_of_referrals_and_runs(everything, noun):
    assert found(factories.viewer(Role.AGENCY_WORKER, at="ROWAN"), noun) == set()


@pytest.mark.asvs("8.2.1")
def test_an_act_that_nobody_declared_is_nobodys():
    assert not may(OPERATOR, "households.delete")
    with pytest.raises(NotAllowed):
        require(Viewer(), "households.read")


def test_every_capability_is_included_in_a_role_or_kept_for_the_operator():
    operators = {name for name, one in CAPABILITIES.items() if not one.roles}

    assert operators == {"consortia.found", "people.create", "retention.reapply"}
    assert all(may(OPERATOR, name) for name in CAPABILITIES)


@pytest.mark.parametrize("noun", ["households", "referrals", "purchases", "runs", "pins", "commitments"])
def test_whose_employer_left_reaches_nothing_of_the_consortium_any_more(everything, noun):
    coordinator = people.get(OPERATOR, user_id=everything.user_id)
    (membership,) = coordinator.member.memberships
    before = found(everything, noun)

    left = {"membership_id": membership.id, "version": membership.version, "left_on": clock.today()}
    members.change_membership(OPERATOR, **left)

    assert (len(before) > 0, found(people.viewer_of(coordinator), noun)) == (True, set())


def test_what_is_ones_own_stays_so_when_the_employer_leaves(everything):
    worker = factories.person(Role.AGENCY_WORKER, at="ROWAN")
    (membership,) = worker.member.memberships

    left = {"membership_id": membership.id, "version": membership.version, "left_on": clock.today()}
    members.change_membership(OPERATOR, **left)

    assert len(found(people.viewer_of(worker), "households")) == 2
