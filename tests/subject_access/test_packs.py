"""Packs: everything recorded about one person, in two forms, without third parties, and written down."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import carers, disclosure, particulars
from consortium.access import OPERATOR, Role
from consortium.carers import Household
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotAllowed, NotFound
from consortium.linking.links import Link, LinkStatus
from consortium.particulars import ChildParticulars, HouseholdParticulars
from consortium.subject_access import packs, printing, rules
from consortium.subject_access.packs import Form
from consortium.trail import reading
from tests import factories
from tests.access.planning import planned
from tests.consortium.test_links import CARERS, CHILD, WHY, Pair
from tests.contracts.stayed import LEFT, Stayed

pytestmark = pytest.mark.usefixtures("without_children")

# Texts that say of a person what only the person is: who, where, and of which people.
OWN_WORDS = {
    "given_names", "family_name", "home_address", "nursery", "carer_names", "address", "telephone", "email",
    "ethnicity", "religion", "language",
}  # fmt: skip
NOT_FACTS = {"id", "created_at", "version", "changed_at", "held_by", "erased_on", "agency_id", "authority_id"}


class Subjects(Pair):
    """A pair that was linked and placed, with a brother or sister of the child and a manager on each side."""

    def __init__(self) -> None:
        super().__init__()
        self.brought_to(LinkStatus.APPROVED)
        self.agency_manager = factories.viewer(Role.AGENCY_MANAGER, at="ROWAN")
        factories.purchase(referral_ref=self.referral.ref, household_ref=self.household.ref, ended_on=date(2026, 9, 1))

    def of_child(self, form=Form.JSON, viewer=None) -> packs.Pack:
        return packs.of_child(viewer or self.manager, child_id=self.child.id, form=form)

    def of_household(self, form=Form.JSON, viewer=None) -> packs.Pack:
        return packs.of_household(viewer or self.agency_manager, household_id=self.household.id, form=form)

    def grow_up(self, monkeypatch) -> None:
        then = clock.now() + timedelta(days=366 * 16)
        monkeypatch.setattr(clock, "now", lambda: then)

    def flag(self) -> None:
        said = {"child_id": self.child.id, "version": self.referral.version}
        particulars.record_child(OPERATOR, **said, values={"address_non_disclosure": True})


@pytest.fixture
def subjects(begun) -> Subjects:
    return begun(Subjects)


def recorded(pack: packs.Pack) -> dict:
    return json.loads(pack.content)["recorded"]


def test_a_child_at_16_is_given_all_that_is_recorded(subjects, monkeypatch):
    subjects.grow_up(monkeypatch)

    given = recorded(subjects.of_child())

    named = {name: CHILD[name] for name in ("given_names", "family_name", "nursery")}
    assert {name: given[name] for name in named} == named
    assert (given["date_of_birth"], given["needs"]) == ("2026-05-04", [])
    assert [one["state"] for one in given["links"]] == ["approved"]
    assert [(one["agency"], one["moved_in_on"]) for one in given["placements"]] == [("ROWAN by name", "2026-06-01")]


def test_under_16_nothing_tells_who_the_birth_parents_are(subjects):
    pack = subjects.of_child()

    assert not set(rules.BIRTH_PARENTS.fields) & set(recorded(pack))
    assert not [word for word in ("Corrie", "34 weeks", "EH6 7AA") if word in pack.content.decode()]
    assert recorded(pack)["given_names"] == "Niamh"


def test_a_pack_names_no_third_party(subjects, monkeypatch):
    subjects.grow_up(monkeypatch)
    child, home = subjects.of_child().content.decode(), subjects.of_household().content.decode()

    assert not [word for word in (*CARERS.values(), subjects.household.ref, "EH12", "Morag Innes") if word in child]
    refs = (subjects.referral.ref, subjects.child.ref, "2026-05-04", "Morag Innes")
    assert not [word for word in (*CHILD.values(), *refs) if word in home]


@pytest.mark.parametrize("give", ["of_child", "of_household"])
def test_what_people_wrote_freely_is_left_out_until_somebody_has_read_it(subjects, monkeypatch, give):
    free = {"health": "Her mother was ill.", "background": "Her father left."}
    key = {"child_id": subjects.child.id, "version": subjects.referral.version}
    particulars.record_child(OPERATOR, **key, values=free)
    held = {"hold_until": date(2027, 1, 1), "hold_reason": "After baby Morag went home."}
    carers.change(OPERATOR, household_id=subjects.household.id, version=subjects.household.version, values=held)
    subjects.grow_up(monkeypatch)

    pack = getattr(subjects, give)().content.decode()

    assert not [word for word in (*free.values(), held["hold_reason"], WHY) if word in pack]
    assert f'"why": "{rules.WRITTEN_FREELY}"' in pack


def test_every_text_that_is_written_freely_is_given_for_a_reason_or_left_out(subjects):
    tables = (ChildParticulars, HouseholdParticulars, Child, Household, Link)
    texts = {
        column.key
        for table in tables
        for column in sa.inspect(table).columns
        if isinstance(column.type, sa.Text) and not isinstance(column.type, sa.Enum)
    }
    left_out = {*rules.WORDS_OF_CHILD.fields, *rules.WORDS_OF_HOUSEHOLD.fields}

    assert texts - left_out == OWN_WORDS


def test_a_pack_leaves_brothers_and_sisters_out(records):
    factories.pool()
    sister = factories.child(child_ref="C-SISTER", ethnicity="Orcadian", date_of_birth=date(2025, 3, 9))
    referral = factories.referral(OPERATOR, factories.child(child_ref="C-ME"), sister)
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    me = next(child for child in referral.children if child.ref == "C-ME")

    pack = packs.of_child(manager, child_id=me.id, form=Form.JSON).content.decode()

    assert not [word for word in ("C-SISTER", "Orcadian", "2025-03-09") if word in pack]


def test_an_address_that_may_not_be_disclosed_is_left_out(subjects, monkeypatch):
    subjects.flag()
    subjects.grow_up(monkeypatch)

    given = recorded(subjects.of_child())

    assert not set(rules.WHEREABOUTS.fields) & set(given)
    assert "agency" not in given["placements"][0]
    assert given["family_name"] == "Corrie"


def test_carers_are_given_their_own_record_and_nothing_of_the_child(subjects):
    given = recorded(subjects.of_household())

    assert {name: given[name] for name in CARERS} == CARERS
    assert (given["postcode"], given["approved_children"]) == ("EH12 5AA", 2)
    assert set(given["placements"][0]) == {"agency", "moved_in_on", "adoption_order_on", "ended_on"}


def test_a_pack_says_what_is_left_out_and_why(subjects):
    left_out = json.loads(subjects.of_child().content)["left_out"]

    assert ["conflicts"] in [one["fields"] for one in left_out]
    assert all(one["why"].endswith(".") for one in left_out)


def test_a_pack_tells_which_organisations_were_shown_the_record(subjects):
    disclosure.view_referral(subjects.agency, subjects.referral)
    db.session.commit()

    given = recorded(subjects.of_child())["shown_to"]

    assert [one["organisation"] for one in given] == ["ROWAN by name"]


@pytest.mark.parametrize("form", Form)
def test_the_making_of_a_pack_is_a_look_that_the_owner_sees(subjects, form):
    db.session.commit()
    subjects.of_household(form)
    db.session.commit()

    looks = reading.looks(subjects.agency_manager, entity="households", entity_id=subjects.household.id)

    assert [one.action for one in db.session.scalars(looks)] == ["packed"]


def test_a_pack_is_printed_with_letters_of_every_name(subjects):
    names = {"given_names": "Mòrag Łucja Ştefan Κώστας Юрий", "health": "Slàinte " * 400}
    said = {"child_id": subjects.child.id, "version": subjects.referral.version}
    particulars.record_child(OPERATOR, **said, values=names)

    pack = subjects.of_child(Form.PDF)

    assert (pack.media, pack.name) == ("application/pdf", f"subject-access-{subjects.child.ref}.pdf")
    assert pack.content.startswith(b"%PDF-")


def test_the_same_record_is_printed_as_the_same_bytes(subjects):
    content = subjects.of_household().content

    assert printing.pages(content) == printing.pages(content)


@pytest.mark.parametrize("hostile", ["a" * 20_000, "\n".join("x" * 40), "👶 🏴󠁧󠁢󠁳󠁣󠁴󠁿 中文", "<b>&amp;", "a b " * 4_000])
def test_no_text_breaks_the_printing(hostile):
    pack = {"reference": hostile[:100], "kept_by": "", "made_on": "2026-11-23", "recorded": {"health": hostile}}

    assert printing.pages(json.dumps(pack | {"left_out": []}).encode()).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("table", "more", "give"),
    [
        (Child, ChildParticulars, "of_child"),
        (Household, HouseholdParticulars, "of_household"),
    ],
)
def test_every_column_of_a_person_is_given_or_left_out_by_a_rule(subjects, monkeypatch, table, more, give):
    subjects.grow_up(monkeypatch)
    columns = {column.key for one in (table, more) for column in sa.inspect(one).column_attrs} - NOT_FACTS
    renamed = {"ref", "lost_on", "referral_id", "household_id", "child_id", "address_non_disclosure"}
    pack = json.loads(getattr(subjects, give)().content)
    left_out = {name for rule in pack["left_out"] for name in rule["fields"]}

    assert columns - renamed - set(pack["recorded"]) - left_out == set()


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        (Role.AUTHORITY_WORKER, factories.EDINBURGH, NotAllowed),
        (Role.COORDINATOR, None, NotAllowed),
        (Role.AGENCY_MANAGER, "ROWAN", NotFound),
        (Role.AUTHORITY_MANAGER, factories.FIFE, NotFound),
    ],
)
def test_nobody_makes_a_pack_of_what_is_not_their_own(subjects, role, at, refusal):
    factories.member(factories.FIFE)

    with pytest.raises(refusal):
        subjects.of_child(viewer=factories.viewer(role, at=at))


def test_a_pack_tells_the_days_of_what_was_planned_and_none_of_the_words(subjects, monkeypatch):
    words = ("own_step", "step_note", "team", "contact_purpose", "venue", "times", "supervision", "handover")
    planned(subjects.authority, subjects.referral.id, dict.fromkeys((*words, "family_purpose", "task"), "Selkie lane"))
    subjects.grow_up(monkeypatch)

    pack = subjects.of_child()

    given = recorded(pack)
    assert [one["state"] for one in given["plans"]] == ["live", "live"]
    assert [one["contact_sessions_per_week"] for one in given["contact_plans"]] == [3]
    assert "Selkie lane" not in pack.content.decode()


def test_a_child_is_given_the_returns_and_disruptions_of_placements_without_what_was_noted(records):
    with time_machine.travel(LEFT + timedelta(days=12)):
        stayed = Stayed()
        stayed.goes_home()
        stayed.comes_back(LEFT + timedelta(days=10))
        stayed.breaks_down(note="He was seen in the street.")
        pack = packs.of_child(stayed.manager, child_id=stayed.child.id, form=Form.JSON)

    given = recorded(pack)
    assert given["returns"] == [{"went_home_on": "2026-11-09", "came_back_on": "2026-11-19"}]
    assert given["disruptions"] == [{"happened_on": "2026-11-21", "why": "carer_request"}]
    assert b"seen in the street" not in pack.content
