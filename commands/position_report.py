"""Positions in words for the terminal: a table, then a sentence for each commitment."""

from datetime import date, timedelta

from commands import figures
from commands.position_files import Standing
from consortium.sheets.councils import name_of
from contracts.charging.pence import pounds
from contracts.minimums import Commitment, Position

HEADS = ("Authority", "Agreement", "Agency", "From", "To", "Minimum", "Taken", "Remaining", "Short", "Excess", "By now")
WORDS = 5
"""So many of the heads are words, set to the left; the others are numbers, set to the right."""


def of_standing(standing: Standing) -> str:
    """The table and the sentences as text."""
    if not standing.positions:
        return "There are no commitments in this file."
    table = figures.table(HEADS, [_cells(one) for one in standing.positions], words=WORDS)
    lines = [f"Position on {figures.day(standing.as_of)}", "", *table, ""]
    for at, (commitment, position) in enumerate(zip(standing.commitments, standing.positions, strict=True)):
        sentences = [told(commitment, position, as_of=standing.as_of)]
        if standing.prices is not None and position.shortfall_units and standing.as_of >= position.period_start:
            sentences.append(_price(standing.prices[at]))
        lines.append(" ".join(sentences))
    return "\n".join(lines)


def told(commitment: Commitment, position: Position, *, as_of: date) -> str:
    """How one commitment stands, in sentences that any worker can read."""
    who, counted = name_of(position.authority_code), _units(position)
    agency = f" from {position.agency}" if position.agency else ""
    last = figures.day(position.period_end - timedelta(days=1))
    if as_of < position.period_start:
        return f"{who} is to take {counted}{agency} from {figures.day(position.period_start)} to {last}: not begun."
    if as_of >= position.period_end:
        return f"{who} took {position.taken_units} of {counted}{agency} by {last}: {_ended(position)}."
    head = f"{who} has taken {position.taken_units} of {counted}{agency}, to be reached by {last}"
    if not position.remaining_units:
        above = f", with {position.excess_units} above it" if position.excess_units else ""
        return f"{head}: the minimum is met{above}."
    pace = f"an even pace would be {position.expected_by_now} by now"
    return f"{head}; {pace}. {_if_ended(commitment, position)}"


def _units(position: Position) -> str:
    one, many = ("child", "children") if position.unit_basis == "child" else ("placement", "placements")
    return f"{position.minimum_units} {one if position.minimum_units == 1 else many}"


def _ended(position: Position) -> str:
    if position.shortfall_units:
        return f"{position.shortfall_units} short"
    if position.remaining_units:
        return "what lacks is within the tolerance"
    return f"met, with {position.excess_units} above it" if position.excess_units else "met"


def _if_ended(commitment: Commitment, position: Position) -> str:
    """What an end today would mean, and what one placement more would change."""
    after = max(position.remaining_units - 1 - commitment.tolerance_units, 0)
    one_more = f"One placement makes it {position.taken_units + 1} of {position.minimum_units}"
    if not position.shortfall_units:
        return f"If the period ended today, what lacks would be within the tolerance. {one_more}."
    short = f"If the period ended today, it would be {position.shortfall_units} short."
    return f"{short} {one_more} and leaves {f'{after} short' if after else 'nothing short'}."


def _price(pence: int | None) -> str:
    if pence is None:
        return "No tariff gives a placement fee for the period's last day: the shortfall has no price."
    return f"The shortfall's price is {pounds(pence)}."


def _cells(position: Position) -> tuple[str, ...]:
    last = position.period_end - timedelta(days=1)
    numbers = (
        position.minimum_units,
        position.taken_units,
        position.remaining_units,
        position.shortfall_units,
        position.excess_units,
        position.expected_by_now,
    )
    words = (name_of(position.authority_code), position.agreement_ref, position.agency or "any")
    return (*words, position.period_start.isoformat(), last.isoformat(), *map(str, numbers))
