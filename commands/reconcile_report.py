"""A reconciliation in words for the terminal: how much agrees, what does not and for how much, what nobody bills."""

from collections import Counter

from commands.figures import day
from commands.reconcile_files import Reconciled
from contracts.charging.pence import pounds
from contracts.reconciling.codes import SENTENCES, Code
from contracts.reconciling.records import Answer, Missing

MOST = 20
"""So many exceptions and missing charges are told one by one; --out holds them all."""


def of(reconciled: Reconciled) -> str:
    """The summary as text."""
    answers, missing = reconciled.found.answers, reconciled.found.missing
    matched = [one for one in answers if not one.exceptions]
    exceptions = [one for one in answers if one.exceptions]
    head = f"Reconciled on {day(reconciled.as_of)}: {_of_lines(len(answers))}, {pounds(_net(answers))} net"
    lines = [head, "", f"Matched: {_of_lines(len(matched))}, {pounds(_net(matched))}"]
    lines.append(f"Exceptions: {_of_lines(len(exceptions))}, {pounds(_net(exceptions))}")
    lines += _by_code(exceptions) + _one_by_one(exceptions)
    lines += _not_billed(missing)
    return "\n".join(lines)


def _by_code(exceptions: list[Answer]) -> list[str]:
    counts = Counter(code for one in exceptions for code in one.exceptions)
    width = max((len(code) for code in counts), default=0)
    return [f"  {code:<{width}}  {counts[code]:>6}  {SENTENCES[code]}" for code in Code if counts[code]]


def _one_by_one(exceptions: list[Answer]) -> list[str]:
    if not exceptions:
        return []
    told = [_told(one) for one in exceptions[:MOST]]
    return ["", *told, *_and_more(len(exceptions), "exceptions")]


def _told(answer: Answer) -> str:
    line = answer.line
    where = f"{line.supplier} {line.invoice_number}, line {line.line}"
    about = f" ({answer.placement_ref})" if answer.placement_ref else ""
    owed = "" if answer.expected_pence is None else f" {pounds(answer.expected_pence)} is owed for it."
    return f"{where}{about}: {pounds(line.net_pence)} billed; {answer.because}.{owed}"


def _not_billed(missing: list[Missing]) -> list[str]:
    if not missing:
        return ["", "Nothing that is due is without a line."]
    total = pounds(sum(one.expected_pence for one in missing))
    told = [
        f"  {one.placement_ref}  {one.charge}  {_span(one)}  {pounds(one.expected_pence)}" for one in missing[:MOST]
    ]
    head = f"Due and not billed: {len(missing):,} {'charge' if len(missing) == 1 else 'charges'}, {total}"
    return ["", head, *told, *_and_more(len(missing), "charges")]


def _and_more(count: int, what: str) -> list[str]:
    return [f"... and {count - MOST:,} more {what}; --out writes them all."] if count > MOST else []


def _span(one: Missing) -> str:
    return f"due {one.from_day}" if one.to_day is None else f"from {one.from_day} up to {one.to_day}"


def _of_lines(count: int) -> str:
    return f"{count:,} {'line' if count == 1 else 'lines'}"


def _net(answers: list[Answer]) -> int:
    return sum(one.line.net_pence for one in answers)
