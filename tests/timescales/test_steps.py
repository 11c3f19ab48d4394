"""The clock of a case: every oracle of the domain's legal clock, and every sentence of the events sheet."""

import random

import pytest

from consortium.timescales.rules import shipped
from consortium.timescales.steps import STATES, steps
from tests.timescales.cases import day, follow, happened, of


def test_oracle_first_review_within_6_weeks_of_placement() -> None:
    found = follow("placed 2025-01-06", as_of="2025-01-06")

    assert of("lac_review", found) == [("2025-02-17", None, "open")]


def test_oracle_second_review_within_3_months_of_the_actual_first_and_later_ones_within_6_of_the_previous() -> None:
    found = follow("placed 2025-01-06", "lac_review_held 2025-02-10", "lac_review_held 2025-04-30", as_of="2025-06-01")

    assert of("lac_review", found) == [
        ("2025-02-17", "2025-02-10", "done"),
        ("2025-05-10", "2025-04-30", "done"),
        ("2025-10-30", None, "open"),
    ]


def test_case_6_a_late_first_review_moves_the_second_and_three_months_from_30_november_is_the_end_of_february() -> None:
    found = follow("placed 2025-09-01", "lac_review_held 2025-11-30", as_of="2026-03-01")

    assert of("lac_review", found) == [("2025-10-13", "2025-11-30", "done_late"), ("2026-02-28", None, "overdue")]


def test_oracle_visit_within_a_week_then_every_three_months_from_the_previous_visit() -> None:
    found = follow("placed 2025-01-06", "child_visited 2025-01-06", "child_visited 2025-04-07", as_of="2025-04-07")

    assert of("child_visit", found) == [
        ("2025-01-13", "2025-01-06", "done"),
        ("2025-04-06", "2025-04-07", "done_late"),
        ("2025-07-07", None, "open"),
    ]


def test_oracle_the_authoritys_officer_visits_within_28_days_and_once() -> None:
    found = follow("placed 2025-01-06", "authority_officer_visited 2025-02-03", "authority_officer_visited 2025-05-01")

    assert of("authority_officer_visit", found) == [("2025-02-03", "2025-02-03", "done")]


def test_oracle_decision_14_days_from_the_recommendation_and_notice_7_days_from_the_decision() -> None:
    found = follow("panel_recommended 2025-03-03", "decision_made 2025-03-18", "decision_notified 2025-03-25")

    assert of("decision", found) == [("2025-03-17", "2025-03-18", "done_late")]
    assert of("decision_notice", found) == [("2025-03-25", "2025-03-25", "done")]


def test_each_recommendation_asks_its_own_decision_and_each_decision_its_own_notice() -> None:
    told = ("panel_recommended 2025-03-03", "panel_recommended 2025-03-10", "decision_made 2025-03-12")

    found = follow(*told, "decision_made 2025-01-01", "decision_notified 2025-03-14", as_of="2025-03-24")

    assert of("decision", found) == [("2025-03-17", "2025-03-12", "done"), ("2025-03-24", None, "open")]
    assert of("decision_notice", found) == [("2025-01-08", "2025-03-14", "done_late"), ("2025-03-19", None, "overdue")]


def test_two_recommendations_of_one_day_ask_two_decisions() -> None:
    found = follow("panel_recommended 2025-03-03", "panel_recommended 2025-03-03", "decision_made 2025-03-04")

    assert of("decision", found) == [("2025-03-17", "2025-03-04", "done"), ("2025-03-17", None, "overdue")]


def test_oracle_a_child_protection_order_ends_on_the_8th_working_day_after_it_was_made() -> None:
    found = follow("cpo_made 2025-12-19", "icso_made 2026-01-06", as_of="2026-01-31")

    assert of("cpo_end", found) == [("2026-01-06", "2026-01-06", "done")]


@pytest.mark.parametrize("order", ["icso_made", "cso_made"])
def test_a_child_protection_order_is_closed_by_an_interim_or_a_full_order(order: str) -> None:
    found = follow("cpo_made 2025-03-03", f"{order} 2025-03-14")

    assert of("cpo_end", found) == [("2025-03-13", "2025-03-14", "done_late")]


