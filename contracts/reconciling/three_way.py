"""The three-way match: what was ordered, what was confirmed and what is billed, placement by placement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.charging.prices import CHARGES, CONTACT_HOURLY, PLACEMENT_FEE, Price, Prices
from contracts.charging.vat import Treatment
from contracts.reconciling import assigning, credits, evidence, fees, hours, repeats, spans
from contracts.reconciling.bills import Bill, of_vat, opened
from contracts.reconciling.codes import Code, in_order
from contracts.reconciling.records import Answer, Line, Missing, Placement, Receipt
from contracts.reconciling.terms import Terms


@dataclass(frozen=True)
class Reconciliation:
    """An answer to every line, by supplier, invoice number and line; every charge due that no line bills."""

    answers: list[Answer]
    missing: list[Missing]


def reconcile(
    lines: Iterable[Line],
    placements: Iterable[Placement],
    prices: Iterable[Price],
    receipts: Iterable[Receipt] = (),
    *,
    as_of: date,
) -> Reconciliation:
    """An answer to every line, and every charge that is due by a day and not billed, whatever the order of rows."""
    billed = sorted(lines, key=repeats.order)
    repeated = repeats.found(billed)
    bought = {placement.placement_ref: placement for placement in placements}
    bench = _Bench(billed, repeated, Prices(prices), as_of)
    answers, missing = dict[int, Answer](), list[Missing]()
    by_placement, unknown = _by_placement(billed, bought)
    confirmed = _confirmed(receipts, as_of)
    for ref in sorted(bought):
        missing += bench.judge(bought[ref], by_placement.get(ref, ()), confirmed.get(ref, ()), answers)
    answers |= bench.answer_unknown(unknown, missing, bought)
    told = [answers[at] for at in sorted(answers, key=lambda at: (_named(billed[at]), at))]
    return Reconciliation(told, missing)


def _named(line: Line) -> tuple[str, str, int]:
    return line.supplier, line.invoice_number, line.line


def _by_placement(billed: Sequence[Line], bought: Mapping[str, Placement]) -> tuple[dict[str, list[int]], list[int]]:
    known: dict[str, list[int]] = {}
    unknown = []
    for at, line in enumerate(billed):
        if line.placement_ref is not None and line.placement_ref in bought:
            known.setdefault(line.placement_ref, []).append(at)
        else:
            unknown.append(at)
    return known, unknown


def _confirmed(receipts: Iterable[Receipt], as_of: date) -> dict[str, list[Receipt]]:
    found: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.confirmed_on <= as_of:
            found.setdefault(receipt.placement_ref, []).append(receipt)
    return found


@dataclass(frozen=True)
class _Bench:
    """What every placement is judged with."""

    billed: Sequence[Line]
    repeated: set[int]
    prices: Prices
    as_of: date

    def judge(
        self, placement: Placement, places: Sequence[int], receipts: Sequence[Receipt], answers: dict[int, Answer]
    ) -> list[Missing]:
        """Answers the lines of one placement; what is due of it and not billed."""
        by_charge: dict[str, list[int]] = {charge: [] for charge in CHARGES}
        for at in places:
            by_charge.setdefault(self.billed[at].charge, []).append(at)
        missing = []
        for charge, of_charge in by_charge.items():
            terms = Terms(placement, charge, self.prices, self.as_of)
            if of_charge or terms.price is not None:
                bills = [self._opened(terms, at) for at in of_charge]
                missing += _judge(terms, bills, receipts)
                for at, bill in zip(of_charge, bills, strict=True):
                    codes = in_order(bill.codes)
                    answers[at] = evidence.answered(bill.line, codes, bill.expected, credited=bill.credited)
        return missing

    def _opened(self, terms: Terms, at: int) -> Bill:
        repeats = at in self.repeated
        return opened(self.billed[at], terms.placement, terms.price, repeats=repeats, as_of=self.as_of)

    def answer_unknown(
        self, unknown: Sequence[int], missing: Sequence[Missing], bought: Mapping[str, Placement]
    ) -> dict[int, Answer]:
        """Lines of no known placement: each an exception, with the charge that it most likely bills."""
        fresh = {at: self.billed[at] for at in unknown if at not in self.repeated and not self.billed[at].is_credit}
        hints = assigning.suggested(fresh, missing, bought, self.prices)
        answers = {}
        for at in unknown:
            line, hint = self.billed[at], hints.get(at)
            codes = {Code.UNKNOWN_PLACEMENT} | of_vat(line, Treatment.EXEMPT)
            told = in_order(codes | ({Code.DUPLICATE} if at in self.repeated else set()))
            if hint is None:
                answers[at] = Answer(line, told, line.placement_ref, None, evidence.NONE, evidence.because(told))
            else:
                confidence = evidence.share(hint.points, rivals=hint.rivals)
                why = evidence.of_hint(told, hint.points, hint.rivals)
                answers[at] = Answer(line, told, hint.placement_ref, hint.expected_pence, confidence, why)
        return answers


def _judge(terms: Terms, opened: Sequence[Bill], receipts: Sequence[Receipt]) -> list[Missing]:
    bills = [bill for bill in opened if not bill.line.is_credit]
    given_back = [bill for bill in opened if bill.line.is_credit]
    reversals = credits.settled(bills, given_back) if given_back else []
    for at, pence in credits.totals(reversals).items():
        bills[at].credited = pence
    if terms.charge == PLACEMENT_FEE:
        return fees.judge(terms, bills, reversals)
    if terms.charge == CONTACT_HOURLY:
        return hours.judge(terms, bills, reversals, hours.Hours(receipts))
    return spans.judge(terms, bills, reversals)
