"""Statements from the records: each person is told of what is theirs, and of nothing that is another's."""

from datetime import date

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor.errors import Invalid, NotAllowed, NotFound
from contracts.statements import reading, subjects
from contracts.statements.figures import Kind
from tests import factories
from tests.contracts import given_up
from tests.factories import EDINBURGH, FIFE, GLASGOW

DAY, YEAR = date(2027, 4, 1), {"period_start": date(2026, 4, 1), "period_end": date(2027, 4, 1)}


@pytest.fixture
def bought(records):
    """Edinburgh bought of both agencies, Fife of one; Glasgow, in the other consortium, of its own."""
    factories.two_consortia()
    for of, authority, agency in (("EAST", EDINBURGH, "ROWAN"), ("WEST", GLASGOW, "ALDER")):
        factories.agreement(of=of)
        factories.tariff(of=of)
        factories.commitment(authority_code=authority)
        factories.purchase(authority_code=authority, agency=agency, confirmed_on=date(2026, 6, 2))
    for authority, agency in ((EDINBURGH, "ASPEN"), (FIFE, "ROWAN")):
        factories.purchase(authority_code=authority, agency=agency, confirmed_on=date(2026, 6, 2))


def _of(viewer, **asked):
    whom = {name: asked.pop(name) for name in ("kind", "code") if name in asked}
    return reading.of(viewer, as_of=DAY, **whom, **asked or YEAR)


def _pairs(statement):
    return sorted((one.authority_code, one.agency) for one in statement.stays)


def test_an_authority_is_told_of_what_it_bought(bought):
    found = _of(factories.viewer(Role.FINANCE_OFFICER, at=EDINBURGH))

    assert (found.subject.kind, found.subject.code) == (Kind.AUTHORITY, EDINBURGH)
    assert _pairs(found) == [(EDINBURGH, "ASPEN"), (EDINBURGH, "ROWAN")]
    assert (found.totals.owed_pence, found.totals.promised, found.totals.taken) == (6_000_000, 3, 2)


def test_an_agency_is_told_of_what_was_bought_of_it(bought):
    found = _of(factories.viewer(Role.FINANCE_OFFICER, at="ROWAN"))

    assert (found.subject.kind, found.subject.code) == (Kind.AGENCY, "ROWAN")
    assert _pairs(found) == [(EDINBURGH, "ROWAN"), (FIFE, "ROWAN")]
    assert found.totals.commitments == 0


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FINANCE_OFFICER])
def test_who_serves_the_whole_consortium_is_told_of_each_member_and_of_all(bought, role):
    viewer = factories.viewer(role)

    assert _pairs(_of(viewer)) == [(EDINBURGH, "ASPEN"), (EDINBURGH, "ROWAN"), (FIFE, "ROWAN")]
    assert _pairs(_of(viewer, kind=Kind.AGENCY, code="ROWAN")) == [(EDINBURGH, "ROWAN"), (FIFE, "ROWAN")]
    assert _pairs(_of(viewer, kind=Kind.AUTHORITY, code=FIFE)) == [(FIFE, "ROWAN")]
    assert [one.subject.code for one in subjects.offered(viewer)] == ["EAST", EDINBURGH, FIFE, "ASPEN", "ROWAN"]


@pytest.mark.parametrize(
    ("at", "kind", "code"),
    [
        (EDINBURGH, Kind.AUTHORITY, FIFE),
        (EDINBURGH, Kind.AGENCY, "ROWAN"),
        (EDINBURGH, Kind.CONSORTIUM, "EAST"),
        ("ROWAN", Kind.AGENCY, "ASPEN"),
        ("ROWAN", Kind.AUTHORITY, EDINBURGH),
        (None, Kind.AUTHORITY, GLASGOW),
        (None, Kind.CONSORTIUM, "WEST"),
        (None, Kind.AUTHORITY, "nobody"),
    ],
)
def test_what_is_anothers_is_not_found(bought, at, kind, code):
    with pytest.raises(NotFound):
        _of(factories.viewer(Role.FINANCE_OFFICER, at=at), kind=kind, code=code)


@pytest.mark.parametrize(("role", "at"), [(Role.AUTHORITY_MANAGER, EDINBURGH), (Role.AGENCY_WORKER, "ROWAN")])
def test_who_works_with_children_is_told_no_money(bought, role, at):
    with pytest.raises(NotAllowed):
        _of(factories.viewer(role, at=at))


