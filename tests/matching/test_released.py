"""What a run found reaches people by a person's act alone, reason by reason, and never a protected journey."""

import json

import pytest
import sqlalchemy as sa

from consortium import particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.disclosure import CHILD, HOUSEHOLD
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import links
from consortium.linking.links import EndReason
from matching.rules import BARS, MERITS
from matching.running import runs, starting, suggestions
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
WHY = "The ages and the needs agree."
# What each reason is made of: the household's fields, then the child's. Which of them its two sides may read from which
# stage on is the table of disclosure's business; no reason may run ahead of what it is made of.
MADE_OF = {
    "not_dual_approved": (("approved_fostering_on",), ()),
    "review_overdue": (("review_due_on",), ()),
    "not_available": (("available_from", "hold_until"), ()),
    "no_place": (("approved_children", "children_in_placement"), ()),
    "age_outside_approval": (("min_age_months", "max_age_months"), ("age_months",)),
    "sex_outside_approval": (("sexes",), ("sex",)),
    "need_declined": (("no_needs",), ("needs",)),
    "excluded_area": (("postcode",), ("excluded_areas",)),
    "known_conflict": (("household_ref",), ("conflicts",)),
    "too_far": (("postcode", "max_travel_minutes"), ("contact_postcode", "max_travel_minutes")),
    "other_consortium": (("agency",), ()),
    "household_engaged": (("open_links",), ()),
    "referral_engaged": ((), ("open_links",)),
    "forbidden": (("hold_reason",), ("conflicts",)),  # coordinators' own words: for neither side
    "travel": (("postcode", "max_travel_minutes"), ("contact_postcode", "max_travel_minutes")),
    "willingness": (("yes_needs",), ("needs",)),
    "language": (("languages",), ("language",)),
    "ethnicity": (("ethnicity",), ("ethnicity",)),
    "religion": (("religion",), ("religion",)),
    "experience": (("experience",), ("needs",)),
    "waiting": (("approved_fostering_on",), ()),
    "kept": (("hold_reason",), ("conflicts",)),  # tells of other runs: for neither side
}


@pytest.mark.parametrize("rule", [*BARS, *MERITS], ids=lambda rule: rule.code)
def test_no_side_reads_a_reason_before_the_fields_that_it_is_made_of(rule):
    of_household, of_child = MADE_OF[rule.code]
    sides = (
        (rule.reads[0], [HOUSEHOLD[name][0] for name in of_household]),
        (rule.reads[1], [CHILD[name][0] for name in of_child]),
    )
    for stage, fields in sides:
        assert stage is None or all(field is not None and field <= stage for field in fields)


@pytest.fixture
def suggested(records):
    """A run's suggestion of a household for a referral, with much that speaks for it, and who reads it."""
    factories.pool()
    of_pair = {"yes_needs": ("prematurity",), "languages": ("Gaelic",), "experience": ("prematurity",)}
    factories.household(household_ref="H-1", **of_pair)
    child = factories.child(needs=("prematurity",), language="Gaelic")
    factories.referral(factories.OPERATOR, child, referral_ref="R-1")
    db.session.commit()
    run = starting.start(OPERATOR)
    return db.session.scalars(suggestions.visible(OPERATOR, run_id=run.id)).one()


@pytest.fixture
def coordinator(suggested):
    return factories.viewer(Role.COORDINATOR)


@pytest.fixture
def sides(suggested):
    """The authority's worker and manager, and the agency's worker."""
    at = {"at": factories.EDINBURGH}
    found = (factories.viewer(Role.AUTHORITY_WORKER, **at), factories.viewer(Role.AUTHORITY_MANAGER, **at))
    return (*found, factories.viewer(Role.AGENCY_WORKER, at="ROWAN"))


def protect(referral_ref="R-1"):
    referral = db.session.scalars(sa.select(referrals.Referral).where(referrals.Referral.ref == referral_ref)).one()
    said = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=referral.children[0].id, version=referral.version, values=said)


def codes(viewer, link):
    return {one["code"] for one in suggestions.released(viewer, link_id=link.id)}


