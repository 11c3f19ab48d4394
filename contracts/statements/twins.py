"""The twin of a statement without personal data: sums and counts alone, and, for outside, no small number.

What leaves the consortium is of the whole of it and of a financial year that is over, so that no two answers differ by
one child; it has totals alone. A number is shown where, for every member, at least five are left when it takes its own
away (`statistics.suppression`); what money comes to is hidden by how many placements it is of.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Set
from dataclasses import fields, replace

from consortium.statistics.suppression import Tally
from contracts.charging.days import Span
from contracts.statements import spans
from contracts.statements.figures import PENCE, UNITS, Detail, Kind, Statement, Stay, Totals

OF_UNITS = (*UNITS, "shortfall_pence")
MOVED = "Give a financial year that is over, from 1 April to 1 April: no other days may leave the consortium."
WHOLE = "Ask for the statement of a whole consortium: none of a single member leaves it."


def sums(statement: Statement) -> Statement:
    """Without any placement: each commitment, each member and each month in sums and counts."""
    return replace(statement, detail=Detail.SUMS, stays=())


def refusal(statement: Statement) -> tuple[str, str] | None:
    """Which answer keeps a statement within the consortium, and what would let it out; None where it may leave."""
    if statement.subject.kind is not Kind.CONSORTIUM:
        return "kind", WHOLE
    span = Span(statement.period_start, statement.period_end)
    if not spans.is_whole_year(span) or statement.as_of < statement.period_end:
        return "period_end", MOVED
    return None


def outside(statement: Statement, *, rivals: Set[str], are_told_apart: bool) -> Statement:
    """Totals alone, each shown where nobody can work out from it fewer than five of others'.

    rivals: the members, by code, of whom each has others of its kind beside it. are_told_apart: whether so few belong
    that one reads another's numbers by taking away its own: then nothing is shown.
    """
    shown = set[str]() if are_told_apart else set(_shown(statement, rivals))
    hidden: dict[str, None] = {one.name: None for one in fields(Totals) if one.name not in shown}
    totals = replace(statement.totals, **hidden)
    days = (statement.period_start, statement.period_end, statement.as_of)
    return Statement(statement.subject, *days, detail=Detail.OUTSIDE, totals=totals)


def _shown(statement: Statement, rivals: Set[str]) -> Iterable[str]:
    """What was promised is nobody's child; all else is shown by how many it is of."""
    yield from ("commitments", "promised")
    if not _by_member(statement, "taken", rivals).is_small and not _children(_moved_in(statement), rivals).is_small:
        yield "taken"
        yield from (name for name in UNITS if name != "taken" and not _by_member(statement, name, rivals).is_small)
        if not _by_member(statement, "short", rivals).is_small:
            yield "shortfall_pence"
    if not _placements(statement.stays, rivals).is_small:
        yield from ("placements", "children")
    for name in PENCE:
        if not _placements([one for one in statement.stays if getattr(one.money, name)], rivals).is_small:
            yield name


def _by_member(statement: Statement, name: str, rivals: Set[str]) -> Tally:
    """Units by the authorities that they are of, sizes alone: what one gave is as telling as what one had."""
    own = Counter[Hashable]()
    for one in statement.units:
        own[one.authority_code] += abs(getattr(one, name) or 0)
    return Tally(own.total(), Counter({code: units for code, units in own.items() if code in rivals}))


def _moved_in(statement: Statement) -> list[Stay]:
    return [one for one in statement.stays if statement.period_start <= one.moved_in_on < statement.period_end]


def _children(stays: Iterable[Stay], rivals: Set[str]) -> Tally:
    return sum((_tally(one, rivals, of=one.children) for one in stays), Tally())


def _placements(stays: Iterable[Stay], rivals: Set[str]) -> Tally:
    return sum((_tally(one, rivals, of=1) for one in stays), Tally())


def _tally(stay: Stay, rivals: Set[str], *, of: int) -> Tally:
    return Tally(of, Counter(dict.fromkeys({stay.authority_code, stay.agency} & set(rivals), of)))
