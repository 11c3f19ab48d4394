"""A suggestion that one coordinator proposes and another sets aside at the same instant is one of the two."""

from itertools import count

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR
from consortium.floor.db import db, transaction
from consortium.floor.errors import ConsortiumError
from matching.running import overruling, starting
from matching.running.overruling import OverruleReason, Overruling
from matching.running.suggestions import Suggestion
from tests import databases, factories

HANDS = 4


@pytest.mark.parametrize("database", ["app", "postgres_app"])
def test_of_four_hands_on_one_suggestion_one_has_its_way(request, database):
    app = request.getfixturevalue(database)
    with app.app_context():
        with transaction():
            factories.pool()
            factories.referral(referral_ref="R-1")
            factories.household(household_ref="H-1")
        starting.start(OPERATOR)
        suggestion_id = db.session.scalars(sa.select(Suggestion.id)).one()
        db.session.rollback()
        turn = count()

        def act():
            with transaction():
                if next(turn) % 2:
                    return overruling.accept(OPERATOR, suggestion_id=suggestion_id, reason="The ages and needs agree.")
                return overruling.set_aside(OPERATOR, suggestion_id=suggestion_id, reason=OverruleReason.TIMING)

        got = databases.at_once(app, act, times=HANDS)

        kept = db.session.scalars(sa.select(Suggestion)).one()
        aside = db.session.scalars(sa.select(Overruling)).all()
    assert sum(not isinstance(one, ConsortiumError) for one in got) == 1, got
    assert (kept.link_id is not None) + len(aside) == 1
