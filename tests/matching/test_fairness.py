"""What docs/fairness.md promises of every run; each test is named there with the reason why it has to hold."""

import random
import re
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.document import objective, render
from matching.plan import solve
from matching.problem import URGENCIES, Household, Problem
from matching.reasons.difference import mates
from tests.house.sources import ROOT
from tests.matching.problems import NEEDS, child, household, problem, problems

PAGE = ROOT / "docs" / "fairness.md"
DRAWS = 2000


def found_by(asked: Problem) -> tuple[dict[str, str | None], dict[str, int]]:
    """Who is suggested for whom, and the objective."""
    plan = solve(asked)
    return mates(asked, plan), objective(asked, plan)


def renamed(asked: Problem, names: dict[str, str]) -> Problem:
    """The same, with members called otherwise."""
    new = {code: names.get(code, code) for code in (*asked.agencies, *(one.authority for one in asked.referrals))}
    members = asked.memberships and tuple(replace(one, code=names.get(one.code, one.code)) for one in asked.memberships)
    return replace(
        asked,
        referrals=tuple(replace(one, authority=new[one.authority]) for one in asked.referrals),
        households=tuple(replace(one, agency=new[one.agency]) for one in asked.households),
        memberships=members,
    )


@given(problems())
@settings(max_examples=80, deadline=None)
def test_renaming_agencies_or_authorities_changes_nothing(asked: Problem) -> None:
    names = {"TARVIT": "ZZZ", "OCHIL": "AAA", "S12000036": "S12000049", "S12000047": "S12000005"}

    assert found_by(renamed(asked, names)) == found_by(asked)


@given(problems(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_second_household_like_another_never_lowers_who_is_placed(asked: Problem, data: st.DataObject) -> None:
    assume(asked.households)
    like = data.draw(st.sampled_from(asked.households))

    more = replace(asked, households=(*asked.households, replace(like, ref=f"{like.ref}-again")))

    (_, before), (_, after) = found_by(asked), found_by(more)
    assert [after[urgency] for urgency in URGENCIES] >= [before[urgency] for urgency in URGENCIES]


def wider(home: Household, chance: random.Random) -> Household:
    """The household, which accepts some more than it did, and nothing less."""
    yes = {*home.yes_needs, *chance.sample(NEEDS, 2)}
    changes = {
        "yes_needs": frozenset(yes),
        "no_needs": frozenset(home.no_needs) - yes,
        "discuss_needs": frozenset(home.discuss_needs) - yes,
        "max_travel_minutes": home.max_travel_minutes + 40,
        "min_age_months": 0,
        "max_age_months": 216,
        "approved_children": home.approved_children + 2,
        "sexes": frozenset(),
        "available_from": None,
    }
    kept = chance.sample(sorted(changes), 4)
    kept += ["no_needs", "discuss_needs"] if "yes_needs" in kept else []
    as_it_was = {name: getattr(home, name) for name in changes}
    typed = {name: type(as_it_was[name])(value) if value is not None else None for name, value in changes.items()}
    return replace(home, **{name: typed[name] for name in kept if as_it_was[name] is not None})


@given(problems(easy=True), st.integers(0, 10_000))
@settings(max_examples=120, deadline=None)
def test_a_household_that_widens_what_it_accepts_never_loses_by_it_alone(asked: Problem, seed: int) -> None:
    suggested = sorted(home for home in found_by(asked)[0].values() if home)
    assume(suggested)
    chance = random.Random(seed)
    ref = chance.choice(suggested)

    homes = tuple(wider(home, chance) if home.ref == ref else home for home in asked.households)

    assert ref in found_by(replace(asked, households=homes))[0].values()


def test_a_childs_chance_hangs_on_no_order_of_arrival() -> None:
    rows = [child(f"R-{n}") for n in range(12)]
    homes = [household(f"H-{n}") for n in range(5)]
    expected = {render(asked, solve(asked)) for asked in [problem(rows, homes)]}

    for seed in range(20):
        chance = random.Random(seed)
        asked = problem(chance.sample(rows, 12), chance.sample(homes, 5))
        expected.add(render(asked, solve(asked)))

    assert len(expected) == 1


def test_between_equals_an_early_number_wins_no_more_often_than_a_late_one() -> None:
    chance, earlier = random.Random(20261127), 0

    for _ in range(DRAWS):
        first, second = sorted(chance.sample(range(1000), 2))
        names = f"R-{first:03}", f"R-{second:03}"
        asked = problem([child(name) for name in names], [household(f"H-{chance.randrange(1000):03}")])
        earlier += found_by(asked)[0][names[0]] is not None

    assert 0.45 * DRAWS < earlier < 0.55 * DRAWS


def test_the_page_names_every_proof_and_no_other() -> None:
    own = set(re.findall(r"^def (test_\w+)", (ROOT / "tests/matching/test_fairness.py").read_text("utf-8"), re.M))

    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8")))

    assert named == own - {"test_the_page_names_every_proof_and_no_other"}
