"""100,000 invoice lines against 100,000 charges, beside a pandas merge on the same keys in the same run.

One line in twenty has no usable reference. A second world is of few placements with a year's days of contact each.
"""

import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from benchmarks import memory
from contracts.charging.prices import CHARGES, Price
from contracts.reconciling import three_way
from contracts.reconciling.records import Line, Placement, Receipt

PLACEMENTS = 20_000  # a fee, three weeks and an afternoon of contact each: five charges
UNUSABLE, WRONG = 0.05, 0.02
CONTACT_PLACEMENTS, AFTERNOONS = 50, 260
GOAL, MEMORY_GOAL = 60.0, 1_024.0
AS_OF, FIRST = date(2026, 3, 31), date(2025, 4, 1)
AMOUNTS = dict(zip(CHARGES, (3_924_500, 16_831, 4_000, 109_014), strict=True))


class World(NamedTuple):
    """What is reconciled."""

    lines: list[Line]
    placements: list[Placement]
    prices: list[Price]
    receipts: list[Receipt]


def world(seed: int) -> World:
    """Placements with five charges each and a line for each; some lines name none of them, others are wrong."""
    rng = random.Random(seed)
    placements, lines, receipts = [], list[Line](), []
    for number in range(PLACEMENTS):
        start = FIRST + timedelta(days=rng.randrange(300))
        council, agency, ref = f"A{rng.randrange(32)}", f"V{rng.randrange(6)}", f"P-{number:06}"
        ended = start + timedelta(days=21)
        placements.append(Placement(ref, council, agency, 1, start, ended_on=ended, confirmed_on=start))
        receipts.append(Receipt(ref, "contact_hourly", start, start + timedelta(days=7), Decimal(3), start))
        lines += _billed(placements[-1], number)
    wrong = [_spoilt(line, rng) if rng.random() < WRONG else line for line in lines]
    wrong = [_unplaced(line, rng) if rng.random() < UNUSABLE else line for line in wrong]
    rng.shuffle(wrong)
    prices = [Price(FIRST, None, None, charge, None, pence) for charge, pence in AMOUNTS.items()]
    return World(wrong, placements, prices, receipts)


def _billed(placement: Placement, number: int) -> list[Line]:
    start, ref = placement.moved_in_on, placement.placement_ref
    head = (placement.agency, f"INV-{number:06}", start + timedelta(days=21))
    weeks = [start + timedelta(days=7 * week) for week in range(4)]
    fee = Line(*head, 1, placement.authority_code, ref, "placement_fee", None, None, None, 3_924_500, None)
    fostered = [
        replace(fee, line=2 + at, charge="fostering_weekly", from_day=day, to_day=weeks[at + 1], net_pence=16_831)
        for at, day in enumerate(weeks[:3])
    ]
    hours = replace(fostered[0], line=5, charge="contact_hourly", quantity=Decimal(3), net_pence=12_000)
    return [fee, *fostered, hours]


def contact(seed: int) -> World:
    """Placements with 260 afternoons of contact each, a receipt and a line for every one."""
    rng, start = random.Random(seed), FIRST
    placements, lines, receipts = [], list[Line](), []
    for number in range(CONTACT_PLACEMENTS):
        placements.append(Placement(f"P-{number:06}", "A1", "V1", 1, start, confirmed_on=start))
        for at in range(AFTERNOONS):
            days = start + timedelta(days=at), start + timedelta(days=at + 1)
            receipts.append(Receipt(f"P-{number:06}", "contact_hourly", *days, Decimal(3), days[1]))
            head = ("V1", f"INV-{number:06}-{at}", days[1], 1, "A1", f"P-{number:06}", "contact_hourly")
            lines.append(Line(*head, *days, Decimal(3), 12_000, None))
    rng.shuffle(lines)
    return World(lines, placements, [Price(FIRST, None, None, "contact_hourly", None, 4_000)], receipts)


def _unplaced(line: Line, rng: random.Random) -> Line:
    """The line without a reference that is one of the placements': left out, run together, or another's."""
    written = line.placement_ref or "P"
    return replace(line, placement_ref=rng.choice((None, written.replace("-", ""), f"{written}X")))


def _spoilt(line: Line, rng: random.Random) -> Line:
    cells = rng.choice(
        (
            {"authority_code": "A99"},
            {"net_pence": line.net_pence + 1},
            {"supplier": "V9"},
            {"invoice_number": line.invoice_number.lower(), "net_pence": line.net_pence},
        )
    )
    return replace(line, **cells)


def run(seed: int) -> list[str]:
    """Print the figures; the names of the goals that were missed."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as processes:
        seconds, peak, matched = processes.apply(_reconciled, (world, seed))
        afternoons, _, billed = processes.apply(_reconciled, (contact, seed))
    merged = _merged(world(seed))
    count = 5 * PLACEMENTS
    print(f"\nReconciling {count:,} invoice lines against {count:,} charges: {seconds:.1f} s, {peak:.0f} MB in all")
    print(f"{matched:,} lines matched; a pandas merge on the same keys: {merged:.2f} s, {seconds / merged:.0f} times")
    print(f"{billed:,} afternoons of contact in {CONTACT_PLACEMENTS} placements: {afternoons:.1f} s")
    missed = [f"reconciling: {seconds:.0f} s of at most {GOAL:.0f}"] if seconds > GOAL else []
    return missed + ([f"reconciling: {peak:.0f} MB of at most {MEMORY_GOAL:.0f}"] if peak > MEMORY_GOAL else [])


def _reconciled(made: Callable[[int], World], seed: int) -> tuple[float, float, int]:
    """Seconds, the most memory this fresh process has held with all its inputs, in MB, and how many lines agree."""
    found = made(seed)
    start = time.perf_counter()
    answers = three_way.reconcile(*found, as_of=AS_OF).answers
    seconds = time.perf_counter() - start
    if len(answers) != len(found.lines):
        raise AssertionError("a line has no answer, or two")
    return seconds, memory.peak(), sum(not one.exceptions for one in answers)


def _merged(found: World) -> float:
    """Seconds for a merge of lines and charges on placement, charge and first day, frames included."""
    import pandas

    owed = [one for number, placement in enumerate(found.placements) for one in _billed(placement, number)]
    start = time.perf_counter()
    lines = pandas.DataFrame(
        [(one.placement_ref, one.charge, one.from_day or FIRST, one.net_pence) for one in found.lines],
        columns=["ref", "charge", "day", "net"],
    )
    charges = pandas.DataFrame(
        [(one.placement_ref, one.charge, one.from_day or FIRST, one.net_pence) for one in owed],
        columns=["ref", "charge", "day", "expected"],
    )
    both = lines.merge(charges, on=["ref", "charge", "day"], how="outer", indicator=True)
    both["agrees"] = both["net"] == both["expected"]
    return time.perf_counter() - start
