"""What several tests of money and placements begin with."""

import pytest
import time_machine

from tests.contracts.given_up import TODAY, GivenUp


@pytest.fixture
def given_up(records):
    """A child who lives with carers of an agency that gives up."""
    with time_machine.travel(TODAY):
        yield GivenUp()


@pytest.fixture
def moved(given_up):
    """The same, after the transfer."""
    given_up.transferred()
    return given_up
