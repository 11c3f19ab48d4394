"""The typed terms: each declared once, with its meaning, and held to its values wherever it is read."""

from dataclasses import fields

import pytest

from consortium.access import OPERATOR
from consortium.floor.errors import Invalid
from contracts import agreements
from contracts.agreeing import amendments
from contracts.agreeing.terms import BY_NAME, TERMS, Terms, differences, faults, told
from contracts.agreements import AgreementVersion
from tests import factories
from tests.contracts.agreeing.days import APRIL, JULY


def test_every_term_has_a_meaning_a_source_and_a_default_that_it_takes():
    assert all(term.meaning.endswith(".") and term.source and term.label for term in TERMS)
    assert faults(Terms().as_values()) == {}


def test_every_term_is_a_column_of_a_version_and_nothing_else_is():
    other = {"id", "created_at", "agreement_id", "consortium_id", "number", "effective_on", "terms"}
    other |= {"drafted_by", "is_amendment", "salt", "signed_on", "signed_digest", "signed_text", "discarded_on"}

    assert {column.name for column in AgreementVersion.__table__.columns} - other == set(BY_NAME)
    assert [one.name for one in fields(Terms)] == [term.name for term in TERMS]


WRONG = {
    "minimum_stay_days": (-1, 367, 1.5, True, None),
    "fixed_price_pence": (-1, 10_000_000_01),
    "transfer_cutoff_days": (-367, 367),
    "offer_within_days": (0,),
    "pro_rata": ("weeks", None),
    "refund_convention": ("thirds",),
    "transfers_allowed": ("maybe", None),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_outside_a_terms_range_is_refused_at_the_term(name, value):
    assert list(faults(Terms().as_values() | {name: value})) == [name]


def test_a_fixed_price_and_its_basis_come_together():
    fixed, price = {"price_basis": "fixed"}, {"fixed_price_pence": 3_000_000}

    assert faults(Terms().as_values() | fixed | price) == {}
    assert "Give the fixed price" in faults(Terms().as_values() | fixed)["fixed_price_pence"][0]
    assert "Leave this empty" in faults(Terms().as_values() | price)["fixed_price_pence"][0]


SAID = {
    "minimum_stay_days": {0: "None", 1: "1 day", 28: "28 days"},
    "transfer_cutoff_days": {
        -1: "1 day before the period’s end",
        0: "The day after the period’s last",
        30: "30 days after the period’s end",
    },
    "fixed_price_pence": {None: "Not agreed", 3_924_550: "£39,245.50"},
    "transfer_price_pct": {0: "Without a price", 50: "50 % of the placement fee"},
    "refund_convention": {"months_begun": "By whole months remaining"},
    "true_up_days": {30: "Within 30 days after the period’s end"},
    "offer_within_days": {42: "After 42 days without an offer"},
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in SAID.items() for value in values])
def test_a_value_is_said_in_words(name, value):
    assert BY_NAME[name].said(value) == SAID[name][value]


def test_what_differs_is_told_with_what_it_was():
    found = differences(Terms(), Terms(minimum_stay_days=28))

    assert [(term.name, was, now) for term, was, now in found] == [("minimum_stay_days", "None", "28 days")]
    assert len(told(Terms())) == len(TERMS)


def test_a_version_that_says_nothing_of_a_term_keeps_that_of_the_version_before(records):
    agreement = _agreed(minimum_stay_days=28, pro_rata="days")
    known = {"agreement_id": agreement.id, "version": 1, "effective_on": JULY, "terms": "More."}
    amendments.amend(OPERATOR, **known, pro_rata_rounding="up")

    now = agreements.terms_on(JULY, agreement_id=agreement.id)

    assert (now.minimum_stay_days, now.pro_rata, now.pro_rata_rounding) == (28, "days", "up")


def test_terms_are_those_of_the_version_that_was_in_force_on_the_day(records):
    agreement = _agreed(re_placement_window_days=28)
    known = {"agreement_id": agreement.id, "version": 1, "effective_on": JULY, "terms": ""}
    amendments.amend(OPERATOR, **known, re_placement_window_days=14)

    days = (date_before(APRIL), APRIL, date_before(JULY), JULY)
    found = [agreements.terms_on(day, agreement_id=agreement.id).re_placement_window_days for day in days]

    assert found == [0, 28, 28, 14]


def test_a_term_that_nobody_declared_is_refused(records):
    with pytest.raises(Invalid) as refusal:
        _agreed(minimum_stay_weeks=4)

    assert refusal.value.fields == {"minimum_stay_weeks": ["There is no such term."]}


def _agreed(**said):
    factories.consortium()
    return factories.agreement(effective_on=APRIL, **said)


def date_before(day):
    """The day before."""
    return day.fromordinal(day.toordinal() - 1)
