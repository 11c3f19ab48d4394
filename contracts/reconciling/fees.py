"""Lines that bill the placement fee: whole or in its thirds, once, at the price of the day of moving in."""

from collections.abc import Mapping, Sequence, Set
from datetime import date

from contracts.charging import instalments
from contracts.reconciling.bills import Bill
from contracts.reconciling.codes import Code
from contracts.reconciling.credits import Reversal, totals
from contracts.reconciling.records import Missing
from contracts.reconciling.standing import Standing
from contracts.reconciling.terms import Terms, parts, two_thirds


def judge(terms: Terms, bills: Sequence[Bill], reversals: Sequence[Reversal]) -> list[Missing]:
    """Writes into each bill what is wrong with it and what is owed for it; what is due and not billed."""
    standing, firsts = Standing(reversals), _days_of_two_thirds(terms, bills)
    for at, bill in enumerate(bills):
        standing.move_to(bill)
        _look_at(terms, bill, standing, firsts)
        if bill.stands and Code.GROUP_BILLED_AS_SINGLES not in bill.codes:
            standing.take_in(at, bill)
    standing.move_to_end()
    _share_the_rest(terms, bills, standing)
    return _missing(terms, bills, totals(reversals))


def _days_of_two_thirds(terms: Terms, bills: Sequence[Bill]) -> set[date]:
    """When two thirds were invoiced in one: a third of the same day is what follows them, whichever is named first."""
    fee = terms.price.amount_pence if terms.price else 0
    return {bill.line.invoice_date for bill in bills if bill.stands and bill.line.net_pence in two_thirds(fee)}


def _look_at(terms: Terms, bill: Bill, standing: Standing, firsts: Set[date]) -> None:
    line, span, price = bill.line, bill.line.span, terms.price
    if line.from_day is not None and not terms.runs.start <= line.from_day <= terms.runs.end:
        bill.codes.add(Code.OUTSIDE_STAY)
    if price is None:
        if not bill.repeats and standing.has_alike(bill):
            bill.codes.add(Code.DUPLICATE)
        return
    fee = price.amount_pence
    is_right = line.net_pence in terms.amounts(fee, span, line.hundredths)
    if not is_right:
        bill.codes |= terms.wrong_by(line.net_pence, span, line.hundredths)
    if not bill.repeats and Code.GROUP_BILLED_AS_SINGLES not in bill.codes:
        bill.codes |= _beside_others(bill, standing, fee)
        if _is_second_payment(bill, standing, firsts, fee) and line.invoice_date < _second_due(terms):
            bill.codes.add(Code.NOT_CONFIRMED)
    rest = 0 if bill.repeats else max(fee - standing.total, 0)
    bill.expected = line.net_pence if is_right and line.net_pence <= rest else rest


def _beside_others(bill: Bill, standing: Standing, fee: int) -> set[Code]:
    found, net = set[Code](), bill.line.net_pence
    if standing.total > 0 and standing.total + net > fee:
        found.add(Code.OVER_TOTAL)
    if net not in parts(fee) and standing.has_alike(bill):
        found.add(Code.DUPLICATE)
    return found


def _is_second_payment(bill: Bill, standing: Standing, firsts: Set[date], fee: int) -> bool:
    """Whether the line bills the third that follows two thirds billed in one."""
    follows = bill.line.invoice_date in firsts or any(standing.amounts[amount] > 0 for amount in two_thirds(fee))
    return follows and bill.line.net_pence in parts(fee) - two_thirds(fee)


def _share_the_rest(terms: Terms, bills: Sequence[Bill], standing: Standing) -> None:
    """Single children's lines of a group bill one fee together: the first has what the group's own lines leave."""
    if terms.price is None:
        return
    rest = max(terms.price.amount_pence - standing.total, 0)
    for bill in bills:
        if Code.GROUP_BILLED_AS_SINGLES in bill.codes and not bill.repeats:
            bill.expected = rest
            rest = 0 if bill.stands else rest


def _second_due(terms: Terms) -> date:
    bought = terms.placement
    return instalments.due_on(instalments.TWO_PAYMENTS[1], bought.moved_in_on, bought.adoption_order_on)


def _missing(terms: Terms, bills: Sequence[Bill], given_back: Mapping[int, int]) -> list[Missing]:
    """The whole fee where nothing bills it; what is left of it where all that stands is parts, once that is due."""
    bought, price = terms.placement, terms.price
    if price is None or not bought.is_confirmed(terms.as_of):
        return []
    billing = [
        bill for at, bill in enumerate(bills) if not bill.repeats and given_back.get(at, 0) < bill.line.net_pence
    ]
    amounts = [bill.line.net_pence for bill in billing]
    if not all(amount in parts(price.amount_pence) for amount in amounts):
        return []
    in_two = any(amount in two_thirds(price.amount_pence) for amount in amounts)
    due, rest = _second_due(terms) if in_two else bought.moved_in_on, price.amount_pence - sum(amounts)
    if rest <= 0 or due > terms.as_of:
        return []
    return [Missing(bought.placement_ref, terms.charge, due, None, rest)]
