"""Lines without a known placement against charges that no line bills: the assignment with most points, as a hint.

Each line gets at most one charge and each charge, or day of it, at most one line. It is exact over all pairs offered;
what it finds is told with its confidence and never posted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.charging.days import without
from contracts.charging.prices import Prices
from contracts.reconciling.likeness import Hint, Likeness
from contracts.reconciling.records import Line, Missing, Placement

FAR = 9_999


@dataclass(frozen=True)
class Suggestion:
    """The charge that a line most likely bills, its points, and how many charges fit as well."""

    placement_ref: str
    expected_pence: int
    points: int
    rivals: int


def suggested(
    lines: Mapping[int, Line], missing: Sequence[Missing], placements: Mapping[str, Placement], prices: Prices
) -> dict[int, Suggestion]:
    """A suggestion for each line, by its key, that has one. A span of days may serve several lines, a day but one."""
    found: dict[int, Suggestion] = {}
    waiting, charges = dict(lines), list(missing)
    while waiting and charges:
        likeness = Likeness(charges, placements, prices)
        hints = {key: hints for key, line in waiting.items() if (hints := likeness.of(line))}
        chosen = _best(hints)
        for key, hint in chosen.items():
            fits = sum(other.points >= hint.points for other in hints[key])
            ref = charges[hint.at].placement_ref
            found[key] = Suggestion(ref, hint.expected_pence, hint.points, fits)
        charges = _left(charges, {hint.at: waiting[key] for key, hint in chosen.items()})
        waiting = {key: waiting[key] for key in hints if key not in chosen}
    return found


def _left(charges: Sequence[Missing], taken: Mapping[int, Line]) -> list[Missing]:
    """The charges that are still free: of a span, the days around those of its line."""
    left = []
    for at, charge in enumerate(charges):
        if at not in taken:
            left.append(charge)
        elif charge.span and (span := taken[at].span):
            pieces = without([charge.span], [span])
            left += [replace(charge, from_day=piece.start, to_day=piece.end) for piece in pieces]
    return left


def _best(hints: Mapping[int, Sequence[Hint]]) -> dict[int, Hint]:
    """The pairs with most points in all; among those, the lines nearest in time to their charges."""
    if all(len(offered) == 1 for offered in hints.values()):
        only = {key: offered[0] for key, offered in hints.items()}
        if len({hint.at for hint in only.values()}) == len(only):
            return only
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow, source, sink = SimpleMinCostFlow(), 0, 1
    node: dict[tuple[str, int], int] = {}
    arcs = {}
    for key, offered in hints.items():
        from_line = node.setdefault(("line", key), len(node) + 2)
        flow.add_arc_with_capacity_and_unit_cost(source, from_line, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(from_line, sink, 1, 0)
        for hint in offered:
            fresh = ("charge", hint.at) not in node
            to_charge = node.setdefault(("charge", hint.at), len(node) + 2)
            cost = min(hint.days_apart, FAR) - hint.points * (FAR + 1) * 2
            arcs[flow.add_arc_with_capacity_and_unit_cost(from_line, to_charge, 1, cost)] = key, hint
            if fresh:
                flow.add_arc_with_capacity_and_unit_cost(to_charge, sink, 1, 0)
    flow.set_node_supply(source, len(hints))
    flow.set_node_supply(sink, -len(hints))
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("the assignment of lines to charges came to no end")
    return {key: hint for arc, (key, hint) in arcs.items() if flow.flow(arc)}
