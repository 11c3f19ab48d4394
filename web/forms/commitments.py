"""What is asked about a commitment."""

from datetime import date, timedelta
from typing import Any

from contracts import minimums
from contracts.commitments import Commitment
from web.fields import ChoiceField, DayField, Needed, PickField, WholeField
from web.forms import Form, Versioned
from web.shown import count, day
from web.words import COUNT_EVENTS, UNIT_BASES


class LastDayField(DayField):
    """The last day of a period, kept as the day after it."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Show the last day for the day after it."""
        shown = data - timedelta(days=1) if isinstance(data, date) else None
        super().process(formdata, shown, extra_filters)

    @property
    def after(self) -> date | None:
        """The day after the last."""
        return self.data + timedelta(days=1) if self.data else None


class Whose(Form):
    """Who commits itself, and to which agency; asked first."""

    authority_code = PickField("Authority", [Needed("Choose the authority that commits itself.")], words={})
    agency = PickField("Agency", words={}, empty="Any agency")


class Terms(Form):
    """The terms that adding and changing ask for alike."""

    period_start = DayField("First day", [Needed("Enter the first day of the period.")])
    period_end = LastDayField("Last day", [Needed("Enter the last day of the period.")])
    minimum_units = WholeField("Agreed minimum", [Needed("Enter how many are agreed at least.")], high=10_000)
    unit_basis = ChoiceField("Counted by", [Needed("Choose what is counted.")], words=UNIT_BASES, default="child")
    count_event = ChoiceField(
        "Counts on", [Needed("Choose the day that counts.")], words=COUNT_EVENTS, default="moved_in"
    )
    tolerance_units = WholeField("Tolerance", default=0, high=10_000)
    shortfall_price_pct = WholeField("Shortfall price", default=100, high=1_000)
    carry_forward_cap = WholeField("Carry-forward, at most", default=0, high=10_000)
    carry_forward_expiry_months = WholeField("Carry-forward expires after", high=1_200)
    make_up_months = WholeField("Make-up right", default=0, high=1_200)

    def facts(self) -> dict[str, Any]:
        """The answers as the verbs take them: the period ends on the day after its last."""
        return {**super().facts(), "period_end": self.period_end.after}


class CommitmentForm(Terms, Whose):
    """A new commitment."""


class ChangeForm(Terms, Versioned):
    """Changed terms of a commitment."""


def shown_terms(commitment: Commitment | minimums.Commitment) -> dict[str, str]:
    """The terms of a commitment in words, by the name of each."""
    expires = commitment.carry_forward_expiry_months or 12
    carried = f"at most {commitment.carry_forward_cap}, within {count(expires, 'month')}"
    return {
        "First day": day(commitment.period_start),
        "Last day": day(commitment.period_end - timedelta(days=1)),
        "Agreed minimum": str(commitment.minimum_units),
        "Counted by": UNIT_BASES[commitment.unit_basis],
        "Counts on": COUNT_EVENTS[commitment.count_event],
        "Tolerance": str(commitment.tolerance_units),
        "Shortfall price": f"{commitment.shortfall_price_pct} % of the placement fee",
        "Carry-forward": carried if commitment.carry_forward_cap else "none",
        "Make-up right": f"within {count(commitment.make_up_months, 'month')}" if commitment.make_up_months else "none",
    }
