"""What of a statement may leave the consortium: totals of a whole year, and none that tells of few."""

from dataclasses import replace
from datetime import date

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor.errors import Invalid, NotFound
from contracts.charging.days import Span
from contracts.statements import telling, twins
from contracts.statements.figures import PENCE, UNITS, Detail, Kind
from tests import factories
from tests.contracts.statements import cases
from tests.contracts.statements.cases import CHILD, EDINBURGH, FIFE, YEAR

GLASGOW, RIVALS = factories.GLASGOW, {FIFE, EDINBURGH, factories.GLASGOW, "ROWAN", "ASPEN"}


def _stays(**counts):
    """So many placements of each of three authorities, each with both agencies in turn."""
    return [
        replace(CHILD, placement_ref=f"{code}-{at}", authority_code=code, agency=("ROWAN", "ASPEN")[at % 2])
        for code, count in counts.items()
        for at in range(count)
    ]


def _outside(stays, *, told_apart=False, taken=(6, 6, 6)):
    units = [
        replace(cases.UNITS, authority_code=code, promised=8, taken=count, short=8 - count, shortfall_pence=0)
        for code, count in zip((FIFE, EDINBURGH, GLASGOW), taken, strict=True)
    ]
    statement = cases.stated(stays=stays, kind=Kind.CONSORTIUM, units=units)
    return twins.outside(statement, rivals=RIVALS, are_told_apart=told_apart)


def test_what_is_of_many_is_shown():
    totals = _outside(_stays(**{FIFE: 6, EDINBURGH: 6, GLASGOW: 6})).totals

    assert (totals.promised, totals.taken, totals.placements, totals.children) == (24, 18, 18, 18)
    assert totals.owed_pence == 18 * (cases.FEE + 351_047)


def test_what_is_of_few_is_not_shown_and_none_is_told_like_few():
    few, none = (_outside(_stays(**{FIFE: count}), taken=(count, 0, 0)).totals for count in (4, 0))

    for name in (*UNITS[1:], "placements", "children", *PENCE):
        assert (getattr(few, name), getattr(none, name)) == (None, None)
    assert few.promised == none.promised == 24


def test_a_member_that_takes_its_own_away_is_left_with_five_or_nothing():
    assert _outside(_stays(**{FIFE: 20, EDINBURGH: 4}), taken=(20, 4, 0)).totals.placements is None
    assert _outside(_stays(**{FIFE: 20, EDINBURGH: 5}), taken=(20, 5, 0)).totals.taken == 25


def test_one_agencys_placements_are_not_told_to_the_other():
    stays = [replace(one, agency="ROWAN") for one in _stays(**{FIFE: 6, EDINBURGH: 6, GLASGOW: 6})]

    assert _outside(stays).totals.owed_pence is None


def test_where_so_few_belong_that_one_reads_anothers_numbers_nothing_is_shown():
    totals = _outside(_stays(**{FIFE: 9, EDINBURGH: 9}), told_apart=True).totals

    assert set(vars(totals).values()) == {None}


def test_nothing_but_totals_leaves():
    outside = _outside(_stays(**{FIFE: 6, EDINBURGH: 6, GLASGOW: 6}))

    assert (outside.units, outside.parties, outside.stays, outside.months, outside.names) == ((), (), (), (), {})
    assert set(telling.as_values(outside)) & {"commitments", "members", "placements", "months", "elsewhere"} == set()


@pytest.mark.parametrize(
    ("kind", "span", "as_of", "field"),
    [
        (Kind.AUTHORITY, YEAR, YEAR.end, "kind"),
        (Kind.CONSORTIUM, Span(YEAR.start, date(2026, 3, 31)), YEAR.end, "period_end"),
        (Kind.CONSORTIUM, YEAR, date(2026, 3, 31), "period_end"),
    ],
)
def test_two_answers_that_could_differ_by_one_child_do_not_leave(kind, span, as_of, field):
    assert twins.refusal(cases.stated(kind=kind, span=span, as_of=as_of))[0] == field
    assert twins.refusal(cases.stated(kind=Kind.CONSORTIUM, as_of=YEAR.end)) is None


def test_a_coordinator_takes_out_a_year_that_is_over_and_an_authority_none(records):
    factories.two_consortia()
    year = {"period_start": YEAR.start, "period_end": YEAR.end, "detail": Detail.OUTSIDE}

    found = telling.of(factories.viewer(Role.COORDINATOR), kind=Kind.CONSORTIUM, code="EAST", **year)

    assert (found.detail, found.totals.placements) == (Detail.OUTSIDE, None)
    with pytest.raises(Invalid):
        telling.of(OPERATOR, kind=Kind.AUTHORITY, code=EDINBURGH, **year)
    with pytest.raises(NotFound):
        telling.of(factories.viewer(Role.COORDINATOR, of="WEST"), kind=Kind.CONSORTIUM, code="EAST", **year)
