"""A run that has a few good plans, and what is asked of it."""

import json
import random

from consortium.access import Role
from consortium.floor.db import db, transaction
from matching import document
from matching.plan import solve
from matching.problem import canonical_json
from matching.running import starting
from matching.tasks import asking, carrying_out
from matching.tasks.kinds import TaskKind
from tests import factories
from tests.matching import problems


def run():
    """Its coordinator, and a run over EAST with three children and three households; all is committed."""
    factories.pool()
    for ref in ("R-1", "R-2", "R-3"):
        factories.referral(referral_ref=ref, children=[factories.child(child_ref=f"{ref}-a")])
    for ref in ("H-1", "H-2", "H-3"):
        factories.household(household_ref=ref)
    coordinator = factories.viewer(Role.COORDINATOR)
    db.session.commit()
    return coordinator, starting.start(coordinator)


def ask(viewer, run, kind=TaskKind.ALTERNATIVES, **terms):
    """Asks, in a transaction of its own."""
    with transaction():
        return asking.ask(viewer, run_id=run.id, kind=kind, terms=terms)


def problem(size, *, homes=None):
    """As many children as households, or `homes`, any with any, at journeys that differ."""
    rng = random.Random(size)
    districts = [f"EH{number}" for number in range(1, 1 + (homes or size))]
    rows = [
        problems.child(f"R-{number:03}", contact_postcode=f"KY{number} 1AA", language=rng.choice(("gaelic", None)))
        for number in range(1, size + 1)
    ]
    known = [
        problems.household(f"H-{number:03}", postcode=f"EH{number} 5AA", languages=("gaelic",)[: number % 2])
        for number in range(1, 1 + (homes or size))
    ]
    travel = [
        {"from_district": district, "to_district": f"KY{number}", "minutes": rng.randrange(60)}
        for district in districts
        for number in range(1, size + 1)
    ]
    return problems.problem(rows, known, travel=travel, places={})


def job(problem, kind, left_out=(), **terms):
    """What a worker hands to a child process, as it comes out of JSON."""
    plan = solve(problem)
    named = {"referrals": list(left_out), "households": []}
    asked = carrying_out.terms_of(kind, terms, inputs=problem.canonical()) if kind is not TaskKind.MATCH else {}
    found = {"kind": kind, "terms": asked, "left_out": named, "seconds": 60}
    suggested = document.suggested_pairs(document.render(problem, plan))
    return json.loads(json.dumps(found | {"suggested": suggested})) | {
        "snapshot": json.loads(canonical_json(problem.canonical()))
    }
