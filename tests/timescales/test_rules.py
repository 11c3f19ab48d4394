"""The clock's rules are data: dated, checked, and never guessed."""

from dataclasses import replace

import pytest

from consortium.timescales.reading import RulesRefused, from_toml
from consortium.timescales.rules import SHIPPED, Rules, shipped
from tests.timescales.cases import day, follow, of

TEXT = SHIPPED.read_text("utf-8")
INTERIM = 'effective_from = 2013-06-24 },\n]\n\n[[step]]\ncode = "icso_limit"'
LONGER = (
    "effective_from = 2013-06-24, effective_to = 2020-04-07 },\n"
    '    { when = "begun", count = 44, counting = "days_with_the_first", source = "Coronavirus (Scotland) Act 2020", '
    "effective_from = 2020-04-07, effective_to = 2020-10-01 },\n"
    '    { when = "begun", count = 22, counting = "days_with_the_first", source = "2011 Act", '
    'effective_from = 2020-10-01 },\n]\n\n[[step]]\ncode = "icso_limit"'
)


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("made", "ends"),
    [
        ("2020-04-06", "2020-04-27"),
        ("2020-04-07", "2020-05-20"),
        ("2020-09-30", "2020-11-12"),
        ("2020-10-01", "2020-10-22"),
    ],
)
def test_the_rule_in_force_on_the_day_of_the_cause_decides(made: str, ends: str) -> None:
    rules = from_toml(changed(INTERIM, LONGER))

    assert of("icso_end", follow(f"icso_made {made}", as_of=made, rules=rules)) == [(ends, None, "open")]


def test_before_a_rule_was_in_force_nothing_follows_from_it() -> None:
    assert follow("icso_made 2013-06-23", as_of="2013-06-23") == []


def test_what_no_published_law_was_found_to_say_is_nobodys_step() -> None:
    unfounded = {step.code for step in shipped().steps if not step.established}

    assert {"first_meeting", "certificate", "application_after_certificate", "application_after_advice"} <= unfounded
    assert unfounded.isdisjoint(step.code for step in shipped().in_force)
    assert follow("certificate_sent 2025-03-03", "advice_given 2025-03-03") == []


def test_what_an_authority_found_to_hold_can_be_established_as_data() -> None:
    entry = changed("established = false # read in the 1996 Regulations; the 2009 ones are to be verified\n", "")

    assert of("certificate", follow("certificate_sent 2025-03-03", as_of="2025-03-04", rules=from_toml(entry))) == [
        ("2025-03-31", None, "open")
    ]


def test_the_sheet_has_the_fifteen_events_and_the_service_more() -> None:
    assert shipped().of_sheet == (
        *("placed", "lac_review_held", "child_visited", "authority_officer_visited", "panel_recommended"),
        *("decision_made", "decision_notified", "cpo_made", "icso_made", "cso_made", "cso_reviewed"),
        *("carers_approved", "carers_reviewed", "arrangement_reviewed", "ended"),
    )
    assert len(shipped().events) > 15


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("count = 14,", "count = -14,", "step decision, a term: count is a whole number from 1 to 5,000."),
        ("count = 14,", 'count = "14",', "step decision, a term: count is a whole number from 1 to 5,000."),
        ('counting = "days",', 'counting = "moons",', "counting is one of days, days_with_the_first, weeks, months, "),
        ('owner = "agency"', 'owner = "reporter"', "step carers_review: owner is one of authority, agency, coordin"),
        ('["carers_reviewed"]', '["carers_seen"]', "step carers_review: “carers_seen” is none of the events."),
        ('closed_by = ["decision_made"]', "", "step decision: closed_by is needed."),
        (
            'closed_by = ["decision_made"]',
            "closed_by = []",
            "step decision: closed_by names at least one event that an",
        ),
        ('counts_as = "decision_made"', 'counts_as = "made"', "event match_decided: “made” is none of the events."),
        ('answers = "own"', 'answer = "own"', "step decision: “answer” is not known here."),
        ('code = "cso_review"', 'code = "icso_end"', "step icso_end: it stands here twice."),
        ("effective_from = 2014-01-01", 'effective_from = "2014"', "effective_from is a day, as 2026-11-22."),
        ('"12-25"', '"25-12"', "yearly days of the working days: write them as “12-25”."),
        ('"saturday"', '"caturday"', "weekdays of the working days: name them, as “saturday”."),
        ("[working_days]", "[holidays]", "“holidays” is no part of the rules"),
        ("[working_days]", "[working_days", "This is not a TOML file of rules"),
        ("weeks = 26", "weeks = true", "aim permanence_recommendation: weeks is a whole number from 1 to 714."),
        ("sheet = true", 'sheet = "yes"', "event placed: sheet is true or false."),
        ('recorded_by = ["agency"]', "recorded_by = [7]", "event carers_reviewed: recorded_by is a list of texts."),
        ('recorded_by = ["agency"]', 'recorded_by = ["court"]', "event carers_reviewed: “court” records nothing."),
    ],
)
def test_a_fault_of_the_data_is_told_in_a_sentence(old: str, new: str, sentence: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        from_toml(changed(old, new))

    assert any(sentence in one for one in refused.value.sentences), refused.value.sentences


def test_two_terms_of_one_day_are_refused() -> None:
    with pytest.raises(RulesRefused, match="two terms for “begun” hold on 2020-04-07"):
        from_toml(changed(INTERIM, LONGER.replace("effective_to = 2020-04-07", "effective_to = 2020-04-08")))


def test_every_day_of_the_week_cannot_be_left_out() -> None:
    week = '"monday", "tuesday", "wednesday", "thursday", "friday", "saturday"'

    with pytest.raises(RulesRefused, match="leave at least one weekday"):
        from_toml(changed('"saturday"', week))


def test_the_shipped_rules_are_read_once_and_stay_as_they_are() -> None:
    assert shipped() is shipped()
    assert isinstance(replace(shipped()), Rules)
    assert shipped().named["icso_end"].terms[0].effective_from == day("2013-06-24")
