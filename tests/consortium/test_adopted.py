"""Adopted people: the new identity is a record of its own, reached from the birth record by nobody, and one way."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consortium import adopted, disclosure, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.adopted import AdoptedPerson
from consortium.floor import clock
from consortium.floor.db import Base, db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking.links import LinkStatus
from consortium.retention import erasure
from consortium.rights import files
from consortium.rights.shares import Share
from consortium.trail.events import AuditEvent, AuditReason
from tests import factories
from tests.consortium.test_links import Pair

NAMES = {"given_names": "Isla", "family_name": "Sharrow"}
WHY = "She asked for her records herself."


class Order(Pair):
    """A pair whose child was adopted by the household."""

    def __init__(self) -> None:
        super().__init__()
        self.brought_to(LinkStatus.APPROVED)
        named = {"referral_ref": self.referral.ref, "household_ref": self.household.ref}
        factories.purchase(**named, adoption_order_on=date(2026, 9, 1))

    def separate(self, **more) -> AdoptedPerson:
        return adopted.separate(self.manager, child_id=self.child.id, **{**NAMES, **more})


@pytest.fixture
def order(begun) -> Order:
    return begun(Order)


@pytest.fixture
def grown(monkeypatch):
    """The child has turned 16."""

    def go() -> None:
        then = clock.now() + timedelta(days=366 * 16)
        monkeypatch.setattr(clock, "now", lambda: then)

    return go


def test_the_new_identity_stands_apart_and_ends_every_share_of_the_referral(order):
    person = order.separate()

    assert (person.family_name, person.date_of_birth) == ("Sharrow", date(2026, 5, 4))
    assert not db.session.scalars(sa.select(Share).where(Share.ended_at.is_(None))).all()
    with pytest.raises(NotFound):
        order.child_for(order.agency)
    with pytest.raises(NotFound):
        order.household_for(order.authority)


def test_after_an_adoption_order_no_coordinator_opens_the_birth_file(order):
    with pytest.raises(RuleBroken, match="its authority's alone"):
        files.open_(order.coordinator, entity="referrals", record_id=order.referral.id, reason="A panel asks for it.")


def test_no_row_ties_the_two_but_by_what_is_sealed(order):
    person = order.separate()

    pointing = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if not table.name.startswith("audit_")
        for row in db.session.execute(sa.select(table)).mappings()
        for column in table.columns
        if str(row[column.name]) == str(person.id) and column.name != "id"
    ]

    birth_ids = {str(order.child.id), str(order.referral.id)}
    assert pointing == []
    assert not {str(value) for value in vars(person).values()} & birth_ids
    assert str(order.child.id) not in person.sealed_way


def test_the_birth_record_shows_nothing_of_the_new_identity(order):
    before = disclosure.view_referral(order.manager, order.referral)

    person = order.separate()

    after = disclosure.view_referral(order.manager, order.referral)
    assert set(before) == set(after)
    assert person.ref not in str(after)


def test_before_the_adoption_order_nothing_is_separated(records):
    pair = Pair()

    with pytest.raises(RuleBroken, match="adoption order first"):
        adopted.separate(pair.manager, child_id=pair.child.id, **NAMES)


def test_an_identity_is_separated_once(order):
    order.separate()

    with pytest.raises(Conflict, match="kept apart already"):
        order.separate()


@pytest.mark.parametrize("names", [{"given_names": " "}, {"family_name": ""}, {"family_name": "x" * 501}])
def test_an_adopted_person_has_names(order, names):
    with pytest.raises(Invalid, match="characters"):
        order.separate(**names)


def test_following_the_way_under_16_tells_nothing_of_the_birth_parents(order):
    person = order.separate()

    told = adopted.trace(order.manager, adopted_id=person.id, reason=WHY)

    hidden = {"family_name", "home_address", "contact_postcode", "excluded_areas", "health", "background", "conflicts"}
    assert (told["under_16"], told["birth_record"]["given_names"]) == (True, "Niamh")
    assert not (hidden | {"referral_id", "referral_ref", "child_ref"}) & set(told["birth_record"])
    assert not {"Corrie", str(order.referral.id)} & {str(value) for value in told["birth_record"].values()}


def test_at_16_the_birth_record_is_found(order, grown):
    person = order.separate()
    grown()

    told = adopted.trace(order.manager, adopted_id=person.id, reason=WHY)

    assert (told["under_16"], told["birth_record"]["family_name"]) == (False, "Corrie")
    assert told["birth_record"]["referral_id"] == order.referral.id


def test_every_look_and_every_step_of_the_way_is_written_down_with_the_new_identity_alone(order):
    person = order.separate()
    db.session.commit()
    adopted.get(order.manager, adopted_id=person.id)
    adopted.trace(order.manager, adopted_id=person.id, reason=WHY)
    db.session.commit()

    found = sa.select(AuditEvent).where(AuditEvent.entity_id == person.id).order_by(AuditEvent.seq)
    assert [one.action for one in db.session.scalars(found)] == ["created", "read", "traced"]
    assert db.session.scalars(sa.select(AuditReason.reason).where(AuditReason.entity_id == person.id)).all() == [WHY]


def test_the_persons_own_page_says_who_followed_the_way_when_and_why(order):
    person = order.separate()
    db.session.commit()
    adopted.trace(order.manager, adopted_id=person.id, reason=WHY)
    db.session.commit()

    (told,) = adopted.tracings(order.manager, adopted_id=person.id)

    assert (told["name"], told["organisation"], told["reason"]) == ("Morag Innes", "S12000036 by name", WHY)
    assert told["at"].date() == clock.now().date()


@pytest.mark.parametrize("reason", ["", "short"])
def test_the_way_is_followed_for_a_reason(order, reason):
    person = order.separate()

    with pytest.raises(Invalid, match="Say why"):
        adopted.trace(order.manager, adopted_id=person.id, reason=reason)


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        (Role.AUTHORITY_WORKER, factories.EDINBURGH, NotAllowed),
        (Role.COORDINATOR, None, NotAllowed),
        (Role.AGENCY_MANAGER, "ROWAN", NotAllowed),
        (Role.AUTHORITY_MANAGER, factories.FIFE, NotFound),
    ],
)
def test_nobody_else_separates_reads_or_follows(order, role, at, refusal):
    factories.member(factories.FIFE)
    other, person = factories.viewer(role, at=at), order.separate()

    for act in (
        lambda: adopted.separate(other, child_id=order.child.id, **NAMES),
        lambda: adopted.get(other, adopted_id=person.id),
        lambda: adopted.trace(other, adopted_id=person.id, reason=WHY),
        lambda: adopted.tracings(other, adopted_id=person.id),
    ):
        with pytest.raises(refusal):
            act()


def test_the_erasure_of_the_birth_record_takes_the_new_identity_along(order):
    order.separate()
    factories.referral(referral_ref="R-OTHER")

    erasure.erase(order.referral)

    assert db.session.scalars(sa.select(AdoptedPerson)).all() == []


def test_a_flag_on_the_address_holds_for_the_traced_record_too(order, grown):
    flag = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=order.child.id, version=order.referral.version, values=flag)
    person = order.separate()
    grown()

    told = adopted.trace(order.manager, adopted_id=person.id, reason=WHY)["birth_record"]

    assert not {"nursery", "home_address", "contact_postcode"} & set(told)
    assert referrals.get(order.manager, referral_id=order.referral.id)