def test_case_5_an_interim_order_of_3_march_2025_ends_on_24_march_and_66_days_end_on_7_may() -> None:
    found = follow("icso_made 2025-03-03", as_of="2025-03-24")

    assert of("icso_end", found) == [("2025-03-24", None, "open")]
    assert of("icso_limit", found) == [("2025-05-07", None, "open")]


def test_the_last_interim_order_counts_for_its_end_and_the_first_for_the_limit() -> None:
    found = follow("icso_made 2025-03-03", "icso_made 2025-03-24", "icso_made 2025-04-15", as_of="2025-05-08")

    assert of("icso_end", found) == [
        ("2025-03-24", "2025-03-24", "done"),
        ("2025-04-14", "2025-04-15", "done_late"),
        ("2025-05-06", None, "overdue"),
    ]
    assert of("icso_limit", found) == [("2025-05-07", None, "overdue")]


def test_the_limit_is_closed_by_a_full_order_and_by_no_further_interim_one() -> None:
    found = follow("icso_made 2025-03-03", "icso_made 2025-03-20", "cso_made 2025-04-09", as_of="2025-05-08")

    assert of("icso_end", found)[-1] == ("2025-04-10", "2025-04-09", "done")
    assert of("icso_limit", found) == [("2025-05-07", "2025-04-09", "done")]


def test_oracle_a_supervision_order_is_reviewed_within_a_year_and_again_within_a_year_of_the_review() -> None:
    found = follow("cso_made 2024-02-29", "cso_reviewed 2025-02-28", as_of="2025-06-01")

    assert of("cso_review", found) == [("2025-02-28", "2025-02-28", "done"), ("2026-02-28", None, "open")]


def test_oracle_carers_are_reviewed_within_12_months_of_approval_then_within_3_years() -> None:
    found = follow("carers_approved 2024-05-01", "carers_reviewed 2025-05-02", as_of="2028-05-03")

    assert of("carers_review", found) == [("2025-05-01", "2025-05-02", "done_late"), ("2028-05-02", None, "overdue")]
    assert {step.owner for step in found} == {"agency"}


def test_case_4_carers_whose_review_falls_due_during_a_placement_are_told_of_it() -> None:
    found = follow("carers_approved 2025-01-10", "placed 2025-03-03", as_of="2026-01-11")

    assert of("carers_review", found) == [("2026-01-10", None, "overdue")]


def test_oracle_the_arrangement_is_reviewed_within_12_months_of_placement_and_of_the_last_review() -> None:
    found = follow("placed 2024-01-31", "arrangement_reviewed 2025-01-15", as_of="2025-12-31")

    assert of("arrangement_review", found) == [("2025-01-31", "2025-01-15", "done"), ("2026-01-15", None, "open")]


def test_oracle_an_emergency_placement_lasts_3_working_days() -> None:
    found = follow("emergency_placed 2025-03-07", "emergency_resolved 2025-03-12")

    assert of("emergency_end", found) == [("2025-03-12", "2025-03-12", "done")]


def test_oracle_a_proof_begins_within_28_days_of_the_application() -> None:
    assert of("proof", follow("proof_applied 2025-03-03", as_of="2025-04-01")) == [("2025-03-31", None, "overdue")]


def test_a_step_due_today_is_open_and_the_day_after_it_is_overdue() -> None:
    assert of("decision", follow("panel_recommended 2025-03-03", as_of="2025-03-17"))[0][2] == "open"
    assert of("decision", follow("panel_recommended 2025-03-03", as_of="2025-03-18"))[0][2] == "overdue"


def test_events_after_the_day_are_ignored() -> None:
    told = ("placed 2025-01-06", "lac_review_held 2025-02-10", "ended 2025-02-11", "cso_made 2025-03-01")

    found = follow(*told, as_of="2025-02-09")

    assert of("lac_review", found) == [("2025-02-17", None, "open")]
    assert of("cso_review", found) == []


