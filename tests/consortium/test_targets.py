"""Targets of authorities: versions that hold from a day on, beside the law and never in its place."""

from datetime import date

import pytest

from consortium.access import OPERATOR, Role
from consortium.course import targets
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from tests import factories
from tests.consortium.courses import TODAY, Case

AIM = "permanence_recommendation"
OURS = {"code": AIM, "source": "Our own board"}


@pytest.fixture
def case(begun, monkeypatch) -> Case:
    """A case of a child who was accommodated in June."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    case = begun(Case)
    case.record("accommodated", date(2026, 6, 1))
    return case


def due(case: Case) -> list[tuple[str, str, str]]:
    found = [one.step for one in case.clock().steps if one.step.basis == "target"]
    return [(one.step, one.due_on.isoformat(), one.source) for one in found]


def test_the_aim_of_everybody_holds_where_an_authority_has_none_of_its_own(case):
    assert due(case) == [(AIM, "2026-11-30", "PACE, national aim 2 (CELCIS)")]


def test_the_version_in_force_when_it_began_decides(case):
    targets.set_(case.manager, weeks=20, effective_from=date(2026, 6, 1), **OURS)
    targets.set_(case.manager, weeks=10, effective_from=date(2026, 6, 2), **OURS)

    assert due(case) == [(AIM, "2026-10-19", "Our own board")]


def test_a_version_of_later_leaves_cases_that_began_before_as_they_were(case):
    targets.set_(case.manager, weeks=20, effective_from=date(2026, 6, 2), **OURS)

    assert due(case) == [(AIM, "2026-11-30", "PACE, national aim 2 (CELCIS)")]


def test_an_aim_is_given_up_by_a_version_without_weeks(case):
    targets.set_(case.manager, effective_from=date(2026, 1, 1), **OURS)

    assert due(case) == []


def test_what_is_only_offered_holds_once_it_is_adopted(case):
    case.record("rehabilitation_ruled_out", date(2026, 10, 5))
    assert len(due(case)) == 1

    adopted = {"code": "panel_after_rehabilitation", "source": "Children's services committee"}
    targets.set_(case.manager, weeks=12, percent=90, effective_from=date(2026, 10, 1), **adopted)

    assert due(case)[1] == ("panel_after_rehabilitation", "2026-12-28", "Children's services committee")


def test_another_authoritys_aims_are_its_own(case):
    factories.member(factories.FIFE)
    theirs = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.FIFE)
    kept = targets.set_(theirs, weeks=3, effective_from=date(2026, 1, 1), **OURS)

    assert due(case)[0][1] == "2026-11-30"
    assert list(db.session.scalars(targets.visible(case.manager))) == []
    with pytest.raises(NotFound):
        targets.get(case.manager, target_id=kept.id)
    with pytest.raises(NotFound):
        targets.set_(theirs, authority_code=factories.EDINBURGH, weeks=3, effective_from=TODAY, **OURS)


@pytest.mark.parametrize(
    ("values", "refusal", "sentence"),
    [
        ({"code": "speed"}, Invalid, "Choose one of the aims: permanence_recommendation"),
        ({"weeks": 0}, Invalid, "Give a whole number from 1 to 714"),
        ({"percent": 101}, Invalid, "Give a whole number from 1 to 100"),
        ({"source": "  "}, Invalid, "Say who decided it"),
        ({"effective_from": date(2026, 5, 31)}, RuleBroken, "has a version from 2026-06-01 on: give a later day"),
        ({"effective_from": date(2026, 6, 1)}, Conflict, "has a version from that day on"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_would_be_allowed(case, values, refusal, sentence):
    sound = {**OURS, "weeks": 20, "effective_from": date(2026, 6, 1)}
    targets.set_(case.manager, **sound)

    with pytest.raises(refusal) as refused:
        targets.set_(case.manager, **sound | values)

    assert sentence in str(refused.value)


def test_a_manager_of_the_authority_alone_sets_its_targets(case):
    sound = {**OURS, "weeks": 20, "effective_from": date(2026, 6, 1)}
    for viewer in (case.worker, case.agency, case.coordinator):
        with pytest.raises(NotAllowed):
            targets.set_(viewer, **sound)

    kept = targets.set_(OPERATOR, authority_code=factories.EDINBURGH, **sound)

    assert list(db.session.scalars(targets.visible(case.coordinator))) == [kept]
