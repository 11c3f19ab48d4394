"""The page of permissions is written out of the tables, and nothing in the tables is left without words."""

import pytest

from consortium.disclosure import CHILD, HOUSEHOLD
from consortium.rights import permissions
from consortium.rights.capabilities import CAPABILITIES
from consortium.roles import Role, Stage
from consortium.sheets.children import COLUMNS as CHILDREN
from consortium.sheets.households import COLUMNS as HOUSEHOLDS
from tests.house.sources import ROOT

BY_THE_WAY = {"referral_ref", "authority_code", "version"}  # stand on the referral, or say nothing of anybody


@pytest.mark.asvs("8.1.1", "8.1.2")
def test_the_page_in_the_repository_is_what_the_tables_say():
    assert (ROOT / "docs" / "permissions.md").read_text("utf-8") == permissions.page()


def test_every_role_may_do_something_and_every_act_is_told():
    assert all(any(role in one.roles for one in CAPABILITIES.values()) for role in Role)
    assert all(one.sentence.strip() for one in CAPABILITIES.values())


def test_every_column_of_both_sheets_has_its_stages():
    assert {column.name for column in HOUSEHOLDS} - BY_THE_WAY <= set(HOUSEHOLD)
    assert {column.name for column in CHILDREN} - BY_THE_WAY <= set(CHILD)


def test_nothing_that_names_or_finds_a_person_is_read_before_the_match_is_approved():
    finding = {"postcode", "carer_names", "address", "telephone", "email"}
    child = {"given_names", "family_name", "home_address", "nursery", "contact_postcode", "date_of_birth"}

    stages = [HOUSEHOLD[name] for name in finding] + [CHILD[name] for name in child]

    assert {stage for both in stages for stage in both} == {Stage.IDENTIFIED}


def test_what_tells_where_a_birth_family_lives_is_never_read_by_the_other_side():
    assert [CHILD[name][0] for name in ("excluded_areas", "conflicts")] == [None, None]
