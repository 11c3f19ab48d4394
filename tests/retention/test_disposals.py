"""Disposals: two people of one employer, nothing that is held, in use or not due, and one course from start to end."""

import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.accounts import deputies, people
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.retention import disposals, holds
from consortium.retention.disposals import MOVES, DisposalStatus, Ground
from tests import databases, factories
from tests.retention.filed import Filed, managers

WHY = "The class of the record is over."
ENTITIES = ["referrals", "households"]


@pytest.fixture
def later(monkeypatch):
    """Twelve years on, when both records are past their class."""

    def go(years: int = 12) -> None:
        then = clock.now() + timedelta(days=366 * years)
        monkeypatch.setattr(clock, "now", lambda: then)

    return go


def proposed(viewer, filed, entity="referrals", *, ground=Ground.CLASS_OVER, reason=WHY):
    return disposals.propose(viewer, entity=entity, record_id=filed.id_of(entity), ground=ground, reason=reason)


def closed() -> Filed:
    """Both records, out of use."""
    filed = Filed()
    filed.close()
    return filed


def write_late(app, viewer, record_id, write: str):
    """What somebody gets who writes of a record from another request."""
    about = {"entity": "referrals", "record_id": record_id, "reason": "A court has asked for it."}
    try:
        with app.app_context(), transaction():
            return (
                holds.place(viewer, **about)
                if write == "hold"
                else disposals.propose(viewer, **about, ground=Ground.PERSON_ASKED)
            )
    except Conflict as refusal:
        return refusal


@pytest.mark.parametrize("entity", ENTITIES)
def test_one_proposes_and_another_confirms(filed, later, entity):
    later()
    first, second = managers(entity)
    disposal = proposed(first, filed, entity)

    disposals.confirm(second, disposal_id=disposal.id, version=disposal.version)

    assert (disposal.status, disposal.ended_by) == (DisposalStatus.CARRIED_OUT, second.user_id)
    assert (disposal.household or disposal.referral).erased_on == clock.today()


def test_nobody_confirms_what_they_proposed(filed, later):
    later()
    first, _ = managers("referrals")
    disposal = proposed(first, filed)

    with pytest.raises(RuleBroken, match="another manager"):
        disposals.confirm(first, disposal_id=disposal.id, version=disposal.version)
    assert filed.referral.erased_on is None


