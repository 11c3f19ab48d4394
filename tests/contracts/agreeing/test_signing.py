"""Signing: two people, one for each side, sign the same text; from then on the agreement is locked."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, ConsortiumError, NotAllowed, NotFound, RuleBroken
from consortium.notices import inbox
from contracts import agreements, commitments
from contracts.agreeing import signing
from contracts.agreeing.versions import Side, Status
from tests import factories
from tests.contracts.agreeing.signed import YEAR, Parties

JULY = date(2026, 7, 1)


@pytest.fixture
def parties(begun):
    """Two authorities and an agency, and what they have agreed; nobody has signed."""
    made = begun(Parties)
    with time_machine.travel(JULY):
        yield made


def _change(parties, **values):
    commitment = commitments.get(OPERATOR, commitment_id=parties.edinburgh.id)
    known = {"commitment_id": commitment.id, "version": commitment.version}
    return commitments.change(parties.coordinator, **known, values=values)


def test_one_signature_binds_nobody_and_waits_for_the_other_side(parties):
    agreement = parties.sign(parties.authority)

    assert agreement.current.status is Status.UNSIGNED
    assert signing.waits_for(agreement, version=agreement.current) == [Side.AGENCIES]
    assert _change(parties, minimum_units=4).minimum_units == 4


def test_with_both_signatures_the_version_is_signed_on_the_day_by_two_people(parties):
    version = parties.signed().current

    assert (version.status, version.signed_on) == (Status.SIGNED, JULY)
    assert {(one.side, one.member.code) for one in version.signatures} == {
        ("authorities", factories.EDINBURGH),
        ("agencies", "ROWAN"),
    }
    assert len({one.signed_by for one in version.signatures}) == 2


def test_the_text_that_was_signed_is_kept_with_its_digest(parties):
    version = parties.signed().current

    assert '"minimum_units":3' in version.signed_text
    assert '"minimum_stay_days":0' in version.signed_text
    assert {one.digest for one in version.signatures} == {version.signed_digest}


@pytest.mark.parametrize("again", ["authority", "of_fife"])
def test_a_side_signs_once_whoever_of_it_comes_again(parties, again):
    parties.sign(parties.authority)

    with pytest.raises(RuleBroken, match="has signed for this side"):
        parties.sign(getattr(parties, again))


@pytest.mark.parametrize(("changed", "values"), [("commitment", {"minimum_units": 4}), ("words", {})])
def test_the_second_signature_is_refused_where_something_changed_since_the_first(parties, changed, values):
    read = parties.digest()
    signing.sign(parties.authority, agreement_id=parties.agreement_id, digest=read)
    _change(parties, **values) if values else parties.amend()

    with pytest.raises(Conflict, match="read them again"):
        signing.sign(parties.agency, agreement_id=parties.agreement_id, digest=read)

    assert parties.sign(parties.agency).is_signed is False
    assert parties.sign(parties.of_fife).is_signed


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUTHORITY_MANAGER, Role.AUTHORITY_WORKER])
def test_nobody_but_a_finance_officer_signs_and_a_coordinator_signs_for_nobody(parties, role):
    at = None if role is Role.COORDINATOR else factories.EDINBURGH

    with pytest.raises(NotAllowed):
        parties.sign(factories.viewer(role, at=at))


def test_the_operator_signs_for_nobody(parties):
    with pytest.raises(NotAllowed, match="finance officer"):
        parties.sign(OPERATOR)


def test_who_has_no_stake_does_not_see_it_and_an_observers_officer_does_not_sign(parties):
    factories.member(factories.GLASGOW)
    factories.member("HUB", kind="observer")

    with pytest.raises(NotFound):
        parties.sign(parties.officer(factories.GLASGOW))
    with pytest.raises(NotAllowed, match="authority or an agency"):
        parties.sign(parties.officer("HUB"))


def test_an_agency_beside_the_one_that_every_commitment_names_is_no_party(parties):
    factories.member("ASPEN")
    named = _agreement_with("ROWAN")

    with pytest.raises(NotFound):
        signing.sign(parties.officer("ASPEN"), agreement_id=named, digest="")


def _agreement_with(agency):
    """Another agreement, under which placements of one agency alone count."""
    days = {"period_start": date(2027, 4, 1), "period_end": date(2028, 4, 1)}
    made = factories.agreement(ref="A-2")
    factories.commitment(agreement_ref="A-2", agency=agency, **days)
    return made.id


def test_a_signed_commitment_is_not_changed_nor_another_added(parties):
    parties.signed()

    with pytest.raises(RuleBroken, match="propose an amendment"):
        _change(parties, minimum_units=1)
    with pytest.raises(RuleBroken, match="propose an amendment"):
        factories.commitment(period_start=date(2027, 4, 1), period_end=date(2028, 4, 1))


def test_what_is_sent_again_unchanged_changes_nothing(parties):
    parties.signed()

    again = _change(parties, minimum_units=3, **YEAR)

    assert (again.version, again.minimum_units) == (1, 3)


def test_what_is_signed_is_not_signed_again(parties):
    read = parties.digest()
    parties.signed()

    with pytest.raises(RuleBroken, match="no amendment waits"):
        signing.sign(parties.of_fife, agreement_id=parties.agreement_id, digest=read)


def test_the_other_side_is_told_to_sign_and_everybody_once_it_is_signed(parties):
    parties.sign(parties.authority)
    asked = [one.code for one in db.session.scalars(inbox.visible(parties.agency))]
    parties.sign(parties.agency)

    assert asked == ["agreement.to_sign"]
    assert [one.code for one in db.session.scalars(inbox.visible(parties.coordinator))] == ["agreement.signed"]
    (told,) = inbox.shown(parties.of_fife, found=list(db.session.scalars(inbox.visible(parties.of_fife))))
    assert told.sentence == "A-1: both sides have signed. It is locked."


REWRITINGS = {
    "a signed version": "UPDATE agreement_versions SET terms = 'Other.'",
    "its day": "UPDATE agreement_versions SET effective_on = '2020-01-01'",
    "its lock": "UPDATE agreement_versions SET signed_on = NULL, signed_digest = NULL, signed_text = NULL",
    "the version's end": "DELETE FROM agreement_versions",
    "a signature": "UPDATE agreement_signatures SET signed_on = '2020-01-01'",
    "a signature's end": "DELETE FROM agreement_signatures",
    "a commitment": "UPDATE commitments SET minimum_units = 0",
    "a commitment by a version that nobody signed": "UPDATE commitments SET minimum_units = 0, settled_in = 2",
    "a commitment as if it had been signed so": "UPDATE commitments SET minimum_units = 0, settled_in = 0",
}


@pytest.mark.parametrize("what", REWRITINGS)
def test_the_database_itself_keeps_what_was_signed(parties, what):
    parties.signed()

    with pytest.raises((ConsortiumError, DBAPIError)), db.session.begin_nested():
        db.session.connection().execute(sa.text(REWRITINGS[what]))


def test_the_database_itself_asks_for_two_signatures(parties):
    parties.sign(parties.authority)
    alone = sa.text("UPDATE agreement_versions SET signed_on = '2026-07-01', signed_digest = :digest, signed_text = ''")

    with pytest.raises((ConsortiumError, DBAPIError)), db.session.begin_nested():
        db.session.connection().execute(alone, {"digest": parties.digest()})


def test_terms_of_an_agreement_are_seen_by_an_agency_that_is_party_to_it_without_others_commitments(parties):
    assert agreements.get(parties.agency, agreement_id=parties.agreement_id).ref == "A-1"
    assert list(db.session.scalars(commitments.visible(parties.agency))) == []
