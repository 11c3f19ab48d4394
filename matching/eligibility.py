"""Every bar over every pair, eight households to a byte, and the exact list of bars for a pair somebody asks about."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.pool import Flags, Pool, Whole
from matching.problem import Problem, Referral
from matching.rules import BARS, Bar

Packed = npt.NDArray[np.uint8]
Progress = Callable[[str, int, int], None]  # what is being done, how much is done, of how much
BLOCK = 256  # referrals unpacked at a time


def barred(problem: Problem, pool: Pool, progress: Progress | None = None) -> Packed:
    """Which pairs break at least one bar: a bit for each household, a row for each referral (size ceil(m / 8))."""
    bits = np.zeros((len(problem.referrals), (pool.size + 7) // 8), np.uint8)
    for done, bar in enumerate(BARS):
        if progress:
            progress("Looking at every pair", done, len(BARS))
        table, row_of = _ruled_out(bar, problem, pool)
        for start in range(0, len(row_of), BLOCK):
            bits[start : start + BLOCK] |= table[row_of[start : start + BLOCK]]
    return bits


def eligible(problem: Problem, pool: Pool, progress: Progress | None = None) -> tuple[Whole, Whole]:
    """The pairs that break no bar, as indices of referrals and of households, in order."""
    bits = barred(problem, pool, progress)
    rows, cols = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start in range(0, len(bits), BLOCK):
        open_pairs = np.unpackbits(bits[start : start + BLOCK], axis=1, count=pool.size) == 0
        row, col = np.nonzero(open_pairs)
        rows.append(row + start)
        cols.append(col)
    return np.concatenate(rows), np.concatenate(cols)


def broken(referral: Referral, pool: Pool) -> dict[str, Flags]:
    """For one referral, by the code of each bar: which households break it."""
    return {bar.code: bar.breaks(bar.facts(referral, pool.problem), pool) for bar in BARS}


def _ruled_out(bar: Bar, problem: Problem, pool: Pool) -> tuple[Packed, Whole]:
    """The packed households that each different set of facts rules out, and which of them each referral has."""
    facts = [bar.facts(referral, problem) for referral in problem.referrals]
    number: dict[Any, int] = {}
    row_of = np.fromiter((number.setdefault(fact, len(number)) for fact in facts), np.int64, len(facts))
    table = np.zeros((len(number), (pool.size + 7) // 8), np.uint8)
    for fact in sorted(number, key=repr):  # like facts follow one another, so that their travel times are at hand
        table[number[fact]] = np.packbits(bar.breaks(fact, pool))
    return table, row_of
