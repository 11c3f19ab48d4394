"""The records of everybody, and who watches them: made once for all tests of this package."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.interference.askers import Asker, ready
from tests.interference.ground import Ground
from tests.interference.observing import Watch


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One application on one file, with the records of A, of B and of the other consortium."""
    made = Ground(tmp_path_factory.mktemp("ground"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def watch(ground: Ground) -> Watch:
    """Everybody who watches, signed in."""
    return Watch(ground)


@pytest.fixture(autouse=True, scope="module")
def _without_children(without_children: None) -> None:
    """A paper is printed, and a sheet read, once of the same bytes: what is compared is what goes in and comes out."""


@pytest.fixture(autouse=True)
def _pristine(ground: Ground) -> None:
    """Every test begins with the records as they were made."""
    ground.back_to(ground.pristine)


@pytest.fixture
def asker(ground: Ground) -> Callable[..., Asker]:
    """Makes somebody of A's ready, or of another employer."""
    return partial(ready, ground)
