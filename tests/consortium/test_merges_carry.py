"""A merge carries everything: no table that points at a record keeps a row at the one that was merged away."""

import pytest
import sqlalchemy as sa

from consortium import notes
from consortium.access import OPERATOR
from consortium.course import events, recording, steps
from consortium.course.events import CaseEvent
from consortium.floor import clock
from consortium.floor.db import Base, db
from consortium.floor.errors import RuleBroken
from consortium.linking import approaches
from consortium.merging import duplicates, following
from consortium.notices.telling import Notice
from consortium.pictures import gantt
from consortium.planning import assessments, contact, family, milestones, plans
from consortium.planning.plans import PlanKind, PlanStatus
from consortium.referrals import apart
from consortium.retention import holds
from matching.terms import pins
from tests import factories
from tests.documents.conftest import TASK
from tests.planning.planned import HELD, HOME, Planned, on

WHY = "The same child was referred twice."
POINTED_AT = {"referrals", "households", "children"}


class Two:
    """Two records of one child; the second has one of everything, and the first nothing yet."""

    def __init__(self) -> None:
        self.lost = Planned()
        factories.open_caps()
        sisters = (factories.child(child_ref=ref) for ref in ("C-LOST", "C-SISTER"))
        self.lost.referral = factories.referral(OPERATOR, *sisters, referral_ref="R-LOST")
        self.kept_referral = factories.referral(self.lost.authority, referral_ref="R-KEPT")
        self.kept_household = factories.household(self.lost.agency, household_ref="H-KEPT")

    def merge(self, entity: str = "referrals") -> None:
        kept = self.kept_referral if entity == "referrals" else self.kept_household
        lost = self.lost.referral if entity == "referrals" else self.lost.household
        duplicates.merge(OPERATOR, entity=entity, kept_id=kept.id, lost_id=lost.id, reason=WHY)

    def plan(self) -> None:
        """Both plans with a step, one ruled out upon an assessment that was given longer; both agreements."""
        case = self.lost
        case.milestone()
        one = case.assessed()
        longer = {"on": on(-30), "due_on": on(30), "reason": "The parents asked for more time."}
        assessments.extend(case.authority, assessment_id=one.id, version=one.version, **longer)
        said = {"finished_on": on(-2), "recommendation": "adoption", "findings": WHY}
        assessments.finish(case.authority, assessment_id=one.id, version=one.version, **said)
        case.rule_out()
        agreed = case.contact()
        contact.agree(case.authority, contact_plan_id=agreed.id)
        family.add_task(
            case.authority, family_agreement_id=case.agreed_with_family().id, text=TASK, by_on=clock.today()
        )

    def happen(self) -> None:
        """Events, one of them taken back; a note, a hold, a pin, a question, and a sister placed apart."""
        case, asked = self.lost, factories.household(household_ref="H-ASKED")
        pair = {"referral_id": case.referral.id, "household_id": asked.id}
        approaches.ask(case.coordinator, **pair)
        refs = {"referral_ref": case.referral.ref, "household_ref": asked.ref}
        pins.decide(OPERATOR, values=refs | {"decision": "forbid", "reason": "They are related."})
        case.propose()
        notes.write(case.authority, case=case.referral, text="Her aunt was asked.")
        holds.place(OPERATOR, entity="referrals", record_id=case.referral.id, reason="A court has asked for it.")
        (sister,) = (one for one in case.referral.children if one.ref == "C-SISTER")
        parted = {"referral_id": case.referral.id, "version": case.referral.version, "child_ids": [sister.id]}
        apart.place_apart(OPERATOR, **parted, reason=WHY)
        row = recorded(case, "cpo_made")
        recording.reverse(case.authority, referral_id=case.referral.id, event_id=row.id, reason="It was her sister's.")
        recorded(case, "icso_made")


@pytest.fixture
def two(begun) -> Two:
    return begun(Two)


def pointing(target: str) -> set[tuple[str, str]]:
    """Every table and column that points at this table by a foreign key."""
    found = {
        (table.name, element.parent.name)
        for table in Base.metadata.tables.values()
        for constraint in table.foreign_key_constraints
        for element in constraint.elements
        if element.column.table.name == target and element.column.name == "id"
    }
    return found - {(target, "id")}


def rows_at(target: str, record_id) -> set[str]:
    """The tables that have a row at this record."""
    found = set()
    for name, column in pointing(target):
        table = Base.metadata.tables[name]
        if db.session.execute(sa.select(table.c.id).where(table.c[column] == record_id)).first():
            found.add(name)
    return found


def recorded(case, event: str, referral=None) -> CaseEvent:
    return recording.record(case.authority, referral_id=(referral or case.referral).id, event=event, on=clock.today())


def test_a_referral_that_is_merged_away_keeps_nothing_but_what_is_listed(two):
    two.plan()
    two.happen()
    factories.purchase(referral_ref=two.lost.referral.ref)
    known = {name for name, _ in pointing("referrals")}
    filled = rows_at("referrals", two.lost.referral.id)

    two.merge()

    assert known - set(following.STAYS) <= filled, "give the new table a row here, or list why it stays"
    assert rows_at("referrals", two.lost.referral.id) <= set(following.STAYS)
    assert known - set(following.STAYS) <= rows_at("referrals", two.kept_referral.id)


def test_a_household_that_is_merged_away_keeps_nothing_but_what_is_listed(two):
    two.happen()
    case, known = two.lost, {name for name, _ in pointing("households")}
    approaches.ask(case.coordinator, referral_id=two.kept_referral.id, household_id=case.household.id)
    notes.write(case.agency, case=case.household, text="They have a new dog.")
    pair = {"referral_ref": two.kept_referral.ref, "household_ref": case.household.ref}
    pins.decide(OPERATOR, values=pair | {"decision": "forbid", "reason": "They are related."})
    factories.purchase(household_ref=case.household.ref)
    filled = rows_at("households", case.household.id)

    two.merge("households")

    assert known - set(following.STAYS) <= filled, "give the new table a row here, or list why it stays"
    assert rows_at("households", case.household.id) <= set(following.STAYS)


