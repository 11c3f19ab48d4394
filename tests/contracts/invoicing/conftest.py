"""What every test of invoices begins with."""

import pytest
import time_machine

from tests.contracts.invoicing.billed import Billed


@pytest.fixture
def billed(begun):
    """Who bills whom, on a day in August 2026."""
    with time_machine.travel("2026-08-10 12:00"):
        yield begun(Billed)
