"""Amendments of what is signed: drafts that change terms and commitments, and hold once both sides have signed them."""

from datetime import date

import pytest
import time_machine

from consortium.access import OPERATOR
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.importing import imports
from contracts import agreements, commitments, positions
from contracts.agreeing import amendments, proposals
from contracts.agreeing.versions import Status
from contracts.ledger import reading
from tests import factories
from tests.contracts.agreeing.signed import YEAR, Parties

JULY, SEPTEMBER, DECEMBER = date(2026, 7, 1), date(2026, 9, 1), date(2026, 12, 1)


def _signed_parties():
    parties = Parties()
    parties.signed()
    return parties


@pytest.fixture
def parties(begun):
    """An agreement that both sides have signed."""
    made = begun(_signed_parties)
    with time_machine.travel(JULY):
        yield made


def _entries(commitment):
    found = db.session.scalars(reading.visible(OPERATOR, commitment_id=commitment.id))
    return [(one.kind.value, one.units, one.accounting_on) for one in found]


def _now(commitment):
    return commitments.get(OPERATOR, commitment_id=commitment.id)


def _fewer(parties, units=1):
    return parties.amend(changes=[{"commitment_id": parties.edinburgh.id, "minimum_units": units}])


def test_an_amendment_of_what_is_signed_is_a_draft_that_changes_nothing_yet(parties):
    change = {"commitment_id": parties.edinburgh.id, "minimum_units": 1}
    agreement = parties.amend(changes=[change], minimum_stay_days=28)

    assert agreement.draft.status is Status.DRAFT
    assert _now(parties.edinburgh).minimum_units == 3
    assert agreements.terms_on(SEPTEMBER, agreement_id=agreement.id).minimum_stay_days == 0


def test_an_amendment_takes_effect_with_the_second_signature_from_its_day_on(parties):
    _fewer(parties)

    agreement = parties.signed()

    assert (agreement.draft, agreement.current.number) == (None, 2)
    assert _entries(parties.edinburgh) == [("committed", 3, date(2026, 4, 1)), ("amended", -2, SEPTEMBER)]
    found = [positions.of(OPERATOR, as_of=day)[0].minimum_units for day in (date(2026, 8, 31), SEPTEMBER)]
    assert found == [3, 1]


def test_a_commitment_that_an_amendment_adds_counts_from_its_first_day(parties):
    parties.amend(on=date(2026, 4, 2), added=[{"authority_code": factories.FIFE, "minimum_units": 1, **_next_year()}])
    parties.sign(parties.of_fife, parties.agency)
    (added,) = (one for one in db.session.scalars(commitments.visible(OPERATOR)) if one.settled_in)

    assert (added.period_start, added.settled_in) == (date(2027, 4, 1), 2)
    assert _entries(added) == [("committed", 1, date(2027, 4, 1))]


def _next_year():
    return {"period_start": date(2027, 4, 1), "period_end": date(2028, 4, 1)}


def test_an_amendment_of_a_period_that_has_not_begun_counts_from_its_first_day(parties):
    parties.amend(added=[{"authority_code": factories.FIFE, "minimum_units": 1, **_next_year()}])
    parties.sign(parties.of_fife, parties.agency)
    (added,) = (one for one in db.session.scalars(commitments.visible(OPERATOR)) if one.settled_in)

    parties.amend(on=DECEMBER, changes=[{"commitment_id": added.id, "minimum_units": 2}])
    parties.sign(parties.of_fife, parties.agency)

    assert _entries(added)[1:] == [("amended", 1, date(2027, 4, 1))]


def test_new_terms_hold_once_they_are_signed(parties):
    factories.purchase(moved_in_on=SEPTEMBER, ended_on=date(2026, 9, 8), end_reason="carer_request")
    parties.amend(minimum_stay_days=28)
    before = positions.of(OPERATOR, as_of=DECEMBER)[0].taken_units

    parties.signed()

    assert (before, positions.of(OPERATOR, as_of=DECEMBER)[0].taken_units) == (1, 0)


