"""The year end as a finance officer reads it: period by period, to the unit, in words."""

from datetime import date

import pytest
from flask import Flask

from consortium.floor.db import transaction
from tests import factories
from tests.web.visitors import Visitor


@pytest.fixture
def ended(pool: Flask) -> None:
    """Edinburgh was one above in the one year and one short in the next; Fife lacked one, within its tolerance."""
    with pool.app_context(), transaction():
        factories.agreement()
        factories.commitment(minimum_units=1, carry_forward_cap=1)
        next_year = {"period_start": date(2027, 4, 1), "period_end": date(2028, 4, 1)}
        factories.commitment(minimum_units=2, **next_year)
        factories.commitment(authority_code=factories.FIFE, minimum_units=1, tolerance_units=1)
        last_year = {"period_start": date(2025, 4, 1), "period_end": date(2026, 4, 1)}
        factories.commitment(authority_code=factories.FIFE, minimum_units=1, **last_year)
        factories.purchase(children=2)


def test_each_period_says_how_it_ended_the_latest_first(coordinator: Visitor, ended: None):
    page = coordinator.open("/year-ends/?as_of=2028-04-01")

    assert page.says.index("1 April 2027 to 31 March 2028") < page.says.index("1 April 2026 to 31 March 2027")
    assert "1 short 1 unit came from earlier periods." in page.says
    assert "1 unit may be carried forward." in page.says
    assert "1 unit is within the tolerance." in page.says


def test_where_nothing_is_over_the_page_says_so(coordinator: Visitor, ended: None):
    assert "No period was over by that day." in coordinator.open("/year-ends/?as_of=2026-03-31").says


def test_each_line_opens_the_ledger_behind_it(coordinator: Visitor, ended: None):
    page = coordinator.open("/year-ends/?as_of=2027-04-01")

    first = next(link for link in page.read.links if link.startswith("/positions/") and "?" in link)
    assert "Sum of the entries" in coordinator.open(first).says


def test_a_day_that_is_yet_to_come_is_said_to_be_a_preview(coordinator: Visitor, ended: None):
    assert (
        "So the periods would end if nothing more were recorded"
        in coordinator.open("/year-ends/?as_of=2028-04-01").says
    )
    today = coordinator.open("/year-ends/").says
    assert "1 April 2025 to 31 March 2026" in today
    assert "yet to come" not in today
