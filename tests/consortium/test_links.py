"""Links: each state opens what its stage says, for one pair and two organisations, and the end closes it (I18)."""

from datetime import date, datetime, time, timedelta

import pytest

from consortium import carers, disclosure, particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import links
from consortium.linking.links import EndReason, LinkStatus
from consortium.rights import files
from consortium.roles import Stage
from consortium.trail.reading import looks
from tests import factories

CARERS = {"carer_names": "Eilidh and Tom Sharrow", "address": "4 Skerry Wynd", "telephone": "07700 900123"}
CHILD = {"given_names": "Niamh", "family_name": "Corrie", "nursery": "Little Selkies", "health": "Born at 34 weeks"}
WHY = "The ages and the needs agree."


class Pair:
    """A referral of Edinburgh's, a household of ROWAN's, and everybody who has to do with them."""

    def __init__(self) -> None:
        factories.pool()
        self.household, self.referral = factories.household(), factories.referral()
        (self.child,) = self.referral.children
        particulars.record_household(OPERATOR, household_id=self.household.id, version=1, values=CARERS)
        particulars.record_child(OPERATOR, child_id=self.child.id, version=1, values=CHILD)
        self.coordinator = factories.viewer(Role.COORDINATOR)
        self.authority = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        self.manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        self.agency = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    def propose(self) -> links.Link:
        sides = {"referral_id": self.referral.id, "household_id": self.household.id}
        return links.propose(self.coordinator, **sides, reason=WHY)

    def brought_to(self, status: LinkStatus) -> links.Link:
        link = self.propose()
        if status is LinkStatus.ENDED:
            self.end(link)
        if status in (LinkStatus.PROPOSED, LinkStatus.ENDED):
            return link
        links.agree(self.authority, link_id=link.id, version=link.version)
        links.agree(self.agency, link_id=link.id, version=link.version)
        return factories.taken_to(link, status, by=self.manager)

    def end(self, link: links.Link) -> None:
        links.end(self.agency, link_id=link.id, version=link.version, reason=EndReason.DECLINED_BY_AGENCY)

    def household_for(self, viewer) -> dict:
        return disclosure.view_household(viewer, carers.get(viewer, household_id=self.household.id))

    def child_for(self, viewer) -> dict:
        return disclosure.view_referral(viewer, referrals.get(viewer, referral_id=self.referral.id))["children"][0]


@pytest.fixture
def pair(begun) -> Pair:
    """Both sides of a pair that nobody has linked yet."""
    return begun(Pair)


def test_without_a_link_neither_side_knows_of_the_other(pair):
    for look in (lambda: pair.household_for(pair.authority), lambda: pair.child_for(pair.agency)):
        with pytest.raises(NotFound):
            look()


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize(
    ("status", "shown", "hidden"),
    [
        (LinkStatus.PROPOSED, {"area", "yes_needs"}, {"ethnicity", "postcode", "carer_names", "address"}),
        (LinkStatus.EXPLORING, {"area", "ethnicity", "review_due_on"}, {"postcode", "carer_names", "address"}),
        (LinkStatus.APPROVED, {"ethnicity", "postcode", "carer_names", "address"}, {"hold_reason"}),
    ],
)
def test_the_childs_side_reads_of_the_household_what_the_stage_allows(pair, status, shown, hidden):
    pair.brought_to(status)

    read = set(pair.household_for(pair.authority))

    assert shown <= read
    assert not hidden & read


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize(
    ("status", "shown", "hidden"),
    [
        (LinkStatus.PROPOSED, {"age_band", "needs"}, {"age_months", "sex", "health", "family_name", "date_of_birth"}),
        (LinkStatus.EXPLORING, {"age_months", "health"}, {"family_name", "nursery", "date_of_birth", "excluded_areas"}),
        (LinkStatus.APPROVED, {"family_name", "nursery", "date_of_birth"}, {"excluded_areas", "conflicts"}),
    ],
)
def test_the_carers_side_reads_of_the_child_what_the_stage_allows(pair, status, shown, hidden):
    pair.brought_to(status)

    read = set(pair.child_for(pair.agency))

    assert shown <= read
    assert not hidden & read


