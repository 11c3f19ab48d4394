"""People decide otherwise than a run suggests, say why in a word that can be counted, and that is counted by month."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from time_machine import travel

from consortium.access import OPERATOR, Role
from consortium.carers import Household
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import links
from consortium.linking.links import EndReason
from consortium.referrals import Referral
from consortium.retention import erasure
from matching.running import memory, overruling, previews, starting, suggestions
from matching.running.overruling import OverruleReason, Overruling
from matching.running.suggestions import Suggestion
from matching.terms import policies
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
WHY = "The ages and the needs agree."
TIMING = {"reason": OverruleReason.TIMING}


@pytest.fixture
def coordinator(records):
    """Of EAST, where R-1 could go to H-1 or, in another region of the scale, to H-2."""
    factories.pool()
    factories.referral(referral_ref="R-1")
    factories.household(household_ref="H-1", experience=("prematurity",))
    factories.household(household_ref="H-2", max_travel_minutes=40)
    return factories.viewer(Role.COORDINATOR)


@pytest.fixture
def suggested(coordinator) -> Suggestion:
    """The one suggestion of a run."""
    return run_of(coordinator)


def run_of(coordinator) -> Suggestion:
    db.session.commit()
    run = starting.start(coordinator)
    return db.session.scalars(suggestions.visible(coordinator, run_id=run.id)).one()


def other_than(suggestion: Suggestion) -> dict[str, str]:
    other = {"H-1": "H-2", "H-2": "H-1"}[suggestion.household_ref]
    return {"referral_ref": "R-1", "household_ref": other, "reason": WHY}


def month_of(coordinator) -> memory.Month:
    (one,) = memory.months(coordinator, consortium_code="EAST")
    return one


def test_a_suggestion_is_set_aside_for_a_reason_and_counted_beside_the_policy(coordinator, suggested):
    overruling.set_aside(coordinator, suggestion_id=suggested.id, **TIMING)

    one = month_of(coordinator)

    assert (one.suggested, one.proposed, one.policies) == (1, 0, ("default",))
    assert (one.set_aside, one.instead, one.declined) == ({OverruleReason.TIMING: 1}, {}, {})
    assert overruling.get(coordinator, suggestion_id=suggested.id).decided_by == coordinator.user_id


def test_what_is_set_aside_is_neither_proposed_nor_set_aside_again_until_it_is_taken_back(coordinator, suggested):
    overruling.set_aside(coordinator, suggestion_id=suggested.id, **TIMING)

    with pytest.raises(RuleBroken, match="Take that back first"):
        overruling.accept(coordinator, suggestion_id=suggested.id, reason=WHY)
    with pytest.raises(RuleBroken, match="set aside already"):
        overruling.set_aside(coordinator, suggestion_id=suggested.id, **TIMING)
    overruling.take_back(coordinator, suggestion_id=suggested.id)

    assert overruling.accept(coordinator, suggestion_id=suggested.id, reason=WHY).reason == WHY
    assert month_of(coordinator).set_aside == {}


def test_what_stands_or_was_proposed_is_not_taken_back_or_set_aside(coordinator, suggested):
    with pytest.raises(RuleBroken, match="nothing to take back"):
        overruling.take_back(coordinator, suggestion_id=suggested.id)
    with pytest.raises(NotFound):
        overruling.get(coordinator, suggestion_id=suggested.id)
    overruling.accept(coordinator, suggestion_id=suggested.id, reason=WHY)
    with pytest.raises(RuleBroken, match="end that link"):
        overruling.set_aside(coordinator, suggestion_id=suggested.id, **TIMING)


@pytest.mark.parametrize("note", ["", "short", "x" * 501])
def test_another_reason_is_explained(coordinator, suggested, note):
    with pytest.raises(Invalid) as refused:
        overruling.set_aside(coordinator, suggestion_id=suggested.id, reason=OverruleReason.OTHER, note=note)

    assert set(refused.value.fields) == {"note"}


def test_another_household_than_the_last_run_suggests_is_proposed_with_a_reason_alone(coordinator, suggested):
    with pytest.raises(Invalid, match="The last run suggests H-"):
        overruling.propose(coordinator, **other_than(suggested))
    db.session.rollback()

    link = overruling.propose(coordinator, **other_than(suggested), overrules=OverruleReason.EARLIER_TIE)

    assert month_of(coordinator).instead == {OverruleReason.EARLIER_TIE: 1}
    assert overruling.get(coordinator, suggestion_id=suggested.id).link_id == link.id
    with pytest.raises(RuleBroken, match="end that link"):
        overruling.take_back(coordinator, suggestion_id=suggested.id)


def test_where_nothing_is_overruled_no_reason_is_asked_and_none_is_taken(coordinator, suggested):
    same = other_than(suggested) | {"household_ref": suggested.household_ref}
    with pytest.raises(Invalid) as refused:
        overruling.propose(coordinator, **same, overrules=OverruleReason.TIMING)
    db.session.rollback()

    overruling.propose(coordinator, **same)

    assert set(refused.value.fields) == {"overrules"}
    assert db.session.scalars(sa.select(Overruling)).all() == []


def test_a_no_to_a_link_that_was_suggested_is_counted_and_an_end_for_other_reasons_is_not(coordinator, suggested):
    link = overruling.accept(coordinator, suggestion_id=suggested.id, reason=WHY)
    links.end(OPERATOR, link_id=link.id, version=link.version, reason=EndReason.DECLINED_BY_AUTHORITY)
    again = overruling.accept(coordinator, suggestion_id=run_of(coordinator).id, reason=WHY)
    links.end(OPERATOR, link_id=again.id, version=again.version, reason=EndReason.MISTAKE)

    one = month_of(coordinator)

    assert (one.proposed, one.declined) == (2, {EndReason.DECLINED_BY_AUTHORITY: 1})


def test_months_and_policies_are_told_apart_and_a_pair_counts_once_a_month(coordinator):
    with travel(datetime(2026, 10, 31, 12, tzinfo=UTC), tick=False):
        run_of(coordinator)
    with travel(datetime(2026, 11, 12, 12, tzinfo=UTC), tick=False):
        policies.sign(OPERATOR, consortium_code="EAST", toml='version = "2026-1"')
        first, second = run_of(coordinator), run_of(coordinator)
        overruling.set_aside(coordinator, suggestion_id=second.id, **TIMING)

    later, earlier = memory.months(coordinator, consortium_code="EAST")

    assert (first.household_ref, later.suggested) == (second.household_ref, 1)
    assert (later.month, later.policies) == (date(2026, 11, 1), ("default", "2026-1"))
    assert (earlier.month, earlier.policies, earlier.set_aside) == (date(2026, 10, 1), ("default",), {})


def test_who_coordinates_another_consortium_reads_and_decides_nothing_here(coordinator, suggested):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    stranger = factories.viewer(Role.COORDINATOR, of="WEST")

    with pytest.raises((NotAllowed, NotFound)):
        memory.months(stranger, consortium_code="EAST")
    with pytest.raises(NotFound):
        overruling.set_aside(stranger, suggestion_id=suggested.id, **TIMING)
    with pytest.raises(NotAllowed):
        overruling.get(factories.viewer(Role.AGENCY_WORKER, at="ROWAN"), suggestion_id=suggested.id)


def test_a_preview_suggests_nothing_that_could_be_overruled(coordinator):
    day = date(2026, 11, 23)
    db.session.commit()
    previews.keep(coordinator, day=day, prepared=previews.prepare(day))
    one = db.session.scalars(sa.select(Suggestion)).one()

    with pytest.raises(RuleBroken, match="start a run"):
        overruling.set_aside(coordinator, suggestion_id=one.id, **TIMING)


@pytest.mark.parametrize("table", [Referral, Household])
def test_of_an_erased_record_the_count_stays_and_the_words_go(coordinator, suggested, table):
    other = {"reason": OverruleReason.OTHER, "note": "Their cousin Skerry lives there."}
    overruling.set_aside(coordinator, suggestion_id=suggested.id, **other)
    ref = suggested.referral_ref if table is Referral else suggested.household_ref

    erasure.erase(db.session.scalars(sa.select(table).where(table.ref == ref)).unique().one())

    (kept,) = db.session.scalars(sa.select(Overruling))
    assert (kept.reason, kept.suggestion_id, "Skerry" in kept.note) == (OverruleReason.OTHER, None, False)
    assert month_of(coordinator).set_aside == {OverruleReason.OTHER: 1}


def test_once_the_other_household_is_no_longer_proposed_the_suggestion_may_stand_again(coordinator, suggested):
    link = overruling.propose(coordinator, **other_than(suggested), overrules=OverruleReason.EARLIER_TIE)
    links.end(OPERATOR, link_id=link.id, version=link.version, reason=EndReason.MISTAKE)

    overruling.take_back(coordinator, suggestion_id=suggested.id)

    assert month_of(coordinator).instead == {}
    assert (
        overruling.accept(coordinator, suggestion_id=suggested.id, reason=WHY).household.ref == suggested.household_ref
    )


def test_who_proposes_what_the_run_suggests_has_accepted_it(coordinator, suggested):
    same = other_than(suggested) | {"household_ref": suggested.household_ref}

    link = overruling.propose(coordinator, **same)

    assert suggestions.get(coordinator, suggestion_id=suggested.id).link_id == link.id
    links.end(OPERATOR, link_id=link.id, version=link.version, reason=EndReason.DECLINED_BY_AUTHORITY)
    overruling.propose(coordinator, **other_than(suggested))
    assert month_of(coordinator).declined == {EndReason.DECLINED_BY_AUTHORITY: 1}


def test_what_an_earlier_run_suggested_is_no_way_round_what_the_last_one_does(coordinator, suggested):
    home = db.session.scalars(sa.select(Household).where(Household.ref == suggested.household_ref)).unique().one()
    home.hold_until = date(2027, 6, 1)
    later = run_of(coordinator)

    with pytest.raises(RuleBroken, match=f"A later run suggests {later.household_ref}"):
        overruling.accept(coordinator, suggestion_id=suggested.id, reason=WHY)


def test_a_later_run_that_did_not_look_at_the_referral_hides_nothing(coordinator, suggested):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    factories.referral(authority_code=factories.GLASGOW, referral_ref="R-9")
    db.session.commit()
    starting.start(OPERATOR, consortium_ids=[factories.consortium("WEST").id])

    with pytest.raises(Invalid, match="The last run suggests H-"):
        overruling.propose(OPERATOR, **other_than(suggested))


def test_words_about_a_household_that_was_proposed_instead_go_with_it(coordinator, suggested):
    other = other_than(suggested)
    note = {"overrules": OverruleReason.OTHER, "overrules_note": "Cousin Skerry lives with them."}
    link = overruling.propose(coordinator, **other, **note)
    links.end(OPERATOR, link_id=link.id, version=link.version, reason=EndReason.MISTAKE)

    erasure.erase(
        db.session.scalars(sa.select(Household).where(Household.ref == other["household_ref"])).unique().one()
    )

    assert "Skerry" not in db.session.scalars(sa.select(Overruling.note)).one()
