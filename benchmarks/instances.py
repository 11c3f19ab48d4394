"""Questions for the solver and its peers, made afresh: what is asked of all of them, and what only ours can state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from matching.options import Whole
from matching.tiers import Tier

SIZES = ((1_000, 10), (1_000, 200), (5_000, 50), (5_000, 200), (10_000, 50), (20_000, 10), (20_000, 50), (20_000, 200))
HARD = ((5_000, 50), (10_000, 20))


@dataclass(frozen=True)
class Instance:
    """A question in which every row is to be matched, and can be, at the least cost: whole numbers, a pair each."""

    name: str
    n_rows: int
    n_cols: int
    rows: Whole
    cols: Whole
    costs: Whole


def instances(rng: np.random.Generator) -> Iterator[Instance]:
    """Six generators: fine costs, points, too few near, some wanted by all, more columns than rows, and a dense one."""
    for size, eligible in SIZES:
        yield fine(size, eligible, rng)
        yield points(size, eligible, rng)
    for size, eligible in HARD:
        yield near(size, eligible, rng)
        yield wanted(size, eligible, rng)
        yield spare(size, eligible, rng)
    side = np.arange(2_000)
    costs = rng.integers(0, 1_000_000, 4_000_000)
    yield Instance("2,000 × all fine", 2_000, 2_000, np.repeat(side, 2_000), np.tile(side, 2_000), costs)


def fine(size: int, eligible: int, rng: np.random.Generator) -> Instance:
    """Costs of a million different values: hardly two are equal."""
    return _drawn("fine", size, size, eligible, rng, lambda rows, cols: rng.integers(0, 1_000_000, len(rows)))


def points(size: int, eligible: int, rng: np.random.Generator) -> Instance:
    """Costs as coarse as our points: many answers are equally good."""
    return _drawn("points", size, size, eligible, rng, lambda rows, cols: rng.integers(0, 101, len(rows)))


def spare(size: int, eligible: int, rng: np.random.Generator) -> Instance:
    """Points again, with a quarter more columns than rows: some stay free."""
    return _drawn("spare", size, size * 5 // 4, eligible, rng, lambda rows, cols: rng.integers(0, 101, len(rows)))


def wanted(size: int, eligible: int, rng: np.random.Generator) -> Instance:
    """A cost is a product of what row and column are like: all want the same columns, the hardest for auctions."""
    of_rows, of_cols = rng.integers(1, 999, size), rng.integers(1, 999, size)
    return _drawn("wanted", size, size, eligible, rng, lambda rows, cols: of_rows[rows] * of_cols[cols])


def near(size: int, eligible: int, rng: np.random.Generator) -> Instance:
    """Distances to the nearest in the plane: half of the rows live in one town, where columns are no denser."""
    homes, places = rng.random((size, 2)), rng.random((size, 2))
    homes[: size // 2] = homes[: size // 2] * 0.2 + 0.4
    _, nearest = cKDTree(places).query(homes, eligible)
    pairs = _full((np.arange(size)[:, None] * size + nearest).ravel(), size, size, rng)
    rows, cols = pairs // size, pairs % size
    costs = (np.linalg.norm(homes[rows] - places[cols], axis=1) * 500_000).astype(np.int64)
    return Instance(f"{size:,} × {eligible} near", size, size, rows, cols, costs)


def _drawn(
    name: str, n_rows: int, n_cols: int, eligible: int, rng: np.random.Generator, cost: Callable[[Whole, Whole], Whole]
) -> Instance:
    """Random pairs that hold one full assignment."""
    drawn = np.repeat(np.arange(n_rows), eligible - 1) * n_cols + rng.integers(0, n_cols, n_rows * (eligible - 1))
    pairs = _full(drawn, n_rows, n_cols, rng)
    rows, cols = pairs // n_cols, pairs % n_cols
    return Instance(f"{n_rows:,} × {eligible} {name}", n_rows, n_cols, rows, cols, cost(rows, cols))


def _full(pairs: Whole, n_rows: int, n_cols: int, rng: np.random.Generator) -> Whole:
    """The pairs, in order, and one full assignment more."""
    own = np.arange(n_rows) * n_cols + rng.permutation(n_cols)[:n_rows]
    return np.unique(np.concatenate([pairs, own]))


@dataclass(frozen=True)
class Aims:
    """A question as a run asks it: nobody has to be matched, urgency comes first, a digest has the last word."""

    name: str
    n_rows: int
    n_cols: int
    rows: Whole
    cols: Whole
    tiers: list[Tier]


def shortage(size: int, eligible: int, rng: np.random.Generator) -> Aims:
    """Children of three urgencies, and a fifth fewer households than children."""
    n_cols = size * 4 // 5
    pairs = np.unique(np.repeat(np.arange(size), eligible) * n_cols + rng.integers(0, n_cols, size * eligible))
    rows, urgency = pairs // n_cols, rng.choice(3, size, p=(0.1, 0.3, 0.6))
    tiers = [Tier(str(rank), -(urgency[rows] == rank).astype(np.int64)) for rank in range(3)]
    tiers.append(Tier("points", -rng.integers(0, 101, len(pairs))))
    tiers.append(Tier("digest", rng.integers(0, 2**40, len(pairs))))
    return Aims(f"{size:,} × {eligible} short", size, n_cols, rows, pairs % n_cols, tiers)
