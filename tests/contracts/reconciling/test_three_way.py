"""Whatever the invoices are: one answer a line, the order of rows is nothing, and what is counted adds up."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.reconciling.codes import SENTENCES, Code
from contracts.reconciling.evidence import CONTRADICTED, POINTS
from tests.contracts.reconciling.cases import (
    BILLED_FEE,
    BILLED_HOURS,
    BILLED_WEEK,
    CHILD,
    EDINBURGH,
    FEE,
    FIFE,
    HOURS,
    MOVED_IN,
    PAIR,
    WEEK,
    answers,
    reconciled,
    week,
)

OTHER = replace(CHILD, placement_ref="P-3", ended_on=None, adoption_order_on=date(2025, 12, 1))
WORLD = {"placements": [CHILD, PAIR, OTHER], "receipts": [HOURS, replace(HOURS, placement_ref="P-3")]}

a_day = st.integers(-3, 40).map(lambda days: MOVED_IN + timedelta(days=days))
a_line = st.builds(
    lambda base, start, length, **cells: replace(base, from_day=start, to_day=start + timedelta(days=length), **cells),
    st.sampled_from([BILLED_FEE, BILLED_WEEK, BILLED_HOURS, replace(BILLED_WEEK, charge="monthly_after_12")]),
    a_day,
    st.integers(1, 15),
    supplier=st.sampled_from(["ROWAN", "ROWAN", "HARBOUR"]),
    invoice_number=st.sampled_from(["INV-1", "inv 01", "INV-2", "CN"]),
    invoice_date=a_day,
    line=st.integers(1, 3),
    authority_code=st.sampled_from([FIFE, FIFE, EDINBURGH]),
    placement_ref=st.sampled_from(["P-1", "P-2", "P-3", "p1", None]),
    quantity=st.sampled_from([None, Decimal(1), Decimal(3)]),
    net_pence=st.sampled_from([FEE, 1_308_167, WEEK, -WEEK, 12_000, -FEE, 2_404, 7]),
    vat_pence=st.sampled_from([None, None, 5]),
)
lines_of = st.lists(a_line, max_size=9)


def shown(found):
    told = [(one.line, one.exceptions, one.placement_ref, one.expected_pence, one.confidence) for one in found.answers]
    return told, found.missing


@settings(max_examples=150, deadline=None)
@given(lines_of, st.randoms(use_true_random=False))
def test_every_line_has_one_answer_and_the_order_of_rows_is_nothing(lines, rng: random.Random):
    found = reconciled(*lines, **WORLD)
    mixed = {name: rng.sample(rows, len(rows)) for name, rows in WORLD.items()}

    assert Counter(one.line for one in found.answers) == Counter(lines)
    assert shown(reconciled(*rng.sample(lines, len(lines)), **mixed)) == shown(found)


@settings(max_examples=150, deadline=None)
@given(lines_of)
def test_matched_is_certain_and_agrees_to_the_penny_and_an_exception_is_neither(lines):
    for one in reconciled(*lines, **WORLD).answers:
        assert (one.status == "matched") == (one.exceptions == ()) == (one.confidence == 1)
        assert 0 <= one.confidence <= 1
        assert one.exceptions == tuple(code for code in Code if code in one.exceptions)
        if one.status == "matched":
            assert one.expected_pence == one.line.net_pence


@settings(max_examples=150, deadline=None)
@given(lines_of)
def test_of_matched_lines_no_day_is_billed_twice_and_no_fee_comes_to_more_than_itself(lines):
    matched = [one.line for one in reconciled(*lines, **WORLD).answers if one.status == "matched"]
    bills = [line for line in matched if line.net_pence > 0]
    if any(line.net_pence < 0 for line in lines):
        return
    days = Counter(
        (line.placement_ref, line.from_day + timedelta(days=day))
        for line in bills
        if line.charge == "fostering_weekly"
        for day in range((line.to_day - line.from_day).days)
    )
    fees = Counter()
    for line in bills:
        fees[line.placement_ref] += line.net_pence * (line.charge == "placement_fee")
    assert set(days.values()) <= {1}
    assert all(fees[ref] <= FEE for ref in ("P-1", "P-3"))


@settings(max_examples=100, deadline=None)
@given(lines_of)
def test_no_day_that_a_known_line_bills_is_missing_and_each_suggestion_is_of_something_missing(lines):
    found = reconciled(*[line for line in lines if line.net_pence > 0], **WORLD)
    missing = {(one.placement_ref, one.charge) for one in found.missing}

    for one in found.answers:
        unknown = Code.UNKNOWN_PLACEMENT in one.exceptions
        if unknown and one.confidence:
            assert (one.placement_ref, one.line.charge) in missing
        if not unknown and one.line.charge == "fostering_weekly" and Code.DUPLICATE not in one.exceptions:
            assert not any(
                gap.span.meets(one.line.span)
                for gap in found.missing
                if (gap.placement_ref, gap.charge) == (one.placement_ref, "fostering_weekly")
            )


def test_a_stay_that_is_billed_to_its_end_is_matched_and_leaves_nothing_missing():
    last = week(20, to_day=date(2025, 11, 3), net_pence=14_427)

    found = reconciled(BILLED_FEE, BILLED_HOURS, *map(week, range(20)), last, receipts=[HOURS])

    assert {one.status for one in found.answers} == {"matched"}
    assert found.missing == []


def test_answers_come_by_supplier_number_and_line_and_missing_by_placement_and_charge():
    lines = [replace(BILLED_FEE, invoice_number=number, line=line) for number in "BA" for line in (10, 9)]

    found = reconciled(*lines, placements=[OTHER, CHILD])

    assert [(one.line.invoice_number, one.line.line) for one in found.answers] == [
        ("A", 9),
        ("A", 10),
        ("B", 9),
        ("B", 10),
    ]
    assert [(one.placement_ref, one.charge) for one in found.missing] == [
        ("P-1", "fostering_weekly"),
        ("P-3", "placement_fee"),
        ("P-3", "fostering_weekly"),
    ]


def test_nothing_billed_and_nothing_bought_is_nothing_to_say():
    assert shown(reconciled(placements=[])) == ([], [])


def test_every_code_has_its_sentence_and_all_but_vat_speak_against_a_fact():
    assert set(SENTENCES) == set(Code)
    assert set(Code) - set(CONTRADICTED) == {Code.VAT_ON_EXEMPT}
    assert set(CONTRADICTED.values()) <= set(POINTS)
    assert sum(POINTS.values()) == 100


def test_an_exception_says_how_sure_its_placement_is_and_why_it_is_one():
    wrong = replace(BILLED_FEE, supplier="X", net_pence=5)

    (answer,) = answers(wrong)

    assert answer.confidence == Decimal("0.65")
    assert answer.because == ("billed by another agency than the one bought from; not the amount that the tariff gives")
    assert answers(replace(BILLED_FEE, vat_pence=1))[0].confidence == Decimal("0.99")
