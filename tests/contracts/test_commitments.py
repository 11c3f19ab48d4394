"""Agreements and commitments: promised once for the same days, and measured by the arithmetic of the files."""

from datetime import date
from decimal import Decimal

import pytest

from consortium.access import OPERATOR, MemberKind, Role
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from contracts import agreements, commitments, positions
from contracts.agreeing import amendments
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(begun):
    begun(_pool)


def _pool():
    factories.pool()
    factories.agreement()


def test_a_commitment_reads_back_as_the_row_it_was_told_as():
    told = {"agency": "ROWAN", "unit_basis": "sibling_group", "tolerance_units": 1, "carry_forward_cap": 2}

    row = commitments.as_row(factories.commitment(**told))

    assert {name: row[name] for name in told} == told
    assert (row["count_event"], row["shortfall_price_pct"]) == ("moved_in", 100)


@pytest.mark.parametrize("other", [{}, {"agency": "ROWAN"}, {"period_start": date(2027, 3, 31)}])
def test_periods_of_one_authority_do_not_overlap(other):
    factories.commitment()

    with pytest.raises((RuleBroken, Conflict)):
        factories.commitment(period_end=date(2027, 9, 1), **other)


def test_periods_may_overlap_where_both_name_an_agency_and_not_the_same():
    factories.member("ASPEN")
    factories.commitment(agency="ROWAN")

    assert factories.commitment(agency="ASPEN")
    with pytest.raises(RuleBroken, match="overlap"):
        factories.commitment(agency="ASPEN", period_start=date(2026, 9, 1))


def test_a_period_may_begin_on_the_day_another_ends():
    factories.commitment()

    assert factories.commitment(period_start=date(2027, 4, 1), period_end=date(2028, 4, 1))


def test_a_change_may_not_make_periods_overlap():
    factories.commitment()
    later = factories.commitment(period_start=date(2027, 4, 1), period_end=date(2028, 4, 1))

    with pytest.raises(RuleBroken, match="overlap"):
        commitments.change(OPERATOR, commitment_id=later.id, version=1, values={"period_start": date(2027, 3, 1)})


def test_a_change_sets_the_given_terms_alone():
    commitment = factories.commitment(tolerance_units=1)

    commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values={"minimum_units": 5})

    assert (commitment.minimum_units, commitment.tolerance_units, commitment.version) == (5, 1, 2)


@pytest.mark.parametrize("name", ["authority_code", "agreement_ref", "agency", "consortium_id", "version"])
def test_i17_a_field_that_is_not_offered_cannot_be_set(name):
    commitment = factories.commitment()

    with pytest.raises(Invalid) as refused:
        commitments.change(OPERATOR, commitment_id=commitment.id, version=1, values={name: "1"})

    assert list(refused.value.fields) == [name]


def test_a_commitment_needs_an_agreement_of_the_authoritys_consortium():
    factories.agreement(ref="A-2", of=factories.consortium("WEST").code)

    with pytest.raises(Invalid, match="No agreement A-2"):
        factories.commitment(agreement_ref="A-2")


def test_a_door_names_the_agreement_itself_whatever_others_are_called():
    elsewhere = factories.agreement(of=factories.consortium("WEST").code)
    here = factories.member("S12000047").memberships[0].consortium_id

    with pytest.raises(Invalid, match="no member of WEST") as refused:
        agree_under(elsewhere, authority_code=factories.FIFE)

    assert list(refused.value.fields) == ["authority_code"]
    factories.member(factories.GLASGOW, of="WEST")
    assert agree_under(elsewhere, authority_code=factories.GLASGOW).consortium_id != here


def test_an_agreement_that_one_does_not_coordinate_is_not_there():
    elsewhere = factories.agreement(of=factories.consortium("WEST").code)

    with pytest.raises(NotFound):
        agree_under(elsewhere, viewer=factories.viewer(Role.COORDINATOR))


def agree_under(agreement: agreements.Agreement, *, viewer=OPERATOR, **values) -> commitments.Commitment:
    """A commitment as a door records it."""
    year = {"period_start": date(2026, 4, 1), "period_end": date(2027, 4, 1), "minimum_units": 3}
    return commitments.agree(
        viewer, agreement_id=agreement.id, values={"authority_code": factories.EDINBURGH} | year | values
    )


def test_new_terms_are_a_new_version_of_the_agreement():
    agreement = factories.agreement(ref="A-2")
    amended = {"agreement_id": agreement.id, "terms": "Two reviews a year."}

    amendments.amend(OPERATOR, version=1, effective_on=date(2026, 10, 1), **amended)

    assert [(one.number, one.terms) for one in agreement.versions] == [(1, ""), (2, "Two reviews a year.")]
    with pytest.raises(RuleBroken, match="later than 2026-10-01"):
        amendments.amend(OPERATOR, version=2, effective_on=date(2026, 10, 1), **amended)


def test_a_position_counts_what_moved_in_by_the_day():
    factories.commitment(tolerance_units=1)
    for children, moved_in_on in ((1, date(2026, 4, 1)), (2, date(2026, 6, 1)), (1, date(2026, 12, 1))):
        factories.purchase(children=children, moved_in_on=moved_in_on)

    (before,) = positions.of(OPERATOR, as_of=date(2026, 5, 31))
    (after,) = positions.of(OPERATOR, as_of=date(2026, 6, 1))

    assert (before.taken_units, before.remaining_units, before.shortfall_units) == (1, 2, 1)
    assert (after.taken_units, after.remaining_units, after.excess_units) == (3, 0, 0)
    assert before.expected_by_now == Decimal("0.49")


def test_what_was_counted_is_told_day_by_day():
    commitment = factories.commitment(unit_basis="sibling_group")
    factories.purchase(children=2, moved_in_on=date(2026, 6, 1), ended_on=date(2026, 6, 2))
    factories.purchase(moved_in_on=date(2026, 5, 1))

    found = positions.counted(OPERATOR, commitment_id=commitment.id, as_of=date(2026, 11, 22))

    assert found == [(date(2026, 5, 1), 1), (date(2026, 6, 1), 1)]


def test_a_finance_officer_sees_what_the_own_authority_promised():
    factories.member(factories.FIFE)
    own, other = factories.commitment(), factories.commitment(authority_code=factories.FIFE)
    officer = factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH)

    found = positions.of(officer, as_of=date(2026, 11, 22))

    assert [one.authority_code for one in found] == [own.authority.code]
    with pytest.raises(NotFound):
        commitments.get(officer, commitment_id=other.id)


def test_a_finance_officer_of_a_partner_counts_for_the_whole_consortium():
    factories.member("COUNTS", kind=MemberKind.PARTNER)
    factories.commitment()
    bought = factories.purchase()
    officer = factories.viewer(Role.FINANCE_OFFICER, at="COUNTS")

    assert len(positions.of(officer, as_of=date(2026, 11, 22))) == 1
    assert len(list(db.session.scalars(agreements.visible(officer)))) == 1
    assert bought.id


def test_only_a_coordinator_agrees_commitments():
    with pytest.raises(NotAllowed):
        factories.commitment(factories.viewer(Role.FINANCE_OFFICER, at=factories.EDINBURGH))

    assert factories.commitment(factories.viewer(Role.COORDINATOR))
