"""What leaves the consortium tells nothing that a few families stand behind, by itself or beside another."""

import random
from dataclasses import replace

import numpy as np

from matching.problem import Problem
from matching.recruiting import telling
from matching.recruiting.findings import Findings
from matching.recruiting.suppression import for_agencies
from tests.matching.problems import child, household, problem
from tests.matching.recruiting.networks import EDINBURGH, FIFE, network, searched

AUTHORITIES = (EDINBURGH, FIFE)


def town(*groups: dict[str, object], homes: int = 1) -> Problem:
    """Groups of referrals alike, `count` of each, by two authorities in turn."""
    rows = []
    for number, facts in enumerate(groups):
        count = facts["count"]
        assert isinstance(count, int)
        told = {name: value for name, value in facts.items() if name != "count"}
        whose = (AUTHORITIES[n % 2] for n in range(count))
        rows += [child(f"R-{number}{n:02}", authority_code=code, **told) for n, code in enumerate(whose)]
    return problem(rows, [household(f"H-{number}", postcode="G1 1AA") for number in range(homes)])


def areas(found: Findings) -> set[str]:
    return {each.archetype.area for each in for_agencies(found)}


def test_an_area_where_few_referrals_lie_is_not_told_and_neither_is_one_that_has_none() -> None:
    few = town({"count": 20}, {"count": 4, "contact_postcode": "KY1 1AA"})
    more = town({"count": 20}, {"count": 10, "contact_postcode": "KY1 1AA"})

    assert areas(searched(few)) == {EDINBURGH}
    assert areas(searched(more)) == {EDINBURGH, FIFE}
    assert FIFE not in str(telling.as_data_for_agencies(searched(few)))
    assert FIFE in str(telling.as_data(searched(few)))


def test_a_need_that_few_children_have_is_named_by_no_kind() -> None:
    facts = {"needs": ("sibling_contact",), "urgency": "urgent"}
    few, more = (town({"count": 20}, {"count": count, **facts}) for count in (4, 12))

    assert "sibling_contact" not in telling.in_words_for_agencies(searched(few), {})
    assert "sibling_contact" in telling.in_words_for_agencies(searched(more), {})


def test_what_a_kind_refuses_is_told_to_the_coordinator_alone() -> None:
    commons = ("prematurity", "prenatal_alcohol")
    last = searched(town({"count": 20, "needs": commons}, {"count": 2, "needs": ("sibling_contact",)}))

    assert "accepting every need but sibling_contact:" in telling.in_words(last, {})
    assert "prematurity, prenatal_alcohol:" in telling.in_words_for_agencies(last, {})
    assert "sibling_contact" not in telling.in_words_for_agencies(last, {})


def test_numbers_and_ages_of_few_are_told_by_no_kind() -> None:
    alone = {"count": 3, "date_of_birth": child()["date_of_birth"].replace(year=2024)}
    told = for_agencies(searched(town({"count": 20}, alone)))

    assert {each.archetype.max_age_months for each in told} == {6}


def test_two_kinds_that_differ_by_a_few_families_are_not_told_side_by_side() -> None:
    rng, looked = random.Random(6), 0
    for _ in range(6):
        last = searched(network(rng, referrals=60))
        told = [last.helped[each.number] for each in for_agencies(last, least=3)]
        for one in told:
            for other in told:
                assert one is other or not 0 < int((one & ~other).sum()) < 3
                looked += 1
    assert looked > 20


def test_kinds_told_in_full_do_differ_by_a_few_so_that_the_rule_has_something_to_do() -> None:
    last = searched(network(random.Random(6), referrals=60))
    sets = [last.helped[number] for number in last.order[:40]]

    assert any(0 < int((one & ~other).sum()) < 3 for one in sets for other in sets)


def test_what_one_authority_knows_of_its_own_is_taken_away() -> None:
    last = searched(town({"count": 12}))
    one_alone = replace(last.problem, referrals=tuple(replace(r, authority=EDINBURGH) for r in last.referrals))

    assert for_agencies(last)
    assert not for_agencies(replace(last, problem=one_alone))
    assert not for_agencies(last, least=7)


def test_whom_a_kind_never_placed_anybody_through_do_not_hide_the_few() -> None:
    last = searched(town({"count": 20}))
    silent = np.zeros_like(last.marks)
    silent[:, :4] = last.marks[:, :4]

    assert last.candidates.takes.sum() >= 20
    assert not for_agencies(replace(last, marks=silent))


def test_what_leaves_has_no_counts_of_referrals_and_means_to_a_tenth() -> None:
    data = telling.as_data_for_agencies(searched(town({"count": 20})))
    (row,) = data["archetypes"]

    assert not {"referrals", "drawn_up", "tried", "placed_nobody", "more", "left_out"} & set(data)
    assert not {"could_take", "often", "mostly", "placed_in", "of_these", "refused_needs"} & set(row)
    assert row["children_more"] == round(row["children_more"], 1)
    assert all(bound == round(bound, 1) for bound in row["interval"])


def test_where_all_is_few_nothing_is_told_and_too_little_data_is_told_alike() -> None:
    for count in (12, 3):
        found = searched(problem([child(f"R-{number:02}") for number in range(count)], [household()]))
        assert telling.in_words_for_agencies(found, {}) == (
            "Nothing can be told: fewer than 5 families would stand behind whatever was found."
        )
