"""Links in runs: who has an open link is not offered elsewhere until it ends."""

from datetime import date

import pytest

from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.linking import links
from matching.running import starting
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
DAY = date(2026, 11, 22)


def found() -> tuple[list, dict[str, list[str]]]:
    """The pairs that a run suggests, and for each referral without one the codes of the bars."""
    db.session.commit()
    document = starting.start(OPERATOR, as_of=DAY).result
    waiting = {one["referral_ref"]: [reason["bar"] for reason in one["reasons"]] for one in document["unmatched"]}
    return [(one["referral_ref"], one["household_ref"]) for one in document["suggestions"]], waiting


def test_a_household_with_an_open_link_is_suggested_to_nobody_until_the_link_ends():
    factories.pool()
    household = factories.household(household_ref="H-1")
    first, _ = factories.referral(referral_ref="R-1"), factories.referral(referral_ref="R-2")
    coordinator = factories.viewer(Role.COORDINATOR)
    sides = {"referral_id": first.id, "household_id": household.id}
    link = links.propose(coordinator, **sides, reason="The ages and the needs agree.")

    during, barred = found()
    links.end(coordinator, link_id=link.id, version=link.version, reason=links.EndReason.MISTAKE)
    after, _ = found()

    assert during == []
    assert "household_engaged" in barred["R-2"]
    assert "referral_engaged" in barred["R-1"]
    assert [household for _, household in after] == ["H-1"]
