"""Both sides of a link fact by fact: to each side what its stage opens, and never by halves."""

import pytest
import sqlalchemy as sa

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.disclosure import CHILD, HOUSEHOLD, view_household, view_referral
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.linking import links
from consortium.trail.events import AuditEvent
from matching.rules import BARS, MERITS
from matching.running import linked
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
L1, L2 = {"need_declined"}, {"not_dual_approved", "review_overdue", "not_available", "age_outside_approval"}
L2 |= {"sex_outside_approval", "experience", "language", "ethnicity", "religion"}
SEEN = {
    ("authority", 1): L1 | {"age_outside_approval", "sex_outside_approval", "known_conflict"},
    ("authority", 2): L1 | L2 | {"known_conflict"},
    ("authority", 3): L1 | L2 | {"known_conflict", "excluded_area", "too_far"},
    ("agency", 1): L1 | {"experience"},
    ("agency", 2): L1 | L2,
    ("agency", 3): L1 | L2 | {"too_far"},
    ("hub", 1): L1
    | {"not_dual_approved", "review_overdue", "not_available", "age_outside_approval"}
    | {"sex_outside_approval"},
}


@pytest.fixture
def link(begun):
    return begun(_proposed)


def _proposed():
    factories.pool()
    child = factories.child(child_ref="C-1", sex="F", needs=["prematurity"], excluded_areas=["KY1"], conflicts=["H-9"])
    referral = factories.referral(referral_ref="R-1", children=[child])
    household = factories.household(household_ref="H-1", discuss_needs=["prematurity"])
    pair = {"referral_id": referral.id, "household_id": household.id}
    return links.propose(OPERATOR, **pair, reason="The ages and the needs agree.")


def people():
    return {
        "authority": factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH),
        "agency": factories.viewer(Role.AGENCY_WORKER, at="ROWAN"),
        "hub": factories.viewer(Role.COORDINATOR),
    }


def brought_to(link, stage):
    sides = people()
    for side in ("authority", "agency") if stage > 1 else ():
        links.agree(sides[side], link_id=link.id, version=link.version)
    if stage > 2:
        factories.approved(link, by=factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH))


@pytest.mark.parametrize(("side", "stage"), SEEN)
def test_each_side_reads_the_facts_whose_both_halves_its_stage_opens(link, side, stage):
    brought_to(link, stage)

    found = linked.compared(people()[side], link_id=link.id)

    assert {fact.code for fact in found} == SEEN[side, stage]


@pytest.mark.parametrize("stage", [1, 2, 3])
@pytest.mark.parametrize("side", ["authority", "agency", "hub"])
def test_no_fact_is_told_of_a_field_that_the_record_itself_withholds(link, side, stage):
    brought_to(link, stage)
    viewer = people()[side]

    told = {fact.code for fact in linked.compared(viewer, link_id=link.id)}

    child, home = view_referral(viewer, link.referral)["children"][0], view_household(viewer, link.household)
    for code in told:
        of_child, of_household = linked.TELLS[code]
        assert of_child <= child.keys()
        assert of_household <= home.keys()
    assert told


def test_every_fact_that_is_told_is_made_of_fields_that_disclosure_knows():
    codes = {rule.code for rule in (*BARS, *MERITS)}
    for code, (of_child, of_household) in linked.TELLS.items():
        assert code in codes
        assert of_child <= CHILD.keys()
        assert of_household <= HOUSEHOLD.keys()


def test_facts_are_match_mismatch_or_unknown(link):
    brought_to(link, 2)

    found = {fact.name: fact.verdict for fact in linked.compared(people()["authority"], link_id=link.id)}

    assert (found["age"], found["prematurity"], found["language"]) == ("match", "unknown", "unknown")


def test_while_an_address_may_not_be_disclosed_no_journey_and_no_area_is_told(link):
    brought_to(link, 3)
    said = {"address_non_disclosure": True}
    referral = link.referral
    particulars.record_child(OPERATOR, child_id=referral.children[0].id, version=referral.version, values=said)

    codes = {fact.code for fact in linked.compared(people()["authority"], link_id=link.id)}

    other = {fact.code for fact in linked.compared(people()["agency"], link_id=link.id)}
    assert not (codes | other) & {"too_far", "excluded_area"}


def test_a_look_at_the_full_profiles_is_written_down(link):
    brought_to(link, 2)
    db.session.commit()

    linked.compared(people()["agency"], link_id=link.id)
    db.session.commit()

    looks = sa.select(AuditEvent.entity).where(AuditEvent.action == "read")
    assert {"referrals", "households"} <= set(db.session.scalars(looks))


def test_once_the_link_has_ended_nothing_is_told_and_to_strangers_never(link):
    stranger = factories.viewer(Role.AGENCY_WORKER, at=factories.member("OCHIL").code)
    with pytest.raises(NotFound):
        linked.compared(stranger, link_id=link.id)
    links.end(OPERATOR, link_id=link.id, version=link.version, reason="mistake")

    assert linked.compared(people()["authority"], link_id=link.id) == []
