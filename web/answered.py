"""What a run answers about one referral or one household, said in people's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.running.questions import BARRED, POSSIBLE, SUGGESTED, UNTOLD, Answer, Shared
from web.shown import count
from web.spoken import number

PAIR = ("referral_ref", "household_ref")


@dataclass(frozen=True)
class Told:
    """The answers apart: the suggested, the possible in the order of their cost, and the barred by all they break."""

    suggested: tuple[str, ...]
    possible: tuple[Answer, ...]
    barred: dict[tuple[str, ...], tuple[str, ...]]

    def lede(self, ref: str, *, among: str) -> str:
        """How many are suggested, possible and not possible; `among` is what the others are."""
        found = f"{ref} is suggested with {self.suggested[0]}." if self.suggested else f"{ref} has no suggestion."
        others, closed = len(self.possible), sum(map(len, self.barred.values()))
        open_ = f"{number(others).capitalize()} {'other ' if self.suggested else ''}{among}{'' if others == 1 else 's'}"
        rest = f", {number(closed)} {_is(closed)} not" if closed else ""
        return f"{found} {open_} {_is(others)} possible{rest}."


def _is(whole: int) -> str:
    return "is" if whole == 1 else "are"


def told(found: Sequence[Answer], *, by: str) -> Told:
    """The answers of one side, by the other side's reference: `by` is that field."""
    barred: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one in found:
        if one.standing in (BARRED, UNTOLD):
            barred[one.bars] = (*barred.get(one.bars, ()), getattr(one, by))
    return Told(
        tuple(getattr(one, by) for one in found if one.standing == SUGGESTED),
        tuple(one for one in found if one.standing == POSSIBLE),
        dict(sorted(barred.items(), key=lambda item: -len(item[1]))),
    )


def shared(found: Shared) -> str:
    """A bottleneck in one sentence."""
    who, homes = len(found.referrals), len(found.households)
    without = f"so that {number(len(found.without))} {'stays' if len(found.without) == 1 else 'stay'} without"
    if not homes:
        return "No household of the run is possible for it, " + without + "."
    return f"{number(who).capitalize()} referrals share {count(homes, 'household')}, {without}."


def by_referral(found: Shared) -> dict[str, list[tuple[str, str, bool]]]:
    """The possible pairs of a bottleneck under each of its referrals."""
    pairs: dict[str, list[tuple[str, str, bool]]] = {ref: [] for ref in found.referrals}
    for pair in found.pairs:
        pairs[pair[0]].append(pair)
    return pairs
