"""What is withheld of a run is withheld of the records that are protected, and of nobody who shares their reference."""

import json

import pytest
import sqlalchemy as sa

from consortium import particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.carers import Household
from consortium.floor.db import db
from consortium.linking import links
from matching.running import runs, starting, suggestions
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pools(records):
    """Two consortia, each with a referral R-1 and a household H-1."""
    factories.pool()
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    for authority, agency in ((factories.EDINBURGH, "ROWAN"), (factories.GLASGOW, "ALDER")):
        factories.referral(referral_ref="R-1", authority_code=authority)
        factories.household(household_ref="H-1", agency=agency)
    db.session.commit()


def known(ref, owner):
    found = sa.select(referrals.Referral).where(referrals.Referral.ref == ref)
    return next(one for one in db.session.scalars(found) if one.authority.code == owner)


def protect(ref, owner):
    referral = known(ref, owner)
    said = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=referral.children[0].id, version=referral.version, values=said)


def test_a_flag_in_one_consortium_leaves_anothers_run_byte_for_byte_as_it_was():
    east, west = factories.viewer(Role.COORDINATOR), factories.viewer(Role.COORDINATOR, of="WEST")
    db.session.commit()
    found, theirs = starting.start(east), starting.start(west)
    protect("R-1", factories.GLASGOW)

    (told,) = suggestions.told(db.session.scalars(suggestions.visible(east, run_id=found.id)))
    (hidden,) = suggestions.told(db.session.scalars(suggestions.visible(west, run_id=theirs.id)))

    assert runs.result(east, run_id=found.id) == found.document
    assert told["merits"]["travel"] > 0
    assert "travel" not in hidden["merits"]
    assert runs.result(west, run_id=theirs.id) != theirs.document


def test_a_household_near_a_protected_child_hides_no_other_of_its_reference():
    west = known("R-1", factories.GLASGOW)
    home = next(one for one in db.session.scalars(sa.select(Household)) if one.agency.code == "ALDER")
    links.propose(OPERATOR, referral_id=west.id, household_id=home.id, reason="The ages and the needs agree.")
    protect("R-1", factories.GLASGOW)
    east = factories.viewer(Role.COORDINATOR)
    db.session.commit()

    found = starting.start(east)

    assert runs.result(east, run_id=found.id) == found.document


def test_of_a_run_over_both_consortia_the_protected_namesake_alone_is_withheld():
    db.session.commit()
    found = starting.start(OPERATOR)
    protect("R-1", factories.GLASGOW)

    pairs = suggestions.told(db.session.scalars(suggestions.visible(OPERATOR, run_id=found.id)))

    without = {pair["referral_ref"] for pair in pairs if "travel" not in pair["merits"]}
    assert {pair["referral_ref"] for pair in pairs} == {f"{factories.EDINBURGH}/R-1", f"{factories.GLASGOW}/R-1"}
    assert without == {f"{factories.GLASGOW}/R-1"}


def test_how_many_households_are_too_far_from_a_protected_child_is_not_told():
    factories.referral(OPERATOR, factories.child(max_travel_minutes=1), referral_ref="R-2")
    factories.household(household_ref="H-2", postcode="G12 8QQ", max_travel_minutes=1)
    east = factories.viewer(Role.COORDINATOR)
    db.session.commit()
    found = starting.start(east)
    (before,) = suggestions.told_unmatched(db.session.scalars(suggestions.unmatched(east, run_id=found.id)))
    protect("R-2", factories.EDINBURGH)

    (after,) = suggestions.told_unmatched(db.session.scalars(suggestions.unmatched(east, run_id=found.id)))
    (written,) = json.loads(runs.result(east, run_id=found.id))["unmatched"]

    assert after["reasons"] == written["reasons"] == [one for one in before["reasons"] if one["bar"] != "too_far"]
    assert after != before
