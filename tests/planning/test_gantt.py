"""The Gantt chart of a case: both plans, planned and actual, as far as the stage shows them to whoever looks."""

import pytest

from consortium.course import recording
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.linking.links import LinkStatus
from consortium.pictures import gantt
from consortium.planning import milestones
from consortium.planning.plans import PlanKind
from consortium.trail.reading import looks
from tests import factories
from tests.planning.planned import ADOPTION, HOME, on


def chart(case, viewer=None) -> gantt.Gantt:
    return gantt.of_case(viewer or case.authority, referral_id=case.referral.id)


def rows(found: gantt.Gantt, kind: PlanKind) -> list[gantt.Bar]:
    return next(plan.rows for plan in found.plans if plan.kind is kind)


def test_a_case_with_nothing_planned_has_both_plans_and_no_day(case):
    found = chart(case)

    assert [(plan.kind, plan.status) for plan in found.plans] == [(HOME, "live"), (ADOPTION, "live")]
    assert found.days == []


def test_what_runs_is_a_span_from_its_first_day_to_the_day_it_is_due(case):
    case.assessed(started_on=on(-100))
    case.agreed_with_family()
    case.contact()

    spans = [(bar.title, bar.from_on, bar.due_on, bar.done_on) for bar in rows(chart(case), HOME)]

    assert spans == [
        (gantt.AGREEMENT, on(-7), on(105), None),
        (gantt.ASSESSMENT, on(-100), on(12), None),
        (gantt.CONTACT, on(0), on(28), None),
    ]


def test_milestones_stand_in_their_tranches_due_and_done(case):
    step = case.milestone(due_on=on(-9))
    case.milestone(title="Parenting assessment begun", due_on=on(-3))
    case.milestone(ADOPTION, tranche="Permanence", title="Permanence report written", due_on=on(30))
    milestones.change(case.authority, milestone_id=step.id, version=step.version, values={"done_on": on(-5)})

    found = chart(case)

    (tranche,) = found.plans[0].tranches
    assert (tranche.title, tranche.span, tranche.done) == ("Assessment", (on(-9), on(-3)), 1)
    assert [bar.state(as_of=found.as_of) for bar in tranche.steps] == ["done_late", "overdue"]
    assert [bar.state(as_of=found.as_of) for bar in rows(found, ADOPTION)] == ["open"]
    assert found.overdue == ["Parenting assessment begun"]


def test_both_plans_stand_until_one_is_ruled_out_and_what_it_still_had_to_reach_lapses(case):
    case.milestone()
    case.rule_out(HOME)

    found = chart(case)

    assert [(plan.status, plan.ruled_out_on) for plan in found.plans] == [("ruled_out", on(0)), ("live", None)]
    assert [bar.state(as_of=found.as_of) for bar in rows(found, HOME)] == ["lapsed"]


def test_the_other_side_reads_of_it_what_the_stage_shows(case):
    case.milestone()
    case.assessed()
    with pytest.raises(NotFound):
        chart(case, case.agency)

    link = case.brought_to(LinkStatus.EXPLORING)
    assert [bar.title for bar in rows(chart(case, case.agency), HOME)] == [gantt.ASSESSMENT]

    factories.approved(link, by=case.manager)
    assert len(rows(chart(case, case.agency), HOME)) == 2


def test_the_clock_stands_beneath_for_whom_it_concerns(case):
    recording.record(case.authority, referral_id=case.referral.id, event="accommodated", on=on(-10))
    case.brought_to(LinkStatus.EXPLORING)

    assert [one.step.step for one in chart(case).clock] == ["permanence_recommendation"]
    assert list(chart(case, case.agency).clock) == []


def test_who_read_more_than_the_anonymised_profile_stands_among_the_looks(case):
    case.milestone()
    factories.approved(case.brought_to(LinkStatus.EXPLORING), by=case.manager)
    chart(case, case.coordinator)
    db.session.commit()

    chart(case, case.agency)
    db.session.commit()

    seen = looks(case.manager, entity="referrals", entity_id=case.referral.id)
    assert {one.actor_id for one in db.session.scalars(seen)} >= {case.agency.user_id}
