"""The chain: whatever is edited, taken out, moved, put in or cut off is found, the first bad event named (I13)."""

import os
from random import Random

import pytest
import sqlalchemy as sa

from consortium.floor.db import db, transaction
from consortium.floor.errors import ConsortiumError, Invalid
from consortium.trail import chain, events
from tests import factories
from tests.trail import tampering

EACH = -(-int(os.environ.get("TAMPERINGS", "270")) // len(tampering.WAYS))


@pytest.fixture
def trail(records) -> int:
    """How many events a few records have left."""
    with transaction():
        factories.pool()
        for number in range(5):
            factories.household(household_ref=f"H-{number}")
            factories.referral()
    db.session.rollback()
    return chain.verify().events


@pytest.fixture
def unlocked(trail, records) -> int:
    """The trail in the hands of whoever owns the database file."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the same chain, tampered with through SQLite's own statements")
    return trail


def found_after(way, random: Random, count: int) -> tuple[int | None, int]:
    """The first bad event that is found after a tampering, and the one that is; all is as before afterwards."""
    tampering.unlock()
    first = way(random, count)
    verdict = chain.verify()
    db.session.rollback()
    return verdict.bad, first


def test_a_trail_that_nobody_touched_holds(trail):
    assert chain.verify().holds
    assert trail > 20


@pytest.mark.parametrize("way", tampering.WAYS, ids=lambda way: way.__name__)
def test_a_tampering_is_found_and_the_first_bad_event_is_named(unlocked, way):
    random = Random(way.__name__)

    found = [found_after(way, random, unlocked) for _ in range(EACH)]

    assert [bad for bad, _ in found] == [first for _, first in found]


def test_the_tamperings_are_found_by_the_chain_and_by_nothing_else(unlocked, monkeypatch):
    monkeypatch.setattr(chain.hmac, "compare_digest", lambda mine, theirs: True)

    assert found_after(tampering.edit_with_a_digest_of_ones_own, Random(1), unlocked)[0] is None


def test_an_event_cannot_be_changed_or_taken_away(trail):
    for statement in ("UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"):
        with pytest.raises((ConsortiumError, sa.exc.DBAPIError)):
            db.session.connection().exec_driver_sql(statement)
        db.session.rollback()

    assert chain.verify().events == trail


def test_a_head_that_was_kept_shows_a_trail_put_back_to_an_earlier_day(trail):
    kept = chain.anchored(chain.signed(chain.head()))
    early = chain.Head(trail + 3, "f" * 64)

    assert chain.verify(kept).holds
    assert chain.verify(early).bad == trail + 1
    assert chain.verify(chain.Head(4, "f" * 64)).bad == 4


FORGERIES = [lambda text: text.replace('"seq": ', '"seq": 1'), lambda text: "{}", lambda text: "x"]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_head_that_was_not_signed_here_is_refused(trail, forge):
    with pytest.raises(Invalid, match="no head"):
        chain.anchored(forge(chain.signed(chain.head())))


def test_two_events_never_read_alike():
    key = b"k" * 32

    assert events.hash_of(["a", "bc"], key=key) != events.hash_of(["ab", "c"], key=key)
    assert events.hash_of([None, ""], key=key) == events.hash_of(["", None], key=key)
