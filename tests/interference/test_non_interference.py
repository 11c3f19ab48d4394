"""I19: whatever changes at B, every GET of A's people, and of another consortium's, stays equal to the byte.

The usual count looks at some addresses of each endpoint; INTERFERENCES=500 makes the full one, which looks at all.
After every change all that they read is compared, and the bytes of whatever reads anything else; after every round the
bytes of all. INTERFERENCE_SEED draws other changes. A failure says what repeats it: the seed, the change, who saw what.
"""

import os
from random import Random

import pytest

from tests.interference.addresses import is_left_out
from tests.interference.changes import ACTS, LEFT_OUT
from tests.interference.ground import MORNING, standing_at
from tests.interference.places import B
from tests.interference.rounds import Trial
from tests.interference.side import Doors, Side

USUAL = 45
CHANGES = int(os.environ.get("INTERFERENCES", USUAL))
SEED = int(os.environ.get("INTERFERENCE_SEED", "1"))
SAMPLE, EACH = (None, 30) if CHANGES > USUAL else (220, 3)
# What nobody among those who watch is shown as things are, so that only refusals are compared.
NEVER_SHOWN = {
    "web.account.enrol": "nobody has begun to set up a second factor",
    "web.sign_in.code": "nobody's sign-in waits for a code",
    "web.sign_in.enrol": "nobody's sign-in waits for a second factor",
    "web.transfers.propose": "no placement here waits for another agency",
    "web.transfers.carry_out": "no placement here is to be transferred: three organisations share one",
    "web.transfers.take_back": "no placement here is to be transferred",
}


def test_the_changes_cover_every_unsafe_endpoint(ground):
    rules = ground.app.url_map.iter_rules()
    unsafe = {rule.endpoint for rule in rules if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}}

    assert unsafe == ACTS.keys() | LEFT_OUT.keys()


@pytest.mark.parametrize("endpoint", ACTS)
def test_each_change_is_one_that_b_can_make(ground, endpoint):
    doors, tried = Doors(ground), []

    for seed in range(3):
        with standing_at(MORNING):
            with ground.app.app_context():
                side = Side(ground, B, Random(seed))
            done = doors.ask(side, endpoint, ACTS[endpoint])
        tried.append(done and (done.is_accepted, done.answer.get_data()))
        if done and done.is_accepted:
            break

    assert tried[-1] is not None, "there is nothing that it could be about"
    assert tried[-1][0], tried


@pytest.fixture(scope="module")
def trial(watch):
    """What everybody saw before anything happened."""
    return Trial(watch, seed=SEED).look(SAMPLE)


def test_every_get_endpoint_is_compared_or_left_out_for_a_reason(ground, trial):
    readable = {rule.endpoint for rule in ground.app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    compared = {one.endpoint for one in trial.addresses}
    shown = {one.endpoint for one, answer in trial.before.items() if answer.startswith(b"200")}

    assert {one for one in readable - compared if not is_left_out(one)} == set()
    assert compared - shown == NEVER_SHOWN.keys()


def test_i19_whatever_happens_at_b_leaves_what_a_is_shown_as_it_was(trial):
    trial.run(CHANGES, each=EACH)

    assert trial.changes == CHANGES
    assert not trial.differences, "\n".join(trial.differences)
