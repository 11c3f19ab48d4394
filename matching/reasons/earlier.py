"""A plan held against what was suggested before: each pair that is no longer suggested, with why not today.

An earlier result holds its suggestions and not what the run looked at. Which changed fact is why is told of runs that
are kept with their inputs (matching.reasons.difference).
"""

from collections.abc import Iterable

from matching.reasons.explanation import SENTENCES, Explanation, Unanswerable
from matching.reasons.losses import bars_of
from matching.reasons.told_changes import opening


def against(explanation: Explanation, before: Iterable[tuple[str, str]]) -> str:
    """Every referral that has another household than before, a line each, in the order of their references."""
    old, new = dict(before), explanation.suggested
    lines = []
    for ref in sorted(old.keys() | new.keys()):
        if old.get(ref) != new.get(ref):
            lines += [f"{opening(ref, old.get(ref), new.get(ref))}.", *_why(explanation, ref, old.get(ref))]
    return "\n".join(lines) or "The same is suggested as before."


def _why(explanation: Explanation, referral_ref: str, household_ref: str | None) -> list[str]:
    if household_ref is None:
        return []
    try:
        referral, household = explanation.referral(referral_ref), explanation.household(household_ref)
    except Unanswerable as gone:
        return [f"  {gone}"]
    if codes := bars_of(explanation.losses, referral, explanation.pool).get(household):
        return [f"  {code}: {SENTENCES[code]}" for code in codes]
    return [f"  {explanation.sentence(explanation.losses.changes(referral)[household])}"]
