"""Erasure: nothing of the person is found anywhere, what others need stays, and the trail still verifies (I14)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import carers, members, referrals
from consortium.access import OPERATOR
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotAllowed, NotFound
from consortium.importing import imports
from consortium.importing.imports import Import
from consortium.linking import links
from consortium.referrals import Referral
from consortium.retention import erasure
from consortium.retention.disposals import Disposal, Ground, confirm, propose
from consortium.retention.erasure import Entry, Erasure
from consortium.rights import shares
from consortium.rights.shares import Share
from consortium.trail import chain
from consortium.trail.events import AuditEvent
from contracts import erasing
from contracts.purchases import Purchase
from matching.running import starting
from matching.running.runs import MatchRun
from matching.running.suggestions import Suggestion
from tests import factories
from tests.retention.filed import BORN, CHILDS_POSTCODE, COLUMNS, HOME, WHY, WORD, Filed, lines_with, managers


def dispose(filed, entity: str) -> None:
    """Two managers of the owner erase the record, each in a request of their own."""
    with transaction():
        first, second = managers(entity)
        asked = {"entity": entity, "record_id": filed.id_of(entity), "ground": Ground.PERSON_ASKED, "reason": WHY}
        disposal = propose(first, **asked)
    with transaction():
        confirm(second, disposal_id=disposal.id, version=disposal.version)


def snapshots_read(act) -> int:
    """Of how many runs an act reads what they looked at."""
    sent = []
    note = lambda *told: sent.append(told[2])  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    act()
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return sum(one.startswith("SELECT") and "match_runs.snapshot" in one for one in sent)


def test_once_both_are_erased_no_word_of_them_is_found_anywhere(traced):
    words = {WORD, BORN.isoformat(), CHILDS_POSTCODE, HOME}
    assert all(lines_with({word}) for word in words)

    dispose(traced, "referrals")
    dispose(traced, "households")

    assert lines_with(words) == []


def test_a_childs_erasure_leaves_the_household_as_it_is(traced):
    dispose(traced, "referrals")

    household = carers.get(OPERATOR, household_id=traced.household.id)
    frozen = db.session.scalars(sa.select(MatchRun)).one().inputs

    assert (household.ref, household.postcode) == (f"H-{WORD}", HOME)
    assert {one["ref"] for one in frozen["households"]} == {f"H-{WORD}", "H-STAYS"}
    assert lines_with({BORN.isoformat(), CHILDS_POSTCODE}) == []


@pytest.mark.parametrize("entity", ["referrals", "households"])
def test_the_audit_trail_verifies_after_an_erasure(traced, entity):
    dispose(traced, entity)

    verdict = chain.verify()

    assert verdict.holds, verdict.why
    assert db.session.scalar(sa.select(AuditEvent.seq).where(AuditEvent.action == "erased"))


def test_what_others_are_in_stays_in_runs_and_imports(traced):
    dispose(traced, "referrals")
    run, kept = db.session.scalars(sa.select(MatchRun)).one(), db.session.scalars(sa.select(Import)).one()

    assert [one["ref"] for one in run.inputs["referrals"]] == ["R-LIKE", "R-STAYS"]
    assert {one["referral_ref"] for one in (*run.result["suggestions"], *run.result["unmatched"])} == {
        "R-LIKE",
        "R-STAYS",
    }
    assert set(db.session.scalars(sa.select(Suggestion.referral_ref))) <= {"R-LIKE", "R-STAYS"}
    assert [row["cells"]["referral_ref"] for row in kept.returned_rows] == ["R-9"]


@pytest.mark.parametrize("owner", [" S12000015", factories.FIFE, "", "S1200047"])
def test_a_row_goes_whatever_its_owner_was_called_in_it_and_so_does_the_name_of_the_file(records, owner):
    factories.member(factories.FIFE)
    mine = factories.referral(authority_code=factories.FIFE, referral_ref="R-FIFE")
    bad = f"C-1,R-FIFE,{owner},nonsense,\nC-2,R-FIFE,{factories.EDINBURGH},nonsense,\n"
    sent = {"kind": "children", "content": (COLUMNS + bad).encode(), "filename": f"baby {WORD} R-FIFE.csv"}
    factories.member(factories.EDINBURGH)
    kept = imports.take(OPERATOR, **sent)

    erasure.erase(mine)

    assert [row["cells"]["child_ref"] for row in kept.returned_rows] == ["C-2"]
    assert kept.filename == "children, name erased"


def test_an_erasure_opens_no_run_but_those_that_may_have_looked_at_the_record(records):
    with transaction():
        factories.consortium(), factories.consortium("WEST")
    with time_machine.travel(clock.now() - timedelta(days=3)):
        starting.start(OPERATOR)
    with transaction():
        filed, west = Filed(), factories.consortium("WEST").id
    starting.start(OPERATOR, consortium_ids=[west])
    looked = filed.match()

    read = snapshots_read(lambda: erasure.erase(filed.referral))

    assert (read, looked.inputs["referrals"]) == (1, [])


def test_an_erased_record_is_not_there_for_anybody_and_its_id_stays_on_the_list(traced):
    dispose(traced, "referrals")

    with pytest.raises(NotFound):
        referrals.get(OPERATOR, referral_id=traced.referral.id)
    assert traced.referral.id not in set(db.session.scalars(referrals.visible(OPERATOR)).unique())
    assert [one.record_id for one in db.session.scalars(sa.select(Erasure)).unique()] == [traced.referral.id]


def test_money_keeps_its_days_under_a_name_that_means_nothing(records):
    factories.pool()
    referral, _ = factories.referral(referral_ref="R-1"), factories.household(household_ref="H-1")
    bought = {"referral_ref": "R-1", "household_ref": "H-1", "placement_ref": "P-1", "ended_on": date(2026, 8, 1)}
    purchase = factories.purchase(**bought, moved_in_on=date(2026, 6, 1), order_number="PO-1")

    erasure.erase(referral)

    placement = purchase.placement
    assert (placement.moved_in_on, placement.ended_on, purchase.order_number) == (
        date(2026, 6, 1), date(2026, 8, 1), "PO-1",
    )  # fmt: skip
    assert placement.referral_ref.startswith("E-")


def test_the_details_of_money_past_its_own_class_go_too(records):
    factories.pool()
    referral = factories.referral(referral_ref="R-1")
    days = {"moved_in_on": date(2012, 6, 1), "ended_on": date(2013, 6, 1)}
    factories.purchase(history=True, referral_ref="R-1", order_number="PO-1", **days)

    erasure.erase(referral)

    assert db.session.scalars(sa.select(Purchase.order_number)).one() is None


@pytest.mark.parametrize("end", ["ended_on", "adoption_order_on"])
def test_the_details_of_money_that_outlived_a_record_are_swept_up_once_its_class_is_over(records, monkeypatch, end):
    factories.pool()
    days = {"moved_in_on": date(2026, 6, 1), end: date(2026, 8, 1)}
    for ref in ("R-GONE", "R-STAYS"):
        factories.referral(referral_ref=ref)
        factories.purchase(history=True, referral_ref=ref, order_number=f"PO-{ref}", cost_code=ref, **days)
    erasure.erase(db.session.scalars(sa.select(Referral).where(Referral.ref == "R-GONE")).unique().one())
    early = erasing.sweep(OPERATOR)
    monkeypatch.setattr(clock, "now", lambda: datetime(2033, 4, 1, 12, tzinfo=UTC))

    swept = [erasing.sweep(OPERATOR) for _ in range(2)]

    left = sa.select(Purchase.order_number, Purchase.cost_code).order_by(Purchase.order_number)
    assert (early, swept) == (0, [1, 0])
    assert {tuple(row) for row in db.session.execute(left)} == {(None, None), ("PO-R-STAYS", "R-STAYS")}


def test_a_child_goes_on_being_kept_from_another_household_of_the_same_reference(records):
    factories.pool()
    factories.member("ASPEN")
    gone, _ = factories.household(household_ref="H-1"), factories.household(household_ref="H-1", agency="ASPEN")
    alone = factories.household(household_ref="H-2")
    (child,) = factories.referral(OPERATOR, factories.child(conflicts=["H-1", "H-2"])).children

    for household in (gone, alone):
        erasure.erase(household)

    assert child.conflicts == ["H-1"]


def test_a_kept_list_erases_again_what_a_restore_brought_back_and_nothing_twice(filed):
    entries = [Entry("referrals", filed.referral.id, date(2026, 1, 2)), Entry("households", filed.child.id, BORN)]

    first, second = (erasure.again(OPERATOR, entries=entries) for _ in range(2))

    assert (first, second, filed.referral.erased_on) == (1, 0, date(2026, 1, 2))


@pytest.mark.parametrize(("entity", "other"), [("households", "referral"), ("referrals", "household")])
def test_a_restored_copy_in_which_all_is_still_open_is_closed_and_the_next_run_leaves_it_out(records, entity, other):
    with transaction():
        filed = Filed()
        sides = {"referral_id": filed.referral.id, "household_id": filed.household.id}
        link = links.propose(filed.coordinator, **sides, reason=WHY)

    with transaction():
        erasure.again(OPERATOR, entries=[Entry(entity, filed.id_of(entity), date(2026, 10, 1))])

    run = filed.match()
    assert (run.status, run.inputs[entity]) == ("done", [])
    assert (link.status, link.end_reason, link.ended_by) == ("ended", "plan_changed", None)
    assert links.open_counts(**{f"{other}_ids": [sides[f"{other}_id"]]}) == {}
    assert not db.session.scalars(sa.select(Share.id).where(*shares.live())).all()
    assert (filed.household.withdrawn_on or filed.referral.closed_on) == date(2026, 10, 1)


def test_nobody_but_the_operator_applies_the_list(filed):
    with pytest.raises(NotAllowed):
        erasure.again(managers("referrals")[0], entries=[])
    with pytest.raises(NotAllowed):
        erasing.sweep(managers("referrals")[0])


def test_a_disposal_under_way_ends_when_the_list_is_applied(filed):
    first, _ = managers("referrals")
    asked = {"entity": "referrals", "record_id": filed.referral.id, "ground": Ground.PERSON_ASKED, "reason": WHY}
    propose(first, **asked)

    erasure.again(OPERATOR, entries=[Entry("referrals", filed.referral.id, BORN)])

    (disposal,) = db.session.scalars(sa.select(Disposal)).unique()
    assert (disposal.status, disposal.ended_by, disposal.reason) == ("carried_out", None, erasure.ERASED)


def test_each_organisation_sees_what_was_erased_of_its_own(filed):
    erasure.erase(filed.referral)

    ours, theirs = (managers(entity)[0] for entity in ("referrals", "households"))

    assert len(db.session.scalars(erasure.visible(ours)).unique().all()) == 1
    assert db.session.scalars(erasure.visible(theirs)).unique().all() == []
    assert members.by_code(OPERATOR, code=factories.EDINBURGH).id == ours.member_id
