"""A plan as tables: the result for a spreadsheet, and every possible pair for a solver of one's own."""

from collections.abc import Callable, Sequence
from typing import Any

from consortium.sheets import writing
from matching.plan import Plan
from matching.policy import as_mapping
from matching.problem import Problem
from matching.rules import MERITS

Row = Sequence[Any]
CODES = [merit.code for merit in MERITS]


def result(suffix: str, problem: Problem, plan: Plan, render: Callable[[Problem, Plan], bytes]) -> bytes:
    """The bytes of `--out`, by the kind of file that its name tells."""
    if suffix == ".json":
        return render(problem, plan)
    if suffix == ".csv":
        return writing.csv_text(*_everyone(problem, plan)).encode()
    reasons = [(missing, bar, count) for missing, bars in _reasons(problem, plan).items() for bar, count in bars]
    policy = [(key, value) for key, value in as_mapping(problem.policy).items() if key != "merits"]
    weights = [(f"merit {code}", problem.policy.merits[code]) for code in CODES]
    return writing.xlsx_bytes(
        {
            "Suggestions": _everyone(problem, plan),
            "Without a suggestion": (["referral_ref", "bar", "households"], reasons),
            "Policy": (["term", "value"], [("as_of", problem.as_of), *policy, *weights]),
        }
    )


def pairs(problem: Problem, plan: Plan) -> bytes:
    """Every possible pair with its points, and all that the objective asks of it, as CSV."""
    columns = ["referral_ref", "household_ref", "points", "urgency", "children", "days", *CODES, "pinned"]
    rows = []
    for row, col, merits in zip(
        plan.pairs.rows.tolist(), plan.pairs.cols.tolist(), plan.pairs.merits.tolist(), strict=True
    ):
        referral = problem.referrals[row]
        facts = (referral.urgency, len(referral.children), (referral.placement_day - problem.as_of).days)
        pinned = "yes" if plan.pins.get(row) == col else ""
        rows.append((referral.ref, problem.households[col].ref, sum(merits), *facts, *merits, pinned))
    return writing.csv_text(columns, rows).encode()


def _everyone(problem: Problem, plan: Plan) -> tuple[list[str], list[Row]]:
    """One row a referral: its suggestion with points, or the reasons why it has none."""
    columns = ["referral_ref", "urgency", "children", "household_ref", "points", *CODES, "suggested_before", "why_not"]
    rows: dict[int, Row] = {}
    for pair in plan.suggestions:
        ref, home = problem.referrals[pair.referral].ref, problem.households[pair.household].ref
        kept = "yes" if (ref, home) in problem.previous else ""
        rows[pair.referral] = (*_who(problem, pair.referral), home, pair.points, *pair.merits, kept, "")
    for missing in plan.unmatched:
        why = "; ".join(f"{bar}: {count}" for bar, count in missing.reasons)
        rows[missing.referral] = (*_who(problem, missing.referral), "", "", *[""] * len(CODES), "", why)
    return columns, [rows[index] for index in sorted(rows)]


def _who(problem: Problem, index: int) -> Row:
    referral = problem.referrals[index]
    return referral.ref, referral.urgency, len(referral.children)


def _reasons(problem: Problem, plan: Plan) -> dict[str, tuple[tuple[str, int], ...]]:
    return {problem.referrals[missing.referral].ref: missing.reasons for missing in plan.unmatched}
