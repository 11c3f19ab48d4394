"""PDSA cycles: an authority's are its own, a consortium's are of all who take part; who reads and who writes them."""

from datetime import date

import pytest

from consortium.access import OPERATOR, Role, Viewer
from consortium.course import cycles
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from tests import factories
from tests.consortium.courses import Case

AIM = "permanence_recommendation"
TRIED = {"aim": AIM, "title": "Book the panel at the first review", "started_on": date(2026, 3, 2)}


@pytest.fixture
def case(begun) -> Case:
    """Edinburgh, ROWAN and the people of both."""
    return begun(Case)


def titles(viewer: Viewer) -> list[str]:
    return [one.title for one in db.session.scalars(cycles.visible(viewer))]


def test_an_authority_records_its_own_cycle_and_writes_it_on(case):
    made = cycles.record(case.worker, plan="Ask for the date.", **TRIED)
    assert (made.owner, made.version, made.recorded_by) == ("S12000036 by name", 1, case.worker.user_id)

    said = {"study": "Seven of nine had a date.", "ended_on": date(2026, 5, 4)}
    changed = cycles.change(case.manager, cycle_id=made.id, version=1, values=said)

    assert (changed.version, changed.study, changed.plan) == (2, said["study"], "Ask for the date.")


def test_a_coordinator_records_the_consortiums_and_all_who_take_part_read_it(case):
    made = cycles.record(case.coordinator, **TRIED)

    assert (made.authority_id, made.consortium.code) == (None, "EAST")
    assert [titles(one) for one in (case.worker, case.coordinator)] == [[made.title], [made.title]]
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    assert titles(factories.viewer(Role.COORDINATOR, of="WEST")) == []


def test_a_cycle_of_an_authority_is_read_by_its_own_people_and_its_coordinator_alone(case):
    made = cycles.record(case.worker, **TRIED)
    factories.member(factories.FIFE)
    fife = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.FIFE)

    assert [titles(one) for one in (case.coordinator, fife)] == [[made.title], []]
    with pytest.raises(NotFound):
        cycles.get(fife, cycle_id=made.id)


@pytest.mark.parametrize("whose", ["coordinator", "fife"])
def test_whose_it_is_not_does_not_write_it_on(case, whose):
    made = cycles.record(case.worker, **TRIED)
    factories.member(factories.FIFE)
    other = {"coordinator": case.coordinator, "fife": factories.viewer(Role.AUTHORITY_WORKER, at=factories.FIFE)}[whose]

    with pytest.raises(NotFound):
        cycles.change(other, cycle_id=made.id, version=1, values={"title": "Another"})

    assert made.title == TRIED["title"]


def test_an_authoritys_people_read_the_consortiums_cycle_and_do_not_write_it(case):
    made = cycles.record(case.coordinator, **TRIED)

    for act in (
        lambda: cycles.change(case.manager, cycle_id=made.id, version=1, values={"title": "Another"}),
        lambda: cycles.get(case.manager, cycle_id=made.id, changing=True),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotAllowed):
        cycles.record(case.worker, consortium_code="EAST", **TRIED)


def test_a_stale_change_is_refused(case):
    made = cycles.record(case.worker, **TRIED)
    cycles.change(case.worker, cycle_id=made.id, version=1, values={"act": "Keep it."})

    with pytest.raises(Conflict):
        cycles.change(case.worker, cycle_id=made.id, version=1, values={"act": "Give it up."})

    assert made.act == "Keep it."


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"aim": "speed"}, "aim"),
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"plan": "x" * 5_001}, "plan"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_a_cycle_is_said_by_field(case, given, field):
    with pytest.raises(Invalid) as refused:
        cycles.record(case.worker, **{**TRIED, **given})

    assert list(refused.value.fields) == [field]
    assert titles(case.worker) == []


def test_a_cycle_does_not_end_before_it_began(case):
    with pytest.raises(RuleBroken) as refused:
        cycles.record(case.worker, ended_on=date(2026, 3, 1), **TRIED)

    assert refused.value.code == "ended_before_it_began"


def test_an_agency_records_and_reads_none(case):
    with pytest.raises(NotAllowed):
        cycles.record(case.agency, **TRIED)
    with pytest.raises(NotAllowed):
        cycles.visible(case.agency)


def test_who_leads_several_consortia_names_the_one(case):
    factories.consortium("WEST")

    with pytest.raises(Invalid) as refused:
        cycles.record(OPERATOR, **TRIED)

    assert list(refused.value.fields) == ["consortium_code"]
    assert cycles.record(OPERATOR, consortium_code="WEST", **TRIED).consortium.code == "WEST"