def test_an_authority_that_leaves_has_its_minimum_cut_as_the_terms_say_once_both_have_signed(parties):
    parties.amend(pro_rata="months", ended=[{"commitment_id": parties.edinburgh.id, "ended_on": DECEMBER}])
    (proposed,) = proposals.of(parties.agreement.draft)
    assert proposed.as_entered() == {"period_end": DECEMBER, "minimum_units": 2}

    parties.signed()

    assert (_now(parties.edinburgh).minimum_units, _now(parties.edinburgh).period_end) == (2, DECEMBER)


def test_who_signs_for_the_authorities_is_one_of_those_whose_commitments_change(parties):
    _fewer(parties)

    with pytest.raises(RuleBroken, match="no party"):
        parties.sign(parties.of_fife)
    assert parties.signed().current.number == 2


def test_an_amendment_that_is_changed_between_the_signatures_is_signed_anew(parties):
    _fewer(parties)
    parties.sign(parties.authority)
    known = {"agreement_id": parties.agreement_id, "version": parties.agreement.version}
    proposals.propose(parties.coordinator, **known, commitment_id=parties.edinburgh.id, values={"minimum_units": 2})

    assert parties.sign(parties.agency).draft is not None
    assert parties.sign(parties.authority).draft is None
    assert _now(parties.edinburgh).minimum_units == 2


def test_one_amendment_waits_at_a_time_and_a_discarded_one_makes_room(parties):
    agreement = _fewer(parties)
    with pytest.raises(RuleBroken, match="discard it first"):
        parties.amend()

    amendments.discard(parties.coordinator, agreement_id=agreement.id, version=agreement.version)

    assert _fewer(parties).draft.number == 3
    assert [one.status for one in parties.agreement.versions] == ["signed", "discarded", "draft"]


def test_only_a_coordinator_proposes_and_a_finance_officer_does_not(parties):
    known = {"agreement_id": parties.agreement_id, "version": parties.agreement.version, "terms": ""}

    with pytest.raises(NotAllowed):
        amendments.amend(parties.authority, **known, effective_on=SEPTEMBER)


def test_an_agreement_that_nobody_signed_is_changed_itself(begun):
    parties = begun(Parties)

    with pytest.raises(RuleBroken, match="not signed by both sides"):
        _fewer(parties)


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2027, 4, 1)])
def test_a_commitment_ends_within_its_period(parties, day):
    with pytest.raises(Invalid) as refusal:
        parties.amend(ended=[{"commitment_id": parties.edinburgh.id, "ended_on": day}])

    assert "before the end of the period" in refusal.value.fields["ended_on"][0]


def test_a_proposed_commitment_that_would_count_days_twice_is_refused_as_it_is_proposed(parties):
    with pytest.raises(RuleBroken, match="some of these days already"):
        parties.amend(added=[{"authority_code": factories.FIFE, "minimum_units": 1, **YEAR}])


SHEET = "agreement_ref,authority_code,period_start,period_end,minimum_units\n"
ROW = f"A-1,{factories.EDINBURGH},2026-04-01,2027-04-01,{{}}\n"


def _imported(parties, *units):
    content = (SHEET + "".join(ROW.format(one) for one in units)).encode()
    return imports.take(parties.coordinator, kind="commitments", content=content, filename="commitments.csv")


def test_an_imported_row_that_changes_a_signed_commitment_is_returned_with_what_would_be_allowed(parties):
    done = _imported(parties, 1)

    assert _now(parties.edinburgh).minimum_units == 3
    assert "propose an amendment that changes its commitments" in str(done.returned_rows)


def test_an_imported_row_that_says_what_is_signed_changes_nothing(parties):
    done = _imported(parties, 3)

    assert (done.unchanged, _now(parties.edinburgh).version) == (1, 1)


def test_each_side_sees_what_is_proposed_of_its_own_commitments_alone(parties):
    whose = {"minimum_units": 1}
    parties.amend(changes=[{"commitment_id": one.id, **whose} for one in (parties.edinburgh, parties.fife)])
    draft = [parties.agreement.draft.id]

    seen = {
        who: {one.authority.code for one in proposals.visible(getattr(parties, who), version_ids=draft)}
        for who in ("authority", "of_fife", "agency", "coordinator")
    }

    own, both = factories.EDINBURGH, {factories.EDINBURGH, factories.FIFE}
    assert seen == {"authority": {own}, "of_fife": {factories.FIFE}, "agency": set(), "coordinator": both}
