"""Agreements are added, read with a burn-up of each authority, and followed by versions that lock those before."""

import pytest
from flask import Flask

from consortium.floor.db import transaction
from contracts.agreeing.terms import TERMS
from tests import factories
from tests.contracts.agreeing.signed import Parties
from tests.web.visitors import Visitor, day


@pytest.fixture
def agreed(pool: Flask) -> None:
    """An agreement with one commitment."""
    with pool.app_context(), transaction():
        factories.agreement()
        factories.commitment()


def opened(visitor: Visitor) -> str:
    return next(link for link in visitor.open("/agreements/").read.links if len(link) > 40)


def test_an_agreement_is_added_with_its_first_version(coordinator: Visitor):
    sent = {"consortium_code": "EAST", "ref": "AG-9", "title": "Nine", "terms": "As signed."}
    page = coordinator.send("/agreements/add", **sent, **day("effective_on", 2026, 4, 1))

    assert "The agreement was added." in page.says
    assert "Version 1 of EAST, in force from 1 April 2026." in page.says


def test_what_was_typed_is_kept_when_something_is_missing(coordinator: Visitor):
    page = coordinator.send("/agreements/add", consortium_code="EAST", ref="AG-9", title="")

    assert page.status == 422
    assert page.says.count("Enter a title.") == 2
    assert page.read.carried["ref"] == ["AG-9"]


def test_each_authority_has_its_burn_up_with_the_same_as_a_table(coordinator: Visitor, agreed: None):
    page = coordinator.open(opened(coordinator))

    assert "units taken against the minimum" in page.response.text
    assert "The same as a table" in page.says


def test_a_new_version_says_what_it_changes_and_keeps_the_one_before_as_history(coordinator: Visitor, agreed: None):
    path = opened(coordinator)

    said = {"terms": "Fife joins.", "minimum_stay_days": "28", "transfers_allowed": "no"}
    page = coordinator.send(f"{path}/version", **said, **day("effective_on", 2026, 9, 1))

    assert "Version 2 of EAST, in force from 1 September 2026." in page.says
    assert "Minimum stay: 28 days (before: None)" in page.says
    assert "Transfers: Not allowed (before: Allowed)" in page.says
    assert "Version 1 not signed" in page.says


def test_every_term_is_shown_with_what_it_means(coordinator: Visitor, agreed: None):
    page = coordinator.open(opened(coordinator))

    assert all(term.meaning in page.says and term.said(term.default) in page.says for term in TERMS)


def test_a_fixed_price_is_typed_in_pounds_and_needs_its_basis(coordinator: Visitor, agreed: None):
    path, price = opened(coordinator), {"fixed_price_pence": "£31,620.50", "terms": ""}

    refused = coordinator.send(f"{path}/version", **price, **day("effective_on", 2026, 9, 1))
    taken = coordinator.send(f"{path}/version", **price, price_basis="fixed", **day("effective_on", 2026, 9, 1))

    assert "choose a fixed price as the basis" in refused.says
    assert "Fixed price: £31,620.50 (before: Not agreed)" in taken.says


def test_a_version_that_begins_too_early_is_refused_with_what_would_be_allowed(coordinator: Visitor, agreed: None):
    page = coordinator.send(f"{opened(coordinator)}/version", terms="Earlier.", **day("effective_on", 2026, 1, 1))

    assert page.status == 422
    assert "on a day later than" in page.says
    assert "Earlier." in page.response.text


def test_the_title_can_be_corrected(coordinator: Visitor, agreed: None):
    page = coordinator.send(f"{opened(coordinator)}/title", title="Concurrency, East")

    assert "The title was changed." in page.says
    assert "A-1, Concurrency, East" in page.says


def test_a_finance_officer_reads_and_cannot_change(finance_officer: Visitor, agreed: None):
    path = opened(finance_officer)

    assert "Add a version" not in finance_officer.open(path).says
    assert finance_officer.open(f"{path}/version").status == 403


def test_another_consortiums_agreement_is_not_there(coordinator: Visitor, stranger: Visitor, agreed: None):
    path = opened(coordinator)

    assert "No agreement has been recorded yet." in stranger.open("/agreements/").says
    assert stranger.open(path).status == 404


@pytest.fixture
def parties(pool: Flask) -> Parties:
    """An agreement with a commitment, and who may sign it for each side."""
    with pool.app_context(), transaction():
        return Parties(pooled=True)


def test_a_finance_officer_reads_all_of_it_and_signs_for_the_own_side(finance_officer: Visitor, parties: Parties):
    path = opened(finance_officer)
    page = finance_officer.open(f"{path}/sign")

    signed = finance_officer.send(f"{path}/sign")

    assert all(term.meaning in page.says for term in TERMS)
    assert "You have signed it." in signed.says
    assert "For the agencies Not signed" in signed.says
    assert "Read and sign" not in signed.says


def test_what_changed_since_it_was_read_is_not_signed(finance_officer: Visitor, parties: Parties):
    path = opened(finance_officer)

    page = finance_officer.send(f"{path}/sign", digest="0" * 64)

    assert page.status == 409
    assert "read them again, then sign" in page.says


def test_what_both_have_signed_says_so_and_changes_by_an_amendment(coordinator: Visitor, parties: Parties, pool: Flask):
    with pool.app_context(), transaction():
        parties.signed()
    path, change = opened(coordinator), f"/commitments/{parties.edinburgh.id}/change"

    page, refused = coordinator.open(path), coordinator.send(change, minimum_units="1")

    assert "Signed by both sides on" in page.says
    assert "Propose an amendment" in page.says
    assert "propose an amendment that changes its commitments" in refused.says


def test_an_amendment_shows_in_words_what_it_changes_and_can_be_discarded(
    coordinator: Visitor, parties: Parties, pool: Flask
):
    with pool.app_context(), transaction():
        parties.signed()
    path = opened(coordinator)
    coordinator.send(f"{path}/version", minimum_stay_days="28", **day("effective_on", 2027, 1, 1))

    drafted = coordinator.send(f"{path}/draft/{parties.edinburgh.id}", minimum_units="2")
    discarded = coordinator.send(f"{path}/discard")

    assert "Minimum stay: 28 days (before: None)" in drafted.says
    assert "Agreed minimum: 2 (before: 3)" in drafted.says
    assert "discarded, never signed" in discarded.says
    assert coordinator.open(path).status == 200


def test_a_new_commitment_goes_into_the_amendment(coordinator: Visitor, parties: Parties, pool: Flask):
    with pool.app_context(), transaction():
        parties.signed()
    path = opened(coordinator)
    coordinator.send(f"{path}/version", **day("effective_on", 2027, 1, 1))
    days = day("period_start", 2027, 4, 1) | day("period_end", 2028, 3, 31)

    page = coordinator.send(f"{path}/draft/add", authority_code=factories.FIFE, minimum_units="1", **days)

    assert f"{factories.FIFE} by name : a new commitment" in page.says
    assert "Agreed minimum: 1" in page.says
