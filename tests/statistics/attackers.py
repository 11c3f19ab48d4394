"""Attackers who know the rule, all that was shown and one member's own records, and ask what is still possible.

They know nothing of how the rule works: they try every table there could be, and keep those that look the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from consortium.statistics import suppression
from consortium.statistics.suppression import Published

Owners = tuple[str, ...]
"""Whose own record a unit is: a letter each."""
Blocks = tuple[tuple[int, ...], ...]
"""Which cells are shown or hidden together."""
Row = tuple[int, ...]
"""How many units of the same owners are in each cell."""
Table = Mapping[Owners, Row]
NOBODYS: tuple[Owners, ...] = ((),)
TWO, THREE = (("A",), ("B",)), (("A",), ("B",), ("C",))
LINKS = (("A", "R"), ("A", "S"), ("B", "R"), ("B", "S"))  # each of an authority and of an agency
NO_MEMBER = "-"


def attackers_of(owners: Sequence[Owners]) -> list[str]:
    """Somebody without records, and each member."""
    return [NO_MEMBER, *sorted({letter for whose in owners for letter in whose})]


def tallies(table: Table, blocks: Blocks) -> suppression.Blocks:
    """The cells of a table, each with its owners."""
    rows = [(str(cell), whose, count) for whose, row in table.items() for cell, count in enumerate(row)]
    units = [(cell, whose) for cell, whose, count in rows for _ in range(count)]
    return suppression.tallied([[str(cell) for cell in block] for block in blocks], units)


def shown(table: Table, blocks: Blocks) -> Published:
    """What is shown of one breakdown."""
    return suppression.published(tallies(table, blocks))


def shown_both_ways(table: Table, blocks: Blocks) -> Published:
    """What is shown of four cells, once as two rows and once as two columns: two breakdowns of one total."""
    rows = {whose: (a + b, c + d) for whose, (a, b, c, d) in table.items()}
    columns = {whose: (a + c, b + d) for whose, (a, b, c, d) in table.items()}
    return suppression.published(tallies(rows, blocks), tallies(columns, blocks))


def numbers(table: Table, attacker: str, *, both_ways: bool = False) -> list[int]:
    """The true numbers of the cells, without the attacker's own."""
    width = len(next(iter(table.values())))
    cells = [sum(row[at] for whose, row in table.items() if attacker not in whose) for at in range(width)]
    if both_ways:
        a, b, c, d = cells
        return [a + b, c + d, a + c, b + d]
    return cells


def tables(*, owners: Sequence[Owners], cells: int, most: int) -> Iterator[Table]:
    """Every table that sums to no more than this."""
    places = len(owners) * cells
    for bars in combinations(range(most + places), places):
        counts = [after - before - 1 for before, after in zip((-1, *bars), bars, strict=False)]
        yield {whose: tuple(counts[at * cells : (at + 1) * cells]) for at, whose in enumerate(owners)}


def narrowed(*, owners: Sequence[Owners], blocks: Blocks, most: int, both_ways: bool = False) -> list[str]:
    """Each hidden number of which somebody can rule out one of 0 to 4, over every table up to a size."""
    possible: dict[tuple[str, tuple[Row, ...], Published], list[set[int]]] = {}
    for table in tables(owners=owners, cells=4 if both_ways else sum(map(len, blocks)), most=most):
        published = shown_both_ways(table, blocks) if both_ways else shown(table, blocks)
        for attacker in attackers_of(owners):
            own = tuple(row for whose, row in table.items() if attacker in whose)
            if published.total is None and sum(map(sum, own)) + suppression.LEAST > most:
                continue  # tables that look the same are larger than those that are tried
            found = numbers(table, attacker, both_ways=both_ways)
            sets = possible.setdefault((attacker, own, published), [set() for _ in found])
            for seen, number in zip(sets, found, strict=True):
                seen.add(number)
    return list(_told(possible))


def _told(possible: Mapping[tuple[str, tuple[Row, ...], Published], list[set[int]]]) -> Iterator[str]:
    alike = set(range(suppression.LEAST))
    for (attacker, own, published), sets in possible.items():
        cells = [count for breakdown in published.breakdowns for count in breakdown]
        for at, (count, found) in enumerate(zip(cells, sets, strict=True)):
            if count is None and not alike <= found:
                yield f"{attacker}, who has {own} and sees {published}, knows of cell {at}: one of {sorted(found)}"


def may_be(table: Table, attacker: str, *, blocks: Blocks, cell: int, value: int) -> bool:
    """Whether a table that looks the same to the attacker has this many of others in a hidden cell.

    For tables too large to try all others: the rest of what others have in the hidden cells is put into one other.
    """
    published = shown(table, blocks)
    hidden = [at for at, count in enumerate(published.breakdowns[0]) if count is None]
    others = [whose for whose in table if attacker not in whose]
    units = [whose for whose in others for at in hidden for _ in range(table[whose][at])]
    none = dict.fromkeys(hidden, 0)
    rests = [none | {cell: value, at: len(units) - value} for at in hidden if at != cell and value <= len(units)]
    ways = [_with(table, others, counts, units) for counts in rests]
    if published.total is None:  # then others may have any number in all
        ways.append(_with(table, others, none | {cell: value}, others[:1] * value))
    return any(shown(other, blocks) == published for other in ways)


def _with(table: Table, others: Sequence[Owners], counts: Mapping[int, int], units: Sequence[Owners]) -> Table:
    """The table with the others' units of the hidden cells as these counts say."""
    rows = {
        whose: [0 if at in counts and whose in others else n for at, n in enumerate(row)]
        for whose, row in table.items()
    }
    places = [at for at, count in counts.items() for _ in range(count)]
    for whose, at in zip(units, places, strict=True):
        rows[whose][at] += 1
    return {whose: tuple(row) for whose, row in rows.items()}
