"""Notes and Schedule 1 at the console."""

import pytest

from consortium.floor.db import transaction
from tests import factories


@pytest.fixture
def referral(pool) -> dict[str, str]:
    """The addresses of a referral and of its child."""
    with pool.app_context(), transaction():
        made = factories.referral(referral_ref="R-7")
        path = f"/referrals/{made.id}"
        return {"": path, "child": f"{path}/children/{made.children[0].id}"}


def test_a_note_is_written_answered_and_read_by_ones_own_side(referral, authority_worker, coordinator):
    path = f"{referral['']}/notes"
    page = authority_worker.send(path, text="Her aunt was asked.", paper_title="Letter", paper_held_at="Town hall")

    assert "The note is kept." in page.says
    assert "Her aunt was asked." in page.says
    assert "Her aunt was asked." not in coordinator.open(path).says


def test_a_paper_without_its_place_is_refused_beside_its_field(referral, authority_worker):
    page = authority_worker.send(f"{referral['']}/notes", text="See there.", paper_title="Letter")

    assert (page.status, "Name the paper and where it is held." in page.says) == (422, True)


def test_what_the_schedule_asks_is_counted_and_not_demanded(referral, authority_worker):
    before = authority_worker.open(referral[""]).says
    page = authority_worker.send(f"{referral['child']}/schedule", interests="Water.", appearance="Dark hair.")

    assert "12 of 12 missing" in before
    assert "10 of 12 items are missing." in page.says
