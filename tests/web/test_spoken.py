"""Children are described as people say it."""

from datetime import date, timedelta

import pytest

from web import spoken

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (ON, "girl born today"),
        (ON - timedelta(days=1), "girl of 1 day"),
        (ON - timedelta(days=21), "girl of 3 weeks"),
        (date(2026, 6, 23), "girl of 5 months"),
        (date(2026, 6, 24), "girl of 4 months"),
        (date(2024, 11, 23), "girl of 2 years"),
    ],
)
def test_an_age_is_said_in_the_unit_that_families_use(born: date, said: str):
    assert spoken.child({"date_of_birth": born, "sex": "F"}, on=ON) == said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 26), "child expected this week"),
        (date(2027, 1, 12), "child expected on 12 January 2027"),
        (date(2026, 11, 20), "child expected on 20 November 2026, birth not recorded"),
    ],
)
def test_an_unborn_child_is_expected(due: date, said: str):
    assert spoken.child({"expected_date_of_delivery": due.isoformat()}, on=ON) == said


def test_a_group_is_one_phrase():
    rows = [{"date_of_birth": date(2026, 3, 1), "sex": "F"}, {"date_of_birth": date(2023, 3, 1), "sex": "M"}]

    assert spoken.children(rows, on=ON) == "Girl of 8 months and boy of 3 years"
