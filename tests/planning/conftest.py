"""A pair on each database."""

import pytest

from tests.planning.planned import Planned


@pytest.fixture
def case(begun) -> Planned:
    """A case with nothing planned for it yet."""
    return begun(Planned)