def test_the_operator_may_ask_of_anybody(bought):
    assert _pairs(_of(OPERATOR, kind=Kind.AUTHORITY, code=GLASGOW)) == [(GLASGOW, "ALDER")]
    assert _of(OPERATOR).subject.code == "EAST"


def test_without_a_period_it_is_the_financial_year_in_which_the_day_lies(bought):
    officer = factories.viewer(Role.FINANCE_OFFICER, at=EDINBURGH)

    found = reading.of(officer, as_of=date(2027, 3, 31))

    assert {"period_start": found.period_start, "period_end": found.period_end} == YEAR
    assert reading.of(officer, as_of=DAY).period_start == DAY


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"period_start": date(2026, 4, 1)}, "period_end"),
        ({"period_end": date(2026, 4, 1)}, "period_start"),
        ({"period_start": date(2026, 4, 1), "period_end": date(2026, 4, 1)}, "period_end"),
        ({"period_start": date(2000, 4, 1), "period_end": date(2026, 4, 1)}, "period_end"),
        ({"kind": Kind.AGENCY}, "code"),
        ({"code": "ROWAN"}, "kind"),
    ],
)
def test_what_is_half_said_is_refused_where_it_is_wrong(bought, asked, field):
    with pytest.raises(Invalid) as refused:
        _of(OPERATOR, **asked)

    assert list(refused.value.fields) == [field]


def test_a_period_that_is_over_says_how_it_ended_and_one_that_runs_where_it_stands(bought):
    officer = factories.viewer(Role.FINANCE_OFFICER, at=EDINBURGH)

    (over,) = _of(officer, **YEAR).units
    (running,) = reading.of(officer, as_of=date(2026, 11, 1), **YEAR).units

    assert (over.has_ended, over.short, over.tolerated, over.transferred) == (True, 1, 0, 0)
    assert (running.has_ended, running.short, running.tolerated) == (False, 1, None)


def test_an_agency_is_not_told_what_the_chain_shows_of_another(records):
    factories.pool()
    factories.member("ASPEN")
    factories.agreement()
    earlier = {"period_start": date(2025, 4, 1), "period_end": date(2026, 4, 1)}
    factories.commitment(agency="ASPEN", minimum_units=0, carry_forward_cap=5, **earlier)
    factories.commitment(agency="ROWAN", minimum_units=1)

    (told,) = _of(factories.viewer(Role.FINANCE_OFFICER, at="ROWAN"), **YEAR).units
    (whole,) = _of(factories.viewer(Role.FINANCE_OFFICER, at=EDINBURGH), **YEAR).units

    assert (told.has_ended, told.short, told.carried_in, told.shortfall_pence) == (True, 1, None, None)
    assert whole.carried_in == 0


def test_the_tariff_is_that_of_the_consortium_of_both(bought):
    factories.tariff(of="WEST", tariff_ref="dearer", amount_pence=9_000_000, agency="ALDER")

    found = _of(OPERATOR, kind=Kind.AUTHORITY, code=GLASGOW, **YEAR)

    assert [charge.words for charge in found.charges] == ["the fee of £90,000.00"]
    assert _of(OPERATOR, kind=Kind.AUTHORITY, code=FIFE, **YEAR).totals.owed_pence == 3_000_000


def test_what_both_sides_have_not_confirmed_waits_and_is_not_owed(bought):
    factories.purchase(authority_code=FIFE, agency="ASPEN")

    totals = _of(OPERATOR, kind=Kind.AUTHORITY, code=FIFE).totals

    assert (totals.placements, totals.unconfirmed, totals.owed_pence) == (2, 1, 3_000_000)


@pytest.fixture
def priced(moved):
    """A placement that went on with another agency, with a weekly fee."""
    factories.tariff(charge="fostering_weekly", children=None, amount_pence=16_831, valid_from=date(2020, 1, 1))
    return moved


def test_once_a_placement_goes_on_with_another_agency_the_first_is_owed_nothing_more(priced):
    for at in ("ROWAN", EDINBURGH, None):
        (stay,) = _of(factories.viewer(Role.FINANCE_OFFICER, at=at)).stays

        assert (stay.agency, stay.ended_on) == ("ROWAN", given_up.TODAY)
