"""What is planned for a case is shown by stage: parents' tasks and people's own words stay with the authority (I18)."""

import pytest

from consortium.access import Role
from consortium.floor.db import db
from consortium.floor.errors import NotFound
from consortium.linking import links
from consortium.linking.links import LinkStatus
from consortium.planning import contact, family, milestones, shown
from consortium.trail.reading import looks
from tests import factories
from tests.planning.planned import ADOPTION, TEXTS, WHY, on

OWN_TITLE, TASK = "Gran's visit from Stornoway", "Be at the clinic every week."


@pytest.fixture
def full(case):
    """A case with one of everything."""
    case.milestone(note="Ask Dr Baxter first.")
    case.milestone(ADOPTION, tranche="Permanence", title=OWN_TITLE)
    case.recommended()
    case.contact()
    agreement = case.agreed_with_family(review_days=[on(30)])
    family.add_task(case.authority, family_agreement_id=agreement.id, text=TASK, by_on=on(20))
    case.rule_out(reason="Her mother asked us to say so.")
    return case


def read(case, viewer) -> str:
    """All that is shown to somebody, as text."""
    asked = (shown.plans_of, shown.contact_of, shown.family_of)
    return "\n".join(str(one(viewer, referral_id=case.referral.id)) for one in asked)


SECRETS = ("Dr Baxter", "Her mother asked", TASK, WHY)
IDENTIFYING = (*TEXTS.values(), OWN_TITLE, "Early assessment team", "To find out whether Skye")


def test_the_authority_reads_all_of_it(full):
    text = read(full, full.authority)

    assert [word for word in (*SECRETS, *IDENTIFYING) if word not in text] == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (LinkStatus.PROPOSED, ()),
        (LinkStatus.EXPLORING, ("'kind': 'adoption', 'status': 'live'", "'started_on'", "'sessions_per_week': 3")),
        (LinkStatus.APPROVED, ("Midway review", *IDENTIFYING)),
    ],
)
def test_the_agency_reads_what_the_stage_of_its_link_allows(full, status, told):
    full.brought_to(status)

    text = read(full, full.agency)

    assert [word for word in told if word not in text] == []
    later = IDENTIFYING if status is not LinkStatus.APPROVED else ()
    assert [word for word in (*SECRETS, *later, "Morag Innes") if word in text] == []


def test_where_a_protected_child_can_be_found_is_kept_from_all_but_the_authority(full):
    full.brought_to(LinkStatus.APPROVED)
    full.protect()

    text = read(full, full.agency)

    hidden = [TEXTS[name] for name in ("venue", "times", "supervision", "handover")]
    assert [word for word in (*hidden, "sessions_per_week") if word in text] == []
    assert TEXTS["purpose"] in text
    assert TEXTS["venue"] in read(full, full.authority)


def test_a_coordinator_follows_the_days_and_reads_nobodys_words(full):
    text = read(full, full.coordinator)

    assert "Midway review" in text
    assert "A step in the authority’s own words" in text
    assert [word for word in (*SECRETS, *IDENTIFYING) if word in text] == []


def test_without_a_link_an_agency_knows_of_no_case(full):
    with pytest.raises(NotFound):
        shown.plans_of(full.agency, referral_id=full.referral.id)


def test_another_authority_knows_of_no_case(full):
    factories.member(factories.FIFE)

    with pytest.raises(NotFound):
        shown.family_of(factories.viewer(Role.AUTHORITY_WORKER, at=factories.FIFE), referral_id=full.referral.id)


def test_the_ids_by_which_things_are_changed_are_the_authoritys_alone(full):
    full.brought_to(LinkStatus.APPROVED)

    (row,) = shown.plans_of(full.agency, referral_id=full.referral.id)["plans"][0]["milestones"]

    assert not {"id", "version", "note"} & row.keys()


def test_reading_it_is_written_down(full):
    read(full, full.authority)
    db.session.commit()

    seen = db.session.scalars(looks(full.manager, entity="referrals", entity_id=full.referral.id)).all()
    assert {"purpose", "recommendation", "due_on"} <= {name for one in seen for name in one.fields.split()}


def test_each_step_of_the_list_says_nothing_of_anybody():
    titles = [title for kind in milestones.PlanKind for steps in milestones.shipped(kind).values() for title in steps]

    assert len(titles) == len(set(titles)) > 20


def test_who_agreed_for_the_other_side_is_told_by_organisation_and_not_by_name(full):
    full.brought_to(LinkStatus.APPROVED)
    for viewer in (full.authority, full.agency):
        contact.agree(viewer, contact_plan_id=contact.versions(referral_id=full.referral.id)[0].id)

    of_authority = shown.contact_of(full.authority, referral_id=full.referral.id)["contact"][0]["consents"]
    of_agency = shown.contact_of(full.agency, referral_id=full.referral.id)["contact"][0]["consents"]

    assert [(one["side"], "name" in one) for one in of_authority] == [("authority", True), ("agency", False)]
    assert [one["by"] for one in of_agency if "name" not in one] == ["S12000036 by name", "ROWAN by name"]


@pytest.fixture
def next_agency(full):
    """Another agency, whose match with the child is approved after the first one's ended."""
    link = full.brought_to(LinkStatus.APPROVED)
    for viewer in (full.authority, full.agency):
        contact.agree(viewer, contact_plan_id=contact.versions(referral_id=full.referral.id)[0].id)
    links.end(full.agency, link_id=link.id, version=link.version, reason="carers_withdrew")
    factories.member("BIRCH")
    birch = factories.viewer(Role.AGENCY_WORKER, at="BIRCH")
    household = factories.household(agency="BIRCH", household_ref="H-2")
    approve(full, household, birch)
    return birch


def approve(full, household, agency) -> None:
    sides = {"referral_id": full.referral.id, "household_id": household.id}
    link = links.propose(full.coordinator, **sides, reason="The ages and the needs agree.")
    for viewer in (full.authority, agency):
        links.agree(viewer, link_id=link.id, version=link.version)
    factories.approved(link, by=full.manager)


def test_the_next_agency_reads_no_contact_arrangement_made_for_the_former_household(full, next_agency):
    before = shown.contact_of(next_agency, referral_id=full.referral.id)["contact"]
    (made,) = contact.versions(referral_id=full.referral.id)

    with pytest.raises(NotFound):
        contact.agree(next_agency, contact_plan_id=made.id)
    full.contact(follows=1, venue="Another centre")

    (after,) = shown.contact_of(next_agency, referral_id=full.referral.id)["contact"]
    assert (before, after["venue"], after["consents"]) == ([], "Another centre", [])


def test_each_agency_is_told_of_the_authoritys_consent_and_its_own_alone(full, next_agency):
    plan = full.contact(follows=1)
    for viewer in (full.authority, next_agency):
        contact.agree(viewer, contact_plan_id=plan.id)

    (row,) = shown.contact_of(next_agency, referral_id=full.referral.id)["contact"]

    assert [one["by"] for one in row["consents"]] == ["S12000036 by name", "BIRCH by name"]
    both = shown.contact_of(full.authority, referral_id=full.referral.id)["contact"]
    assert [len(one["consents"]) for one in both] == [2, 2]
