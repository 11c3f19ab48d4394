"""Run charts of aims: what was recorded through the verbs stands in its month, under the version of its authority."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from consortium.access import OPERATOR, Role
from consortium.course import cycles, recording, targets
from consortium.floor import clock
from consortium.floor.errors import NotAllowed, NotFound
from consortium.pictures import run_charts
from tests import factories
from tests.consortium.courses import TODAY, Case

AIM = "permanence_recommendation"


@pytest.fixture
def case(begun, monkeypatch) -> Case:
    """Edinburgh and ROWAN on a day in November."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return begun(Case)


def child(ref: str, begun: date, answered: date | None = None, code: str = factories.EDINBURGH) -> None:
    """A child who was accommodated on a day, and recommended on another or not yet."""
    key = factories.referral(authority_code=code, referral_ref=ref).id
    recording.record(OPERATOR, referral_id=key, event="accommodated", on=begun)
    if answered:
        recording.record(OPERATOR, referral_id=key, event="panel_recommended", on=answered)


def months(viewer, **asked) -> list[tuple[str, int, int, int]]:
    found = run_charts.read(viewer, aim=AIM, **asked).months
    return [(f"{one.first:%Y-%m}", one.measure.met, one.measure.missed, one.measure.too_early) for one in found]


def test_each_child_stands_in_the_month_in_which_it_was_accommodated(case):
    child("R-2", date(2026, 1, 5), date(2026, 7, 6))  # 26 weeks to the day
    child("R-3", date(2026, 1, 30), date(2026, 8, 1))  # a day over
    child("R-4", date(2026, 2, 3))  # past the weeks, and open
    child("R-5", date(2026, 10, 1))  # nobody can tell yet

    assert months(case.worker) == [("2026-01", 1, 1, 0), ("2026-02", 0, 1, 0), ("2026-10", 0, 0, 1)]
    found = run_charts.read(case.worker, aim=AIM)
    assert (found.values, found.median) == ([Fraction(50), Fraction(0)], Fraction(25))
    assert (found.total.met, found.total.counted) == (1, 3)


def test_without_anybody_there_is_no_point_and_no_median(case):
    found = run_charts.read(case.worker, aim=AIM)

    assert (found.months, found.points, found.median, found.shifts, found.trends) == ([], [], None, [], [])


def test_each_authoritys_children_count_under_its_own_version(case):
    factories.member(factories.FIFE)
    targets.set_(case.manager, code=AIM, weeks=10, effective_from=date(2026, 1, 1), source="Our board")
    for ref, code in (("R-2", factories.EDINBURGH), ("R-3", factories.FIFE)):
        child(ref, date(2026, 1, 5), date(2026, 5, 4), code)

    found = run_charts.read(case.coordinator, aim=AIM)

    assert months(case.coordinator) == [("2026-01", 1, 1, 0)]
    assert found.weeks == [10, 26]
    assert months(case.coordinator, authority_code=factories.FIFE) == [("2026-01", 1, 0, 0)]


def test_references_that_two_authorities_share_are_two_children(case):
    factories.member(factories.FIFE)
    for code in (factories.EDINBURGH, factories.FIFE):
        child("R-2", date(2026, 1, 5), date(2026, 5, 4), code)

    assert months(case.coordinator) == [("2026-01", 2, 0, 0)]


def test_an_authority_sees_its_own_children_alone(case):
    factories.member(factories.FIFE)
    child("R-2", date(2026, 1, 5), code=factories.FIFE)
    fife = factories.viewer(Role.AUTHORITY_WORKER, at=factories.FIFE)

    assert [len(months(one)) for one in (case.worker, fife, case.coordinator)] == [0, 1, 1]
    with pytest.raises(NotFound):
        run_charts.read(case.worker, aim=AIM, authority_code=factories.FIFE)
    with pytest.raises(NotAllowed):
        run_charts.read(case.agency, aim=AIM)


def test_an_aim_that_nobody_is_held_to_has_no_month(case):
    child("R-2", date(2026, 1, 5))

    assert run_charts.read(case.worker, aim="final_placement").months == []
    with pytest.raises(NotFound):
        run_charts.read(case.worker, aim="speed")


def test_six_months_on_one_side_are_a_shift_on_the_chart(case):
    for number in range(12):
        begun = date(2025, 4 + number, 7) if number < 9 else date(2026, number - 8, 7)
        child(f"R-{number + 10}", begun, begun + timedelta(weeks=27 if number < 6 else 20))

    found = run_charts.read(case.worker, aim=AIM)

    assert found.shifts == [(0, 1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)]


def test_the_cycles_of_the_authority_and_of_its_consortium_stand_on_its_chart(case):
    tried = {"aim": AIM, "started_on": date(2026, 3, 2)}
    cycles.record(case.worker, title="Ours", **tried)
    cycles.record(case.coordinator, title="Everybody’s", **tried)
    cycles.record(case.worker, **{**tried, "aim": "final_placement"}, title="Towards another aim")
    factories.member(factories.FIFE)
    fife = factories.viewer(Role.AUTHORITY_WORKER, at=factories.FIFE)

    drawn = [[one.title for one in run_charts.read(viewer, aim=AIM).cycles] for viewer in (case.worker, fife)]

    assert drawn == [["Everybody’s", "Ours"], ["Everybody’s"]]
