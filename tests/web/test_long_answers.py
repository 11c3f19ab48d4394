"""What takes long is told in people's words: ranges of weights, kinds of households, what may be supposed."""

import pytest

from matching.reasons.comparison import Fact
from web import long_answers, released

SEEN = {"merit": "travel", "today": 30, "looked_at": {"from": 0, "to": 100}}


def pair(low, high, *elsewhere):
    return {"referral_ref": "R-1", "household_ref": "H-1", "from": low, "to": high, "elsewhere": list(elsewhere)}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (pair(0, 100), "at every weight looked at"),
        (pair(0, 37), "up to 37"),
        (pair(22, 100), "from 22"),
        (pair(22, 40), "from 22 to 40"),
        (pair(22, 40, (50, 60)), "from 22 to 40, and again elsewhere"),
    ],
)
def test_the_range_of_a_weight_is_told_as_far_as_it_was_looked_at(found, said):
    assert long_answers.stretch(SEEN, found) == said
    assert long_answers.is_sensitive(SEEN, found) is (said != "at every weight looked at")


def test_a_range_is_drawn_with_today_s_weight_and_named_for_whoever_cannot_see_it():
    drawn = str(long_answers.range_bar(SEEN, pair(22, 40, (50, 60))))

    assert "<desc" in drawn
    assert "travel: from 22 to 40, and again elsewhere" in drawn
    assert drawn.count("<rect") == 3
    assert drawn.count("<line") == 1


@pytest.mark.parametrize(
    ("needs", "refused", "said"),
    [
        ([], ["prematurity"], "accepting no need"),
        (["prematurity"], [], "accepting every need that occurs"),
        (["prematurity", "prenatal_drugs"], ["x"], "accepting every need but x"),
        (["prematurity"], None, "accepting born early"),
    ],
)
def test_a_kind_of_household_is_told_by_the_shorter_of_what_it_accepts_and_what_not(needs, refused, said):
    kind = {"area": "S12000036", "agencies": ["ROWAN"], "children": 2, "min_age_months": 0, "max_age_months": 24}
    told = long_answers.kind_of(kind | {"needs": needs} | ({} if refused is None else {"refused_needs": refused}))

    assert told == f"City of Edinburgh: up to 2 children, 0 to 24 months, {said}"


def test_of_each_area_agencies_and_number_the_best_kind_is_shown():
    kinds = [{"area": area, "agencies": ["A"], "children": size} for area, size in (("X", 1), ("X", 1), ("X", 2))]

    assert long_answers.best_of_each(kinds) == [kinds[0], kinds[2]]


def test_facts_of_a_link_are_told_with_days_needs_and_names_as_people_write_them():
    plain = [
        Fact("ethnicity", "ethnicity", "C-1", "white polish", "pakistani scottish, white scottish", "mismatch"),
        Fact("language", "language", "C-1", "not recorded", "gaelic", "unknown"),
        Fact("need_declined", "prenatal_drugs", "C-2", "needed", "yes", "match"),
        Fact("review_overdue", "review of approval", None, "due on or after 2027-01-15", "2028-03-03", "match"),
    ]

    told = [(fact.name, fact.asked, fact.said) for fact in released.in_words(plain)]

    assert told == [
        ("Ethnicity, C-1", "White Polish", "Pakistani Scottish, White Scottish"),
        ("Language, C-1", "Not recorded", "Gaelic"),
        ("Prenatal exposure to drugs, C-2", "Needed", "Yes"),
        ("Review of approval", "Due on or after 15 January 2027", "3 March 2028"),
    ]
