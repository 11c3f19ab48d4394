"""What several tests of money and placements begin with."""

import pytest
import time_machine

from tests.contracts.given_up import NOON, GivenUp


@pytest.fixture
def given_up(begun):
    """A child who lives with carers of an agency that gives up."""
    made = begun(GivenUp)
    with time_machine.travel(NOON):
        yield made


@pytest.fixture
def moved(given_up):
    """The same, after the transfer."""
    given_up.transferred()
    return given_up