def test_what_points_at_a_child_stays_with_the_record_of_the_child():
    assert {name for name, _ in pointing("children")} <= set(following.STAYS)


def test_what_stays_is_a_table_and_has_its_reason():
    known = {name for target in POINTED_AT for name, _ in pointing(target)}

    assert set(following.STAYS) <= known
    assert all(len(reason.split()) > 3 for reason in following.STAYS.values())


def test_what_both_had_on_one_day_counts_once_and_what_was_taken_back_stays_so(two):
    two.happen()
    recorded(two.lost, "icso_made", two.kept_referral)

    two.merge()

    counted = events.of_record(two.kept_referral.id)
    assert counted == [("icso_made", clock.today())]
    found = steps.steps_of(two.lost.authority, referral_id=two.kept_referral.id).steps
    assert [one.step.step for one in found if one.step.step == "icso_end"] == ["icso_end"]


def test_plans_of_both_become_one_with_what_was_decided(two):
    two.plan()
    for title in ("Midway review with the parents", "A step of the kept record's own"):
        said = {"tranche": "Assessment", "title": title, "due_on": on(30)}
        milestones.add(two.lost.authority, referral_id=two.kept_referral.id, plan=HOME, **said)
    step = {"plan": PlanKind.ADOPTION, "tranche": "Permanence", "title": "Panel", "due_on": on(60)}
    for referral in (two.kept_referral, two.lost.referral):
        milestones.add(two.lost.authority, referral_id=referral.id, **step)

    two.merge()

    assert plans.states(referral_id=two.kept_referral.id)[HOME] is PlanStatus.RULED_OUT
    titles = [one.title for one in milestones.of_case(referral_id=two.kept_referral.id)]
    assert (titles.count("Panel"), len(titles)) == (1, 4)


def test_the_contact_plan_of_the_kept_record_stays_the_one_that_counts(two):
    two.plan()
    values = {"sessions_per_week": 1, "from_on": on(-20), "review_on": on(20), "purpose": "To see her grandmother."}
    for follows in (0, 1):
        contact.set_(two.lost.authority, referral_id=two.kept_referral.id, follows=follows, values=values)

    two.merge()

    found = contact.versions(referral_id=two.kept_referral.id)
    assert [(one.number, one.sessions_per_week) for one in found] == [(1, 3), (2, 1), (3, 1)]
    assert len(found[0].consents) == 1


def test_two_records_that_contradict_each_other_are_not_merged_and_nothing_changes(two):
    two.plan()
    two.lost.rule_out(PlanKind.ADOPTION, referral_id=two.kept_referral.id)

    with pytest.raises(RuleBroken, match="decide differently"):
        two.merge()

    assert two.lost.referral.is_searching
    assert contact.versions(referral_id=two.kept_referral.id) == []


def test_two_assessments_under_way_are_not_merged(two):
    two.lost.assessed()
    assessments.start(two.lost.authority, referral_id=two.kept_referral.id, team="Another team", started_on=on(-9))

    with pytest.raises(RuleBroken, match="finish one of them first"):
        two.merge()


def test_sisters_who_were_placed_apart_are_two(two):
    two.happen()
    other = apart.of_referral(OPERATOR, referral=two.lost.referral)[0].other_id
    pair = {"kept_id": two.lost.referral.id, "lost_id": other}

    with pytest.raises(RuleBroken, match="placed the children of these records apart"):
        duplicates.merge(OPERATOR, entity="referrals", **pair, reason=WHY)


def test_a_notice_leads_to_the_record_that_is_kept(two):
    two.lost.rule_out()
    told = sa.select(Notice.entity_id).where(Notice.code == "plan.ruled_out").distinct()
    before = set(db.session.scalars(told))

    two.merge()

    assert (before, set(db.session.scalars(told))) == ({two.lost.referral.id}, {two.kept_referral.id})


def test_a_question_that_both_were_asked_is_asked_once(two):
    asked = [
        approaches.ask(OPERATOR, referral_id=one.id, household_id=two.kept_household.id)
        for one in (two.kept_referral, two.lost.referral)
    ]

    two.merge()

    assert [one.status.value for one in asked] == ["open", "withdrawn"]
    assert {one.referral_id for one in asked} == {two.kept_referral.id}


@pytest.mark.parametrize("table", ["case_events", "contact_plans", "plan_decisions"])
def test_the_database_points_no_row_at_another_case_without_a_merge(two, table):
    two.plan()
    two.happen()
    db.session.flush()
    elsewhere = sa.text(f"UPDATE {table} SET referral_id = :kept")  # noqa: S608 - a name of the test's own

    with pytest.raises(HELD):
        db.session.execute(elsewhere.bindparams(sa.bindparam("kept", two.kept_referral.id, type_=sa.Uuid())))


def test_what_one_record_ruled_out_lapses_in_the_steps_of_the_other(records):
    case = Planned()
    other = factories.referral()
    one = case.milestone(due_on=on(-3))
    said = {"plan": PlanKind.REUNIFICATION, "on": clock.today(), "reason": "The review ruled it out today."}
    plans.rule_out(case.manager, referral_id=other.id, **said)

    why = "It is one and the same child."
    duplicates.merge(OPERATOR, entity="referrals", kept_id=case.referral.id, lost_id=other.id, reason=why)

    db.session.expire_all()
    assert one.lapsed_on == clock.today()
    assert gantt.of_case(case.manager, referral_id=case.referral.id).overdue == []
