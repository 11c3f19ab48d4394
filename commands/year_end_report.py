"""A year end in words for the terminal: a table, then a sentence for each commitment."""

from datetime import timedelta

from commands import figures
from commands.year_end_files import Ended
from consortium.sheets.councils import name_of
from contracts.charging.pence import pounds
from contracts.year_end.attribution import Result

HEADS = (
    *("Authority", "Agreement", "From", "To", "Minimum", "Taken", "Moved", "Carried in", "Made up", "Relief"),
    *("Tolerated", "Short", "Excess", "Carried out"),
)
WORDS = 4


def of(ended: Ended) -> str:
    """The table and the sentences as text."""
    results = ended.year_end.results
    running = f"{figures.counted(ended.running, 'period has', 'periods have')} not ended by then."
    if not results:
        return f"No period had ended by {figures.day(ended.as_of)}." + (f" {running}" if ended.running else "")
    table = figures.table(HEADS, [_cells(result) for result in results], words=WORDS)
    sentences = [_told(result, is_priced=ended.is_priced) for result in results]
    owed = sum(result.shortfall_pence or 0 for result in results)
    total = [f"The shortfalls come to {pounds(owed)}."] if owed else []
    still = [running] if ended.running else []
    head = f"Periods that ended by {figures.day(ended.as_of)}"
    return "\n".join([head, "", *table, "", *sentences, *total, *still])


def _told(result: Result, *, is_priced: bool) -> str:
    last = figures.day(result.period_end - timedelta(days=1))
    who = f"{name_of(result.authority_code)}, {result.agreement_ref}, to {last}"
    used = [sentence for number, sentence in _steps(result) if number]
    steps = f" ({', '.join(used)})" if used else ""
    took = f"took {result.taken_units} of {result.minimum_units}{steps}"
    return f"{who}: {took}: {_outcome(result, is_priced=is_priced)}"


def _steps(result: Result) -> list[tuple[int, str]]:
    moved = result.transferred_units
    return [
        (moved, f"{abs(moved)} transferred {'in' if moved > 0 else 'out'}"),
        (result.carried_in_units, f"{result.carried_in_units} carried in"),
        (result.made_up_units, f"{result.made_up_units} made up earlier shortfalls"),
        (result.relieved_units, f"{result.relieved_units} relieved"),
        (result.tolerated_units, f"{result.tolerated_units} tolerated"),
    ]


def _outcome(result: Result, *, is_priced: bool) -> str:
    if result.shortfall_units:
        return f"{result.shortfall_units} short. {_price(result.shortfall_pence, is_priced=is_priced)}"
    if result.excess_units:
        return f"{result.excess_units} above the minimum, of which {result.carried_out_units} carried out."
    return "the minimum is met."


def _price(pence: int | None, *, is_priced: bool) -> str:
    if pence is not None:
        return f"The shortfall's price is {pounds(pence)}."
    if not is_priced:
        return "Without tariffs the shortfall has no price."
    return "No tariff gives a placement fee for the period's last day: the shortfall has no price."


def _cells(result: Result) -> tuple[str, ...]:
    last = result.period_end - timedelta(days=1)
    numbers = (
        result.minimum_units,
        result.taken_units,
        result.transferred_units,
        result.carried_in_units,
        result.made_up_units,
        result.relieved_units,
        result.tolerated_units,
        result.shortfall_units,
        result.excess_units,
        result.carried_out_units,
    )
    words = (name_of(result.authority_code), result.agreement_ref, result.period_start.isoformat(), last.isoformat())
    return (*words, *map(str, numbers))
