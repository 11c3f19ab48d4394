"""The accounts that pence stand in, and which two of them each act moves pence between; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Account(StrEnum):
    """Where pence stand. Every entry adds to one account and takes the same from another: all four sum to nothing."""

    COST = "cost"
    UNINVOICED = "uninvoiced"
    PAYABLE = "payable"
    PAID = "paid"


class Act(StrEnum):
    """Why pence moved."""

    CHARGE = "charge"
    ACCRUAL = "accrual"
    SHORTFALL = "shortfall"
    INVOICE = "invoice"
    CREDIT = "credit"
    PAYMENT = "payment"


MOVES: dict[Act, tuple[Account, Account]] = {
    Act.CHARGE: (Account.COST, Account.UNINVOICED),
    Act.ACCRUAL: (Account.COST, Account.UNINVOICED),
    Act.SHORTFALL: (Account.COST, Account.UNINVOICED),
    Act.INVOICE: (Account.UNINVOICED, Account.PAYABLE),
    Act.CREDIT: (Account.PAYABLE, Account.UNINVOICED),
    Act.PAYMENT: (Account.PAYABLE, Account.PAID),
}
"""The account that each act debits and the one that it credits; what takes an act back has the two in turn.

A charge is for one event (a child moved in, hours were held), an accrual for days that have passed, a shortfall for
units that were not taken. What is credited is billed no more, so that the right invoice may bill it.
"""


@dataclass(frozen=True)
class Balance:
    """What one authority and one agency come to, in whole pence; below nothing where more was billed than is owed."""

    owed_pence: int
    uninvoiced_pence: int
    payable_pence: int
    paid_pence: int

    @property
    def billed_pence(self) -> int:
        """What was billed and not credited, paid or not."""
        return self.payable_pence + self.paid_pence

    @property
    def is_balanced(self) -> bool:
        """Whether all that is owed is not yet billed, not yet paid, or paid: true of any sum of entries."""
        return self.owed_pence == self.uninvoiced_pence + self.payable_pence + self.paid_pence


def balance(sums: Mapping[Account, int]) -> Balance:
    """The balance of accounts by what was debited less what was credited of each."""
    return Balance(
        owed_pence=sums.get(Account.COST, 0),
        uninvoiced_pence=-sums.get(Account.UNINVOICED, 0),
        payable_pence=-sums.get(Account.PAYABLE, 0),
        paid_pence=-sums.get(Account.PAID, 0),
    )


def total(balances: Iterable[Balance]) -> Balance:
    """All of them together."""
    found = list(balances)
    return Balance(
        owed_pence=sum(one.owed_pence for one in found),
        uninvoiced_pence=sum(one.uninvoiced_pence for one in found),
        payable_pence=sum(one.payable_pence for one in found),
        paid_pence=sum(one.paid_pence for one in found),
    )
