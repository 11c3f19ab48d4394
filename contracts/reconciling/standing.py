"""What earlier lines of one charge still bill on a day: less what was credited by then."""

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date

from contracts.reconciling.bills import Bill
from contracts.reconciling.credits import Reversal


class Standing:
    """Bills that have been taken in, in order of their dates, with what is left of each."""

    def __init__(self, reversals: Iterable[Reversal]) -> None:
        self._to_come = sorted(reversals, key=lambda reversal: (reversal.on, reversal.at), reverse=True)
        self._early: dict[int, list[Reversal]] = {}
        self._alike: Counter[Hashable] = Counter()
        self.amounts: Counter[int] = Counter()
        """How many bills of an amount stand wholly."""
        self.bills: dict[int, Bill] = {}
        self.left: dict[int, int] = {}
        self.total = 0

    def take_in(self, at: int, bill: Bill) -> list[Reversal]:
        """From here on the bill stands; the credits of the same day that were waiting for it, now applied."""
        self.bills[at], self.left[at] = bill, bill.line.net_pence
        self.total += bill.line.net_pence
        self._alike[_same(bill)] += 1
        self.amounts[bill.line.net_pence] += 1
        waiting = self._early.pop(at, [])
        for reversal in waiting:
            self._apply(reversal)
        return waiting

    def move_to(self, bill: Bill) -> list[Reversal]:
        """Applies the credits dated up to the bill's date, and gives those that were."""
        return self._move(bill.line.invoice_date)

    def move_to_end(self) -> list[Reversal]:
        """Applies the credits that are left, and gives those that were."""
        return self._move(date.max)

    def _move(self, day: date) -> list[Reversal]:
        applied = []
        while self._to_come and self._to_come[-1].on <= day:
            reversal = self._to_come.pop()
            if reversal.at in self.bills:
                self._apply(reversal)
                applied.append(reversal)
            else:
                self._early.setdefault(reversal.at, []).append(reversal)
        return applied

    def has_alike(self, bill: Bill) -> bool:
        """Whether a bill of the same days and amount stands wholly."""
        return self._alike[_same(bill)] > 0

    def _apply(self, reversal: Reversal) -> None:
        bill = self.bills[reversal.at]
        if self.left[reversal.at] == bill.line.net_pence:
            self._alike[_same(bill)] -= 1
            self.amounts[bill.line.net_pence] -= 1
        self.left[reversal.at] -= reversal.pence
        self.total -= reversal.pence


def _same(bill: Bill) -> Hashable:
    return bill.line.from_day, bill.line.to_day, bill.line.net_pence
