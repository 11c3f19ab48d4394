"""Whole pence: out of fractions, rounded once, half a penny up; shared out without losing one; as people read them."""

from collections.abc import Sequence
from fractions import Fraction


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction; half a penny goes up, and down for what is given back.

    A credit mirrors its charge. `denominator` is above nothing.
    """
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def shared(total: int, shares: Sequence[Fraction | int]) -> tuple[int, ...]:
    """The total in whole parts by largest remainder; of equal remainders the earlier part gets the penny.

    The parts sum to the total, which may be negative. No share is below nothing, and not all are nothing.
    """
    if total < 0:
        return tuple(-part for part in shared(-total, shares))
    whole = sum(shares)
    exact = [Fraction(total) * share / whole for share in shares]
    parts = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def pounds(pence: int) -> str:
    """Whole pence as people read them: £39,245.00, with a minus before what is given back."""
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
