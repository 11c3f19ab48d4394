"""Documents at the console: a page to read, a file to print, each of what its reader may read."""

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor.db import transaction
from tests import factories
from tests.access.planning import planned
from tests.documents.on_paper import bare, words

WORDS = ("own_step", "step_note", "team", "contact_purpose", "venue", "times", "supervision", "handover")


@pytest.fixture
def case(pool) -> str:
    """The address of a referral of Edinburgh's with a word in all that is planned for it."""
    with pool.app_context(), transaction():
        referral = factories.referral(OPERATOR, referral_ref="R-77")
        worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
        planned(worker, referral.id, dict.fromkeys((*WORDS, "family_purpose", "task"), "Selkie and Skerry"))
        return f"/referrals/{referral.id}"


@pytest.mark.parametrize("paper", ["contact-agreement", "family-agreement", "chronology"])
def test_a_document_is_a_page_and_the_same_as_a_file(authority_worker, case, paper):
    page = authority_worker.open(f"{case}/documents/{paper}")
    file = authority_worker.client.get(f"{case}/documents/{paper}.pdf")

    assert (page.status, file.mimetype) == (200, "application/pdf")
    assert all(bare(told) in words(file.data) for told in page.read.words if told.startswith(("Selkie", "Made for")))
    assert file.headers["Content-Disposition"].startswith(f"attachment; filename={paper}-R-77")


@pytest.mark.parametrize("end", ["", ".pdf"])
def test_whose_case_it_is_not_finds_no_document(agency_worker, case, end):
    assert agency_worker.open(f"{case}/documents/chronology{end}").status == 404


def test_no_browser_keeps_a_document(authority_worker, case):
    file = authority_worker.client.get(f"{case}/documents/chronology.pdf")

    assert file.headers["Cache-Control"] == "no-store"
