"""Phases: a placement becomes prospective adoptive, or fostering again; its days are corrected; both sides read it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium.access import Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.notices.telling import Notice
from consortium.placements import Phase, Placement
from consortium.trail.events import AuditReason
from contracts import purchases, stays
from tests import factories
from tests.contracts.stayed import LEFT, MOVED_IN, Stayed

ADOPTIVE, FOSTERING = Phase.PROSPECTIVE_ADOPTIVE, Phase.FOSTERING
ENTERED = LEFT - timedelta(days=20)


@pytest.fixture
def stayed(begun):
    """A child who moved in fourteen weeks ago."""
    made = begun(Stayed)
    with time_machine.travel(LEFT):
        yield made


def enter(stayed, phase=ADOPTIVE, on=ENTERED, who=None):
    return stays.enter_phase(who or stayed.authority, **stayed.named, phase=phase, on=on)


def told(stayed, who):
    return [(row["phase"], row["from_on"]) for row in stays.told(who, link=stayed.link)["phases"]]


def test_a_placement_becomes_prospective_adoptive_and_fostering_again_as_one_placement_and_purchase(stayed):
    enter(stayed)
    enter(stayed, FOSTERING, LEFT)

    entered = [(FOSTERING, MOVED_IN), (ADOPTIVE, ENTERED), (FOSTERING, LEFT)]
    assert told(stayed, stayed.authority) == told(stayed, stayed.agency) == entered
    assert db.session.query(Placement).count() == db.session.query(purchases.Purchase).count() == 1


def test_both_sides_and_the_coordinator_are_told_of_a_new_phase_and_of_its_correction(stayed):
    enter(stayed)
    stays.correct_phase(stayed.authority, **stayed.named, on=ENTERED + timedelta(days=1))

    codes = db.session.scalars(sa.select(Notice.user_id).where(Notice.code == "placement.phase")).all()
    for one in (stayed.agency, stayed.coordinator, stayed.manager):
        assert codes.count(one.user_id) == 2


def test_the_day_of_the_latest_phase_is_corrected(stayed):
    enter(stayed)
    stays.correct_phase(stayed.authority, **stayed.named, on=ENTERED - timedelta(days=3))

    assert told(stayed, stayed.authority)[-1] == (ADOPTIVE, ENTERED - timedelta(days=3))


REFUSED = {
    "to come": (ADOPTIVE, LEFT + timedelta(days=1), Invalid, "a day that has come"),
    "before the move-in": (ADOPTIVE, MOVED_IN - timedelta(days=1), Invalid, "before the move-in, on 2026-08-03"),
    "on the day of the move-in": (ADOPTIVE, MOVED_IN, RuleBroken, "on a later day: prospective adoptive, adopted"),
    "the phase it is in": (FOSTERING, ENTERED, RuleBroken, "After fostering"),
    "the adoption": (Phase.ADOPTED, ENTERED, Invalid, "recorded on the purchase"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_phase_that_cannot_have_been_entered_is_refused_and_changes_nothing(stayed, case):
    phase, on, kind, said = REFUSED[case]
    before = stayed.link.version

    with pytest.raises(kind, match=said):
        enter(stayed, phase, on)

    assert (told(stayed, stayed.authority), stayed.link.version) == ([(FOSTERING, MOVED_IN)], before)


def test_a_correction_stays_after_the_phase_before_and_before_tomorrow(stayed):
    with pytest.raises(RuleBroken, match="Only the day of a phase between"):
        stays.correct_phase(stayed.authority, **stayed.named, on=ENTERED)
    enter(stayed)
    with pytest.raises(RuleBroken, match="It came after fostering"):
        stays.correct_phase(stayed.authority, **stayed.named, on=MOVED_IN)
    with pytest.raises(Invalid, match="a day that has come"):
        stays.correct_phase(stayed.authority, **stayed.named, on=LEFT + timedelta(days=1))

    assert told(stayed, stayed.authority)[-1] == (ADOPTIVE, ENTERED)


def test_after_its_end_a_placement_enters_no_phase(stayed):
    stayed.goes_home()

    with pytest.raises(RuleBroken, match="The link is ended: only a placement that lasts"):
        enter(stayed)


def test_the_placing_authority_alone_records_a_phase(stayed):
    for who in (stayed.agency, stayed.coordinator):
        with pytest.raises(NotAllowed):
            enter(stayed, who=who)
    with pytest.raises(NotFound):
        enter(stayed, who=factories.viewer(Role.AUTHORITY_WORKER, at="FALKIRK"))


def test_of_two_who_record_the_same_phase_the_second_reads_that_it_is_changed(stayed):
    seen = stayed.named
    enter(stayed)

    with pytest.raises(Conflict):
        stays.enter_phase(stayed.authority, **seen, phase=ADOPTIVE, on=LEFT)


WHY = "It was another child's court date."


def test_a_phase_that_was_a_mistake_is_taken_back_with_its_reason_and_may_be_entered_again(stayed):
    enter(stayed)
    stays.take_back_phase(stayed.authority, **stayed.named, reason=WHY)

    assert told(stayed, stayed.authority) == told(stayed, stayed.agency) == [(FOSTERING, MOVED_IN)]
    codes = db.session.scalars(sa.select(Notice.user_id).where(Notice.code == "placement.phase")).all()
    assert codes.count(stayed.agency.user_id) == 2
    db.session.commit()
    assert WHY in db.session.scalars(sa.select(AuditReason.reason)).all()
    enter(stayed)
    assert told(stayed, stayed.authority)[-1] == (ADOPTIVE, ENTERED)


def test_neither_the_move_in_nor_an_adoption_is_taken_back_here_and_a_reason_is_needed(stayed):
    with pytest.raises(RuleBroken, match="Only a phase between the move-in and the adoption order"):
        stays.take_back_phase(stayed.authority, **stayed.named, reason=WHY)
    enter(stayed)
    with pytest.raises(Invalid, match="Say why"):
        stays.take_back_phase(stayed.authority, **stayed.named, reason="short")
    with pytest.raises(NotAllowed):
        stays.take_back_phase(stayed.agency, **stayed.named, reason=WHY)

    assert told(stayed, stayed.authority)[-1] == (ADOPTIVE, ENTERED)
