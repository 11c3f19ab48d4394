"""Lines without a known placement against charges that no line bills: the assignment with most points, as a hint.

What a line may bill is reckoned once. A line whose own reference, in another spelling, speaks louder than all else has
that charge; the others are settled by the assignment with most points, exact over the pairs offered, where what is
given out is a charge, or the very days of a line within it. Of lines whose days overlap those with more points have
them, and the rest are assigned anew: each round takes from every one of them a charge of at most twenty. What is found
is told with its confidence and never posted.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.charging.days import Span
from contracts.charging.prices import Prices
from contracts.reconciling import numbers
from contracts.reconciling.cover import Cover
from contracts.reconciling.likeness import Hint, Likeness
from contracts.reconciling.records import Line, Missing, Placement

FAR = 9_999
Offers = Mapping[int, Sequence[Hint]]


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
    likeness, table, found = Likeness(missing, placements, prices), _Table(lines, missing), dict[int, Suggestion]()

    def settle(chosen: Mapping[int, Hint], offers: Offers) -> None:
        for key, hint in table.taken(chosen):
            fits = sum(other.points >= hint.points for other in offers[key])
            found[key] = Suggestion(missing[hint.at].placement_ref, hint.expected_pence, hint.points, fits)

    offers = {key: hints for key, line in lines.items() if (hints := likeness.of(line))}
    sure = ((key, _of_its_reference(lines[key], hints, missing)) for key, hints in offers.items())
    settle({key: hint for key, hint in sure if hint is not None}, offers)
    while offers := table.still_free(offers, settled=found):
        settle(_best(offers, lines), offers)
    return found


def _of_its_reference(line: Line, hints: Sequence[Hint], missing: Sequence[Missing]) -> Hint | None:
    """The one charge that the line's reference means but for its spelling, where nothing else fits as well."""
    best = max(hint.points for hint in hints)
    first, *others = (hint for hint in hints if hint.points == best)
    if others or line.placement_ref is None:
        return None
    same = numbers.plain(line.placement_ref) == numbers.plain(missing[first.at].placement_ref)
    return first if same else None


class _Table:
    """The charges as far as they are free: whole, or of their days those that no line has yet."""

    def __init__(self, lines: Mapping[int, Line], missing: Sequence[Missing]) -> None:
        self._missing = missing
        self._spans = {key: line.span for key, line in lines.items()}
        self._whole: set[int] = set()
        self._days: dict[int, Cover] = {}

    def taken(self, chosen: Mapping[int, Hint]) -> Iterable[tuple[int, Hint]]:
        """Gives out what was chosen, most points first, and those for whom it was still free."""
        for key, hint in sorted(chosen.items(), key=lambda one: (-one[1].points, one[1].days_apart, one[0])):
            span = self._span(key, hint)
            if self._is_free(key, hint):
                if span is None:
                    self._whole.add(hint.at)
                else:
                    self._days.setdefault(hint.at, Cover()).add(span)
                yield key, hint

    def still_free(self, offers: Offers, *, settled: Mapping[int, Suggestion]) -> dict[int, list[Hint]]:
        """Of the lines that have nothing yet, what they may still have."""
        left = {
            key: [hint for hint in hints if self._is_free(key, hint)]
            for key, hints in offers.items()
            if key not in settled
        }
        return {key: hints for key, hints in left.items() if hints}

    def _is_free(self, key: int, hint: Hint) -> bool:
        if hint.at in self._whole:
            return False
        days, of_charge = self._days.get(hint.at), self._missing[hint.at].span
        if days is None or of_charge is None:
            return True
        span = self._span(key, hint)
        return bool(days.free(of_charge)) if span is None else not days.meets(span)

    def _span(self, key: int, hint: Hint) -> Span | None:
        """The days that the line has of the charge; None where it has it whole."""
        return self._spans[key] if self._missing[hint.at].span else None


def _best(hints: Offers, lines: Mapping[int, Line]) -> dict[int, Hint]:
    """The pairs with most points in all; among those, the lines nearest in time to their charges."""
    only = {key: offered[0] for key, offered in hints.items() if len(offered) == 1}
    if len({(hint.at, lines[key].span) for key, hint in only.items()}) == len(hints):
        return only
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow, source, sink = SimpleMinCostFlow(), 0, 1
    node: dict[Hashable, int] = {}
    arcs = {}
    for key, offered in hints.items():
        from_line = node.setdefault(key, len(node) + 2)
        flow.add_arc_with_capacity_and_unit_cost(source, from_line, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(from_line, sink, 1, 0)
        for hint in offered:
            unit = hint.at, lines[key].span
            fresh = unit not in node
            to_charge = node.setdefault(unit, len(node) + 2)
            cost = min(hint.days_apart, FAR) - hint.points * (FAR + 1) * 2
            arcs[flow.add_arc_with_capacity_and_unit_cost(from_line, to_charge, 1, cost)] = key, hint
            if fresh:
                flow.add_arc_with_capacity_and_unit_cost(to_charge, sink, 1, 0)
    flow.set_node_supply(source, len(hints))
    flow.set_node_supply(sink, -len(hints))
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("the assignment of lines to charges came to no end")
    return {key: hint for arc, (key, hint) in arcs.items() if flow.flow(arc)}
