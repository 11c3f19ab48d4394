"""VAT by treatment: none unless a tariff says that the standard rate holds."""

from datetime import date

import pytest

from contracts.charging import vat
from contracts.charging.vat import Treatment


@pytest.mark.parametrize("treatment", ["exempt", "zero", "outside"])
def test_only_a_standard_supply_bears_vat(treatment):
    assert vat.on_net(10_000, Treatment(treatment), tax_point=date(2026, 1, 1)) == 0


@pytest.mark.parametrize(
    ("on", "pence"),
    [
        (date(1991, 3, 31), None),
        (date(1991, 4, 1), 1_750),
        (date(2008, 11, 30), 1_750),
        (date(2008, 12, 1), 1_500),
        (date(2009, 12, 31), 1_500),
        (date(2010, 1, 1), 1_750),
        (date(2011, 1, 3), 1_750),
        (date(2011, 1, 4), 2_000),
    ],
)
def test_the_rate_is_that_of_the_day(on, pence):
    assert vat.on_net(10_000, Treatment.STANDARD, tax_point=on) == pence


def test_vat_is_rounded_once_and_a_credit_note_mirrors_its_invoice():
    assert vat.on_net(12_343, Treatment.STANDARD, tax_point=date(2026, 1, 1)) == 2_469
    assert vat.on_net(-12_343, Treatment.STANDARD, tax_point=date(2026, 1, 1)) == -2_469