def test_a_coordinator_proposes_a_suggested_pair_once_with_a_reason(suggested, coordinator):
    with pytest.raises(Invalid, match="Say why"):
        suggestions.accept(coordinator, suggestion_id=suggested.id, reason="short")
    link = suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY)

    assert (link.referral.ref, link.household.ref, suggested.link_id) == ("R-1", "H-1", link.id)
    with pytest.raises(RuleBroken, match="already"):
        suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY)


def test_nobody_else_proposes_or_reads_a_suggestion(suggested, coordinator, sides):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    stranger = factories.viewer(Role.COORDINATOR, of="WEST")

    with pytest.raises(NotFound):
        suggestions.accept(stranger, suggestion_id=suggested.id, reason=WHY)
    for side in sides:
        with pytest.raises(NotAllowed):
            suggestions.accept(side, suggestion_id=suggested.id, reason=WHY)
        with pytest.raises(NotAllowed):
            suggestions.visible(side)


def test_each_side_reads_a_reason_from_its_stage_on_and_none_after_the_end(suggested, coordinator, sides):
    worker, manager, agency = sides
    link = suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY)
    seen = [(codes(worker, link), codes(agency, link))]
    for side in (worker, agency):
        links.agree(side, link_id=link.id, version=link.version)
    seen.append((codes(worker, link), codes(agency, link)))
    factories.approved(link, by=manager)
    seen.append((codes(worker, link), codes(agency, link)))
    everything = codes(coordinator, link)
    links.end(worker, link_id=link.id, version=link.version, reason=EndReason.PLAN_CHANGED)

    assert seen[0] == ({"willingness"}, {"willingness", "experience", "waiting"})
    assert seen[1] == ({"willingness", "experience", "waiting", "language"},) * 2
    assert seen[2] == (seen[1][0] | {"travel"},) * 2
    assert everything == seen[2][0]
    assert codes(worker, link) == set()


def test_who_coordinates_another_consortium_of_the_authoritys_reads_what_its_own_side_does(suggested, coordinator):
    factories.member(factories.EDINBURGH, of="WEST")
    roles = [("EAST", Role.AUTHORITY_WORKER), ("WEST", Role.COORDINATOR)]
    known = {"email": "isla@example.org", "name": "Isla Reid", "password": "tide and heather 7"}
    person = people.create(OPERATOR, **known, member_code=factories.EDINBURGH, roles=roles)

    link = suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY)

    assert codes(people.viewer_of(person), link) == {"willingness"}
    assert codes(coordinator, link) > {"willingness"}


def test_the_points_of_a_reason_are_told_without_the_sum_of_those_that_are_not(suggested, coordinator, sides):
    link = suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY)

    (told,) = suggestions.released(sides[0], link_id=link.id)

    assert told == {"code": "willingness", "sentence": told["sentence"], "points": 25, "of": 25}


def test_a_protected_journey_is_in_no_suggestion_sum_document_or_reason(suggested, coordinator, sides):
    link = suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY)
    before = json.loads(runs.result(coordinator, run_id=suggested.run_id))
    protect()
    (told,) = suggestions.told([suggested])
    after = json.loads(runs.result(coordinator, run_id=suggested.run_id))

    assert before["suggestions"][0]["merits"]["travel"] > 0
    assert "travel" not in told["merits"]
    assert told["points"] == sum(told["merits"].values()) == after["objective"]["points"]
    assert (after["suggestions"][0]["merits"], after["certificate"]["stages"]) == (told["merits"], [])
    assert "travel" not in codes(coordinator, link)


def test_the_run_itself_stays_as_it_was_frozen(suggested, coordinator):
    run = runs.get(OPERATOR, run_id=suggested.run_id)
    frozen = run.document
    assert runs.result(coordinator, run_id=run.id) == frozen
    protect()

    assert (run.document, runs.result(OPERATOR, run_id=run.id)) == (frozen, frozen)


def test_the_journeys_to_a_household_where_a_protected_child_may_live_are_left_out_too(suggested, coordinator):
    factories.open_caps()
    other = factories.referral(referral_ref="R-2")
    household = suggestions.accept(coordinator, suggestion_id=suggested.id, reason=WHY).household
    links.propose(OPERATOR, referral_id=other.id, household_id=household.id, reason=WHY)
    protect("R-2")

    (told,) = suggestions.told([suggested])

    assert "travel" not in told["merits"]
