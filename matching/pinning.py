"""A coordinator's pins: what they fix, and which of them cannot stand."""

from dataclasses import dataclass

from matching.eligibility import broken
from matching.pool import Pool
from matching.problem import Pin, Problem
from matching.rules import BARS


@dataclass(frozen=True)
class Refusal:
    """A pin that cannot stand, the column that is at fault, and why, for people."""

    pin: Pin
    column: str
    sentence: str


class PinsRefused(Exception):
    """One pin or more cannot stand: nothing is solved until they are mended."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = refusals


def pinned(problem: Problem, pool: Pool) -> dict[int, int]:
    """The household of each pinned referral, as indices. Raises PinsRefused naming every pin that cannot stand."""
    referral_index = {referral.ref: index for index, referral in enumerate(problem.referrals)}
    refusals = _strangers(problem, referral_index, pool) + _quarrels(problem)
    pins = [pin for pin in problem.pins if pin.decision == "pin"]
    if not refusals:
        refusals = [found for pin in pins if (found := _barred(pin, problem, referral_index, pool))]
    if refusals:
        raise PinsRefused(refusals)
    return {referral_index[pin.referral_ref]: pool.index[pin.household_ref] for pin in pins}


def _strangers(problem: Problem, referral_index: dict[str, int], pool: Pool) -> list[Refusal]:
    unknown = [
        Refusal(pin, "referral_ref", f"{pin.referral_ref} is not among the referrals of this run.")
        for pin in problem.pins
        if pin.referral_ref not in referral_index
    ]
    return unknown + [
        Refusal(pin, "household_ref", f"{pin.household_ref} is not among the households of this run.")
        for pin in problem.pins
        if pin.household_ref not in pool.index
    ]


def _quarrels(problem: Problem) -> list[Refusal]:
    """Pins that contradict one another: one household twice, one referral twice, a pair both pinned and forbidden."""
    refusals: list[Refusal] = []
    seen: dict[tuple[str, str], Pin] = {}
    for pin in sorted(problem.pins, key=lambda pin: (pin.decision != "pin", pin.referral_ref, pin.household_ref)):
        keys = [(pin.referral_ref, pin.household_ref)]
        if pin.decision == "pin":
            keys += [("referral", pin.referral_ref), ("household", pin.household_ref)]
        other = next((seen[key] for key in keys if key in seen), None)
        if other:
            these, those = (f"{each.referral_ref} with {each.household_ref}" for each in (pin, other))
            sentence = f"{these} contradicts {those}: keep one of the two."
            refusals.append(Refusal(pin, "decision", sentence))
        seen |= dict.fromkeys(keys, pin)
    return refusals


def _barred(pin: Pin, problem: Problem, referral_index: dict[str, int], pool: Pool) -> Refusal | None:
    flags = broken(problem.referrals[referral_index[pin.referral_ref]], pool)
    barring = [bar for bar in BARS if flags[bar.code][pool.index[pin.household_ref]]]
    firm = [bar for bar in barring if not bar.pin_may_override]
    pair = f"{pin.referral_ref} cannot be pinned to {pin.household_ref}."
    if firm:
        return Refusal(
            pin, "decision", " ".join([pair, *(bar.sentence for bar in firm), "A pin cannot override this."])
        )
    if barring and not pin.override:
        advice = "Write yes under override, with the reason, to pin the pair all the same."
        return Refusal(pin, "override", " ".join([pair, *(bar.sentence for bar in barring), advice]))
    return None
