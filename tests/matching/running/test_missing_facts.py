"""The questions to ask first are told to coordinators, and tell no place and nobody whose address is protected."""

import pytest
import sqlalchemy as sa

from consortium.access import Role
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.members import Membership
from consortium.trail.events import AuditEvent
from matching.helping.unanswered import unanswered
from matching.running import bounds, missing_facts, starting
from matching.running.opening import opened
from tests import factories
from tests.matching.running.test_questions import protect

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def coordinator(records):
    """Of EAST: a need unanswered, a sex and a review not recorded, and a household from which no way is known."""
    factories.pool()
    needs = {"R-1": ["prematurity"], "R-2": [], "R-3": ["epilepsy"]}
    for ref, asked in needs.items():
        factories.referral(referral_ref=ref, children=[factories.child(child_ref=f"{ref}-a", needs=asked)])
    factories.household(household_ref="H-1", sexes=["F"], review_due_on=factories.date(2028, 1, 5))
    factories.household(household_ref="H-2", postcode="KW15 1AA", yes_needs=["prematurity", "epilepsy"])
    return factories.viewer(Role.COORDINATOR)


@pytest.fixture
def run(coordinator):
    db.session.commit()
    return starting.start(coordinator, as_of=factories.date(2026, 11, 22))


def asked(viewer, run, code=None):
    return missing_facts.of_run(viewer, run_id=run.id, asked=code)


def test_each_party_has_its_list_and_each_question_says_what_hangs_on_it(coordinator, run):
    found = asked(coordinator, run)

    lists = {one.code: one for one in found.lists}
    assert found.parties == tuple(sorted((factories.EDINBURGH, "ROWAN"))) == tuple(lists)
    assert {one.kind for one in lists["ROWAN"].questions} == {"need", "review"}
    assert {one.kind for one in lists[factories.EDINBURGH].questions} == {"sex"}
    (need, *_) = [one for one in lists["ROWAN"].questions if one.about == "prematurity"]
    assert need.sentence.startswith("Knowing H-1's answer on prematurity decides 1 pair.")


def test_one_party_may_be_asked_for_alone_but_none_that_the_run_does_not_know(coordinator, run):
    whole = {one.code: one for one in asked(coordinator, run).lists}

    assert asked(coordinator, run, "ROWAN").lists == (whole["ROWAN"],)
    with pytest.raises(Invalid, match="ALDER is neither an agency nor an authority of this run"):
        asked(coordinator, run, "ALDER")


def test_no_way_to_a_contact_place_is_asked_for(coordinator, run):
    kept = opened(coordinator, run_id=run.id)
    everything = [one.question.kind for each in unanswered(*kept.solved()) for one in each.questions]

    assert "journey" in everything
    assert not [place for place in ("journey", "KW15", "EH6") if place in repr(asked(coordinator, run))]


def test_a_protected_child_is_in_no_question_and_hangs_on_none(coordinator, run):
    assert "R-1" in repr(asked(coordinator, run))
    protect("R-1")

    found = asked(coordinator, run)

    assert found.is_withheld
    assert found.lists
    assert "R-1" not in repr(found)


def test_nobody_but_coordinators_of_the_run_may_ask_not_even_those_who_would_be_asked(coordinator, run):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")

    with pytest.raises(NotFound):
        asked(factories.viewer(Role.COORDINATOR, of="WEST"), run)
    for role, at in ((Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.AGENCY_WORKER, "ROWAN")):
        with pytest.raises(NotAllowed):
            asked(factories.viewer(role, at=at), run, "ROWAN")


def test_a_list_that_ran_out_of_time_says_so_and_a_run_too_large_names_the_command(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "SECONDS", 0)
    (rowan,) = asked(coordinator, run, "ROWAN").lists
    assert (rowan.questions, rowan.tried, rowan.is_cut) == ((), 0, True)

    monkeypatch.setattr(bounds, "LARGEST", 5)
    with pytest.raises(RuleBroken, match="`consortium match --missing ROWAN`") as refused:
        asked(coordinator, run, "ROWAN")
    assert refused.value.code == "too_large"


def test_of_a_large_run_fewer_questions_are_tried_where_all_are_asked_for(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "LARGE", 1)
    monkeypatch.setattr(missing_facts, "TRIED_OF_LARGE", 1)

    assert {one.tried for one in asked(coordinator, run).lists} == {1}
    assert asked(coordinator, run, "ROWAN").lists[0].tried > 1


def test_whoever_is_asked_about_was_looked_at_and_nobody_out_of_sight_is(coordinator, run):
    db.session.commit()
    with transaction():
        told = asked(coordinator, run)
    looks = set(db.session.scalars(sa.select(AuditEvent.entity).where(AuditEvent.action == "read")))
    with transaction():
        for stay in db.session.scalars(sa.select(Membership)):
            stay.left_on = run.as_of

    with transaction():
        later = asked(coordinator, run)

    assert any(one.questions for one in told.lists)
    assert looks == {"households", "referrals"}
    assert not [one.questions for one in later.lists if one.questions]
