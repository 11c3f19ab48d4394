"""In words: other plans and households, what is firm and what is open, and over which weights a suggestion stays."""

from collections.abc import Iterable, Mapping, Sequence

from matching.problem import Problem
from matching.reasons.alternatives import Alternative
from matching.reasons.explanation import Explanation, count, listed, parts_of
from matching.reasons.firmness import Near, Open, Suggested
from matching.reasons.losses import Change, Loss
from matching.reasons.weighing import Range, Weighed

TOLD_AGAIN = 3


def of_plans(explained: Explanation, found: Sequence[Alternative], most: int) -> str:
    """Whole plans that truly differ, each by its new pair, whom that moves and what the plan loses."""
    lines = ["Plans that truly differ from the one suggested, the best first"]
    lines += [f"  {number}. {explained.sentence(each.change)}" for number, each in enumerate(found, 1)]
    if len(found) < most:
        lines.append(f"  There {'are no more' if found else 'is none'}: no other pair is possible.")
    return "\n".join(lines)


def of_households(problem: Problem, best: Mapping[int, Sequence[Change]], suggested: Mapping[str, str]) -> str:
    """The best other households of each referral, a line each, with what the plan would do."""
    lines = ["The best other households of each referral, and what the plan would do with each"]
    for referral, changes in best.items():
        ref = problem.referrals[referral].ref
        told = [f"{_taken(problem, change)} ({_short(change)})" for change in changes]
        now = f"now {suggested[ref]}" if ref in suggested else "no suggestion"
        lines.append(f"  {ref}, {now}: {' · '.join(told) or 'no other is free and possible'}")
    return "\n".join(lines)


def of_near(problem: Problem, found: Near) -> str:
    """The firm, those that are not, and the open, within some points of the best plan."""
    firm, loose = ([each for each in found.suggested if each.firm is wanted] for wanted in (True, False))
    within = f"within {count(found.points, 'point', 'points')} of the best, as many children of each urgency placed"
    lines = [f"Firm, in every plan {within}", *(_margins(problem, firm) or ["  none"])]
    lines += ["", f"Not firm: left out of a plan {within}", *(_margins(problem, loose) or ["  none"])]
    lines += ["", "Open, not suggested but in such a plan", *(_opened(problem, found.open) or ["  none"])]
    return "\n".join(lines)


def of_weights(problem: Problem, found: Sequence[Weighed]) -> str:
    """For each suggested pair the range of each weight over which it stays in the plan, today's within."""
    lines = ["Where each suggestion stays if one weight alone is changed"]
    lines += [f"  {each.merit}, today {each.today}: looked at {_seen(each)}" for each in found]
    always = [pair for pair in found[0].ranges if all(each.always(pair) for each in found)]
    for pair in found[0].ranges:
        if pair not in always:
            told = [_stays(each, each.ranges[pair]) for each in found if not each.always(pair)]
            lines.append(f"  {_refs(problem, *pair)}: {'; '.join(told)}")
    if always:
        lines.append(f"  at every weight looked at: {', '.join(_refs(problem, *pair) for pair in always)}")
    return "\n".join(lines)


def _short(change: Change) -> str:
    parts = parts_of(change.loss)
    if not parts and change.days:
        parts = [f"be {count(change.days, 'day', 'days')} later in all"]
    return listed(parts or ["be as good"])


def _taken(problem: Problem, change: Change) -> str:
    home = change.moves[0].takes
    return "" if home is None else problem.households[home].ref


def _margins(problem: Problem, pairs: Iterable[Suggested]) -> list[str]:
    return [f"  {_refs(problem, each.referral, each.household)}: {_margin(each.margin)}" for each in pairs]


def _margin(loss: Loss | None) -> str:
    if loss is None:
        return "pinned by a coordinator"
    return f"without it the plan would {listed(parts_of(loss) or ['lose no point'])}"


def _opened(problem: Problem, pairs: Iterable[Open]) -> list[str]:
    rows: dict[int, list[str]] = {}
    for each in pairs:
        home = problem.households[each.household].ref
        rows.setdefault(each.referral, []).append(f"{home} ({listed(parts_of(each.loss) or ['lose no point'])})")
    return [f"  {problem.referrals[row].ref}: {' · '.join(homes)}" for row, homes in rows.items()]


def _seen(found: Weighed) -> str:
    if found.whole:
        return f"every weight that a policy may hold, {found.low} to {found.high}"
    solves = count(found.solves, "solve", "solves")
    return f"{found.low} to {found.high}, cut after {solves}"


def _stays(found: Weighed, stretch: Range) -> str:
    bounds = (stretch.low > found.low, stretch.high < found.high)
    told = {
        (True, True): f"{stretch.low} to {stretch.high}",
        (True, False): f"from {stretch.low}",
        (False, True): f"up to {stretch.high}",
    }[bounds]
    again = [f"{low}" if low == high else f"{low} to {high}" for low, high in stretch.elsewhere]
    if len(again) > TOLD_AGAIN:
        more = count(len(again) - TOLD_AGAIN, "stretch", "stretches")
        again = [*again[:TOLD_AGAIN], f"{more} more"]
    return f"{found.merit} {told}" + (f" (and again {listed(again)})" if again else "")


def _refs(problem: Problem, referral: int, household: int) -> str:
    return f"{problem.referrals[referral].ref} with {problem.households[household].ref}"