@pytest.mark.parametrize("status", [LinkStatus.PROPOSED, LinkStatus.EXPLORING, LinkStatus.APPROVED])
def test_the_end_of_a_link_closes_everything_at_once_for_both_sides(pair, status):
    link = pair.brought_to(status)

    pair.end(link)

    for look in (lambda: pair.household_for(pair.authority), lambda: pair.child_for(pair.agency)):
        with pytest.raises(NotFound):
            look()


def test_a_link_opens_nothing_to_a_third_organisation_and_no_other_record(pair):
    factories.member(factories.FIFE)
    other = factories.household(household_ref="H-OTHER")
    pair.brought_to(LinkStatus.APPROVED)
    stranger = factories.viewer(Role.AUTHORITY_WORKER, at=factories.FIFE)

    with pytest.raises(NotFound):
        pair.household_for(stranger)
    with pytest.raises(NotFound):
        carers.get(pair.authority, household_id=other.id)


def test_a_linked_side_reads_and_never_writes(pair):
    pair.brought_to(LinkStatus.APPROVED)

    with pytest.raises(NotAllowed):
        carers.change(pair.authority, household_id=pair.household.id, version=2, values={"postcode": "EH1 1AA"})


def test_an_address_that_may_not_be_disclosed_is_hidden_from_all_but_its_agency(pair):
    flag = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=pair.child.id, version=2, values=flag)
    pair.brought_to(LinkStatus.APPROVED)
    files.open_(pair.coordinator, entity="households", record_id=pair.household.id, reason="A sheriff has asked.")

    assert not {"address", "postcode", "area"} & set(pair.household_for(pair.authority))
    assert not {"address", "postcode", "area"} & set(pair.household_for(pair.coordinator))
    assert not {"nursery", "home_address"} & set(pair.child_for(pair.agency))
    assert pair.household_for(pair.agency)["address"] == CARERS["address"]


def test_one_sides_agreement_opens_nothing(pair):
    link = pair.propose()

    links.agree(pair.authority, link_id=link.id, version=link.version)

    assert link.status is LinkStatus.PROPOSED
    assert "ethnicity" not in pair.household_for(pair.authority)


def test_whoever_agreed_for_the_authority_does_not_approve_too(pair):
    link = pair.propose()
    links.agree(pair.manager, link_id=link.id, version=link.version)
    links.agree(pair.agency, link_id=link.id, version=link.version)

    with pytest.raises(NotAllowed, match="another manager"):
        factories.approved(link, by=pair.manager)


def test_a_pair_has_one_live_link_and_may_be_tried_again_after_the_end(pair):
    factories.open_caps()
    link = pair.propose()
    savepoint = db.session.begin_nested()
    with pytest.raises(Conflict, match="has a link already"):
        pair.propose()
    savepoint.rollback()

    pair.end(link)

    assert pair.propose().status is LinkStatus.PROPOSED


@pytest.mark.parametrize("reason", ["", "short", "         ."])
def test_a_link_and_a_file_are_opened_for_a_reason(pair, reason):
    with pytest.raises(Invalid, match="Say why"):
        files.open_(pair.coordinator, entity="referrals", record_id=pair.referral.id, reason=reason)


def test_a_coordinator_reads_the_full_file_for_an_hour_and_its_owner_sees_why(pair, monkeypatch):
    before = set(pair.child_for(pair.coordinator))
    files.open_(pair.coordinator, entity="referrals", record_id=pair.referral.id, reason="The panel pack needs it.")
    opened = pair.child_for(pair.coordinator)
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert (opened["family_name"], "family_name" in before) == ("Corrie", False)
    assert "family_name" not in pair.child_for(pair.coordinator)


