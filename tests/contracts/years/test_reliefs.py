"""Relief where an agency had nobody: it meets what lacks, an offer that was declined relieves nothing."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError, Invalid, NotAllowed, RuleBroken
from consortium.floor.guard import whole
from contracts import year_ends
from contracts.years import reliefs
from contracts.years.records import Offer
from tests import factories
from tests.contracts.years import agreed
from tests.contracts.years.agreed import EDINBURGH, FIFE, WHY

pytestmark = pytest.mark.usefixtures("records")
DECLINED = {"offer": Offer.DECLINED, "accepted_on": date(2025, 5, 1), "offered_on": date(2025, 5, 20)}


@pytest.fixture(autouse=True)
def pool(begun):
    begun(agreed.three)


def _ended():
    (one,) = year_ends.of(OPERATOR, as_of=agreed.LATER)
    return one.result.relieved_units, one.result.shortfall_units


def test_relief_meets_what_lacks_and_never_more():
    agreed.minimum(EDINBURGH, 3)
    agreed.took(EDINBURGH, 1)

    agreed.relieve(EDINBURGH, units=5)

    assert _ended() == (2, 0)


def test_an_offer_that_was_declined_relieves_nothing():
    agreed.minimum(EDINBURGH, 3)

    agreed.relieve(EDINBURGH, **DECLINED)

    assert _ended() == (0, 3)


def test_relief_that_was_a_mistake_is_taken_back_and_stays():
    agreed.minimum(EDINBURGH, 1)
    relief = agreed.relieve(EDINBURGH)

    reliefs.take_back(OPERATOR, relief_id=relief.id, reason=WHY)

    assert _ended() == (0, 1)
    assert (relief.reversed_on, relief.reversal_reason) == (clock.today(), WHY)
    with pytest.raises(RuleBroken, match="already"):
        reliefs.take_back(OPERATOR, relief_id=relief.id, reason=WHY)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"offer": Offer.DECLINED}, "offered_on"),
        ({"offered_on": date(2025, 5, 1)}, "offered_on"),
        (DECLINED | {"offered_on": date(2025, 4, 30)}, "offered_on"),
        ({"accepted_on": clock.today() + timedelta(days=9)}, "accepted_on"),
    ],
)
def test_the_days_of_an_offer_agree_with_what_is_said_of_it(days, field):
    agreed.minimum(EDINBURGH, 1)

    with pytest.raises(Invalid) as refused:
        agreed.relieve(EDINBURGH, **days)

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("act", ["UPDATE reliefs SET units = 9", "DELETE FROM reliefs"])
def test_the_database_lets_no_relief_be_changed_or_taken_away(act):
    agreed.minimum(EDINBURGH, 1)
    agreed.relieve(EDINBURGH)

    with whole("a rival of the records"), pytest.raises((sa.exc.DBAPIError, ConsortiumError)):
        db.session.execute(sa.text(act))


def test_relief_is_read_by_its_authority_and_by_no_other():
    agreed.minimum(EDINBURGH, 1)
    agreed.relieve(EDINBURGH)

    officers = [factories.viewer(Role.FINANCE_OFFICER, at=at) for at in (EDINBURGH, FIFE, "ROWAN")]

    assert [len(list(db.session.scalars(reliefs.visible(one)))) for one in officers] == [1, 0, 0]


def test_who_counts_grants_no_relief():
    commitment = agreed.minimum(EDINBURGH, 1)

    with pytest.raises(NotAllowed):
        reliefs.record(
            factories.viewer(Role.FINANCE_OFFICER), commitment_id=commitment.id, values={"units": 1, "reason": WHY}
        )


def test_an_agreement_may_give_no_relief():
    agreed.under(EDINBURGH, 1, unavailability_relief=False)

    with pytest.raises(RuleBroken, match="A-2 gives no relief"):
        agreed.relieve(EDINBURGH, ref="A-2")
    assert agreed.relieve(EDINBURGH, ref="A-2", **DECLINED)


def test_relief_begins_after_the_days_that_the_agency_has():
    agreed.under(EDINBURGH, 1, offer_within_days=30)
    days = [clock.today() - timedelta(days=ago) for ago in (29, 30)]

    with pytest.raises(RuleBroken, match="has 30 days: relief begins on"):
        agreed.relieve(EDINBURGH, ref="A-2", accepted_on=days[0])
    assert agreed.relieve(EDINBURGH, ref="A-2", accepted_on=days[1])
