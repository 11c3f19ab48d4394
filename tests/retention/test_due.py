"""The due list: what is past its class, why, and what holds it; each organisation sees its own alone."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consortium import consortia, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.retention import due, erasure, holds, terms
from consortium.retention.classes import RetentionClass
from tests import factories
from tests.retention.filed import managers

WHY = "The sheriff court has asked for it."


def at(monkeypatch, day: date) -> None:
    """From now on it is this day."""
    then = clock.now() + (day - clock.today())
    monkeypatch.setattr(clock, "now", lambda: then)


def due_of(entity: str) -> list[str]:
    return [one.case.ref for one in due.listed(managers(entity)[0])]


def test_a_referral_never_placed_is_due_once_the_months_have_passed(filed, monkeypatch):
    closed = filed.referral.closed_on
    before = due_of("referrals")
    at(monkeypatch, closed.replace(year=closed.year + 2))
    on_the_day = due_of("referrals")
    at(monkeypatch, clock.today() + timedelta(days=1))

    assert (before, on_the_day, due_of("referrals")) == ([], [], [filed.referral.ref])


def test_the_months_are_the_consortiums_and_the_longest_counts(filed, monkeypatch):
    coordinator, home = factories.viewer(Role.COORDINATOR), factories.consortium()
    terms.set_months(coordinator, consortium_id=home.id, version=home.version, never_placed_months=1)
    at(monkeypatch, clock.today() + timedelta(days=40))
    shorter = due_of("referrals")
    terms.set_months(coordinator, consortium_id=home.id, version=home.version, never_placed_months=3)

    assert (shorter, due_of("referrals")) == ([filed.referral.ref], [])


def test_a_placed_childs_referral_is_kept_for_a_century(records, monkeypatch):
    factories.pool()
    referral = factories.referral(referral_ref="R-1")
    factories.purchase(referral_ref="R-1", ended_on=date(2026, 8, 1))
    at(monkeypatch, date(2100, 1, 1))

    kept = due.standing(managers("referrals")[0], entity="referrals", record_id=referral.id).kept

    assert (kept.kind, kept.until) == (RetentionClass.PLACED_CHILD, date(2126, 5, 4))


def test_a_move_in_that_was_given_up_placed_nobody(records):
    factories.pool()
    referral = factories.referral(referral_ref="R-1")
    factories.purchase(referral_ref="R-1", ended_on=date(2026, 6, 1), end_reason="aborted_before_move_in")
    referrals.withdraw(OPERATOR, referral_id=referral.id, version=referral.version)

    assert due.kept_of(referral).kind is RetentionClass.NEVER_PLACED


def test_the_death_of_a_placed_child_shortens_the_century(records):
    factories.pool()
    referral = factories.referral(referral_ref="R-1")
    factories.purchase(referral_ref="R-1", ended_on=date(2026, 8, 1), end_reason="child_died")
    (child,) = referral.children
    referrals.record_loss(OPERATOR, child_id=child.id, version=referral.version, on=date(2026, 8, 1))

    kept = due.kept_of(referral)

    assert (kept.kind, kept.until) == (RetentionClass.DIED_UNDER_18, date(2051, 8, 1))


def test_a_household_is_due_ten_years_after_it_left_without_a_child(filed, monkeypatch):
    at(monkeypatch, clock.today() + timedelta(days=366 * 10))

    (one,) = due.listed(managers("households")[0])

    assert (one.case.ref, one.kept.kind) == (filed.household.ref, RetentionClass.UNSUCCESSFUL_ADOPTERS)


def test_an_adoption_keeps_the_household_for_a_century(records):
    factories.pool()
    household = factories.household(household_ref="H-1")
    factories.purchase(household_ref="H-1", adoption_order_on=date(2026, 9, 1))
    household.withdrawn_on = date(2026, 10, 1)

    kept = due.kept_of(household)

    assert (kept.kind, kept.until) == (RetentionClass.ADOPTERS, date(2126, 9, 1))


def test_a_hold_is_shown_on_the_list_until_it_is_lifted(filed, monkeypatch):
    at(monkeypatch, clock.today() + timedelta(days=366 * 12))
    manager = managers("referrals")[0]
    hold = holds.place(manager, entity="referrals", record_id=filed.referral.id, reason=WHY)
    (held,) = due.listed(manager)
    holds.lift(manager, hold_id=hold.id)

    assert ([one.reason for one in held.holds], list(due.listed(manager)[0].holds)) == ([WHY], [])
    assert (hold.placed_by, hold.lifted_by) == (manager.user_id, manager.user_id)


def test_a_lifted_hold_is_lifted_once(filed):
    manager = managers("referrals")[0]
    hold = holds.place(manager, entity="referrals", record_id=filed.referral.id, reason=WHY)
    holds.lift(manager, hold_id=hold.id)

    with pytest.raises(RuleBroken, match="lifted already"):
        holds.lift(manager, hold_id=hold.id)


def test_a_hold_is_its_owners_alone(filed):
    ours, theirs = managers("referrals")[0], managers("households")[0]
    hold = holds.place(ours, entity="referrals", record_id=filed.referral.id, reason=WHY)

    with pytest.raises(NotFound):
        holds.place(theirs, entity="referrals", record_id=filed.referral.id, reason=WHY)
    with pytest.raises(NotFound):
        holds.lift(theirs, hold_id=hold.id)
    assert [db.session.scalars(holds.visible(one)).unique().all() for one in (ours, theirs)] == [[hold], []]


def test_each_organisations_list_holds_its_own_alone(filed, monkeypatch):
    at(monkeypatch, clock.today() + timedelta(days=366 * 12))

    assert (due_of("referrals"), due_of("households")) == ([filed.referral.ref], [filed.household.ref])
    with pytest.raises(NotAllowed):
        due.listed(factories.viewer(Role.COORDINATOR))


def test_the_list_asks_as_often_for_many_records_as_for_few(records):
    factories.pool()

    def asked(more: int) -> int:
        for _ in range(more):
            one = factories.referral()
            referrals.withdraw(OPERATOR, referral_id=one.id, version=one.version)
        db.session.flush()
        db.session.expunge_all()
        manager, sent = managers("referrals")[0], []
        note = lambda *told: sent.append(told[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", note)
        assert due.listed(manager) == []
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(sent)

    assert asked(1) == asked(6)


def test_what_is_erased_is_due_no_more(filed, monkeypatch):
    at(monkeypatch, clock.today() + timedelta(days=366 * 12))

    erasure.erase(filed.referral)

    assert due_of("referrals") == []


def test_the_day_on_which_a_search_ended_is_kept_until_it_begins_again(filed):
    closed = filed.referral.closed_on
    particulars.record_child(OPERATOR, child_id=filed.child.id, version=filed.referral.version, values={"health": "x"})
    referrals.resume(OPERATOR, referral_id=filed.referral.id, version=filed.referral.version, note="Again.")

    assert (closed, filed.referral.closed_on) == (clock.today(), None)


@pytest.mark.parametrize("months", [0, -1, 241])
def test_the_months_are_within_reason(records, months):
    home = factories.consortium()

    with pytest.raises(Invalid):
        terms.set_months(OPERATOR, consortium_id=home.id, version=home.version, never_placed_months=months)


def test_only_who_coordinates_a_consortium_sets_its_months(filed):
    home, other = factories.consortium(), factories.viewer(Role.COORDINATOR, of="WEST")

    with pytest.raises(NotFound):
        terms.set_months(other, consortium_id=home.id, version=home.version, never_placed_months=3)
    with pytest.raises(NotAllowed):
        terms.set_months(managers("referrals")[0], consortium_id=home.id, version=1, never_placed_months=3)
    with pytest.raises(Conflict):
        terms.set_months(OPERATOR, consortium_id=home.id, version=home.version + 1, never_placed_months=3)
    assert consortia.get(OPERATOR, consortium_id=home.id).never_placed_months == 24