def test_an_opened_file_is_open_to_that_coordinator_alone(pair):
    files.open_(pair.coordinator, entity="households", record_id=pair.household.id, reason="The panel pack needs it.")

    assert "carer_names" in pair.household_for(pair.coordinator)
    assert "carer_names" not in pair.household_for(factories.viewer(Role.COORDINATOR))


def test_a_panel_adviser_reads_both_full_profiles_until_the_panel_has_met(pair, monkeypatch):
    adviser = factories.viewer(Role.PANEL_ADVISER)
    link = pair.brought_to(LinkStatus.EXPLORING)
    until = clock.today() + timedelta(days=7)
    known = {"user_id": adviser.user_id, "until": until, "reason": "For the panel on Thursday."}
    files.show_to_panel(pair.coordinator, link_id=link.id, **known)

    assert "health" in pair.child_for(adviser)
    assert "family_name" not in pair.child_for(adviser)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(until, time(23, 59), tzinfo=clock.LONDON))
    assert "health" in pair.child_for(adviser)
    monkeypatch.setattr(
        clock, "now", lambda: datetime.combine(until + timedelta(days=1), time.min, tzinfo=clock.LONDON)
    )
    with pytest.raises(NotFound):
        pair.child_for(adviser)


def test_nobody_but_a_panel_adviser_is_shown_a_link_so(pair):
    link = pair.brought_to(LinkStatus.EXPLORING)
    known = {"user_id": pair.agency.user_id, "until": clock.today() + timedelta(days=1), "reason": "For the panel."}

    with pytest.raises(Invalid, match="panel adviser"):
        files.show_to_panel(pair.coordinator, link_id=link.id, **known)


def test_a_coordinator_of_another_consortium_proposes_nothing_here(pair):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    stranger = factories.viewer(Role.COORDINATOR, of="WEST")

    with pytest.raises(NotFound):
        links.propose(stranger, referral_id=pair.referral.id, household_id=pair.household.id, reason=WHY)


def test_a_list_tells_no_more_than_the_anonymised_profile_even_to_the_owner(pair):
    (row,) = disclosure.household_summaries(pair.agency, [pair.household])

    assert not {"postcode", "ethnicity", "carer_names", "hold_reason"} & set(row)


def test_reading_is_written_down_with_the_stage_and_the_names_of_the_fields(pair):
    pair.brought_to(LinkStatus.EXPLORING)
    pair.child_for(pair.agency)
    db.session.commit()

    (look,) = db.session.scalars(looks(pair.authority, entity="referrals", entity_id=pair.referral.id)).all()

    assert (look.actor_id, look.stage) == (pair.agency.user_id, Stage.FULL_PROFILE)
    assert "health" in look.fields.split()
    assert "family_name" not in look.fields.split()


def test_whoever_does_not_own_the_record_sees_no_looks(pair):
    pair.child_for(pair.authority)
    db.session.commit()

    assert db.session.scalars(looks(pair.agency, entity="referrals", entity_id=pair.referral.id)).all() == []


def test_an_age_band_tells_no_birthday():
    assert disclosure.age_band(None) == "unborn"
    assert [disclosure.age_band(months) for months in (0, 2, 3, 11, 12, 23, 24, 40)] == [
        "0-2 months", "0-2 months", "3-5 months", "6-11 months", "12-17 months", "18-23 months",
        "24 months or more", "24 months or more",
    ]  # fmt: skip


def test_the_age_of_a_child_is_told_in_completed_months(pair):
    pair.child.date_of_birth = date(2026, 1, 31)

    assert [pair.child.age_months(day) for day in (date(2026, 1, 30), date(2026, 2, 28), date(2026, 3, 31))] == [
        None,
        0,
        2,
    ]


def test_no_more_links_are_open_at_once_than_the_policy_allows(pair):
    pair.propose()
    keys = {"referral_id": pair.referral.id, "household_id": factories.household().id}

    with pytest.raises(RuleBroken, match="has no room for another link"):
        links.propose(pair.coordinator, **keys, reason=WHY)
