"""Records that are past their class, or on the way there."""

import pytest

from consortium.floor.db import transaction
from tests.retention.filed import Filed


@pytest.fixture
def filed(begun) -> Filed:
    """A referral and a household that are both closed."""
    return begun(_filed)


def _filed() -> Filed:
    made = Filed()
    made.close()
    return made


@pytest.fixture
def traced(records) -> Filed:
    """The same, with every trace that a record leaves, kept as a request would keep them."""
    with transaction():
        made = Filed()
        made.leave_traces()
    made.match()
    with transaction():
        made.close()
    return made
