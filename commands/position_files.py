"""The files of `consortium position` into positions; any bad row in any of them refuses them all."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from commands.several import Several
from consortium.floor import clock
from contracts import minimums, sheets
from contracts.minimums import Commitment, Position, Purchase, Tariff


@dataclass(frozen=True)
class Standing:
    """Every position on a day, in order, with its commitment; prices only where tariffs were given."""

    as_of: date
    commitments: list[Commitment]
    positions: list[Position]
    prices: list[int | None] | None
    notices: list[str]

    @property
    def columns(self) -> list[str]:
        """The keys of each position in the order of the document."""
        names = [field.name for field in fields(Position)]
        return names if self.prices is None else [*names, "shortfall_pence"]


def read(arguments: argparse.Namespace) -> Standing:
    """The positions that the files give. Raises Refused with every fault of every file."""
    several = Several()
    committed = several.rows(arguments.commitments, sheets.COMMITMENTS_COLUMNS, sheets.COMMITMENTS_CHECKS)
    bought = several.rows(arguments.purchases, sheets.PURCHASES_COLUMNS, sheets.PURCHASES_CHECKS)
    priced = several.rows(arguments.tariffs, sheets.TARIFFS_COLUMNS, sheets.TARIFFS_CHECKS)
    several.expect_sound()
    commitments = minimums.in_order(Commitment.of(row.values) for row in committed)
    purchases = [Purchase.of(row.values) for row in bought]
    tariffs = None if arguments.tariffs is None else [Tariff.of(row.values) for row in priced]
    return standing(
        commitments,
        purchases,
        tariffs,
        as_of=arguments.as_of or clock.today(),
        notices=[str(notice) for notice in several.notices],
    )


def standing(
    commitments: list[Commitment],
    purchases: list[Purchase],
    tariffs: list[Tariff] | None,
    *,
    as_of: date,
    notices: Sequence[str] = (),
) -> Standing:
    """Every position on a day, priced where there are tariffs."""
    positions = minimums.positions(commitments, purchases, as_of=as_of)
    prices = None
    if tariffs is not None:
        prices = [
            minimums.shortfall_pence(commitment, position.shortfall_units, tariffs)
            for commitment, position in zip(commitments, positions, strict=True)
        ]
    uncounted = [minimums.uncounted(purchase) for purchase in minimums.uncountable(commitments, purchases)]
    return Standing(as_of, commitments, positions, prices, [*notices, *uncounted])


def as_mappings(standing: Standing) -> list[dict[str, Any]]:
    """The positions as mappings, with `shortfall_pence` where tariffs were given."""
    rows = [asdict(position) for position in standing.positions]
    if standing.prices is not None:
        rows = [{**row, "shortfall_pence": pence} for row, pence in zip(rows, standing.prices, strict=True)]
    return rows
