"""Who knows no JSON supposes something of a run at the console, sees it in words, solves it, and deletes it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from consortium.floor.db import db, transaction
from matching.policy import MERIT_WEIGHTS
from matching.scenarios.scenarios import Scenario
from tests import factories
from tests.web.test_runs import start, waiting
from tests.web.visitors import Page, Visitor, day
from web.forms.supposing import FORMS, KINDS
from web.forms.trying import CAPS

__all__ = ["waiting"]
UNREAL = "Supposed: nothing of this is real."


@pytest.fixture
def bench(coordinator: Visitor, waiting: None) -> str:
    """The address of the bench of a run."""
    return start(coordinator).response.request.path + "/scenarios/suppose"


def choose(visitor: Visitor, page: Page | str, kind: str) -> Page:
    return visitor.send(page, kind=kind, go="choose")


def add(visitor: Visitor, page: Page | str, kind: str, **typed: object) -> Page:
    return visitor.send(choose(visitor, page, kind), go="add", **typed)


def solved(visitor: Visitor, page: Page, name: str = "Without H-1") -> Page:
    return visitor.send(page, name=name, go="solve")


def test_a_run_leads_to_what_is_supposed_of_it(coordinator: Visitor, bench: str):
    run = coordinator.open(bench.removesuffix("/scenarios/suppose"))

    page = coordinator.open(run.link("/scenarios/"))

    assert UNREAL in page.says
    assert "Nothing is supposed of this run." in page.says
    assert page.link("/suppose") == bench


def test_a_change_is_said_in_words_before_anything_is_solved(coordinator: Visitor, bench: str):
    page = add(coordinator, bench, "household_lost", household_ref="H-1")

    assert "H-1 (ROWAN by name) were lost?" in page.says
    assert "1 change so far" in page.says
    assert UNREAL in page.says


def test_changes_are_added_one_by_one_left_out_again_and_solved(coordinator: Visitor, bench: str):
    page = add(coordinator, bench, "household_lost", household_ref="H-1")
    twins = {"authority": factories.EDINBURGH, "ages_months": "3; 3", "urgency": "soon", "sexes": "F; M"}
    page = add(coordinator, page, "referral_added", **twins)
    assert "referred 2 children more as WHAT-IF-1: 3 and 3 months old, soon" in page.says
    page = coordinator.send(page, go="drop-1")
    assert "WHAT-IF-1" not in page.says

    found = solved(coordinator, page)

    assert "It is solved and kept. Nothing else has changed." in found.says
    assert "R-1 1 child, urgent H-1 no suggestion Loses it H-1 (ROWAN by name) were lost" in found.says
    assert UNREAL in found.says


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("household_held", {"household_ref": "H-1", **day("until", 2027, 3, 1)}, "on hold until 2027-03-01"),
        ("household_changed", {"household_ref": "H-1", "approved_children": "3"}, "approved for 3 children instead of"),
        ("referral_withdrawn", {"referral_ref": "R-2"}, "R-2 (S12000036 by name) were withdrawn"),
        ("member_leaves", {"member": "ROWAN"}, "ROWAN by name left on 2026-11-23"),
        ("child_travel", {"child": "R-1\tC-1", "minutes": "90"}, "accepted 90 minutes to contact for C-1 of R-1"),
        (
            "household_added",
            {"agency": "ROWAN", "postcode": "EH12 5AA", "yes_needs": ["prematurity"]},
            "ROWAN by name had one more household, WHAT-IF-1, in EH12 5AA",
        ),
        (
            "terms_changed",
            {**{name: str(weight) for name, weight in MERIT_WEIGHTS.items()}, "travel": "40"},
            "the weight of travel were 40 instead of 30",
        ),
    ],
)
def test_each_kind_is_asked_for_in_words(coordinator: Visitor, bench: str, kind: str, typed: dict, said: str):
    assert said in add(coordinator, bench, kind, **typed).says


def test_every_kind_has_its_questions():
    assert list(FORMS) == list(KINDS)
    assert set(CAPS) <= {
        field.name for field in FORMS["terms_changed"].__dict__.values() if hasattr(field, "name")
    } | set(CAPS)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("household_lost", {}, "R-1"),
        ("household_opened", {"household_ref": "H-1"}, "H-1 is available and not on hold."),
        ("household_changed", {"household_ref": "H-1"}, "Enter at least one fact that would be otherwise."),
        ("household_changed", {"household_ref": "H-1", "approved_children": "99"}, "from 1 to 20"),
        ("household_held", {"household_ref": "H-1", **day("until", 2020, 3, 1)}, "holds nobody"),
        ("referral_added", {"ages_months": "many", "urgency": "soon"}, "whole number"),
        ("referral_added", {"ages_months": "3", "urgency": "soon", "contact_postcode": "ZZ99 9ZZ"}, "postcode"),
        ("terms_changed", {}, "These are the terms of the run already."),
    ],
)
def test_what_makes_no_sense_is_said_on_the_page_of_its_kind(
    coordinator: Visitor, bench: str, kind: str, typed: dict, said: str
):
    if kind == "household_lost":
        typed = {"household_ref": "R-1"}
        said = "Choose from the list."
    page = add(coordinator, bench, kind, **typed)

    assert (page.status, said in page.says) == (422, True)


def test_a_change_that_is_said_twice_is_refused_and_the_first_stays(coordinator: Visitor, bench: str):
    page = add(coordinator, bench, "household_lost", household_ref="H-1")

    again = add(coordinator, page, "household_lost", household_ref="H-1")
    back = coordinator.send(again, go="back")

    assert "Change 1 is of H-1 too: keep one of the two." in again.says
    assert "1 change so far" in back.says


def test_without_a_name_and_without_a_kind_nothing_is_done(coordinator: Visitor, bench: str, pool: Flask):
    page = add(coordinator, bench, "household_lost", household_ref="H-1")

    assert "Give it a name" in coordinator.send(page, name="", go="solve").says
    assert "Choose what to suppose." in coordinator.send(page, go="choose").says
    with pool.app_context():
        assert db.session.scalars(sa.select(Scenario)).all() == []


def test_a_draft_that_was_tampered_with_is_none(coordinator: Visitor, bench: str):
    page = add(coordinator, bench, "household_lost", household_ref="H-1")

    assert "Nothing yet" in coordinator.send(page, carried="forged", go="").says


def test_what_the_page_does_not_ask_for_is_refused(coordinator: Visitor, bench: str):
    page = add(coordinator, bench, "household_lost", household_ref="H-1")

    refused = coordinator.send(page, name="x", go="solve", status="real")

    assert (refused.status, "does not ask for" in refused.says) == (422, True)


def test_another_like_it_begins_with_its_changes(coordinator: Visitor, bench: str):
    found = solved(coordinator, add(coordinator, bench, "household_lost", household_ref="H-1"))

    again = coordinator.open(next(link for link in found.read.links if "like=" in link))

    assert "H-1 (ROWAN by name) were lost?" in again.says
    assert "Without H-2" in solved(coordinator, again, "Without H-2").says


def test_it_is_deleted_once_that_is_confirmed(coordinator: Visitor, bench: str):
    found = solved(coordinator, add(coordinator, bench, "household_lost", household_ref="H-1"))
    asked = coordinator.open(found.link("/delete"))
    assert "cannot be brought back" in asked.says

    gone = coordinator.send(asked)

    assert "The scenario is deleted." in gone.says
    assert coordinator.open(found.response.request.path).status == 404


def test_no_page_of_a_scenario_acts(coordinator: Visitor, bench: str):
    found = solved(coordinator, add(coordinator, bench, "household_lost", household_ref="H-1"))

    own = [link for link in found.read.links if "/runs/" in link]
    assert {link.rsplit("/", 1)[1].split("?")[0] for link in own} <= {
        "",
        "delete",
        "suppose",
        found.response.request.path.split("/")[2],
    }


def test_nothing_of_the_records_has_changed_by_it(coordinator: Visitor, bench: str, pool: Flask):
    run = coordinator.open(bench.removesuffix("/scenarios/suppose") + "/result.json").response.data
    solved(coordinator, add(coordinator, bench, "household_lost", household_ref="H-1"))

    assert coordinator.open(bench.removesuffix("/scenarios/suppose") + "/result.json").response.data == run
    with pool.app_context(), transaction():
        assert db.session.scalars(sa.select(Scenario)).one().name == "Without H-1"