def test_case_3_a_case_that_ends_on_the_day_it_starts_has_no_open_steps() -> None:
    assert follow("placed 2025-01-06", "ended 2025-01-06") == []


def test_case_15_a_case_that_ends_before_any_placement_keeps_what_was_done_and_nothing_open() -> None:
    found = follow("panel_recommended 2025-01-06", "decision_made 2025-01-10", "ended 2025-01-20")

    assert [(step.step, step.state) for step in found] == [("decision", "done")]


def test_case_14_a_child_who_comes_back_to_the_same_carers_is_placed_once_and_the_first_day_counts() -> None:
    found = follow("placed 2025-06-01", "placed 2025-01-06", "lac_review_held 2025-02-17", as_of="2025-06-01")

    assert of("lac_review", found) == [("2025-02-17", "2025-02-17", "done"), ("2025-05-17", None, "overdue")]


def test_a_visit_before_the_placement_is_none_of_its_visits() -> None:
    found = follow("child_visited 2025-01-02", "placed 2025-01-06", as_of="2025-01-07")

    assert of("child_visit", found) == [("2025-01-13", None, "open")]


def test_an_event_told_twice_for_one_day_counts_once_in_a_chain() -> None:
    found = follow("placed 2025-01-06", "lac_review_held 2025-02-10", "lac_review_held 2025-02-10", as_of="2025-03-01")

    assert of("lac_review", found) == [("2025-02-17", "2025-02-10", "done"), ("2025-05-10", None, "open")]


def test_the_order_of_rows_changes_nothing() -> None:
    told = [f"{code} 2025-{at % 9 + 1:02d}-{at % 27 + 1:02d}" for at, code in enumerate(shipped().of_sheet * 3)]
    events = happened(*told, case="B") + happened(*told[::2], case="A")
    shuffled = random.Random(4).sample(events, k=len(events))

    found = steps(events, shipped(), as_of=day("2025-10-01"))

    assert found == steps(shuffled, shipped(), as_of=day("2025-10-01"))
    assert [step.case_ref for step in found] == sorted(step.case_ref for step in found)


def test_oracle_a_child_is_referred_to_the_register_within_3_months_of_the_decision() -> None:
    found = follow("decision_made 2025-11-30", "register_referred 2026-03-01", as_of="2026-03-02")

    assert of("register_referral", found) == [("2026-02-28", "2026-03-01", "done_late")]


def test_every_shipped_step_is_law_but_what_whoever_decides_early_takes_on_and_what_the_register_asks() -> None:
    told = [f"{kind.begins_with} 2025-03-03" for kind in shipped().in_force]

    found = follow(*told, as_of="2025-03-03")

    assert {step.step for step in found} == {kind.code for kind in shipped().in_force}
    assert {step.step for step in found if step.basis != "law"} == {"panel_after_emergency", "register_referral"}
    assert all(any(name in step.source for name in ("Regulations", "Act", "Register")) for step in found)
    assert {step.state for step in found} <= set(STATES)


def test_a_second_supervision_order_takes_the_place_of_the_first_and_of_its_next_review() -> None:
    told = ("cso_made 2024-01-10", "cso_reviewed 2024-12-02", "cso_made 2025-03-03")

    found = follow(*told, as_of="2025-04-01")
    reviewed = follow(*told, "cso_reviewed 2025-11-03", as_of="2025-12-01")

    assert of("cso_review", found) == [("2025-01-10", "2024-12-02", "done"), ("2026-03-03", None, "open")]
    assert of("cso_review", reviewed)[1:] == [("2026-03-03", "2025-11-03", "done"), ("2026-11-03", None, "open")]


def test_an_order_made_on_the_day_of_a_review_asks_for_one_review() -> None:
    found = follow("cso_made 2024-01-10", "cso_reviewed 2025-01-06", "cso_made 2025-01-06", as_of="2025-02-01")

    assert [one for one in of("cso_review", found) if one[1] is None] == [("2026-01-06", None, "open")]