def test_a_deputy_is_another_person_and_the_one_who_proposed_is_not(filed, later):
    later()
    first, second = managers("referrals")
    worker = factories.person(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
    day = {"from_on": clock.today(), "until_on": clock.today()}
    deputies.name(OPERATOR, user_id=second.user_id, deputy_id=worker.id, **day)
    deputies.name(OPERATOR, user_id=second.user_id, deputy_id=first.user_id, **day)
    disposal = proposed(first, filed)
    db.session.expire_all()
    again, deputy = (people.viewer_of(db.session.get(people.User, key)) for key in (first.user_id, worker.id))

    with pytest.raises(RuleBroken, match="another manager"):
        disposals.confirm(again, disposal_id=disposal.id, version=disposal.version)
    assert disposals.confirm(deputy, disposal_id=disposal.id, version=disposal.version).ended_by == worker.id


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_record_that_is_not_due_is_not_disposed_of(filed, entity):
    with pytest.raises(RuleBroken, match="is not due: it is kept until"):
        proposed(managers(entity)[0], filed, entity)


def test_what_a_person_asked_for_goes_the_same_way_before_it_is_due(filed):
    first, second = managers("households")
    disposal = proposed(first, filed, "households", ground=Ground.PERSON_ASKED)

    disposals.confirm(second, disposal_id=disposal.id, version=disposal.version)

    assert filed.household.erased_on == clock.today()


@pytest.mark.parametrize(("entity", "law"), [("referrals", "regulation 43"), ("households", "Adoption Agencies")])
def test_what_a_law_keeps_is_not_erased_because_the_person_asked(filed, entity, law):
    named = {"referral_ref": filed.referral.ref, "household_ref": filed.household.ref}
    days = {"adoption_order_on": date(2026, 9, 1), "ended_on": date(2026, 9, 1)}
    factories.purchase(history=True, **named, **days)

    with pytest.raises(RuleBroken, match=f"is kept until .*, whoever asks.*{law}"):
        proposed(managers(entity)[0], filed, entity, ground=Ground.PERSON_ASKED)


def test_what_a_law_came_to_keep_after_the_proposal_is_not_erased(filed):
    first, second = managers("referrals")
    disposal = proposed(first, filed, ground=Ground.PERSON_ASKED)
    factories.purchase(referral_ref=filed.referral.ref, ended_on=date(2026, 7, 1))

    with pytest.raises(RuleBroken, match="regulation 43"):
        disposals.confirm(second, disposal_id=disposal.id, version=disposal.version)


@pytest.mark.parametrize("write", ["hold", "disposal"])
def test_what_waited_for_an_erasure_is_not_written_of_the_erased_record(postgres_app, write):
    got = []
    with postgres_app.app_context():
        with transaction():
            filed, (first, second) = closed(), managers("referrals")
            key, record_id = proposed(first, filed, ground=Ground.PERSON_ASKED).id, filed.referral.id
        late = threading.Thread(target=lambda: got.append(write_late(postgres_app, second, record_id, write)))
        with transaction():
            disposals.confirm(second, disposal_id=key, version=1)
            late.start()
            late.join(timeout=1)
            waits = late.is_alive()
        late.join()
        left = db.session.scalars(sa.select(holds.Hold.id)).all()

    assert (waits, [type(one) for one in got], left) == (True, [Conflict], [])


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("entity", ENTITIES)
def test_a_hold_beats_everything_before_and_after_the_proposal(filed, later, entity, ground):
    later()
    first, second = managers(entity)
    disposal = proposed(first, filed, entity, ground=ground)
    hold = holds.place(second, entity=entity, record_id=filed.id_of(entity), reason="A court has asked for it.")

    for act in (
        lambda: proposed(second, filed, entity, ground=ground),
        lambda: disposals.confirm(second, disposal_id=disposal.id, version=disposal.version),
    ):
        savepoint = db.session.begin_nested()
        with pytest.raises(RuleBroken, match="legal hold"):
            act()
        savepoint.rollback()
    holds.lift(first, hold_id=hold.id)
    disposals.confirm(second, disposal_id=disposal.id, version=disposal.version)


def test_what_was_due_and_is_no_more_is_not_erased(filed, later):
    later()
    first, second = managers("referrals")
    disposal = proposed(first, filed)
    factories.purchase(referral_ref=filed.referral.ref, moved_in_on=date(2026, 6, 1), ended_on=date(2026, 7, 1))

    with pytest.raises(RuleBroken, match="is not due"):
        disposals.confirm(second, disposal_id=disposal.id, version=disposal.version)


@pytest.mark.parametrize("entity", ENTITIES)
def test_what_is_in_use_is_not_disposed_of(records, entity):
    filed = Filed()

    with pytest.raises(RuleBroken, match="is in use"):
        proposed(managers(entity)[0], filed, entity, ground=Ground.PERSON_ASKED)


def test_a_child_who_lives_with_a_household_keeps_both_records(records):
    filed = Filed()
    named = {"referral_ref": filed.referral.ref, "household_ref": filed.household.ref}
    factories.purchase(**named)
    carers.withdraw(OPERATOR, household_id=filed.household.id, version=filed.household.version)

    for entity in ENTITIES:
        with pytest.raises(RuleBroken, match="has not ended"):
            proposed(managers(entity)[0], filed, entity, ground=Ground.PERSON_ASKED)


@pytest.mark.parametrize("status", [DisposalStatus.DECLINED, DisposalStatus.CARRIED_OUT])
def test_nothing_follows_an_end(filed, status):
    first, second = managers("referrals")
    disposal = proposed(first, filed, ground=Ground.PERSON_ASKED)
    end = disposals.decline if status is DisposalStatus.DECLINED else disposals.confirm
    end(second, disposal_id=disposal.id, version=disposal.version)

    assert MOVES[disposal.status] == ()
    with pytest.raises(RuleBroken, match="nothing more"):
        disposals.decline(second, disposal_id=disposal.id, version=disposal.version)


def test_a_declined_disposal_leaves_the_record_and_may_be_proposed_again(filed):
    first, _ = managers("referrals")
    disposal = proposed(first, filed, ground=Ground.PERSON_ASKED)

    disposals.decline(first, disposal_id=disposal.id, version=disposal.version)

    assert referrals.get(OPERATOR, referral_id=filed.referral.id).erased_on is None
    assert proposed(first, filed, ground=Ground.PERSON_ASKED).status is DisposalStatus.PROPOSED


def test_a_record_has_one_open_disposal(filed):
    first, second = managers("referrals")
    proposed(first, filed, ground=Ground.PERSON_ASKED)

    with pytest.raises(Conflict, match="proposed already"):
        proposed(second, filed, ground=Ground.PERSON_ASKED)


@pytest.mark.parametrize("database", ["app", "postgres_app"])
def test_of_several_who_confirm_at_once_one_erases(request, database):
    made = request.getfixturevalue(database)
    with made.app_context(), transaction():
        filed, (first, second) = closed(), managers("referrals")
        key = proposed(first, filed, ground=Ground.PERSON_ASKED).id

    def act():
        with transaction():
            return disposals.confirm(second, disposal_id=key, version=1).status

    got = databases.at_once(made, act)

    assert sorted(type(one).__name__ for one in got) == ["Conflict", "Conflict", "Conflict", "DisposalStatus"]


def test_a_stale_confirmation_is_refused(filed):
    first, second = managers("referrals")
    disposal = proposed(first, filed, ground=Ground.PERSON_ASKED)

    with pytest.raises(Conflict):
        disposals.confirm(second, disposal_id=disposal.id, version=disposal.version + 1)


@pytest.mark.parametrize("reason", ["", "short", "x" * 501])
def test_a_disposal_has_its_reason(filed, reason):
    with pytest.raises(Invalid, match="Say why"):
        proposed(managers("referrals")[0], filed, ground=Ground.PERSON_ASKED, reason=reason)


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        (Role.AUTHORITY_WORKER, factories.EDINBURGH, NotAllowed),
        (Role.COORDINATOR, None, NotAllowed),
        (Role.AGENCY_MANAGER, "ROWAN", NotFound),
        (Role.AUTHORITY_MANAGER, factories.FIFE, NotFound),
    ],
)
def test_nobody_disposes_of_what_is_not_their_own(filed, role, at, refusal):
    factories.member(factories.FIFE)

    with pytest.raises(refusal):
        proposed(factories.viewer(role, at=at), filed, ground=Ground.PERSON_ASKED)


def test_a_manager_elsewhere_neither_sees_nor_confirms_a_disposal(filed):
    disposal = proposed(managers("referrals")[0], filed, ground=Ground.PERSON_ASKED)
    stranger = managers("households")[0]

    with pytest.raises(NotFound):
        disposals.confirm(stranger, disposal_id=disposal.id, version=disposal.version)
    assert db.session.scalars(disposals.visible(stranger)).unique().all() == []


def test_the_operator_cannot_dispose_of_anything(filed):
    with pytest.raises(RuleBroken, match="Two people"):
        proposed(OPERATOR, filed, ground=Ground.PERSON_ASKED)


def test_the_database_itself_holds_that_two_people_dispose(filed):
    first, _ = managers("referrals")
    disposal = proposed(first, filed, ground=Ground.PERSON_ASKED)
    forged = {"status": "carried_out", "ended_by": first.user_id, "ended_at": clock.now()}

    with pytest.raises(RuleBroken):
        db.session.connection().execute(
            sa.update(disposals.Disposal).where(disposals.Disposal.id == disposal.id).values(**forged)
        )
