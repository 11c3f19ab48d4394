"""The race for a signature: whoever acts at the same instant, an agreement is locked as both sides have read it."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from consortium.access import OPERATOR
from consortium.floor.db import transaction
from consortium.floor.errors import ConsortiumError
from contracts import commitments
from contracts.agreeing import signing
from tests import databases
from tests.contracts.agreeing.signed import Parties

ROUNDS = max(int(os.environ.get("RACES", "40")) // 20, 1)


@pytest.fixture(params=["app", "postgres_app"])
def ground(request: pytest.FixtureRequest):
    app: Flask = request.getfixturevalue(request.param)
    with app.app_context(), transaction():
        made = Parties()
    yield app, made
    databases.empty(app)


def _at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, or the refusal that it meets, all begun at one instant."""
    waiting = list(acts)

    def one() -> Any:
        with transaction():
            return waiting.pop()()

    return databases.at_once(app, one, times=len(acts))


def _refusals(done):
    return [one for one in done if isinstance(one, ConsortiumError)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_who_sign_for_both_sides_at_one_instant_lock_it_together(ground, _round):
    app, parties = ground
    with app.app_context():
        read = parties.digest()
    acts = [
        lambda who=who: signing.sign(who, agreement_id=parties.agreement_id, digest=read)
        for who in (parties.authority, parties.agency)
    ]

    done = _at_once(app, *acts)

    assert _refusals(done) == []
    with app.app_context():
        assert (parties.agreement.is_signed, len(parties.agreement.current.signatures)) == (True, 2)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_sign_for_one_side_at_one_instant_one_signs(ground, _round):
    app, parties = ground
    with app.app_context():
        read = parties.digest()
    acts = [
        lambda who=who: signing.sign(who, agreement_id=parties.agreement_id, digest=read)
        for who in (parties.authority, parties.of_fife)
    ]

    done = _at_once(app, *acts)

    assert len(_refusals(done)) == 1
    with app.app_context():
        assert not parties.agreement.is_signed


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_what_is_changed_as_the_second_signs_is_refused_or_makes_the_signature_void(ground, _round):
    app, parties = ground
    with app.app_context(), transaction():
        read = parties.digest()
        signing.sign(parties.authority, agreement_id=parties.agreement_id, digest=read)
    known = {"commitment_id": parties.edinburgh.id, "version": 1, "values": {"minimum_units": 9}}

    done = _at_once(
        app,
        lambda: signing.sign(parties.agency, agreement_id=parties.agreement_id, digest=read),
        lambda: commitments.change(OPERATOR, **known),
    )

    assert len(_refusals(done)) == 1
    with app.app_context():
        minimum = commitments.get(OPERATOR, commitment_id=parties.edinburgh.id).minimum_units
        assert (parties.agreement.is_signed, minimum) in ((True, 3), (False, 9))
