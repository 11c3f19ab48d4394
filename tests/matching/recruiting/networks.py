"""Small networks for the tests of recruiting: towns with some groups, contact in two councils, and few households."""

import random
from collections.abc import Sequence
from functools import partial
from typing import Any

from matching.plan import Plan, solve
from matching.problem import URGENCIES, Problem
from matching.recruiting import archetypes, demand, findings
from matching.recruiting.archetypes import Archetype, Candidates
from matching.recruiting.findings import Findings
from tests.matching.problems import MEMBERS, NEEDS, PLACES, TODAY, child, household, pin, problem

EDINBURGH, FIFE, GLASGOW = "S12000036", "S12000047", "S12000049"
CONTACTS = ("EH1 1AA", "KY1 1AA", "G1 1AA", "KW15 1AA", None)

kind = partial(
    Archetype, area=EDINBURGH, agencies=("TARVIT",), min_age_months=0, max_age_months=24, children=1, needs=()
)


def network(rng: random.Random, *, referrals: int = 14, households: int = 8) -> Problem:
    """Urgent, soon and routine groups with needs, pins, forbidden pairs, members and ways that nobody knows."""
    rows = [row for number in range(referrals) for row in group(f"R-{number:02}", rng)]
    homes = [home(f"H-{number:02}", rng) for number in range(rng.randint(1, households))]
    pins = [pin("R-01", "H-00", decision="forbid")]
    return problem(rows, homes, pins=pins, members=rng.choice((None, MEMBERS)))


def group(ref: str, rng: random.Random) -> list[dict[str, Any]]:
    facts = {
        "urgency": rng.choice(URGENCIES),
        "contact_postcode": rng.choice(CONTACTS),
        "authority_code": rng.choice((EDINBURGH, FIFE)),
        "open_links": int(rng.random() < 0.05),
        "excluded_areas": rng.choice(((), (), ("EH1",))),
    }
    return [
        child(
            ref,
            child_ref=f"{ref}-{number}",
            needs=rng.sample(NEEDS, rng.choice((0, 1, 2))),
            date_of_birth=TODAY.replace(year=rng.choice((2025, 2026)), month=rng.randint(1, 11)),
            **facts,
        )
        for number in range(rng.choice((1, 1, 2, 3)))
    ]


def home(ref: str, rng: random.Random) -> dict[str, Any]:
    return household(
        ref,
        agency=rng.choice(("TARVIT", "OCHIL")),
        postcode=rng.choice(sorted(PLACES)),
        approved_children=rng.choice((1, 2, 3)),
        no_needs=rng.choice(((), NEEDS[:1], NEEDS[:2])),
        open_links=int(rng.random() < 0.1),
    )


def searched(found: Problem, *, kinds: Sequence[Archetype] = (), scenarios: int = 20) -> Findings:
    """All that a search finds, of kinds that are named or of those that the demand suggests."""
    plan = solve(found)
    return list(findings.search(found, plan, candidates(found, plan, kinds), scenarios=scenarios))[-1]


def candidates(found: Problem, plan: Plan, kinds: Sequence[Archetype] = ()) -> Candidates:
    rows = demand.drawable(found, plan)
    return archetypes.named(found, kinds, rows) if kinds else archetypes.of_demand(found, rows)
